package flows

// This file is the words that tell a quantity from a house or a telephone, in the
// seven languages. Words of a group are joined with spaces; a star stands for any
// ending.

// counted stand after a number and say what there are so many of.
const countableWords = `
people st nd rd h r x р й го му х ти ая ый ий persons person kid* child* teen* boys boy girls girl men man women woman guys guy drunk* youth* young* resident* neighbour* neighbor* famil*
day* night* hour* hrs hr min mins minute* sec second* week* month* year* yr* time* am pm o'clock oclock car* truck* dog* cat* rat* lamp* light* streetlight* tree* bin* bag*
meter* metre* m km kg cm mm ft feet mile* percent degree* dollar* buck* euro* shekel* nis usd eur pln uah thousand* million* k bus buses stop*
complaint* call* message* shot* step* seat* place* vote* page* hole* pothole* line* th cm bottles cans fights
чел* люд* осіб особ* дит* діт* дет* подрост* підліт* хлоп* пацан* парн* парен* дівч* девоч* девуш* мужч* мужик* чолов* жін* женщ* сусід* сосед* сім* семь* семе* пенсіон* пенсион* мешкан* жител*
д день дня дні днів дней дн ноч* ніч* сут* діб доб* год* часа часов час часу хв хвил* мин мину* сек* тижд* тижн* недел* міс* мес* рок* рік роц* лет л раз рази разів раза машин* авто автом* соба* пес* пс* кот* кіш* ліхтар* фонар* ламп* дерев* бак* контейнер* мішк* меш*
м км кг см мм метр* кілом* килом* гр грн гривн* гривен* руб* коп* долар* доллар* євро евро шек* шекел* злот* тис* тыс* млн млрд маршрут* автобус* трамва* тролейб* троллейб* домов зупин* останов* скарг* жалоб* дзвін* звон* постріл* выстрел* ям* відсот* процент* градус* раз* ранку утра вечора вечера ночі ночи вечер* утром ранк* грудня січня лютого березня квітня травня червня липня серпня вересня жовтня листопада декабря января февраля марта апреля мая июня июля августа сентября октября ноября класс* клас* числ* лавк* лавоч* вікон окон бутил* пляш* штук* шт разів
osob* ludzi człowiek* dzieci dzieciak* nastolat* chłop* dziewczyn* kobiet* mężczyzn* facet* sąsiad* rodzin* emeryt* mieszkańc* dni dzień dniach nocy noc godzin* godz minut* min sek* tygod* miesi* lat lata roku rok razy raz samochod* aut* ps* kot* latar* lamp* drzew* kosz* work* metr* m km kg cm zł zl złot* gr euro tys* mln bus* autobus* tramwaj* domów przystan* skarg* telefon* strzał* dziur* procent* stopni* stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia klas* rano wieczorem sztuk butel* ławek ławki
persona* gente niño* niña* chico* chica* joven* muchach* hombre* mujer* vecin* familia* día* dia* noche* hora* min minuto* seg* semana* mes* mes año* ano* vez veces carro* coche* auto* perro* gato* lámpara* lampara* luz luces farol* árbol* arbol* bolsa* metro* m km kg cm milla* por ciento grado* dólar* dolar* euro* peso* mil millón* planta* bus* autobús* autobus* camion* casa* cuadra* parada* queja* llamada* tiro* disparo* hoyo* bache* o'clock am pm a.m p.m enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre botellas
january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec
איש אנשים נערים נערות ילד* ילדים בני בנות נשים גברים בחור* שכנ* משפח* קשיש* יום ימים לילה לילות שעה שעות דק* דקות שנ* שבוע* חודש* חודשים פעם פעמים מכונ* רכב* אוטו* כלב* חתול* עכבר* פנס* עמוד* עץ עצים פח* שק* מטר* מ ק"מ קמ קילו* ק"ג ס"מ שקל* שח ש"ח ₪ אירו דולר* אלף מיליון אוטובוס* קווים בתים תחנ* תלונ* בור* יריות אחוז* מעל* בבוקר בערב בלילה בצהריים פעמ* ספסל* בינואר בפברואר במרץ באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר
شخص* أشخاص اشخاص ناس أطفال اطفال طفل* ولد* أولاد اولاد شباب شاب* بنات بنت نساء رجال رجل جيران جار عائل* يوم* أيام ايام ليل* ليالي ساع* دقيق* دقائق دقايق سن* سنة سنين سنوات عام أعوام اسبوع* أسبوع* أسابيع اسابيع شهر* أشهر اشهر شهور مر* مرات سيار* كلب* كلاب قط* مصباح* مصابيح عمود* أعمدة اعمدة شجر* حاوي* كيس* متر* م كم كيلو* كغ شيكل* شيقل* شاقل* دولار* يورو ألف الف آلاف مليون باص* حافل* خط بيوت بيت بناي* محط* شكو* شكاوى حفر* طلق* بالم* بالمئة درجة صباح* مساء* ليلا ليلًا ظهر* العصر المغرب او كانون* شباط آذار اذار نيسان أيار ايار حزيران تموز آب اب أيلول ايلول تشرين*`

