package bot

import (
	"context"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"porchlight/flows"
	"porchlight/locales"
)

// setDescription sets what a chat shows before /start: what the bot is for, and
// that it is no emergency service.
func (b *Bot) setDescription(ctx context.Context, l *locales.Localizer, codes []string) error {
	lang := flows.Lang(l.Lang())
	text := locales.Plain(l.Text("help.about", map[string]string{"programme": b.programme.Title.In(lang)}, nil)) + "\n\n" +
		locales.Plain(l.Text("help.emergency", map[string]string{"number": b.programme.Numbers.Emergency}, nil))
	text = locales.Shorten(locales.Direct(text, l.Lang()), 512)
	for _, code := range codes {
		if b.store.CommandsSet(ctx, "about-"+code, text) {
			continue
		}
		if _, err := b.api.Call(ctx, "setMyDescription", tgbotapi.Params{"description": text, "language_code": code}); err != nil {
			return err
		}
		if err := b.store.NoteCommands(ctx, "about-"+code, text); err != nil {
			return err
		}
	}
	return nil
}

// setCommands sets the menu in every language of the programme, and for
// everyone else in its first. Telegram is asked only if something changed.
func (b *Bot) setCommands(ctx context.Context) error {
	for i, lang := range b.programme.Languages {
		l := b.render.In(lang)
		var commands []tgbotapi.BotCommand
		mark := ""
		for _, word := range flows.MenuCommands() {
			text := locales.Direct(l.Text("command."+word, nil, nil), l.Lang())
			commands = append(commands, tgbotapi.BotCommand{Command: word, Description: text})
			mark += word + "\x00" + text + "\x00"
		}
		codes := []string{string(lang)}
		if i == 0 {
			codes = append(codes, "")
		}
		if err := b.setDescription(ctx, l, codes); err != nil {
			return err
		}
		for _, code := range codes {
			if b.store.CommandsSet(ctx, code, mark) {
				continue
			}
			if err := b.api.SetMyCommands(ctx, tgbotapi.NewBotCommandScopeAllPrivateChats(), code, commands); err != nil {
				return err
			}
			if err := b.store.NoteCommands(ctx, code, mark); err != nil {
				return err
			}
		}
	}
	return nil
}
