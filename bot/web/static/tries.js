// Three things to try on each phone, by what its holder is in the programme. Every
// role has three in every language: see words_test.go. Whoever has tried one ticks it.

import { make } from "./dom.js";

const tries = {
  "resident": {
    en: ["Tell the bot that a street lamp is dark.", "Take a place in a meeting, then wind the clock until you are reminded.", "Write “help, somebody is following me”: the number comes at once."],
    es: ["Cuenta al bot que una farola está apagada.", "Reserva una plaza en una reunión y adelanta el reloj hasta el recordatorio.", "Escribe «ayuda, alguien me sigue»: el número aparece enseguida."],
    he: ["לספר לבוט שפנס רחוב כבוי.", "לתפוס מקום במפגש, ואז להזיז את השעון עד לתזכורת.", "לכתוב „הצילו, מישהו עוקב אחריי”: המספר מופיע מיד."],
    ar: ["إخبار البوت بأن مصباح الشارع مطفأ.", "حجز مكان في لقاء ثم تقديم الساعة حتى يصل التذكير.", "كتابة «النجدة، شخص يلاحقني»: يظهر الرقم فورًا."],
    ru: ["Расскажите боту, что не горит фонарь.", "Займите место на встрече и переведите часы до напоминания.", "Напишите «помогите, за мной кто-то идёт»: номер появится сразу."],
    uk: ["Розкажіть боту, що не світить ліхтар.", "Займіть місце на зустрічі й переведіть годинник до нагадування.", "Напишіть «допоможіть, за мною хтось іде»: номер з’явиться одразу."],
    pl: ["Powiedz botowi, że latarnia nie świeci.", "Zajmij miejsce na spotkaniu i przesuń zegar do przypomnienia.", "Napisz „pomocy, ktoś za mną idzie”: numer pojawi się od razu."],
  },
  "officer": {
    en: ["Open a case and answer it.", "Look at the numbers of the week.", "Try to find out who wrote a concern: you cannot."],
    es: ["Abre un caso y respóndelo.", "Mira los números de la semana.", "Intenta averiguar quién escribió: no se puede."],
    he: ["לפתוח פנייה ולענות עליה.", "להסתכל על המספרים של השבוע.", "לנסות לגלות מי כתב: אי אפשר."],
    ar: ["فتح حالة والرد عليها.", "الاطلاع على أرقام الأسبوع.", "محاولة معرفة من كتب: لا يمكن."],
    ru: ["Откройте обращение и ответьте на него.", "Посмотрите цифры недели.", "Попробуйте узнать, кто написал: это невозможно."],
    uk: ["Відкрийте звернення й дайте відповідь.", "Подивіться цифри тижня.", "Спробуйте дізнатися, хто написав: це неможливо."],
    pl: ["Otwórz sprawę i odpowiedz na nią.", "Zobacz liczby tygodnia.", "Spróbuj dowiedzieć się, kto napisał: nie da się."],
  },
  "organiser": {
    en: ["Make a meeting out of an earlier one.", "Write an announcement and watch its report.", "Look at the results of the last survey."],
    es: ["Crea una reunión a partir de otra anterior.", "Escribe un anuncio y mira su informe.", "Mira los resultados de la última encuesta."],
    he: ["ליצור מפגש מתוך מפגש קודם.", "לכתוב הודעה לכולם ולעקוב אחרי הדיווח.", "להסתכל על תוצאות הסקר האחרון."],
    ar: ["إنشاء لقاء من لقاء سابق.", "كتابة إعلان ومتابعة تقريره.", "الاطلاع على نتائج آخر استبيان."],
    ru: ["Создайте встречу на основе прежней.", "Напишите объявление и посмотрите его отчёт.", "Посмотрите результаты последнего опроса."],
    uk: ["Створіть зустріч на основі попередньої.", "Напишіть оголошення й подивіться його звіт.", "Подивіться результати останнього опитування."],
    pl: ["Zrób spotkanie z wcześniejszego.", "Napisz ogłoszenie i obejrzyj jego raport.", "Zobacz wyniki ostatniej ankiety."],
  },
  "reviewer": {
    en: ["Release a text that waits.", "Take a name or a number out of a text first.", "Do not pass a text on, and say why."],
    es: ["Deja pasar un texto que espera.", "Quita antes un nombre o un número de un texto.", "No dejes pasar un texto y di por qué."],
    he: ["לשחרר טקסט שממתין.", "להוציא קודם שם או מספר מטקסט.", "לא להעביר טקסט הלאה, ולומר למה."],
    ar: ["تمرير نص ينتظر.", "حذف اسم أو رقم من نص قبل تمريره.", "عدم تمرير نص، مع ذكر السبب."],
    ru: ["Передайте текст, который ждёт.", "Сначала уберите из текста имя или номер.", "Один текст не передавайте и укажите почему."],
    uk: ["Передайте текст, який чекає.", "Спершу приберіть із тексту ім’я або номер.", "Один текст не передавайте й укажіть чому."],
    pl: ["Przepuść tekst, który czeka.", "Usuń najpierw z tekstu nazwisko lub numer.", "Nie przepuść tekstu i powiedz dlaczego."],
  },
  "contact": {
    en: ["Read a concern about the police, which no officer sees.", "Answer whoever wrote it.", "Look at the numbers about the police, which nobody else gets."],
    es: ["Lee una queja sobre la policía, que ningún policía ve.", "Responde a quien la escribió.", "Mira los números sobre la policía, que nadie más recibe."],
    he: ["לקרוא פנייה על המשטרה, ששום שוטר לא רואה.", "לענות למי שכתב אותה.", "להסתכל על המספרים על המשטרה, שאף אחד אחר לא מקבל."],
    ar: ["قراءة شكوى عن الشرطة لا يراها أي شرطي.", "الرد على من كتبها.", "الاطلاع على الأرقام المتعلقة بالشرطة، التي لا يتلقاها أحد آخر."],
    ru: ["Прочитайте обращение о полиции, которого полиция не видит.", "Ответьте автору.", "Посмотрите цифры о полиции, которых больше никто не получает."],
    uk: ["Прочитайте звернення про поліцію, якого поліція не бачить.", "Дайте відповідь людині, яка його написала.", "Подивіться цифри про поліцію, яких більше ніхто не отримує."],
    pl: ["Przeczytaj skargę na policję, której policja nie widzi.", "Odpowiedz osobie, która ją napisała.", "Zobacz liczby o policji, których nie dostaje nikt inny."],
  },
  "lead": {
    en: ["Read what somebody under 18 wrote.", "Note that it was read.", "Look for a way to write back: there is none for people under 18."],
    es: ["Lee lo que escribió alguien menor de 18.", "Anota que se ha leído.", "Busca cómo contestar: para menores de 18 no hay manera."],
    he: ["לקרוא מה כתב מישהו מתחת לגיל 18.", "לסמן שזה נקרא.", "לחפש דרך לענות: לבני פחות מ-18 אין."],
    ar: ["قراءة ما كتبه شخص دون 18 عامًا.", "تسجيل أنه قُرئ.", "البحث عن طريقة للرد: لا توجد لمن هم دون 18."],
    ru: ["Прочитайте, что написал человек младше 18 лет.", "Отметьте, что это прочитано.", "Поищите, как ответить: тем, кто младше 18, ответить нельзя."],
    uk: ["Прочитайте, що написала людина, молодша за 18 років.", "Позначте, що це прочитано.", "Пошукайте, як відповісти: молодшим за 18 відповісти не можна."],
    pl: ["Przeczytaj, co napisała osoba przed 18. rokiem życia.", "Zaznacz, że przeczytano.", "Poszukaj sposobu, by odpisać: osobom przed 18. rokiem życia się nie da."],
  },
  "partner": {
    en: ["Open a case that officers handed to you.", "Answer whoever wrote it.", "Give the case back."],
    es: ["Abre un caso que la policía te pasó.", "Responde a quien lo escribió.", "Devuelve el caso."],
    he: ["לפתוח פנייה שהשוטרים העבירו אליכם.", "לענות למי שכתב אותה.", "להחזיר את הפנייה."],
    ar: ["فتح حالة أحالتها الشرطة إليك.", "الرد على من كتبها.", "إعادة الحالة."],
    ru: ["Откройте обращение, которое передала полиция.", "Ответьте автору.", "Верните обращение."],
    uk: ["Відкрийте звернення, яке передала поліція.", "Дайте відповідь людині, яка його написала.", "Поверніть звернення."],
    pl: ["Otwórz sprawę przekazaną przez policję.", "Odpowiedz osobie, która ją napisała.", "Oddaj sprawę."],
  },
  "translator": {
    en: ["Translate a text that waits.", "Check what somebody else translated.", "Look for who wrote it: that is not there."],
    es: ["Traduce un texto que espera.", "Comprueba lo que tradujo otra persona.", "Busca quién lo escribió: no aparece."],
    he: ["לתרגם טקסט שממתין.", "לבדוק מה שמישהו אחר תרגם.", "לחפש מי כתב: זה לא מופיע."],
    ar: ["ترجمة نص ينتظر.", "مراجعة ما ترجمه شخص آخر.", "البحث عمّن كتبه: لا يظهر ذلك."],
    ru: ["Переведите текст, который ждёт.", "Проверьте чужой перевод.", "Поищите, кто это написал: этого там нет."],
    uk: ["Перекладіть текст, що чекає.", "Перевірте чужий переклад.", "Пошукайте, хто це написав: цього там немає."],
    pl: ["Przetłumacz tekst, który czeka.", "Sprawdź cudze tłumaczenie.", "Poszukaj, kto to napisał: tego tam nie ma."],
  },
  "facilitator": {
    en: ["Open a meeting that you lead.", "Read the organisers’ notes for you.", "Enter how many came to one that is over."],
    es: ["Abre una reunión que diriges.", "Lee las notas de la organización para ti.", "Anota cuánta gente vino a una que ya terminó."],
    he: ["לפתוח מפגש שבהנחייתכם.", "לקרוא את ההערות של המארגנים.", "לרשום כמה הגיעו למפגש שנגמר."],
    ar: ["فتح لقاء تديره.", "قراءة ملاحظات المنظمين لك.", "تسجيل عدد من حضروا لقاء انتهى."],
    ru: ["Откройте встречу, которую ведёте.", "Прочитайте заметки организаторов для вас.", "Отметьте, сколько людей пришло на прошедшую встречу."],
    uk: ["Відкрийте зустріч, яку ведете.", "Прочитайте нотатки організаторів для вас.", "Позначте, скільки людей прийшло на минулу зустріч."],
    pl: ["Otwórz spotkanie, które prowadzisz.", "Przeczytaj notatki organizacji dla ciebie.", "Wpisz, ile osób przyszło na zakończone spotkanie."],
  },
};

/** Tries is the list beside a phone. What was ticked is kept as long as the browser's tab. */
export class Tries {
  constructor({ id, role }) {
    this.role = role;
    this.key = `tried-${id}`;
    this.heading = make("summary", {});
    this.list = make("ol", {});
    const roomy = matchMedia("(min-width: 60rem) and (min-height: 45rem)");
    this.element = make("details", { class: "tries", "data-tries": true, open: roomy.matches }, this.heading, this.list);
    roomy.addEventListener("change", () => { this.element.open = roomy.matches; });
  }

  speak(lang, heading) {
    const all = tries[this.role]?.[lang] ?? tries[this.role]?.en ?? [];
    const done = new Set(JSON.parse(sessionStorage.getItem(this.key) ?? "[]"));
    const tick = (i, on) => {
      on ? done.add(i) : done.delete(i);
      sessionStorage.setItem(this.key, JSON.stringify([...done]));
    };
    this.element.hidden = all.length === 0;
    this.heading.textContent = heading;
    this.list.replaceChildren(...all.map((text, i) => make("li", {},
      make("label", {}, make("input", { type: "checkbox", checked: done.has(i), onchange: (e) => tick(i, e.target.checked) }), make("span", {}, text)))));
  }
}
