package flows

import "sync"

// screens lists every step; a test proves that each can be left.
var screens = sync.OnceValue(func() map[Step]screen {
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
		concernScreens(), mineScreens(), sessionScreens(), pulseScreens(), guideScreens(), officerScreens(), nearScreens(), dataScreens(), pauseScreens(),
	} {
		for s, sc := range more {
			all[s] = sc
		}
	}
	return all
})
