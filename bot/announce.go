package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/fxamacker/cbor/v2"

	"porchlight/flows"
	"porchlight/storage"
)

// The kinds of bulk that every bot knows. They stand in Redis: never reuse one
// for something else.
const (
	kindAnnouncement = "announcement"
	kindSessionNews  = "session"
	kindYoung        = "young" // a meeting was opened or closed to those under 18
	kindResults      = "results"
	kindMinutes      = "minutes"
	kindFeedback     = "feedback"
	kindTold         = "told"  // what organisers write to the people of a meeting
	kindAsked        = "asked" // a translation of an announcement, for those who asked
)

// newsLate is how long after a session was changed people are still told, if
// nobody was there to do it.
const newsLate = 3 * 24 * time.Hour

// occasion is one change of a session that people are told of. Field numbers
// are a format.
type occasion struct {
	Session string `cbor:"1,keyasint"`
	At      int64  `cbor:"2,keyasint"`
}

// withOwnKinds adds what every bot sends in bulk.
func (b *Bot) withOwnKinds(more map[string]BulkKind) map[string]BulkKind {
	kinds := map[string]BulkKind{
		kindAnnouncement: composeAnnouncement, kindSessionNews: b.composeSessionNews, kindYoung: b.composeYoung, kindGuides: b.composeGuides, kindResults: b.composeResults, kindAsked: b.composeAsked, kindTold: b.composeTold, kindMinutes: b.composeMinutes, kindFeedback: b.composeFeedback,
	}
	for name, kind := range more {
		kinds[name] = kind
	}
	return kinds
}

func composeAnnouncement(content []byte) (Compose, error) {
	var a flows.Announcement
	if err := cbor.Unmarshal(content, &a); err != nil {
		return nil, fmt.Errorf("decode an announcement: %w", err)
	}
	return func(_ context.Context, p *flows.Person, _ flows.ID) (flows.Say, bool, error) {
		return flows.NewsSay(a, p.Lang, p.Chat), true, nil
	}, nil
}

// composeTold tells people of a meeting that an organiser has written to them. Who they are
// is read from its seats, person by person.
func (b *Bot) composeTold(content []byte) (Compose, error) {
	var a flows.Announcement
	if err := cbor.Unmarshal(content, &a); err != nil {
		return nil, fmt.Errorf("decode what the people of a session are told: %w", err)
	}
	return func(ctx context.Context, p *flows.Person, who flows.ID) (flows.Say, bool, error) {
		board, err := b.store.Board(ctx)
		if err != nil {
			return flows.Say{}, false, err
		}
		_, inside, err := b.store.Told(ctx, a.Session, who)
		if err != nil {
			return flows.Say{}, false, err
		}
		say, ok := flows.TellGuest(board, a, p, inside)
		return say, ok, nil
	}, nil
}

// composeAsked makes the translation of an announcement, or word that a meeting can be
// read, for those who asked for it.
func (b *Bot) composeAsked(content []byte) (Compose, error) {
	var a flows.Announcement
	if err := cbor.Unmarshal(content, &a); err != nil {
		return nil, fmt.Errorf("decode a translation that was asked for: %w", err)
	}
	_, meeting := a.OfMeeting()
	return func(ctx context.Context, p *flows.Person, _ flows.ID) (flows.Say, bool, error) {
		switch {
		case a.OfAgenda() && len(p.Points) == 0:
			return flows.Say{}, false, nil
		case a.OfAgenda():
			board, err := b.store.Board(ctx)
			if err != nil {
				return flows.Say{}, false, err
			}
			say, ok := flows.AgendaTold(board, a, p)
			return say, ok, nil
		case !meeting || !p.WaitsFor(a):
			return flows.AskedSay(a, p.Lang, p.Chat), p.WaitsFor(a), nil
		}
		board, err := b.store.Board(ctx)
		if err != nil {
			return flows.Say{}, false, err
		}
		say, ok := flows.AskedMeeting(board, a, p, b.now())
		return say, ok, nil
	}, nil
}

