package porchlight

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/printer"
	"go/token"
	"go/types"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// plain are the numbers in messages that are about no people, or only about what their
// reader sees anyway, by the reason. Each is written as it stands in the code, behind
// its file and the name of its argument.
func plain() map[string][]string {
	return map[string][]string{
		"a limit, or a rule that is the same for everybody": {
			`bot/render/wave_picture.go most: most`,
			`flows/announce.go most: captionMost`,
			`flows/announce_send.go number: newsPending`,
			`flows/approve_record.go most: limitName`,
			`flows/clock_desk.go number: fewest`,
			`flows/collect.go most: most`,
			`flows/concern.go count: perDay`,
			`flows/door_desk.go number: fewest`,
			`flows/ledger.go number: fewest`,
			`flows/organise_cancel.go number: fewest`,
			`flows/tell.go number: leastTold`,
			`flows/voices_desk.go number: voicesReach`,
			`flows/translate_check.go most: w.most`,
			`flows/organise_fields.go high: f.high`,
			`flows/organise_fields.go low: f.low`,
			`flows/organise_people.go high: mostCame`,
			`flows/attendance.go number: fewest`,
			`flows/hands.go number: fewest`,
			`flows/hands.go low: 0`,
			`flows/hands.go high: mostHands`,
			`flows/organise_people.go number: fewest`,
			`flows/wizard.go most: e.most`,
			`flows/ready_ask.go most: blankMost`,
			`flows/agenda_card.go number: fewest`,
			`flows/point_propose.go number: pointsEach`,
			`flows/feedback.go number: waveK`,
			`flows/feedback_desk.go number: waveK`,
			`flows/feedback_desk.go number: feedbackAlone`,
			`flows/pass.go number: fewest`,
			`flows/plan_both.go number: youngPerAdult`,
			`flows/plan_both.go number: s.youngMost()`,
			`flows/both_desk.go number: s.youngMost()`,
			`flows/session_both.go number: s.youngMost()`,
			`flows/series.go number: e.Number`,
			`flows/series.go number: s.Number`,
			`flows/series.go of: s.Of`,
			`flows/series_plan.go low: 2`,
			`flows/series_plan.go high: mostEvenings`,
			`flows/series_plan.go number: len(starts)`,
			`flows/seat_kept.go low: 0`,
			`flows/seat_kept.go high: reserveDaysMost`,
			`flows/seat_kept.go number: Code(strconv.Itoa(s.OpenDays))`,
			`flows/seat_kept.go number: r.Places`,
			`flows/session_kids.go number: Code(strconv.Itoa(n))`,
			`flows/pass_make.go number: fewest`,
			`flows/pass_make.go most: limitLabel`,
			`flows/pass_make.go low: 1`,
			`flows/pass_make.go high: passMost`,
			`flows/pass_make.go most: Code(strconv.Itoa(p.Most))`,
			`flows/pass_make.go most: Code(strconv.Itoa(n))`,
			`flows/solved.go number: waveK`,
			`flows/months.go number: waveK`,
			`flows/trial.go number: fewest`,
			`flows/wave.go number: waveK`,
			`flows/wave_results.go number: waveK`,
			`flows/wave_round.go number: resultsMost`,
		},
		"a place in a list, or how far somebody has come": {
			`flows/agenda_card.go number: pointNumber(n)`,
			`flows/follow.go number: Code(n)`,
			`flows/agenda_circle.go number: Code(strconv.Itoa(i + 1))`,
			`flows/both_desk.go number: number`,
			`flows/agenda_desk.go number: pointNumber(n)`,
			`flows/agenda_told.go number: pointNumber(n)`,
			`flows/point_propose.go number: pointNumber(n)`,
			`flows/seat_kept.go place: Code(strconv.Itoa(i + 1))`,
			`flows/seat_kept.go label: p.said()`,
			`bot/render/parts.go of: head.Of`,
			`bot/render/parts.go step: head.Step`,
			`flows/cases.go number: Code(n)`,
			`flows/guide.go n: i + 1`,
			`flows/guide.go n: place[next]`,
			`flows/guide.go n: place[s.Next]`,
			`flows/name.go number: int(t.w.Board.numberOf(m))`,
			`flows/organise.go number: number`,
			`flows/wizard.go number: *e.at + 1`,
			`flows/wizard.go of: len(e.langs)`,
			`flows/pulse.go count: len(in.Items)`,
			`flows/review.go number: Code(n)`,
			`flows/translate_desk.go number: Code(n)`,
			`flows/review_release.go number: Code(n)`,
			`flows/session.go number: number`,
			`flows/mydata_page.go number: i + 1`,
			`flows/trial.go number: i + 1`,
			`flows/pass_make.go place: Code(strconv.Itoa(i + 1))`,
		},
		"words: the name of a kind of meetings, whom a link is for, or a post": {
			`flows/session_kind.go kind: k.name()`,
			`flows/attendance.go part: t.paperPart(part)`,
			`flows/commitment_card.go who: post`,
			`flows/feedback_desk.go kind: k.name()`,
			`flows/pass_make.go label: p.said()`,
		},
		"days, hours, characters": {
			`flows/announce.go number: n`,
			`flows/agenda_circle.go minutes: Code(strconv.Itoa(step.minutes))`,
			`flows/approve_record.go number: len([]rune(by))`,
			`flows/case_types.go count: days`,
			`flows/clock_mine.go count: waitedDays(c.since(), t.e.Now)`,
			`flows/concern_words.go count: int(p.KeepAfterClosing / (24 * time.Hour))`,
			`flows/notice.go count: hours`,
			`flows/notice.go count: waitedDays(since, now)`,
			`flows/organise_review.go minutes: s.Minutes`,
			`flows/reminder.go first: times`,
			`flows/reminder.go second: times`,
			`flows/wizard.go number: n`,
			`flows/ready_ask.go number: n`,
			`flows/translate_check.go number: n`,
			`flows/minutes.go number: seatsKeptDays`,
			`flows/session_card.go days: Code(strconv.Itoa(seatsKeptDays))`,
		},
		"a telephone number, or the code of one's own text": {
			`flows/concern_care.go number: Code(n)`,
			`flows/mine.go code: Code(code)`,
			`flows/point_propose.go code: Code(code)`,
			`flows/number.go number: Code(digits)`,
			`flows/officer.go number: Code(police)`,
		},
		"on a meeting's card for everybody: places, and how many have one and wait": {
			`flows/organise.go in: seats.In`,
			`flows/organise.go waiting: seats.Waiting`,
			`flows/organise_fields.go count: held`,
			`flows/organise_people.go in: seats.In`,
			`flows/organise_people.go waiting: seats.Waiting`,
			`flows/organise_review.go number: seats.held() + len(first)`,
			`flows/organise_review.go places: s.Capacity`,
			`flows/session.go capacity: s.Capacity`,
			`flows/session.go count: t.room(s)`,
			`flows/seat_kept.go number: max(0, left)`,
			`flows/session_kids.go number: n`,
			`flows/session_kids.go number: seats.Claim.With`,
			`flows/session.go number: seats.Position`,
			`flows/session.go number: seats.Waiting`,
			`flows/session_card.go count: s.Capacity`,
			`flows/session_join.go number: seats.Position`,
			`flows/session_join.go number: t.seats(s.ID).Waiting + 1`,
		},
		"officers that the programme's file names": {
			`flows/officer.go count: count`,
			`flows/session_card.go count: s.Officers`,
		},
		"counted by the organiser or facilitator who reads it": {
			`flows/door_desk.go number: s.Came`,
			`flows/attendance.go number: s.Came`,
			`flows/organise_people.go low: s.onPaper()`,
		},
		"its reader opens each of them, at their own desk or in their own record": {
			`flows/cases.go count: more`,
			`flows/desk_rows.go number: n`,
			`flows/mydata.go count: len(t.p.Codes)`,
			`flows/mydata.go number: len(t.p.Trials)`,
			`flows/notice.go count: count`,
			`flows/notice.go count: waits`,
			`flows/review.go count: more`,
			`flows/translate_desk.go count: more`,
			`flows/review.go count: n`,
			`flows/review_release.go number: Code(strconv.Itoa(n))`,
			`flows/thread.go count: more`,
		},
		"a Shown, or that it is hidden; or known from a desk of one's own": {
			`flows/announce_progress.go failed: part(r.Failed)`,
			`flows/announce_progress.go number: part(r.Remaining)`,
			`flows/announce_progress.go others: part(r.Others)`,
			`flows/announce_progress.go reached: part(r.Reached)`,
			`flows/announce_progress.go sent: part(r.sent())`,
			`flows/announce_progress.go unreachable: part(r.Unreachable)`,
			`flows/clock_desk.go cases: cases`,
			`flows/clock_desk.go texts: texts`,
			`flows/notice_org.go count: past`,
		},
		"decided before: an audience that was shown, or a count that has ended": {
			`flows/announce_progress.go decided before: tally.Rounded(a.Count, fewest)`,
			`flows/announce_progress.go decided before: tally.Rounded(a.Said, fewest)`,
			`flows/months.go decided before: tally.Rounded(m.Sent, waveK)`,
			`flows/months.go decided before: tally.Rounded(counts["sent"], waveK)`,
			`flows/organise_cancel.go decided before: all.Among(missed)`,
			`flows/organise_cancel.go decided before: all.Among(r.Reached)`,
			`flows/organise_cancel.go decided before: tally.Ended(total, fewest)`,
			`flows/door_desk.go decided before: tally.Ended(s.ByCode, fewest)`,
			`flows/hands.go decided before: tally.Ended(p.Hands, fewest)`,
			`flows/tell.go decided before: tally.Rounded(n, toldTens)`,
			`flows/trial.go decided before: all.Among(n)`,
			`flows/trial.go decided before: tally.Ended(tr.People, fewest)`,
			`flows/wave_findings.go decided before: tally.Ended(r.Finished, waveK)`,
		},
		"words: what a meeting is called": {
			`flows/session.go title: t.signed(s)`,
			`flows/series.go title: t.signed(e)`,
			`flows/both_desk.go title: t.signed(s)`,
			`flows/organise.go title: title`,
			`flows/organise.go title: button`,
		},
		"words": {
			`flows/announce_send.go tongues: langs`,
			`flows/wave_results.go answer: f.Item.answers(f.Most)`,
			`flows/wave_results.go answer: one.Item.Option(n)`,
			`flows/wave_results.go answers: one.Item.answers(hidden)`,
		},
	}
}

