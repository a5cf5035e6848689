package main

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/redis/go-redis/v9"

	"porchlight/bot/api"
	"porchlight/flows"
	"porchlight/storage"
	"porchlight/storage/redisserver"
)

// invite makes an invitation with run's settings, beside a running bot or
// without one, and prints only its link.
func invite(ctx context.Context, args []string, out, errs io.Writer) error {
	if len(args) == 0 || !slices.Contains(flows.Roles(), flows.Role(args[0])) {
		var roles []string
		for _, r := range flows.Roles() {
			roles = append(roles, string(r))
		}
		return setting("invite takes a role, one of %s", strings.Join(roles, ", "))
	}
	flags := flag.NewFlagSet("invite", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	areas := flags.String("area", "", "")
	lasts := flags.Duration("expires", 7*24*time.Hour, "")
	name := flags.String("name", "", "")
	organisation := flags.String("organisation", "", "")
	categories := flags.String("categories", "", "")
	programme := flags.String("programme", "", "")
	if err := flags.Parse(args[1:]); err != nil || flags.NArg() > 0 || *lasts <= 0 {
		return setting("invite ROLE takes --area A,B, --expires 168h, --name NAME, for a partner --organisation NAME and --categories A,B, and --programme NAME, nothing else")
	}
	c, err := readConfig()
	if err != nil {
		return err
	}
	p, err := c.one(*programme)
	if err != nil {
		return err
	}
	if flows.Role(args[0]) == flows.RolePartner && *organisation == "" { // as before people had names of their own
		*organisation, *name = *name, ""
	}
	inv := flows.Invitation{Role: flows.Role(args[0]), Name: flows.NameOf(*name), Body: strings.TrimSpace(*organisation), Expires: time.Now().Add(*lasts).Unix()}
	if *name != "" && inv.Name == "" {
		return setting("--name: what the others call this person, with letters, at most %d characters, without # @ and /; left out, they are asked", flows.MostName)
	}
	for _, id := range strings.FieldsFunc(*areas, func(r rune) bool { return r == ',' }) {
		if _, known := p.Area(id); !known {
			return setting("--area: %s has no neighbourhood %q", p.Name, id)
		}
		inv.Areas = append(inv.Areas, id)
	}
	if inv.Topics, err = partnerTopics(inv, *categories); err != nil {
		return err
	}
	link, err := c.invite(ctx, p, inv, errs)
	if err != nil {
		return err
	}
	fmt.Fprintln(out, link)
	return nil
}

// partnerTopics reads what may be handed on to a partner. A partner needs an
// organisation: whoever wrote a case reads who has it and who answers.
func partnerTopics(inv flows.Invitation, list string) (topics []flows.Category, err error) {
	if inv.Role != flows.RolePartner {
		if list != "" || inv.Body != "" {
			return nil, setting("--organisation and --categories are for a partner only")
		}
		return nil, nil
	}
	if n := utf8.RuneCountInString(inv.Body); n == 0 || n > flows.MostBody || strings.ContainsAny(inv.Body, "\r\n") {
		return nil, setting("a partner needs --organisation: the organisation as residents will read it, or the id of a service in the programme's file; at most %d characters", flows.MostBody)
	}
	for _, id := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' }) {
		if !slices.Contains(flows.PartnerTopics(), flows.Category(id)) {
			return nil, setting("--categories: %q cannot be handed on; these can: %v", id, flows.PartnerTopics())
		}
		topics = append(topics, flows.Category(id))
	}
	return topics, nil
}

// one picks the programme that a command is about.
func (c *config) one(name string) (*flows.Programme, error) {
	if name == "" && len(c.programmes) == 1 {
		return c.programmes[0], nil
	}
	for _, p := range c.programmes {
		if p.Name == name {
			return p, nil
		}
	}
	return nil, setting("--programme must name one of PORCHLIGHT_PROGRAMME")
}

// invite stores the invitation and makes its link.
func (c *config) invite(ctx context.Context, p *flows.Programme, inv flows.Invitation, errs io.Writer) (string, error) {
	s := &service{config: c, log: slog.New(slog.NewTextHandler(errs, &slog.HandlerOptions{Level: slog.LevelWarn}))}
	redis.SetLogger(redisLog{s.log})
	rdb, closeStore, err := s.findRedis(ctx)
	if err != nil {
		return "", err
	}
	defer closeStore()
	keyset, err := s.openKeyset(ctx, rdb)
	if err != nil {
		return "", err
	}
	store := storage.New(storage.Config{Redis: rdb, Programme: p.Name, Sealer: keyset.For(p.Name)})
	if err := store.Open(ctx); err != nil {
		return "", asSetting(err)
	}
	client, err := api.New(api.Config{Token: c.tokens[p.Name], Endpoint: c.Endpoint, FileEndpoint: c.FileEndpoint})
	if err != nil {
		return "", settingError{err}
	}
	defer client.Close()
	me, err := client.GetMe(ctx)
	if err != nil {
		if api.Unauthorized(err) {
			return "", setting("Telegram does not know this token; get the right one from @BotFather and set TELEGRAM_TOKEN")
		}
		return "", fmt.Errorf("ask Telegram for the bot's name: %w", err)
	}
	var seed [16]byte
	rand.Read(seed[:])
	token := flows.NewInviteToken(seed)
	if err := store.PutInvitation(ctx, token, inv); err != nil {
		return "", err
	}
	return flows.InviteLink(me.UserName, token), nil
}

// findRedis reaches the Redis that run uses: REDIS_URL, or the redis-server
// that a running porchlight keeps; without one running, its own for a moment.
func (s *service) findRedis(ctx context.Context) (redis.UniversalClient, func(), error) {
	if s.config.RedisURL != "" {
		return s.openRedis(ctx)
	}
	rdb, closeStore, err := s.openRedis(ctx)
	if !errors.Is(err, redisserver.ErrFolderInUse) {
		return rdb, closeStore, err
	}
	options, err := redisserver.Find(ctx, filepath.Join(s.config.Data, "redis"))
	if err != nil {
		return nil, nil, settingError{err}
	}
	found := redis.NewClient(options)
	return found, func() { found.Close() }, nil
}
