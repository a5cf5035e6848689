package flows

import (
	"fmt"
	"slices"
	"testing"
)

// TestWhatCannotBeUndoneIsRed walks to every screen that asks once before something is
// given up or deleted, and wants its button red: the list is what there is.
func TestWhatCannotBeUndoneIsRed(t *testing.T) {
	want := map[Step][]string{
		StepInterrupted: {"leave"}, StepSessionLeave: {"place", "line"}, StepPulseBack: {"delete"}, StepWithdraw: {"withdraw"},
		StepDataErase: {"yes"}, StepRunStop: {"stop"}, StepOrgNotes: {"drop"}, StepLost: {"sure"}, StepRevoke: {"sure"},
	}
	found := map[string]bool{}
	everyState(t, func(p *play, who ID, _ Outcome) {
		step := p.people[who].Step
		for _, b := range slices.Concat(p.screens[who].Rows...) {
			if !slices.Contains(want[step], b.Do) || b.Link {
				continue
			}
			found[fmt.Sprint(step, b.Do)] = true
			if b.Look() != StyleDanger {
				t.Errorf("at %s %q is %q", step, b.Do, b.Look())
			}
		}
	})
	for step, dos := range want {
		for _, do := range dos {
			if !found[fmt.Sprint(step, do)] {
				t.Errorf("no way led to %q at %s", do, step)
			}
		}
	}
}