// TestNumbersAboutPeopleAreAskedFor finds every number that a message is given. One
// about people is tally.Shown, which only tally makes; any other must be in the table
// above. A number that is new, and in neither, fails here.
func TestNumbersAboutPeopleAreAskedFor(t *testing.T) {
	known := map[string]string{}
	for why, list := range plain() {
		for _, one := range list {
			known[one] = why
		}
	}
	seen := map[string]bool{}
	for _, room := range []string{"flows", "bot/render"} {
		for where, number := range numbersIn(t, room) {
			if _, ok := known[number]; ok {
				seen[number] = true
				continue
			}
			t.Errorf("%s: %s is a number; if it is about people, ask the ledger for it (flows/tally), else say in plain() why it may stand there", where, number)
		}
	}
	for _, one := range slices.Sorted(maps.Keys(known)) {
		if !seen[one] {
			t.Errorf("%s stands in plain(), and in no message", one)
		}
	}
}

// numbersIn are the arguments of messages in a room whose type is a whole number, or
// text made from one, by place; and results of tally that are put together outside it.
func numbersIn(t *testing.T, room string) map[string]string {
	t.Helper()
	fset := token.NewFileSet()
	names, err := filepath.Glob(filepath.Join(room, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(fset, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	conf := types.Config{Importer: importer.ForCompiler(fset, "gc", exported(t, room))}
	if _, err := conf.Check("porchlight/"+room, fset, files, info); err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	add := func(at ast.Node, name string, value ast.Expr) {
		var text bytes.Buffer
		if err := printer.Fprint(&text, fset, value); err != nil {
			t.Fatal(err)
		}
		place := fset.Position(at.Pos())
		found[place.String()] = filepath.ToSlash(place.Filename) + " " + name + ": " + text.String()
	}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CompositeLit:
				of := types.Unalias(info.Types[n].Type).String()
				if of == "porchlight/flows.Args" {
					for _, e := range n.Elts {
						kv := e.(*ast.KeyValueExpr)
						if counts(info, kv.Value) {
							add(kv, strings.Trim(kv.Key.(*ast.BasicLit).Value, `"`), kv.Value)
						}
					}
				}
				if made := strings.TrimPrefix(of, "porchlight/flows/tally."); made != of && len(n.Elts) > 0 && slices.Contains([]string{"Part", "Result", "Number", "Line", "Change", "Participation"}, made) {
					add(n, "made outside tally", n)
				}
			case *ast.AssignStmt: // args["name"] = value
				for i, left := range n.Lhs {
					index, ok := left.(*ast.IndexExpr)
					if ok && i < len(n.Rhs) && info.Types[index.X].Type != nil && types.Unalias(info.Types[index.X].Type).String() == "porchlight/flows.Args" && counts(info, n.Rhs[i]) {
						add(n, strings.Trim(index.Index.(*ast.BasicLit).Value, `"`), n.Rhs[i])
					}
				}
			case *ast.CallExpr:
				if sel, ok := n.Fun.(*ast.SelectorExpr); ok && (slices.Contains([]string{"Rounded", "Ended", "Among"}, sel.Sel.Name)) && fromTally(info, n) {
					add(n, "decided before", n)
				}
			}
			return true
		})
	}
	return found
}

