package emulator

import (
	"encoding/json"
	"fmt"
	"regexp"
	"sync"
)

const (
	maxCommands       = 100
	maxCommandName    = 32
	maxCommandDetails = 256
	// Telegram refuses a list whose descriptions come to about this much,
	// however few commands there are; the documentation does not say so.
	maxCommandsTotal = 4096
)

// settings is what the bot tells Telegram about itself.
type settings struct {
	mu       sync.Mutex
	commands map[string][]byte // scope and language -> JSON array
	texts    map[string]string // what and language
	menus    map[int64][]byte  // chat, 0 for the default
}

// Command is a command as people see it in the menu.
type Command struct {
	Command     string `json:"command"`
	Description string `json:"description"`
}

// Commands are the commands set for a scope ("default", "all_private_chats",
// "all_group_chats", "all_chat_administrators", or "chat", "chat_member" and
// "chat_administrators" followed by " " and the ids) and a language.
func (s *Server) Commands(scope, language string) []Command {
	s.settings.mu.Lock()
	defer s.settings.mu.Unlock()
	var list []Command
	if raw := s.settings.commands[scope+"|"+language]; raw != nil {
		_ = json.Unmarshal(raw, &list) // it was valid when it was stored
	}
	return list
}

// Menu is what the person's app lists: the narrowest scope that has commands, in
// the language of the app or in no particular one.
func (p *Person) Menu() []Command {
	for _, scope := range []string{fmt.Sprintf("chat %d", p.id), "all_private_chats", "default"} {
		for _, language := range []string{*p.language.Load(), ""} {
			if list := p.srv.Commands(scope, language); len(list) > 0 {
				return list
			}
		}
	}
	return nil
}

// BotText is the bot's "name", "description" or "short_description" in a language.
func (s *Server) BotText(what, language string) string {
	s.settings.mu.Lock()
	defer s.settings.mu.Unlock()
	return s.settings.texts[what+"|"+language]
}

// readScope returns the key under which a scope's commands are kept.
func (s *Server) readScope(r *request) (string, *refusal) {
	language := r.get("language_code")
	if language != "" && !regexp.MustCompile(`^[a-z]{2}$`).MatchString(language) {
		return "", bad("invalid language code specified")
	}
	raw := r.get("scope")
	if raw == "" {
		return "default|" + language, nil
	}
	var scope struct {
		Type   string      `json:"type"`
		ChatID json.Number `json:"chat_id"`
		UserID int64       `json:"user_id"`
	}
	if err := strictJSON([]byte(raw), &scope); err != nil {
		return "", bad("can't parse BotCommandScope JSON object")
	}
	switch scope.Type {
	case "default", "all_private_chats", "all_group_chats", "all_chat_administrators":
		return scope.Type + "|" + language, nil
	case "chat", "chat_administrators", "chat_member":
	default:
		return "", bad("can't parse BotCommandScope: Unsupported type specified")
	}
	id, err := scope.ChatID.Int64()
	if err != nil {
		return "", bad("can't parse BotCommandScope: Empty chat_id specified")
	}
	c := s.chat(id)
	if c == nil {
		return "", bad("chat not found")
	}
	key := fmt.Sprintf("%s %d", scope.Type, id)
	if scope.Type == "chat_member" {
		if scope.UserID == 0 {
			return "", bad("can't parse BotCommandScope: Invalid user_id specified")
		}
		key += fmt.Sprintf(" %d", scope.UserID)
	}
	if c.kind == private && !c.known() {
		return "", bad("chat not found")
	}
	if scope.Type != "chat" && c.kind == private {
		return "", bad("chat_id of a group is expected in this scope")
	}
	return key + "|" + language, nil
}

func (s *Server) setMyCommands(r *request, b []byte) ([]byte, *refusal) {
	key, refused := s.readScope(r)
	if refused != nil {
		return b, refused
	}
	var list []Command
	if raw := r.get("commands"); raw != "" {
		if err := strictJSON([]byte(raw), &list); err != nil {
			return b, bad("can't parse commands JSON object")
		}
	}
	if refused = checkCommands(list); refused != nil {
		return b, refused
	}
	raw, err := json.Marshal(list)
	if err != nil {
		return b, bad("can't parse commands JSON object")
	}
	s.settings.mu.Lock()
	defer s.settings.mu.Unlock()
	if len(list) == 0 {
		delete(s.settings.commands, key)
	} else {
		s.settings.commands[key] = raw
	}
	return append(b, "true"...), nil
}

