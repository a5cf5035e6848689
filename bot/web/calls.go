package web

import "net/http"

// call is one line of the list of what the bot asked of Telegram: methods and
// outcomes, no words. The same thing asked several times in a row is one line.
type call struct {
	At     int64  `json:"at"` // Unix milliseconds, of the newest
	Method string `json:"method"`
	Phone  int64  `json:"phone,omitempty"`
	Code   int    `json:"code"`
	Times  int    `json:"times"`
}

const newestCalls = 100

// callLog lists the bot's newest calls.
func (s *Server) callLog(w http.ResponseWriter, _ *http.Request) {
	calls := []call{}
	for _, c := range s.Emulator.Calls() {
		if c.Method == "getupdates" {
			continue
		}
		one := call{c.At.UnixMilli(), spelled(c.Method), c.ChatID, c.Code, 1}
		if n := len(calls); n > 0 && calls[n-1].Method == one.Method && calls[n-1].Phone == one.Phone && calls[n-1].Code == one.Code {
			one.Times += calls[n-1].Times
			calls = calls[:n-1]
		}
		calls = append(calls, one)
	}
	reply(w, calls[max(0, len(calls)-newestCalls):])
}

// spelled is a method's name as Telegram's documentation has it; the emulator,
// like Telegram, takes any case.
func spelled(method string) string {
	names := map[string]string{
		"answercallbackquery": "answerCallbackQuery", "copymessage": "copyMessage", "deletemessage": "deleteMessage", "deletemessages": "deleteMessages",
		"deletemycommands": "deleteMyCommands", "deletewebhook": "deleteWebhook", "editmessagecaption": "editMessageCaption",
		"editmessagemedia": "editMessageMedia", "editmessagereplymarkup": "editMessageReplyMarkup", "editmessagetext": "editMessageText",
		"getfile": "getFile", "getme": "getMe", "pinchatmessage": "pinChatMessage", "sendchataction": "sendChatAction", "senddocument": "sendDocument",
		"sendlocation": "sendLocation", "sendmessage": "sendMessage", "sendphoto": "sendPhoto", "sendvenue": "sendVenue", "sendvoice": "sendVoice",
		"setmycommands": "setMyCommands", "setmydescription": "setMyDescription", "setmyname": "setMyName",
		"setmyshortdescription": "setMyShortDescription", "setwebhook": "setWebhook", "unpinchatmessage": "unpinChatMessage",
	}
	if name := names[method]; name != "" {
		return name
	}
	return method
}