// counts says whether a value is a whole number, or text that is made of one, or may
// be either.
func counts(info *types.Info, value ast.Expr) bool {
	number := func(e ast.Expr) bool {
		b, ok := info.Types[e].Type.(*types.Basic)
		return ok && b.Info()&types.IsInteger != 0
	}
	if number(value) {
		return true
	}
	if t := info.Types[value].Type; t != nil && types.IsInterface(t) {
		call, ok := value.(*ast.CallExpr)
		return !ok || !names(call)
	}
	if call, ok := value.(*ast.CallExpr); ok && len(call.Args) == 1 && types.Unalias(info.Types[value].Type).String() == "porchlight/flows.Code" {
		if _, variable := call.Args[0].(*ast.Ident); variable && info.Types[call.Args[0]].Value == nil {
			return true // it may have been made of a number before
		}
	}
	if _, literal := value.(*ast.CompositeLit); literal {
		return false // nested lines are looked at by themselves
	}
	made := false
	ast.Inspect(value, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || made {
			return !made
		}
		sel, ok := call.Fun.(*ast.SelectorExpr)
		if pkg, is := selected(sel, ok); is && (pkg == "strconv" || pkg == "fmt") {
			made = slices.ContainsFunc(call.Args, number)
		}
		return !made
	})
	return made
}