func checkCommands(list []Command) *refusal {
	if len(list) > maxCommands {
		return bad("BOT_COMMANDS_TOO_MUCH")
	}
	name := regexp.MustCompile(`^[a-z0-9_]+$`)
	total := 0
	for _, c := range list {
		total += utf16Len(c.Description)
		switch {
		case c.Command == "":
			return bad("command must be non-empty")
		case len(c.Command) > maxCommandName:
			return bad(fmt.Sprintf("command length must not exceed %d", maxCommandName))
		case !name.MatchString(c.Command):
			return bad("BOT_COMMAND_INVALID")
		case c.Description == "":
			return bad("command description must be non-empty")
		case utf16Len(c.Description) > maxCommandDetails:
			return bad(fmt.Sprintf("command description length must not exceed %d", maxCommandDetails))
		}
	}
	if total > maxCommandsTotal {
		return bad("BOT_COMMANDS_TOO_MUCH")
	}
	return nil
}

func (s *Server) getMyCommands(r *request, b []byte) ([]byte, *refusal) {
	key, refused := s.readScope(r)
	if refused != nil {
		return b, refused
	}
	s.settings.mu.Lock()
	defer s.settings.mu.Unlock()
	if raw := s.settings.commands[key]; raw != nil {
		return append(b, raw...), nil
	}
	return append(b, "[]"...), nil
}

func (s *Server) deleteMyCommands(r *request, b []byte) ([]byte, *refusal) {
	key, refused := s.readScope(r)
	if refused != nil {
		return b, refused
	}
	s.settings.mu.Lock()
	defer s.settings.mu.Unlock()
	delete(s.settings.commands, key)
	return append(b, "true"...), nil
}

// setting makes the method that sets one of the bot's texts.
func setting(what string, limit int) func(*Server, *request, []byte) ([]byte, *refusal) {
	return func(s *Server, r *request, b []byte) ([]byte, *refusal) {
		if utf16Len(r.get(what)) > limit {
			return b, bad(map[string]string{
				"name":              "BOT_TITLE_INVALID",
				"description":       "BOT_DESCRIPTION_TOO_LONG",
				"short_description": "BOT_SHORT_DESCRIPTION_TOO_LONG",
			}[what])
		}
		s.settings.mu.Lock()
		defer s.settings.mu.Unlock()
		s.settings.texts[what+"|"+r.get("language_code")] = r.get(what)
		return append(b, "true"...), nil
	}
}

func getSetting(what string) func(*Server, *request, []byte) ([]byte, *refusal) {
	return func(s *Server, r *request, b []byte) ([]byte, *refusal) {
		text := s.BotText(what, r.get("language_code"))
		if text == "" {
			text = s.BotText(what, "")
		}
		if text == "" && what == "name" {
			text = s.opts.Name
		}
		b = append(append(append(b, `{"`...), what...), `":`...)
		return append(appendString(b, text), '}'), nil
	}
}

func (s *Server) setChatMenuButton(r *request, b []byte) ([]byte, *refusal) {
	id := r.number("chat_id", 0, -1<<62, 1<<62)
	if c := s.chat(id); id != 0 && (c == nil || c.kind != private) {
		return b, bad("chat not found")
	}
	raw := r.get("menu_button")
	if raw == "" {
		raw = `{"type":"default"}`
	}
	var button struct {
		Type   string  `json:"type"`
		Text   string  `json:"text"`
		WebApp *WebApp `json:"web_app"`
	}
	if err := strictJSON([]byte(raw), &button); err != nil {
		return b, bad("can't parse menu button JSON object")
	}
	switch button.Type {
	case "default", "commands":
	case "web_app":
		if button.Text == "" || button.WebApp == nil || button.WebApp.URL == "" {
			return b, bad("can't parse menu button: Can't find field \"text\"")
		}
	default:
		return b, bad("can't parse menu button: MenuButton has unsupported type")
	}
	s.settings.mu.Lock()
	defer s.settings.mu.Unlock()
	s.settings.menus[id] = []byte(raw)
	return append(b, "true"...), nil
}

func (s *Server) getChatMenuButton(r *request, b []byte) ([]byte, *refusal) {
	s.settings.mu.Lock()
	defer s.settings.mu.Unlock()
	for _, id := range []int64{r.number("chat_id", 0, -1<<62, 1<<62), 0} {
		if raw := s.settings.menus[id]; raw != nil {
			return append(b, raw...), nil
		}
	}
	return append(b, `{"type":"commands"}`...), nil
}
