package flows

// Stubs until the files named after each conversation replace them.

// concern.go
func concernScreens() map[Step]screen       { return nil }
func (t *turn) openConcern(category string) { t.show(StepMenu) }

// mine.go
func mineScreens() map[Step]screen   { return nil }
func (t *turn) openMine()            { t.show(StepMenu) }
func (t *turn) openCase(code string) { t.show(StepMenu) }

// session.go
func sessionScreens() map[Step]screen { return nil }
func (t *turn) openSessions()         { t.show(StepMenu) }
func (t *turn) openSession(id string) { t.show(StepMenu) }

// pulse.go
func pulseScreens() map[Step]screen { return nil }
func (t *turn) openPulse()          { t.show(StepMenu) }
func (t *turn) waveOpen() bool      { return false }
func (t *turn) mayPulse() bool      { return false }

// guide.go
func guideScreens() map[Step]screen { return nil }
func (t *turn) openGuides()         { t.show(StepMenu) }
func (t *turn) openGuide(id string) { t.show(StepMenu) }
func (t *turn) number() bool        { return false }

// officer.go, near.go
func officerScreens() map[Step]screen { return nil }
func (t *turn) openOfficer()          { t.show(StepMenu) }
func nearScreens() map[Step]screen    { return nil }
func (t *turn) openNear()             { t.show(StepMenu) }

// mydata.go
func dataScreens() map[Step]screen { return nil }
func (t *turn) openData()          { t.show(StepMenu) }

// pause.go, help.go, hide.go
func pauseScreens() map[Step]screen { return nil }
func (t *turn) pause()              { t.show(StepMenu) }
func (t *turn) resume()             { t.show(StepMenu) }
func (t *turn) help()               { t.show(StepMenu) }
func (t *turn) hide()               { t.show(StepMenu) }
func stopWord(string) bool          { return false }

// DecidePublic answers in a group: public information only.
// (public.go)

// Export is a person's own data. (mydata.go)
type Export struct{}
