// Porchlight is a Telegram bot that keeps a neighbourhood and its police in
// conversation. This binary runs it, shows it, and checks what it runs on.
//
//	porchlight run             serve one programme or several
//	porchlight demo            the whole system on one machine, in a browser
//	porchlight invite ROLE     print a link that gives a role, once
//	porchlight check [FILE]    check a programme's file and all message files
//	porchlight instrument DO   check a questionnaire that is a workbook, or write one
//	porchlight translate LANG  write what is missing or stale in a language, take it back
//	porchlight keygen FILE     write a keyset
//	porchlight rotate-keyset FILE   add a new sealing key to a keyset
//	porchlight parked          list updates that were given up on
//
// A tour of the code, in the order in which a press of a button travels:
//
//   - bot/poll.go and bot/webhook.go take updates from Telegram; bot/api is the
//     one door to it; bot/receive.go works out who did what.
//   - bot/dispatch.go gives each chat's updates to one worker; bot/turn.go runs
//     a turn: storage/load.go reads the person and what the step asks for,
//     flows/decide.go decides, storage/commit.go stores everything or nothing.
//   - flows holds every conversation, one file each, and knows nothing of
//     Telegram, Redis or the time of day.
//   - bot/render puts the decision into words, from the message files in
//     locales; bot/draw.go and bot/deliver.go send what waits in the outbox.
//   - bot/emulator plays Telegram for the tests and the demo, bot/web the phones.
//
// This package only wires: it reads the settings, builds the parts, runs them
// in one errgroup and turns errors into exit codes.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // zones on machines without their own
)

// Exit codes: 0 a clean end, 1 something broke while running, 2 a setting that
// somebody has to put right, said in one line.
const (
	exitOK      = 0
	exitBroken  = 1
	exitSetting = 2
)

// settingError is a mistake that only the person who started us can mend.
type settingError struct{ error }

func (e settingError) Unwrap() error { return e.error }

// setting makes a one-line complaint that says what to do.
func setting(format string, args ...any) error { return settingError{fmt.Errorf(format, args...)} }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop() // a second signal then ends the process at once
	stopProfile := startProfile()
	code := command(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stopProfile()
	os.Exit(code)
}

// command runs one subcommand and gives the exit code.
func command(ctx context.Context, args []string, out, errs io.Writer) int {
	err := subcommand(ctx, args, out, errs)
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &settingError{}):
		fmt.Fprintln(errs, "porchlight:", err)
		return exitSetting
	default:
		fmt.Fprintln(errs, "porchlight:", err)
		return exitBroken
	}
}

// commands is what a mistake is told: one line.
const commands = "use run, demo, invite, check, instrument, translate, keygen, rotate-keyset or parked; porchlight help says what they do"

const usage = `use one of
  porchlight run             serve (TELEGRAM_TOKEN=... and the settings in docs/operate.md)
  porchlight demo            try it in a browser: --listen ADDR, --programme NAME, --lang LANGUAGE
  porchlight invite ROLE     print a link that gives a role, once: --name NAME --area A,B --expires 168h
                             (a partner needs --organisation; --categories street,traffic says what may be handed on)
  porchlight check [FILE]    check a programme's file and all message files
  porchlight instrument DO   check FILE.xlsx, template FILE.xlsx or export ID FILE.xlsx: questionnaires as
                             workbooks (XLSForm); --languages en,pl or --programme NAME
  porchlight translate LANG  write what is missing or stale in a language: --merge FILE takes it back,
                             --seen KEY... notes that words are right (docs/translators.md)
  porchlight keygen FILE     write a keyset
  porchlight rotate-keyset FILE
                             add a new sealing key to a keyset; old ones still open
  porchlight parked          list updates that were given up on: --retry ID, --drop ID, --programme NAME
Each says more with --help.`

func subcommand(ctx context.Context, args []string, out, errs io.Writer) error {
	if len(args) == 0 {
		return setting("no command given: %s", commands)
	}
	name, rest := args[0], args[1:]
	if helped(name, rest, out) {
		return nil
	}
	switch name {
	case "run":
		return run(ctx, rest, errs)
	case "demo":
		return demo(ctx, rest, out, errs)
	case "invite":
		return invite(ctx, rest, out, errs)
	case "check":
		return check(rest, out)
	case "instrument":
		return instruments(rest, out)
	case "translate":
		return translate(rest, out, errs)
	case "keygen":
		return keygen(rest, out)
	case "rotate-keyset":
		return rotateKeyset(rest, out, errs)
	case "parked":
		return parked(ctx, rest, out, errs)
	case "help", "-h", "--help":
		fmt.Fprintln(out, usage)
		return nil
	default:
		return setting("there is no command %q: %s", name, commands)
	}
}
