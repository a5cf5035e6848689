package main

import (
	"fmt"
	"io"
	"slices"
)

// subcommandHelp is what --help says of each subcommand, by its name and in the order in
// which they are listed: how it is called, and what its words mean.
func subcommandHelp() []struct{ name, says string } {
	return []struct{ name, says string }{
		{"run", `usage: porchlight run

Serves one programme or several, until it is told to stop. Its settings are environment
variables; docs/operate.md explains each.

  TELEGRAM_TOKEN         the bot's token, from @BotFather
  PORCHLIGHT_PROGRAMME   your programme's file, or the name of an example; several with commas
  PORCHLIGHT_DATA        the folder of the keyset and of its own redis-server (./porchlight-data)
  REDIS_URL              a Redis of yours, instead of one of its own
  PORCHLIGHT_LISTEN      the address of health, metrics and webhook`},
		{"demo", `usage: porchlight demo [--listen ADDR] [--programme NAME] [--lang LANGUAGE]

The whole system on this machine, in a browser, without a token and without Telegram: a
neighbourhood in which people have lived for eight weeks, and a phone for each role. It
prints "ready http://..." when it can be opened. Nothing is kept.

  --listen ADDR       where the page is (127.0.0.1:8090)
  --programme NAME    an example (haifa, riverside, krakow, dialogue, kherson) or a file (kherson)
  --lang LANGUAGE     the language in which the phones begin, such as en (the programme's first)`},
		{"invite", `usage: porchlight invite ROLE [--name NAME] [--area A,B] [--expires 168h] [--programme NAME]
                         [--organisation NAME] [--categories A,B]

Prints a link that gives a role to whoever opens it first. It uses run's settings, beside a
running bot or without one. The roles: organiser, officer, reviewer, independent-contact,
safeguarding-lead, facilitator, translator, partner.

  --name NAME            what the others call this person; left out, they are asked
  --area A,B             the neighbourhoods, by their ids in the file; left out, all
  --expires 168h         for how long the link is good
  --organisation NAME    a partner's: a service's id in the file, or a name
  --categories A,B       a partner's: what may be handed on, such as street,traffic
  --programme NAME       which programme, if run serves several`},
		{"check", `usage: porchlight check [FILE]

Checks a programme's file (or all examples) and all message files, and lists what is missing
or wrong, with its line. With PORCHLIGHT_LOCALES it checks your own words too.`},
		{"instrument", `usage: porchlight instrument check FILE.xlsx
       porchlight instrument template FILE.xlsx
       porchlight instrument export ID FILE.xlsx

A questionnaire as a workbook, in a subset of XLSForm, the format of KoboToolbox and ODK;
docs/surveys.md lists what is read. check lists every complaint with its sheet and cell,
template writes a questionnaire to start from, and export writes one that comes with the bot:
default (the short survey) or feedback (about a meeting). A file that is there is not written
over. Without a flag all languages of the bot are asked for.

  --languages en,pl    in which languages, the first one for columns that name none
  --programme NAME     in those of a programme: an example, or a file`},
		{"translate", `usage: porchlight translate LANG
       porchlight translate LANG --merge FILE
       porchlight translate LANG|all --seen KEY...

Writes what is missing or stale in a language, for a translator; docs/translators.md explains
it. It works on PORCHLIGHT_LOCALES, or on ./locales.

  --merge FILE     takes back what a translator has written
  --seen KEY...    notes that these words are right as they are`},
		{"keygen", `usage: porchlight keygen FILE

Writes a new keyset, for PORCHLIGHT_KEYSET. Without the keyset nobody can read the data: keep
a copy somewhere safe, apart from Redis. A file that is there is not written over.`},
		{"rotate-keyset", `usage: porchlight rotate-keyset FILE

Adds a new sealing key to a keyset; what older ones sealed still opens. It prints what to do
then: copy the file, stop every porchlight that uses it, and start them again.`},
		{"parked", `usage: porchlight parked [--retry ID | --drop ID] [--programme NAME]

Lists the updates that were given up on: ids, times and errors, never words. It uses run's
settings, beside a running bot or without one.

  --retry ID          tries one again, or all
  --drop ID           deletes one, or all, or those that are unreadable
  --programme NAME    which programme, if run serves several`},
	}
}

// helped says whether somebody asked a subcommand what it does, and answers.
func helped(name string, args []string, out io.Writer) bool {
	if !slices.Contains(args, "--help") && !slices.Contains(args, "-h") && !slices.Contains(args, "-help") {
		return false
	}
	for _, h := range subcommandHelp() {
		if h.name == name {
			fmt.Fprintln(out, h.says)
			return true
		}
	}
	return false
}
