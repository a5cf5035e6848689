package xlsform

import (
	"slices"
	"strings"
	"unicode"

	"porchlight/flows/instrument"
)

// identity says what a question that is typed asks for, if an answer would tell who
// somebody is, and in which language's words that shows ("" for its name).
func identity(name string, label instrument.Text) (what, where string) {
	parts := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) })
	for _, asked := range asksFor() {
		if slices.ContainsFunc(parts, func(p string) bool { return slices.Contains(asked.names, p) }) {
			return asked.what, ""
		}
		for code, words := range asked.words {
			low := strings.ToLower(label[code])
			if slices.ContainsFunc(words, func(w string) bool { return strings.Contains(low, w) }) {
				return asked.what, code
			}
		}
	}
	return "", ""
}

// asked is one thing that surveys do not ask for: as parts of a question's name, and as it
// is asked in each language.
type asked struct {
	what  string
	names []string
	words map[string][]string
}

func asksFor() []asked {
	return []asked{
		{"a telephone number", []string{"phone", "telephone", "mobile", "telefon", "telefono", "whatsapp"}, map[string][]string{
			"en": {"phone number", "telephone number", "your telephone", "mobile number"}, "es": {"teléfono", "número de móvil"}, "he": {"מספר טלפון", "הטלפון שלך"},
			"ar": {"رقم الهاتف", "رقم هاتف", "رقم الجوال"}, "ru": {"номер телефона", "ваш телефон"}, "uk": {"номер телефону", "ваш телефон"}, "pl": {"numer telefonu", "twój telefon"},
		}},
		{"an e-mail address", []string{"email", "mail"}, map[string][]string{
			"en": {"your e-mail", "your email", "e-mail address", "email address"}, "es": {"su correo electrónico", "tu correo electrónico"}, "he": {"כתובת דוא\"ל", "כתובת מייל", "המייל שלך"}, "ar": {"البريد الإلكتروني", "بريد إلكتروني"},
			"ru": {"ваш e-mail", "адрес электронной почты"}, "uk": {"ваш e-mail", "адресу електронної пошти", "адреса електронної пошти"}, "pl": {"adres e-mail", "twój e-mail", "adres mailowy"},
		}},
		{"an address", []string{"address", "adres", "direccion"}, map[string][]string{
			"en": {"your address", "home address", "which house", "house number"}, "es": {"su dirección", "tu dirección", "domicilio"}, "he": {"הכתובת שלך", "כתובת מגורים"},
			"ar": {"عنوانك", "عنوان السكن"}, "ru": {"ваш адрес", "домашний адрес", "номер дома"}, "uk": {"вашу адресу", "ваша адреса", "домашня адреса", "номер будинку"}, "pl": {"adres zamieszkania", "twój adres", "pani adres", "numer domu"},
		}},
		{"a name", []string{"fullname", "surname", "firstname", "lastname", "respondent", "imie", "nazwisko", "apellido", "nombre"}, map[string][]string{
			"en": {"your name", "full name", "surname", "first name", "last name", "name of the respondent"}, "es": {"su nombre", "tu nombre", "apellido"}, "he": {"השם שלך", "שם מלא", "שם משפחה"},
			"ar": {"اسمك", "الاسم الكامل"}, "ru": {"ваше имя", "фамилия", "фамилию", "как вас зовут"}, "uk": {"ваше ім", "прізвище", "як вас звати"}, "pl": {"imię i nazwisko", "nazwisko", "twoje imię"},
		}},
		{"papers", []string{"passport", "pesel", "ssn", "idnumber"}, map[string][]string{
			"en": {"passport number", "id number", "social security"}, "es": {"número de pasaporte", "su dni"}, "he": {"תעודת זהות", "מספר דרכון"},
			"ar": {"رقم الهوية", "جواز السفر"}, "ru": {"номер паспорта", "паспортные данные"}, "uk": {"номер паспорта", "паспортні дані"}, "pl": {"pesel", "numer paszportu", "numer dowodu"},
		}},
	}
}