// recall fetches the words of an announcement from its run, for a part of it that
// translators are asked for.
func (b *Bot) recall(ctx context.Context, part flows.Announcement) error {
	r, err := b.store.Run(ctx, storage.AnnouncementRun(part.Of))
	if err != nil && !errors.Is(err, storage.ErrNoRun) && !storage.BadRecord(err) {
		return err
	}
	var whole flows.Announcement
	if err == nil {
		if err := cbor.Unmarshal(r.Content, &whole); err != nil {
			b.log.Error("an announcement cannot be read, and its translation is not asked for", "run", r.ID, "error", err)
			whole = flows.Announcement{}
		}
	}
	return b.markNews(ctx, part.ID, func(now *flows.Announcement) bool {
		if !now.Recalls() {
			return false
		}
		now.Recall(whole.Texts)
		return true
	})
}

// composeSessionNews tells those who are registered how the session is now. If
// it has changed again, the run of that change tells them instead.
func (b *Bot) composeSessionNews(content []byte) (Compose, error) {
	var o occasion
	if err := cbor.Unmarshal(content, &o); err != nil {
		return nil, fmt.Errorf("decode the news of a session: %w", err)
	}
	return func(ctx context.Context, p *flows.Person, who flows.ID) (flows.Say, bool, error) {
		s, ok, err := b.newsOf(ctx, o)
		if err != nil || !ok {
			return flows.Say{}, false, err
		}
		told, inside, err := b.store.Told(ctx, o.Session, who)
		if err != nil {
			return flows.Say{}, false, err
		}
		say, ok := flows.SessionNews(b.programme, s, p, told, inside, b.now())
		if !ok || s.News.All == 0 {
			return say, ok, nil
		}
		board, err := b.store.Board(ctx)
		if err != nil {
			return flows.Say{}, false, err
		}
		return board.WithFollowing(s, say), true, nil
	}, nil
}

// newsOf is the session that an occasion is about, as it is now, whichever process made
// the change; ok is false once it has changed again.
func (b *Bot) newsOf(ctx context.Context, o occasion) (s flows.Session, ok bool, err error) {
	board, err := b.store.Board(ctx)
	if err != nil {
		return s, false, err
	}
	if i := slices.IndexFunc(board.Sessions, func(s flows.Session) bool { return s.ID == o.Session }); i >= 0 {
		s = board.Sessions[i]
	}
	return s, s.News.At == o.At && o.At != 0, nil
}

// announcing carries out what organisers decide as soon as they do; the job of
// the same kind does what this process missed.
func (b *Bot) announcing(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-b.announced:
		}
		if err := b.announce(ctx, b.now(), b.now()); err != nil && ctx.Err() == nil {
			b.log.Warn("announcements wait for the next minute", "error", err)
		}
	}
}

// announce starts, holds and ends the runs of announcements as the board wants
// it, and tells people of sessions that have changed, were opened or closed to the young, and of minutes. Everything in it may be
// done twice, by any process.
func (b *Bot) announce(ctx context.Context, _, now time.Time) error {
	board, err := b.settledBoard(ctx, now)
	if err != nil {
		return err
	}
	var errs []error
	for _, a := range board.News {
		if a.Recalls() {
			errs = append(errs, b.recall(ctx, a))
			continue
		}
		if !a.Void && !a.Ended && a.Due <= now.Unix() {
			errs = append(errs, b.carry(ctx, board, a))
		}
	}
	for _, s := range board.Sessions {
		since := now.Unix() - s.News.At
		if s.News.What != 0 && !s.News.Done && since < int64(newsLate/time.Second) && (now.Unix() < s.Start || s.Cancelled) {
			errs = append(errs, b.carrySessionNews(ctx, board, s))
		}
		if s.TellsYoung(now.Unix()) {
			errs = append(errs, b.carryYoung(ctx, s))
		}
		if s.TellsMinutes() {
			errs = append(errs, b.carryMinutes(ctx, s, now))
		}
	}
	return errors.Join(errs...)
}

// settledBoard is the board once what people wait for of meetings is up to date.
func (b *Bot) settledBoard(ctx context.Context, now time.Time) (*flows.Board, error) {
	board, err := b.store.Board(ctx)
	waits := func(a flows.Announcement) bool { _, ok := a.OfMeeting(); return ok }
	if err != nil || !slices.ContainsFunc(board.News, waits) {
		return board, err
	}
	if err := b.store.UpdateBoard(ctx, func(board *flows.Board) bool { return board.SettleAsked(now) }); err != nil {
		return nil, err
	}
	return b.store.Board(ctx)
}

