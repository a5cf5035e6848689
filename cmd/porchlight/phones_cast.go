package main

import "porchlight/flows"

// holder is what the holder of a phone is called, in the letters of the demo's language.
func (d *demonstration) holder(r flows.Role) string {
	name := cast()[d.programme.Name][r]
	if own := name[d.lang]; own != "" {
		return own
	}
	if latin := name[flows.English]; latin != "" {
		return latin
	}
	return string(r)
}

// cast are the people who have the phones, where a programme of the house names them. All
// of them are invented.
func cast() map[string]map[flows.Role]flows.Text {
	return map[string]map[flows.Role]flows.Text{
		"kherson": {
			roleResident:          {flows.English: "Hanna", flows.Ukrainian: "Ганна", flows.Russian: "Анна"},
			flows.RoleOfficer:     {flows.English: "Olena Prykladenko", flows.Ukrainian: "Олена Прикладенко", flows.Russian: "Елена Прикладенко"},
			flows.RoleOrganiser:   {flows.English: "Svitlana Zrazkova", flows.Ukrainian: "Світлана Зразкова", flows.Russian: "Светлана Зразкова"},
			flows.RoleReviewer:    {flows.English: "Petro Umovchenko", flows.Ukrainian: "Петро Умовченко", flows.Russian: "Пётр Умовченко"},
			flows.RoleIndependent: {flows.English: "Mariia Nezalezhna", flows.Ukrainian: "Марія Незалежна", flows.Russian: "Мария Незалежна"},
			flows.RoleLead:        {flows.English: "Nataliia Turbotna", flows.Ukrainian: "Наталія Турботна", flows.Russian: "Наталия Турботна"},
			flows.RolePartner:     {flows.English: "Andrii Misternyi", flows.Ukrainian: "Андрій Містерний", flows.Russian: "Андрей Мистерный"},
			flows.RoleTranslator:  {flows.English: "Oksana Slovenko", flows.Ukrainian: "Оксана Словенко", flows.Russian: "Оксана Словенко"},
			flows.RoleFacilitator: {flows.English: "Vira Rozmova", flows.Ukrainian: "Віра Розмова", flows.Russian: "Вера Розмова"},
		},
		"haifa": {
			roleResident:          {flows.English: "Miriam", flows.Hebrew: "מרים", flows.Arabic: "مريم", flows.Russian: "Мириам"},
			flows.RoleOfficer:     {flows.English: "Dana Dugma", flows.Hebrew: "דנה דוגמה", flows.Arabic: "دانا دوغما", flows.Russian: "Дана Дугма"},
			flows.RoleOrganiser:   {flows.English: "Noa Meargenet", flows.Hebrew: "נועה מארגנת", flows.Arabic: "نوعا مئرغينت", flows.Russian: "Ноа Мааргенет"},
			flows.RoleReviewer:    {flows.English: "Layla Qari", flows.Hebrew: "לילא קארי", flows.Arabic: "ليلى قارئ", flows.Russian: "Лейла Кари"},
			flows.RoleIndependent: {flows.English: "Ruth Atzmait", flows.Hebrew: "רות עצמאית", flows.Arabic: "روت عتسمائيت", flows.Russian: "Рут Ацмаит"},
			flows.RoleLead:        {flows.English: "Yael Doeget", flows.Hebrew: "יעל דואגת", flows.Arabic: "ياعيل دوئيغت", flows.Russian: "Яэль Доэгет"},
			flows.RolePartner:     {flows.English: "Igor Moked", flows.Hebrew: "איגור מוקד", flows.Arabic: "إيغور موكيد", flows.Russian: "Игорь Мокед"},
			flows.RoleTranslator:  {flows.English: "Rim Mutarjim", flows.Hebrew: "רים מותרג׳ים", flows.Arabic: "ريم مترجم", flows.Russian: "Рим Мутарджим"},
			flows.RoleFacilitator: {flows.English: "Amir Manche", flows.Hebrew: "אמיר מנחה", flows.Arabic: "أمير منحيه", flows.Russian: "Амир Манхе"},
		},
		"riverside": {
			roleResident:          {flows.English: "Rosa"},
			flows.RoleOfficer:     {flows.English: "Jane Sample"},
			flows.RoleOrganiser:   {flows.English: "Gloria Porchman"},
			flows.RoleReviewer:    {flows.English: "Walter Readwell"},
			flows.RoleIndependent: {flows.English: "Ines Imaginary", flows.Spanish: "Inés Imaginaria"},
			flows.RoleLead:        {flows.English: "Grace Caring"},
			flows.RolePartner:     {flows.English: "Bob Streets"},
			flows.RoleTranslator:  {flows.English: "Lucía Palabra"},
			flows.RoleFacilitator: {flows.English: "Tanya Listens"},
		},
		"krakow": {
			roleResident:          {flows.English: "Iryna", flows.Ukrainian: "Ірина", flows.Russian: "Ирина", flows.Hebrew: "אירינה"},
			flows.RoleOfficer:     {flows.English: "Anna Przykładowa", flows.Ukrainian: "Анна Пшикладова", flows.Russian: "Анна Пшикладова", flows.Hebrew: "אנה פשיקלדובה"},
			flows.RoleOrganiser:   {flows.English: "Ewa Wzorcowa", flows.Ukrainian: "Ева Взорцова", flows.Russian: "Эва Взорцова", flows.Hebrew: "אווה וזורצובה"},
			flows.RoleReviewer:    {flows.English: "Olha Czytelna", flows.Ukrainian: "Ольга Чительна", flows.Russian: "Ольга Чительная", flows.Hebrew: "אולגה צ׳יטלנה"},
			flows.RoleIndependent: {flows.English: "Maria Niezależna", flows.Ukrainian: "Марія Нєзалєжна", flows.Russian: "Мария Незалежна", flows.Hebrew: "מריה נייזלז׳נה"},
			flows.RoleLead:        {flows.English: "Zofia Troskliwa", flows.Ukrainian: "Зофія Троскліва", flows.Russian: "Зофия Троскливая", flows.Hebrew: "זופיה טרוסקליבה"},
			flows.RolePartner:     {flows.English: "Jan Miejski", flows.Ukrainian: "Ян Мєйський", flows.Russian: "Ян Мейский", flows.Hebrew: "יאן מייסקי"},
			flows.RoleTranslator:  {flows.English: "Kateryna Słowna", flows.Ukrainian: "Катерина Словна", flows.Russian: "Катерина Словная", flows.Hebrew: "קתרינה סלובנה"},
			flows.RoleFacilitator: {flows.English: "Piotr Rozmowny", flows.Ukrainian: "Пйотр Розмовний", flows.Russian: "Пётр Розмовный", flows.Hebrew: "פיוטר רוזמובני"},
		},
		"dialogue": {
			roleResident:          {flows.English: "Ana"},
			flows.RoleOfficer:     {flows.English: "Maria Muestra", flows.Spanish: "María Muestra"},
			flows.RoleOrganiser:   {flows.English: "Grace Gather"},
			flows.RoleReviewer:    {flows.English: "Paul Patient"},
			flows.RoleIndependent: {flows.English: "Omar Impartial", flows.Spanish: "Omar Imparcial"},
			flows.RoleLead:        {flows.English: "Tom Careful"},
			flows.RolePartner:     {flows.English: "Nina Townhall"},
			flows.RoleTranslator:  {flows.English: "Elena Vocablo"},
			flows.RoleFacilitator: {flows.English: "Ruth Roundtable"},
		},
	}
}