// numbering stand before a number and say that it names no house.
const numbering = `
bus line route tram train school grade class floor level platform gate exit room page chapter channel highway kindergarten hospital clinic shop zone district precinct station aged age section stage article point stop
школ* школи школе шк ліце* лице* гімназ* гимназ* сад саду садик* садок садку днз автобус* маршрут* тролейбус* троллейбус* трамва* поверх* этаж* поезд* поїзд* палат* кабінет* кабинет* лікарн* больниц* поліклін* поликлин* аптек* ліні* лини* клас* класс* група груп* близько или магазин* каса касс* ферм* стаття стат* пункт* зупин* останов* вік* возраст* років десят*
autobus* linia lini* tramwaj* szkoł* sp klas* przedszkol* piętr* sal* szpital* przychodni* stron* peron* tor wiek* drog* krajow* punkt* przystan* strefa
autobús autobus línea linea ruta escuela colegio grado clase piso planta nivel puerta salón aula página tren carretera km kilómetro kilometro edad distrito zona sección parada
קו בקו אוטובוס אוטובוסים ספר ביה"ס כיתה קומה בקומה חדר גן בגן שעה בשעה משעה גיל בן בת רציף שער כביש תחנה סניף קופה
باص الباص خط الخط حافلة مدرسة المدرسة صف الصف طابق الطابق روضة غرفة الغرفة الساعة ساعة عمر منطقة محطة
monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december`

// What announces a telephone, a card, papers or an account's name.
var (
	countedWords, numberingWords = listOf(countableWords), listOf(numbering)

	phoneWords = listOf(`тел* моб* звон* позвон* перезвон* набер* дзвон* подзвон* передзвон* viber вайбер* whatsapp whats ватсап* вотсап* phone mobile cell call text sms смс tel
		טל טלפון נייד פלאפון תתקשר* תתקשרו להתקשר התקשרו וואטסאפ ווטסאפ הנייד המספר هاتف* تلفون* تليفون* جوال* موبايل* اتصل* واتس* واتساب* نمرت* رقمي telef* kom* komórk* dzwoń dzwoni* zadzwo* numer llám* llam* celular móvil movil номер*`)
	cardWords  = listOf(`карт* card cards כרטיס* بطاق* kart* tarjeta* рахун* счет* счёт* konto konta account cuenta חשבון حساب* iban ібан*`)
	paperWords = listOf(`паспорт* passport* pasaport* paszport* דרכון דרכוני ת"ז תז תעודת זהות جواز* هوي* pesel dowód* dowod* dni nie curp ssn social security инн іпн рнокпп снилс id identification identity license licence licencia permiso prawo авто* машин* номер* держномер* госномер* plate plates rejestrac* tablic* matrícul* matricul* placa placas רישוי לוחית רכב מכונית תיק תלונה لوح* سيار* ملف* قضي* رقم case file report incident complaint docket справ* проваджен* єрдр жєо єо кусп дело дела деле делу протокол* заяв* spraw* sygn* akt expediente denuncia caso folio посвідчен* удостоверен* права віза vehicle vin permit registration`)
	nickWords  = listOf(`telegram* телеграм* телег* тг tg insta* инст* інст* ig vk вк viber вайбер* whatsapp вотсап* ватсап* skype скайп* signal сигнал* facebook face fb фб фейсбук* tiktok tok тикток* тікток* nick* username user login usuario ник нік нікнейм* וואטסאפ טלגרם בטלגרם הטלגרם אינסטגרם באינסטגרם פייסבוק בפייסבוק انستا* إنستا* تلغرام تيليجرام تليجرام تلجرام فيسبوك سناب* snap*`)
	spelledAt  = listOf(`at собака собачка собакa равлик et ет эт arroba małpa malpa שטרודל כרוכית كرول آت ات`)
	spelledDot = listOf(`dot точка крапка дот kropka punto נקודה نقطة دوت gmail ukr mail yandex hotmail outlook icloud yahoo walla onet interia proton* meta джимейл гмейл гмаил جيميل ג'ימייל גימייל`)
)

// countable says whether a word after a number makes it a quantity, an hour or a date.
func countable(word string) bool { return countedWords.has(word) }

// numbered says whether a word before a number makes it something's, but no house's.
func numbered(word string) bool { return numberingWords.has(word) }