// carrySessionNews tells people of a session that has changed and, when that is
// over, the organisers how many could not be told.
func (b *Bot) carrySessionNews(ctx context.Context, board *flows.Board, s flows.Session) error {
	content, err := storage.Marshal(occasion{Session: s.ID, At: s.News.At})
	if err != nil {
		return fmt.Errorf("encode the news of a session: %w", err)
	}
	quiet := b.programme.Quiet(b.now()) && !s.News.Alarm // looked at once: they may end meanwhile
	if !quiet {
		if err := b.tellLeads(ctx, board, s); err != nil {
			return err
		}
	}
	id := storage.RunIDOf(s.NewsRun())
	if _, err = b.StartBulk(ctx, storage.RunSpec{ID: id, Kind: kindSessionNews, Content: content, Urgent: s.News.Alarm, Audience: storage.Audience{Session: s.ID}}); err != nil {
		return err
	}
	p, err := b.Progress(ctx, id)
	if err != nil || !p.Over() || quiet { // it is done once whoever leads it is told
		return err
	}
	if p.Audience.Session == s.ID { // else it was begun by an older version, and counts everybody
		var errs []error
		for _, m := range board.Staff {
			if say, ok := flows.NewsTold(b.programme, board, s, b.store.RunProgress(&p.Run), m); ok {
				say.To = &m.Who
				errs = append(errs, b.tellStaff(ctx, s.NewsRun(), m, say))
			}
		}
		b.outbox.wake()
		if err := errors.Join(errs...); err != nil {
			return err
		}
	}
	return b.store.UpdateBoard(ctx, func(now *flows.Board) bool {
		i := slices.IndexFunc(now.Sessions, func(o flows.Session) bool { return o.ID == s.ID && o.News.At == s.News.At })
		if i < 0 || now.Sessions[i].News.Done {
			return false
		}
		now.Sessions[i].News.Done = true
		return true
	})
}

// tellLeads tells those who lead a session, once, when those who are registered are told:
// not in quiet hours, in which it may change again.
func (b *Bot) tellLeads(ctx context.Context, board *flows.Board, s flows.Session) error {
	var errs []error
	for _, m := range board.Staff {
		if say, ok := flows.LeadNews(b.programme, s, m); ok {
			errs = append(errs, b.tellStaff(ctx, "lead/"+s.NewsRun(), m, say))
		}
	}
	b.outbox.wake()
	return errors.Join(errs...)
}

// carry takes one announcement as far as it goes now. It is marked on the board
// before it starts, so that taking it back and starting it exclude each other.
func (b *Bot) carry(ctx context.Context, board *flows.Board, a flows.Announcement) error {
	id := storage.AnnouncementRun(a.ID)
	if !a.Started {
		if a.Wish != flows.WishRun {
			return nil
		}
		may := board.MayStart(a, b.programme)
		var told error
		if !may {
			told = b.tellOrganisers(ctx, board, a, "void-"+a.ID, flows.NewsVoid)
		}
		return errors.Join(told, b.markNews(ctx, a.ID, func(now *flows.Announcement) bool {
			if now.Void || now.Started || now.Wish != flows.WishRun {
				return false
			}
			if now.Started, now.Void = may, !may; !may {
				now.DropWords()
			}
			return true
		}), b.carryOn(ctx, a.ID))
	}
	if a.Worded() {
		if err := b.startAnnouncement(ctx, id, a); err != nil {
			return err
		}
	}
	p, err := b.Progress(ctx, id)
	if err != nil {
		return err
	}
	if a.Wish == flows.WishRun && !p.Over() && !board.MayStart(a, b.programme) {
		return b.suspend(ctx, a.ID)
	}
	if a.Orphan && a.Wish == flows.WishPause { // once each, also after a run that died
		err = b.tellOrganisers(ctx, board, a, "orphan-"+a.ID, func(m flows.Member) flows.Say {
			say := flows.NewsProgress(b.programme, a, b.store.RunProgress(&p.Run), b.now())
			say.Lang, say.Chat = m.Lang, m.Chat
			return say
		})
		if err != nil {
			return err
		}
	}
	switch {
	case a.Wish == flows.WishPause && p.State == storage.RunRunning:
		_, err = b.PauseBulk(ctx, id)
	case a.Wish == flows.WishStop && !p.Over():
		_, err = b.StopBulk(ctx, id)
	case a.Wish == flows.WishRun && p.State == storage.RunPaused:
		_, err = b.ResumeBulk(ctx, id)
	}
	if err != nil || !p.Over() {
		return err
	}
	return b.report(ctx, board, a, p)
}

