// The words of a phone itself, in the phone's language. What the bot says
// comes from the bot. Every language has the same keys: see web_test.go.

const words = {
  en: {
    message: "Message", send: "Send", start: "Start", restart: "Restart bot", blocked: "You blocked this bot.",
    bot: "bot", typing: "typing…", commands: "Commands", noCommands: "The bot has no commands yet.",
    attach: "Attach", picture: "Picture", photo: "Picture from this computer", samplePhoto: "Sample picture", voice: "Voice message", sampleVoice: "Sample voice message",
    record: "Record a voice message", recording: "Recording", noMicrophone: "The microphone cannot be used here.", file: "File", location: "Location",
    keyboard: "Show or hide the keyboard", more: "More", close: "Close", cancel: "Cancel", language: "Language of the phone",
    link: "Start with a link", linkHint: "The link, or what stands after start=", openOn: "On whose phone to open the link", block: "Stop and block the bot", clear: "Clear the chat",
    latitude: "Latitude", longitude: "Longitude", ownPlace: "Another place", copied: "Copied", ok: "OK", spoiler: "Hidden text: show it",
    down: "Newest message", save: "Save", forwarded: "Forwarded from", pinned: "A message was pinned", today: "Today", failed: "That did not work.", me: "You",
    unfold: "Show all", fold: "Show less", copy: "Copy", map: "Map of the neighbourhoods. Arrow keys move the pin.", outside: "Outside every border", noBorder: "This one has no border: it is chosen by name.", degrees: "By coordinates",
  },
  es: {
    message: "Mensaje", send: "Enviar", start: "Iniciar", restart: "Reiniciar bot", blocked: "Has bloqueado este bot.",
    bot: "bot", typing: "escribiendo…", commands: "Comandos", noCommands: "El bot aún no tiene comandos.",
    attach: "Adjuntar", picture: "Imagen", photo: "Imagen de esta computadora", samplePhoto: "Imagen de muestra", voice: "Mensaje de voz", sampleVoice: "Mensaje de voz de muestra",
    record: "Grabar un mensaje de voz", recording: "Grabando", noMicrophone: "Aquí no se puede usar el micrófono.", file: "Archivo", location: "Ubicación",
    keyboard: "Mostrar u ocultar el teclado", more: "Más", close: "Cerrar", cancel: "Cancelar", language: "Idioma del teléfono",
    link: "Iniciar con un enlace", linkHint: "El enlace, o lo que sigue a start=", openOn: "En qué teléfono abrir el enlace", block: "Detener y bloquear el bot", clear: "Vaciar el chat",
    latitude: "Latitud", longitude: "Longitud", ownPlace: "Otro lugar", copied: "Copiado", ok: "Aceptar", spoiler: "Texto oculto: mostrarlo",
    down: "Mensaje más reciente", save: "Guardar", forwarded: "Reenviado de", pinned: "Se ha fijado un mensaje", today: "Hoy", failed: "No ha funcionado.", me: "Tú",
    unfold: "Mostrar todo", fold: "Mostrar menos", copy: "Copiar", map: "Mapa de los vecindarios. Las flechas mueven el marcador.", outside: "Fuera de todos los límites", noBorder: "Este no tiene límites: se elige por su nombre.", degrees: "Por coordenadas",
  },
  he: {
    message: "הודעה", send: "שליחה", start: "התחלה", restart: "הפעלת הבוט מחדש", blocked: "חסמת את הבוט הזה.",
    bot: "בוט", typing: "מקליד…", commands: "פקודות", noCommands: "לבוט עדיין אין פקודות.",
    attach: "צירוף", picture: "תמונה", photo: "תמונה מהמחשב הזה", samplePhoto: "תמונה לדוגמה", voice: "הודעה קולית", sampleVoice: "הודעה קולית לדוגמה",
    record: "הקלטת הודעה קולית", recording: "הקלטה פועלת", noMicrophone: "אי אפשר להשתמש כאן במיקרופון.", file: "קובץ", location: "מיקום",
    keyboard: "הצגה או הסתרה של המקלדת", more: "עוד", close: "סגירה", cancel: "ביטול", language: "שפת הטלפון",
    link: "התחלה עם קישור", linkHint: "הקישור, או מה שבא אחרי start=", openOn: "באיזה טלפון לפתוח את הקישור", block: "עצירה וחסימה של הבוט", clear: "ניקוי הצ׳אט",
    latitude: "קו רוחב", longitude: "קו אורך", ownPlace: "מקום אחר", copied: "הועתק", ok: "אישור", spoiler: "טקסט מוסתר: הצגה",
    down: "ההודעה האחרונה", save: "שמירה", forwarded: "הועבר מאת", pinned: "הודעה ננעצה", today: "היום", failed: "הפעולה לא הצליחה.", me: "אני",
    unfold: "הצגת הכול", fold: "הצגת פחות", copy: "העתקה", map: "מפת השכונות. מקשי החצים מזיזים את הסימן.", outside: "מחוץ לכל הגבולות", noBorder: "לשכונה הזאת אין גבול: בוחרים אותה לפי שם.", degrees: "לפי קואורדינטות",
  },
  ar: {
    message: "رسالة", send: "إرسال", start: "ابدأ", restart: "إعادة تشغيل البوت", blocked: "لقد حظرت هذا البوت.",
    bot: "بوت", typing: "يكتب…", commands: "الأوامر", noCommands: "لا أوامر لهذا البوت بعد.",
    attach: "إرفاق", picture: "صورة", photo: "صورة من هذا الحاسوب", samplePhoto: "صورة تجريبية", voice: "رسالة صوتية", sampleVoice: "رسالة صوتية تجريبية",
    record: "تسجيل رسالة صوتية", recording: "جارٍ التسجيل", noMicrophone: "لا يمكن استخدام الميكروفون هنا.", file: "ملف", location: "الموقع",
    keyboard: "إظهار لوحة الأزرار أو إخفاؤها", more: "المزيد", close: "إغلاق", cancel: "إلغاء", language: "لغة الهاتف",
    link: "البدء برابط", linkHint: "الرابط، أو ما يأتي بعد start=", openOn: "على أي هاتف يُفتح الرابط", block: "إيقاف البوت وحظره", clear: "مسح المحادثة",
    latitude: "خط العرض", longitude: "خط الطول", ownPlace: "مكان آخر", copied: "تم النسخ", ok: "حسنًا", spoiler: "نص مخفي: إظهاره",
    down: "أحدث رسالة", save: "حفظ", forwarded: "محوّلة من", pinned: "تم تثبيت رسالة", today: "اليوم", failed: "لم ينجح ذلك.", me: "أنا",
    unfold: "عرض الكل", fold: "عرض أقل", copy: "نسخ", map: "خريطة الأحياء. مفاتيح الأسهم تحرّك العلامة.", outside: "خارج كل الحدود", noBorder: "لا حدود لهذا الحي: يُختار بالاسم.", degrees: "بالإحداثيات",
  },
  ru: {
    message: "Сообщение", send: "Отправить", start: "Начать", restart: "Перезапустить бота", blocked: "Вы заблокировали этого бота.",
    bot: "бот", typing: "печатает…", commands: "Команды", noCommands: "У бота пока нет команд.",
    attach: "Прикрепить", picture: "Картинка", photo: "Картинка с этого компьютера", samplePhoto: "Картинка для примера", voice: "Голосовое сообщение", sampleVoice: "Голосовое сообщение для примера",
    record: "Записать голосовое сообщение", recording: "Идёт запись", noMicrophone: "Микрофон здесь недоступен.", file: "Файл", location: "Место",
    keyboard: "Показать или скрыть клавиатуру", more: "Ещё", close: "Закрыть", cancel: "Отмена", language: "Язык телефона",
    link: "Начать по ссылке", linkHint: "Ссылка или то, что стоит после start=", openOn: "На чьём телефоне открыть ссылку", block: "Остановить и заблокировать бота", clear: "Очистить чат",
    latitude: "Широта", longitude: "Долгота", ownPlace: "Другое место", copied: "Скопировано", ok: "ОК", spoiler: "Скрытый текст: показать",
    down: "Последнее сообщение", save: "Сохранить", forwarded: "Переслано от", pinned: "Сообщение закреплено", today: "Сегодня", failed: "Не получилось.", me: "Вы",
    unfold: "Показать всё", fold: "Свернуть", copy: "Скопировать", map: "Карта районов. Стрелки двигают метку.", outside: "За пределами всех границ", noBorder: "У этого района нет границ: его выбирают по названию.", degrees: "По координатам",
  },
  uk: {
    message: "Повідомлення", send: "Надіслати", start: "Почати", restart: "Перезапустити бота", blocked: "Ви заблокували цього бота.",
    bot: "бот", typing: "друкує…", commands: "Команди", noCommands: "У бота поки немає команд.",
    attach: "Прикріпити", picture: "Зображення", photo: "Зображення з цього комп’ютера", samplePhoto: "Зображення для прикладу", voice: "Голосове повідомлення", sampleVoice: "Голосове повідомлення для прикладу",
    record: "Записати голосове повідомлення", recording: "Триває запис", noMicrophone: "Мікрофон тут недоступний.", file: "Файл", location: "Місце",
    keyboard: "Показати або сховати клавіатуру", more: "Ще", close: "Закрити", cancel: "Скасувати", language: "Мова телефона",
    link: "Почати за посиланням", linkHint: "Посилання або те, що стоїть після start=", openOn: "На чиєму телефоні відкрити посилання", block: "Зупинити й заблокувати бота", clear: "Очистити чат",
    latitude: "Широта", longitude: "Довгота", ownPlace: "Інше місце", copied: "Скопійовано", ok: "Гаразд", spoiler: "Прихований текст: показати",
    down: "Останнє повідомлення", save: "Зберегти", forwarded: "Переслано від", pinned: "Повідомлення закріплено", today: "Сьогодні", failed: "Не вийшло.", me: "Ви",
    unfold: "Показати все", fold: "Згорнути", copy: "Скопіювати", map: "Карта районів. Стрілки рухають позначку.", outside: "Поза всіма межами", noBorder: "Цей район не має меж: його обирають за назвою.", degrees: "За координатами",
  },
  pl: {
    message: "Wiadomość", send: "Wyślij", start: "Rozpocznij", restart: "Uruchom bota ponownie", blocked: "Ten bot jest zablokowany.",
    bot: "bot", typing: "pisze…", commands: "Polecenia", noCommands: "Bot nie ma jeszcze poleceń.",
    attach: "Załącz", picture: "Zdjęcie", photo: "Zdjęcie z tego komputera", samplePhoto: "Przykładowe zdjęcie", voice: "Wiadomość głosowa", sampleVoice: "Przykładowa wiadomość głosowa",
    record: "Nagraj wiadomość głosową", recording: "Nagrywanie", noMicrophone: "Nie można tu użyć mikrofonu.", file: "Plik", location: "Miejsce",
    keyboard: "Pokaż lub ukryj klawiaturę", more: "Więcej", close: "Zamknij", cancel: "Anuluj", language: "Język telefonu",
    link: "Rozpocznij z linkiem", linkHint: "Link albo to, co stoi po start=", openOn: "Na czyim telefonie otworzyć link", block: "Zatrzymaj i zablokuj bota", clear: "Wyczyść czat",
    latitude: "Szerokość geograficzna", longitude: "Długość geograficzna", ownPlace: "Inne miejsce", copied: "Skopiowano", ok: "OK", spoiler: "Ukryty tekst: pokaż",
    down: "Najnowsza wiadomość", save: "Zapisz", forwarded: "Przekazano od", pinned: "Przypięto wiadomość", today: "Dzisiaj", failed: "To się nie udało.", me: "Ty",
    unfold: "Pokaż wszystko", fold: "Zwiń", copy: "Skopiuj", map: "Mapa dzielnic. Strzałki przesuwają znacznik.", outside: "Poza wszystkimi granicami", noBorder: "Ta nie ma granic: wybiera się ją po nazwie.", degrees: "Według współrzędnych",
  },
};

/** base is "uk" of "uk-UA". */
const base = (lang) => lang.split("-")[0];

/** wordsOf returns the words of a phone in a language, English for one that is not here. */
export const wordsOf = (lang) => words[base(lang)] ?? words.en;

/** directionOf is "rtl" or "ltr". */
export const directionOf = (lang) => (["ar", "he", "fa", "ur"].includes(base(lang)) ? "rtl" : "ltr");

/** nameOf is what a language calls itself. */
export function nameOf(lang) {
  const name = new Intl.DisplayNames([lang], { type: "language" }).of(lang) ?? lang;
  return name.charAt(0).toLocaleUpperCase(lang) + name.slice(1);
}
