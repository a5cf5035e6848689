package bot

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"porchlight/bot/api"
	"porchlight/flows"
	"porchlight/locales"
	"porchlight/storage"
)

const (
	menuTime  = 10 * time.Second // of one call
	menuLook  = time.Second      // between two looks while another process is at it
	menuAgain = 24 * time.Hour   // before a menu that was refused is tried again
	menuTurns = 10               // of looking again after something was done
)

// menus is this process' part in keeping the menus of people with roles.
type menus struct {
	changed chan struct{} // signalled when a turn here has changed the board
	alone   chan struct{} // holds a token while one is at it here; over all processes, by lease
	until   time.Time     // real time before which Telegram wants no more of it
}

// deskMenu lists the commands of somebody with roles: the desk first, then what
// fits. Who organises, facilitates, translates or helps is a neighbour too;
// police and those who read what residents send find here what a desk needs.
func deskMenu(m flows.Member) []string {
	neighbour := slices.ContainsFunc(m.Grants, func(g flows.Grant) bool {
		switch g.Role {
		case flows.RoleOfficer, flows.RoleReviewer, flows.RoleIndependent, flows.RoleLead:
			return false
		}
		return true
	})
	if neighbour {
		return append([]string{"desk"}, flows.MenuCommands()...)
	}
	return []string{"desk", "mydata", "language", "help", "hide", "stop", "cancel"}
}

// menuOf is somebody's menu in their language, with a mark that tells it from
// any other.
func (b *Bot) menuOf(m flows.Member) (commands []tgbotapi.BotCommand, mark string) {
	l := b.render.In(m.Lang)
	var all strings.Builder
	for _, word := range deskMenu(m) {
		text := locales.Direct(l.Text("command."+word, nil, nil), l.Lang())
		commands = append(commands, tgbotapi.BotCommand{Command: word, Description: text})
		fmt.Fprintf(&all, "%q %q ", word, text)
	}
	return commands, storage.Digest(all.String())
}

// keepingMenus sets and takes away menus as soon as a role or a language has
// changed here, and at the start what was missed. The job of the same name does
// what another process left behind. No turn waits for it.
func (b *Bot) keepingMenus(ctx context.Context) error {
	for {
		wait := time.Duration(-1)
		if err := b.keepMenus(ctx, b.now(), b.now()); err != nil && ctx.Err() == nil {
			b.log.Warn("menus of people with roles wait", "error", err)
			wait = time.Minute
			if after, tooMany := api.RetryAfter(err); tooMany {
				wait = after
			}
		}
		var again <-chan time.Time
		if wait > 0 {
			again = time.After(wait)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-b.menus.changed:
		case <-again:
		}
	}
}

// menuWork is what is to be done about menus.
type menuWork struct {
	set  []flows.Member
	take map[flows.ID]storage.Menu
}

func (w menuWork) none() bool { return len(w.set) == 0 && len(w.take) == 0 }

// menuWork compares the board with what Telegram was told.
func (b *Bot) menuWork(ctx context.Context) (menuWork, error) {
	work := menuWork{take: map[flows.ID]storage.Menu{}}
	board, err := b.store.Board(ctx)
	if err != nil {
		return work, err
	}
	have, err := b.store.Menus(ctx)
	if err != nil {
		return work, err
	}
	for _, m := range board.Staff {
		_, mark := b.menuOf(m)
		had := have[m.Who]
		if had.Chat != m.Chat || had.Mark != mark && (had.Refused != mark || b.now().Unix() >= had.Again) {
			work.set = append(work.set, m)
		}
	}
	for who, had := range have {
		if !board.Seated(who) {
			work.take[who] = had
		}
	}
	return work, nil
}

// keepMenus makes every menu what the board wants it to be. It looks at the
// board again after it has done something, for the board may be another by then.
func (b *Bot) keepMenus(ctx context.Context, _, _ time.Time) error {
	select {
	case b.menus.alone <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-b.menus.alone }()
	if time.Now().Before(b.menus.until) {
		return nil // keepingMenus goes on when the time has come
	}
	if work, err := b.menuWork(ctx); err != nil || work.none() {
		return err
	}
	for {
		mine, err := b.store.MenuKeeper(ctx)
		if err != nil {
			return err
		}
		if mine {
			break
		}
		if !rest(ctx, menuLook) {
			return ctx.Err()
		}
	}
	defer func() {
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		if err := b.store.ReleaseMenus(last); err != nil {
			b.log.Debug("another process may set menus in half a minute", "error", err)
		}
	}()
	for range menuTurns {
		work, err := b.menuWork(ctx) // as it is now that nobody else is at it
		if err != nil || work.none() {
			return err
		}
		if err := b.doMenus(ctx, work); err != nil {
			if wait, tooMany := api.RetryAfter(err); tooMany {
				b.metrics.tooMany.Inc()
				b.menus.until = time.Now().Add(wait)
			}
			return err
		}
	}
	return nil
}

func (b *Bot) doMenus(ctx context.Context, work menuWork) error {
	for _, m := range work.set {
		if err := b.setMenu(ctx, m); err != nil {
			return err
		}
	}
	for _, who := range slices.SortedFunc(maps.Keys(work.take), func(a, b flows.ID) int { return bytes.Compare(a[:], b[:]) }) {
		if err := b.takeMenu(ctx, who, work.take[who]); err != nil {
			return err
		}
	}
	return nil
}

// setMenu tells Telegram somebody's commands. That it may have been told is
// noted before it is.
func (b *Bot) setMenu(ctx context.Context, m flows.Member) error {
	commands, mark := b.menuOf(m)
	if err := b.store.PutMenu(ctx, m.Who, storage.Menu{Chat: m.Chat}); err != nil {
		return err
	}
	now := storage.Menu{Chat: m.Chat, Mark: mark}
	err := b.menuCall(ctx, func(ctx context.Context) error {
		return b.api.SetMyCommands(ctx, tgbotapi.NewBotCommandScopeChat(m.Chat), "", commands)
	})
	if api.BadRequest(err) || api.Blocked(err) {
		b.log.Warn("Telegram refuses a menu", "of", m.Who, "error", err)
		now, err = storage.Menu{Chat: m.Chat, Refused: mark, Again: b.now().Add(menuAgain).Unix()}, nil
	}
	if err != nil {
		return err
	}
	return b.store.PutMenu(ctx, m.Who, now)
}

// takeMenu gives somebody without a role the residents' menu again. Where
// Telegram refuses, there is no such chat any more.
func (b *Bot) takeMenu(ctx context.Context, who flows.ID, had storage.Menu) error {
	if had.Chat != 0 {
		err := b.menuCall(ctx, func(ctx context.Context) error {
			return b.api.DeleteMyCommands(ctx, tgbotapi.NewBotCommandScopeChat(had.Chat))
		})
		if err != nil && !api.BadRequest(err) && !api.Blocked(err) {
			return err
		}
	}
	return b.store.DropMenu(ctx, who)
}

// menuCall makes one call in its turn, while this process is still the one to.
func (b *Bot) menuCall(ctx context.Context, call func(context.Context) error) error {
	mine, err := b.store.MenuKeeper(ctx)
	if err != nil || !mine {
		return errors.Join(err, storage.ErrNotKeeper)
	}
	if !b.another(ctx, storage.Notices) {
		return ctx.Err()
	}
	ctx, cancel := context.WithTimeout(ctx, menuTime)
	defer cancel()
	return call(ctx)
}
