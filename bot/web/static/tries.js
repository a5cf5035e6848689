// Three things to try on each phone, by what its holder is in the programme. Every
// role has three in every language: see words_test.go. Whoever has tried one ticks it.

import { make } from "./dom.js";

const tries = {
  "resident": {
    en: ["Tell the bot that a street lamp is dark.", "Take a place in a meeting, then wind the clock until you are reminded.", "Write “help, somebody is following me”: the number comes at once."],
    es: ["Cuéntele al bot que un farol está apagado.", "Reserve un lugar en una reunión y adelante el reloj hasta el recordatorio.", "Escriba «ayuda, alguien me sigue»: el número aparece enseguida."],
    he: ["לספר לבוט שפנס רחוב כבוי.", "להירשם למפגש, ואז להזיז את השעון עד לתזכורת.", "לכתוב ״הצילו, מישהו עוקב אחריי״: המספר מופיע מיד."],
    ar: ["إخبار البوت بأن مصباح الشارع مطفأ.", "حجز مكان في لقاء ثم تقديم الساعة حتى يصل التذكير.", "كتابة «النجدة، شخص يلاحقني»: يظهر الرقم فورًا."],
    ru: ["Расскажите боту, что не горит фонарь.", "Займите место на встрече и переведите часы до напоминания.", "Напишите «помогите, за мной кто-то идёт»: номер появится сразу."],
    uk: ["Розкажіть боту, що не світить ліхтар.", "Займіть місце на зустрічі й переведіть годинник до нагадування.", "Напишіть «допоможіть, за мною хтось іде»: номер з’явиться одразу."],
    pl: ["Powiedzieć botowi, że latarnia nie świeci.", "Zająć miejsce na spotkaniu i przesunąć zegar do przypomnienia.", "Napisać „pomocy, ktoś za mną idzie”: numer pojawi się od razu."],
  },
  "officer": {
    en: ["Open a case and answer it.", "Look at the weekly numbers.", "Try to find out who wrote a concern: you can’t."],
    es: ["Abra un caso y respóndalo.", "Mire las estadísticas de la semana.", "Intente averiguar quién escribió: no se puede."],
    he: ["לפתוח פנייה ולענות עליה.", "להסתכל בסטטיסטיקה השבועית.", "לנסות לגלות ממי הפנייה: אי אפשר."],
    ar: ["فتح موضوع والرد عليه.", "الاطلاع على الإحصاء الأسبوعي.", "محاولة معرفة من كتب: لا يمكن."],
    ru: ["Откройте обращение и ответьте на него.", "Посмотрите статистику за неделю.", "Попробуйте узнать, кто написал: это невозможно."],
    uk: ["Відкрийте звернення й дайте відповідь.", "Подивіться статистику за тиждень.", "Спробуйте дізнатися, хто написав: це неможливо."],
    pl: ["Otworzyć sprawę i na nią odpowiedzieć.", "Zobaczyć statystykę tygodnia.", "Spróbować ustalić, kto napisał: nie da się."],
  },
  "organiser": {
    en: ["Make a new meeting from an earlier one.", "Write an announcement and watch it go out.", "Look at the results of the last survey."],
    es: ["Cree una reunión a partir de otra anterior.", "Escriba un aviso y vea cómo se envía.", "Mire los resultados de la última encuesta."],
    he: ["ליצור מפגש מתוך מפגש קודם.", "לכתוב הודעה לתושבים ולראות איך היא נשלחת.", "להסתכל בתוצאות הסקר האחרון."],
    ar: ["إنشاء لقاء من لقاء سابق.", "كتابة إعلان ومتابعة إرساله.", "الاطلاع على نتائج آخر استطلاع."],
    ru: ["Создайте встречу на основе прежней.", "Напишите объявление и посмотрите, как оно отправляется.", "Посмотрите результаты последнего опроса."],
    uk: ["Створіть зустріч на основі попередньої.", "Напишіть оголошення й подивіться, як його надсилають.", "Подивіться результати останнього опитування."],
    pl: ["Utworzyć spotkanie na podstawie wcześniejszego.", "Napisać ogłoszenie i zobaczyć, jak się rozsyła.", "Zobaczyć wyniki ostatniej ankiety."],
  },
  "reviewer": {
    en: ["Release a text that is waiting.", "Remove a name or a number from a text before you release it.", "Hold a text back, and say why."],
    es: ["Comparta un texto que espera.", "Quite primero un nombre o un número de un texto.", "No comparta un texto y diga por qué."],
    he: ["לאשר טקסט שממתין.", "להוציא קודם שם או מספר מטקסט.", "לא להעביר טקסט הלאה, ולומר למה."],
    ar: ["نقل نص ينتظر.", "حذف اسم أو رقم من نص قبل نقله.", "عدم نقل نص، مع ذكر السبب."],
    ru: ["Передайте текст, который ждёт.", "Сначала уберите из текста имя или номер.", "Один текст не передавайте и укажите почему."],
    uk: ["Передайте текст, який чекає.", "Спершу приберіть із тексту ім’я або номер.", "Один текст не передавайте й укажіть чому."],
    pl: ["Przekazać treść, która czeka.", "Najpierw usunąć z treści nazwisko lub numer.", "Nie przekazać jednej treści i podać powód."],
  },
  "contact": {
    en: ["Read a concern about the police, which no officer sees.", "Answer the person who wrote it.", "Look at the numbers about the police, which nobody else gets."],
    es: ["Lea un caso sobre la policía, que ningún policía ve.", "Responda a quien lo escribió.", "Mire las estadísticas sobre la policía, que nadie más recibe."],
    he: ["לקרוא פנייה על המשטרה, ששום שוטר לא רואה.", "לענות לפונה.", "להסתכל בסטטיסטיקה על המשטרה, שאף אחד אחר לא מקבל."],
    ar: ["قراءة موضوع عن الشرطة لا يراه أحد منها.", "الرد على من كتبه.", "الاطلاع على الإحصاء عن الشرطة، الذي لا يتلقاه أحد آخر."],
    ru: ["Прочитайте обращение о полиции, которого полиция не видит.", "Ответьте автору.", "Посмотрите статистику о полиции, которой больше никто не получает."],
    uk: ["Прочитайте звернення про поліцію, якого поліція не бачить.", "Дайте відповідь людині, яка його написала.", "Подивіться статистику про поліцію, якої більше ніхто не отримує."],
    pl: ["Przeczytać sprawę dotyczącą policji, której policja nie widzi.", "Odpowiedzieć osobie zgłaszającej.", "Zobaczyć statystykę o policji, której nie dostaje nikt inny."],
  },
  "lead": {
    en: ["Read what somebody under 18 wrote.", "Mark it as read.", "Look for a way to write back: there is none for people under 18."],
    es: ["Lea lo que escribió alguien menor de 18.", "Anote que se leyó.", "Busque cómo contestar: para menores de 18 no hay manera."],
    he: ["לקרוא פנייה של בני פחות מ-18.", "לסמן שהיא נקראה.", "לחפש דרך לענות: לבני פחות מ-18 אין."],
    ar: ["قراءة ما كتبه شخص دون 18 عامًا.", "تسجيل أنه قُرئ.", "البحث عن طريقة للرد: لا توجد لمن هم دون 18."],
    ru: ["Прочитайте, что написал человек младше 18 лет.", "Отметьте, что это прочитано.", "Поищите, как ответить: тем, кто младше 18, ответить нельзя."],
    uk: ["Прочитайте, що написала людина, молодша за 18 років.", "Позначте, що це прочитано.", "Пошукайте, як відповісти: молодшим за 18 відповісти не можна."],
    pl: ["Przeczytać, co napisała osoba przed 18. rokiem życia.", "Zaznaczyć, że przeczytano.", "Poszukać sposobu, by odpisać: osobom przed 18. rokiem życia się nie da."],
  },
  "partner": {
    en: ["Open a case that officers handed to you.", "Answer the person who wrote it.", "Give the case back."],
    es: ["Abra un caso que la policía le pasó.", "Responda a quien lo escribió.", "Devuelva el caso."],
    he: ["לפתוח פנייה שהשוטרים העבירו אליכם.", "לענות לפונה.", "להחזיר את הפנייה."],
    ar: ["فتح موضوع نقلته الشرطة إليكم.", "الرد على من كتبه.", "إعادة الموضوع."],
    ru: ["Откройте обращение, которое передала полиция.", "Ответьте автору.", "Верните обращение."],
    uk: ["Відкрийте звернення, яке передала поліція.", "Дайте відповідь людині, яка його написала.", "Поверніть звернення."],
    pl: ["Otworzyć sprawę przekazaną przez policję.", "Odpowiedzieć osobie zgłaszającej.", "Oddać sprawę."],
  },
  "translator": {
    en: ["Translate a text that is waiting.", "Check what somebody else translated.", "Look for who wrote it: it isn’t there."],
    es: ["Traduzca un texto que espera.", "Revise lo que tradujo otra persona.", "Busque quién lo escribió: no aparece."],
    he: ["לתרגם טקסט שממתין.", "לבדוק תרגום של אדם אחר.", "לחפש ממי הטקסט: זה לא מופיע."],
    ar: ["ترجمة نص ينتظر.", "مراجعة ما ترجمه شخص آخر.", "البحث عمّن كتبه: لا يظهر ذلك."],
    ru: ["Переведите текст, который ждёт.", "Проверьте чужой перевод.", "Поищите, кто это написал: этого там нет."],
    uk: ["Перекладіть текст, що чекає.", "Перевірте чужий переклад.", "Пошукайте, хто це написав: цього там немає."],
    pl: ["Przetłumaczyć tekst, który czeka.", "Sprawdzić cudze tłumaczenie.", "Poszukać, kto to napisał: tego tam nie ma."],
  },
  "facilitator": {
    en: ["Open a meeting that you lead.", "Read the organisers’ notes for you.", "Enter how many people came to one that is over."],
    es: ["Abra una reunión que usted dirige.", "Lea las notas del equipo organizador para usted.", "Anote cuántas personas vinieron a una que ya terminó."],
    he: ["לפתוח מפגש בהנחייתכם.", "לקרוא את ההערות של המארגנים.", "לרשום כמה הגיעו למפגש שהסתיים."],
    ar: ["فتح لقاء تديرونه.", "قراءة ملاحظات المنظمين لكم.", "تسجيل عدد من حضروا لقاء انتهى."],
    ru: ["Откройте встречу, которую ведёте.", "Прочитайте заметки организаторов для вас.", "Отметьте, сколько людей пришло на прошедшую встречу."],
    uk: ["Відкрийте зустріч, яку ведете.", "Прочитайте нотатки організаторів для вас.", "Позначте, скільки людей прийшло на минулу зустріч."],
    pl: ["Otworzyć prowadzone spotkanie.", "Przeczytać notatki organizatorów dla prowadzących.", "Wpisać, ile osób przyszło na zakończone spotkanie."],
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
