package emulator

import "slices"

// method is one method of the Bot API.
type method struct {
	do     func(*Server, *request, []byte) ([]byte, *refusal)
	params []string
	paced  bool // it counts against the flood limits
}

// unknown finds a parameter that Telegram's documentation does not have.
// Files may have any name: attach:// refers to them.
func (m *method) unknown(r *request) (string, bool) {
	for i := range r.params {
		if !slices.Contains(m.params, r.params[i].Name) {
			return r.params[i].Name, true
		}
	}
	return "", false
}

// Parameters that several methods share. The older spellings still work with
// Telegram, and telegram-bot-api v5 uses them.
const (
	toWhom  = "chat_id message_thread_id direct_messages_topic_id business_connection_id"
	how     = "disable_notification protect_content allow_paid_broadcast message_effect_id suggested_post_parameters"
	replies = "reply_parameters reply_markup reply_to_message_id allow_sending_without_reply"
	texts   = "text parse_mode entities link_preview_options disable_web_page_preview"
	caption = "caption parse_mode caption_entities show_caption_above_media"
	edited  = "chat_id message_id inline_message_id business_connection_id reply_markup"
	scoped  = "scope language_code"
)

func methodTable() map[string]method {
	send := func(do func(*Server, *request, []byte) ([]byte, *refusal), params ...string) method {
		return method{do, names(append(params, toWhom, how, replies)...), true}
	}
	edit := func(do func(*Server, *request, []byte) ([]byte, *refusal), params ...string) method {
		return method{do, names(append(params, edited)...), true}
	}
	plain := func(do func(*Server, *request, []byte) ([]byte, *refusal), params ...string) method {
		return method{do, names(params...), false}
	}
	return map[string]method{
		"getme":          plain((*Server).getMe),
		"getupdates":     plain((*Server).getUpdates, "offset limit timeout allowed_updates"),
		"setwebhook":     plain((*Server).setWebhook, "url certificate ip_address max_connections allowed_updates drop_pending_updates secret_token"),
		"deletewebhook":  plain((*Server).deleteWebhook, "drop_pending_updates"),
		"getwebhookinfo": plain((*Server).getWebhookInfo),

		"sendmessage":    send((*Server).sendMessage, texts),
		"sendphoto":      send((*Server).sendPhoto, "photo has_spoiler", caption),
		"senddocument":   send((*Server).sendDocument, "document thumbnail disable_content_type_detection", caption),
		"sendvoice":      send((*Server).sendVoice, "voice duration", caption),
		"sendlocation":   send((*Server).sendLocation, "latitude longitude horizontal_accuracy live_period heading proximity_alert_radius"),
		"copymessage":    send((*Server).copyMessage, "from_chat_id message_id video_start_timestamp", caption),
		"sendchataction": plain((*Server).sendChatAction, "chat_id message_thread_id business_connection_id action"),

		"editmessagetext":        edit((*Server).editMessageText, texts),
		"editmessagecaption":     edit((*Server).editMessageCaption, caption),
		"editmessagereplymarkup": edit((*Server).editMessageReplyMarkup),
		"deletemessage":          plain((*Server).deleteMessage, "chat_id message_id"),
		"deletemessages":         plain((*Server).deleteMessages, "chat_id message_ids"),
		"pinchatmessage":         plain((*Server).pinChatMessage, "chat_id message_id business_connection_id disable_notification"),
		"unpinchatmessage":       plain((*Server).unpinChatMessage, "chat_id message_id business_connection_id"),
		"answercallbackquery":    plain((*Server).answerCallbackQuery, "callback_query_id text show_alert url cache_time"),

		"setmycommands":         plain((*Server).setMyCommands, "commands", scoped),
		"getmycommands":         plain((*Server).getMyCommands, scoped),
		"deletemycommands":      plain((*Server).deleteMyCommands, scoped),
		"setmyname":             plain(setting("name", 64), "name language_code"),
		"getmyname":             plain(getSetting("name"), "language_code"),
		"setmydescription":      plain(setting("description", 512), "description language_code"),
		"getmydescription":      plain(getSetting("description"), "language_code"),
		"setmyshortdescription": plain(setting("short_description", 120), "short_description language_code"),
		"getmyshortdescription": plain(getSetting("short_description"), "language_code"),
		"setchatmenubutton":     plain((*Server).setChatMenuButton, "chat_id menu_button"),
		"getchatmenubutton":     plain((*Server).getChatMenuButton, "chat_id"),

		"getfile":            plain((*Server).getFile, "file_id"),
		"getchat":            plain((*Server).getChat, "chat_id"),
		"getchatmember":      plain((*Server).getChatMember, "chat_id user_id"),
		"getchatmembercount": plain((*Server).getChatMemberCount, "chat_id"),
		"leavechat":          plain((*Server).leaveChat, "chat_id"),
	}
}