// names says whether a call gives a name: of somebody, some place, a language, an
// answer. What it is called by may be of several types.
func names(call *ast.CallExpr) bool {
	var name string
	switch f := call.Fun.(type) {
	case *ast.SelectorExpr:
		name = f.Sel.Name
	case *ast.Ident:
		name = f.Name
	}
	return slices.Contains([]string{"called", "logged", "speaker", "organisation", "officerOf", "grantAreas", "areaName", "areasOf", "words"}, name)
}

func selected(sel *ast.SelectorExpr, ok bool) (pkg string, is bool) {
	if !ok {
		return "", false
	}
	name, is := sel.X.(*ast.Ident)
	if !is {
		return "", false
	}
	return name.Name, true
}

func fromTally(info *types.Info, call *ast.CallExpr) bool {
	t := info.Types[call].Type
	return t != nil && strings.HasPrefix(types.Unalias(t).String(), "porchlight/flows/tally.")
}

// exported finds what a package that a room imports exports, as go has compiled it.
func exported(t *testing.T, room string) importer.Lookup {
	t.Helper()
	out, err := exec.Command("go", "list", "-export", "-deps", "-f", "{{.ImportPath}} {{.Export}}", "./"+room).Output()
	if err != nil {
		t.Fatalf("list what %s imports: %v", room, err)
	}
	files := map[string]string{}
	for line := range strings.Lines(string(out)) {
		name, file, _ := strings.Cut(strings.TrimSpace(line), " ")
		files[name] = file
	}
	return func(path string) (io.ReadCloser, error) {
		if files[path] == "" {
			return nil, fmt.Errorf("%s is not compiled", path)
		}
		return os.Open(files[path])
	}
}
