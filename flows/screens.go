package flows

import "sync"

// The table of steps. It is filled on first use, because steps show each other:
// a variable that begins with them would depend on itself.
var (
	tableOnce sync.Once
	table     map[Step]screen
)

// screens lists every step; a test proves that each can be left.
func screens() map[Step]screen {
	tableOnce.Do(func() { table = everyScreen() })
	return table
}

func everyScreen() map[Step]screen {
	all := map[Step]screen{
		StepMenu:        {ask: askMenu, hear: hearMenu, misfit: "menu.misfit"},
		StepInterrupted: interruptedScreen(),
		StepLanguage:    {ask: askLanguage, hear: hearLanguage, back: backFromLanguage},
		StepAge:         {ask: askAge, hear: hearAge, back: to(StepLanguage)},
		StepNotice:      {ask: askNotice, hear: hearNotice, back: to(StepAge)},
		StepMore:        {ask: askMore, hear: hearNotice, back: to(StepNotice)},
		StepArea:        {ask: askArea, hear: hearArea, back: to(StepMenu)},
		StepAreaPlace:   {ask: askAreaPlace, hear: hearAreaPlace, back: to(StepArea), misfit: "start.area.misfit"},
	}
	for _, more := range []map[Step]screen{
		concernScreens(), mineScreens(), sessionScreens(), pulseScreens(), guideScreens(), officerScreens(), nearScreens(), dataScreens(), pauseScreens(), deskScreens(), threadScreens(), organiseScreens(), clockScreens(), facilitateScreens(), dangerScreens(),
	} {
		for s, sc := range more {
			all[s] = sc
		}
	}
	return all
}