// suspend pauses an announcement whose author's role has ended, and goes on with it
// as it is then.
func (b *Bot) suspend(ctx context.Context, id string) error {
	err := b.store.UpdateBoard(ctx, func(board *flows.Board) bool {
		return board.Hold(id, b.programme)
	})
	if err != nil {
		return err
	}
	return b.carryOn(ctx, id)
}

// tellOrganisers tells everybody, but its author, who organises all that an
// announcement is for.
func (b *Bot) tellOrganisers(ctx context.Context, board *flows.Board, a flows.Announcement, what string, say func(flows.Member) flows.Say) error {
	var errs []error
	for _, m := range board.Staff {
		if m.Who != a.By && board.Steers(m.Who, a, b.programme) {
			one := say(m)
			one.To = &m.Who
			errs = append(errs, b.tellOnce(ctx, what, one))
		}
	}
	b.outbox.wake()
	return errors.Join(errs...)
}

// carryOn goes on with an announcement as it is now.
func (b *Bot) carryOn(ctx context.Context, id string) error {
	board, err := b.store.Board(ctx)
	if err != nil {
		return err
	}
	for _, a := range board.News {
		if a.ID == id && a.Started && !a.Ended {
			return b.carry(ctx, board, a)
		}
	}
	return nil
}

// startAnnouncement hands the words over to the run and takes them from the
// board.
func (b *Bot) startAnnouncement(ctx context.Context, id storage.RunID, a flows.Announcement) error {
	words := a
	words.By, words.Others = flows.ID{}, nil // who wrote it stands on the board, where it can be erased
	content, err := storage.Marshal(words)
	if err != nil {
		return fmt.Errorf("encode an announcement: %w", err)
	}
	kind, to := kindAnnouncement, storage.Audience{Areas: a.Areas, Langs: a.Langs}
	if a.Session != "" {
		kind, to = kindTold, storage.Audience{Session: a.Session, Came: a.Whom == flows.GuestsCame, Langs: a.Langs}
	}
	if a.Asked {
		kind = kindAsked
	}
	if _, err = b.StartBulk(ctx, storage.RunSpec{ID: id, Kind: kind, Content: content, Urgent: a.Urgent, Expected: a.Count, Audience: to}); err != nil {
		return err
	}
	return b.markNews(ctx, a.ID, func(now *flows.Announcement) bool {
		now.Strip()
		return true
	})
}

// report tells the author how it went, once, if they still have a role and want
// pushes.
func (b *Bot) report(ctx context.Context, board *flows.Board, a flows.Announcement, p Progress) error {
	for _, m := range board.Staff {
		if m.Who != a.By || a.Asked {
			continue
		}
		wants, err := b.store.WantsPush(ctx, m.Who)
		if err != nil {
			return err
		}
		if !wants {
			continue
		}
		say := flows.NewsReport(a, b.store.RunProgress(&p.Run), m)
		say.To = &m.Who
		if err := b.tellOnce(ctx, "report-"+a.ID, say); err != nil {
			return err
		}
		b.outbox.wake()
	}
	return b.markNews(ctx, a.ID, func(now *flows.Announcement) bool {
		now.Ended = true
		return true
	})
}

// markNews changes an announcement's record, if it is still there.
func (b *Bot) markNews(ctx context.Context, id string, change func(*flows.Announcement) bool) error {
	return b.store.UpdateBoard(ctx, func(board *flows.Board) bool {
		i := slices.IndexFunc(board.News, func(a flows.Announcement) bool { return a.ID == id })
		return i >= 0 && change(&board.News[i])
	})
}
