package flows

// preview says whether a step shows an organiser what residents will read.
func (s Step) preview() bool {
	return s == StepPreview || s == StepPreviewWarn || s == StepPreviewAll || s == StepPreviewTest
}

// reads is the language in which the person reads guides.
func (t *turn) reads() Lang {
	if t.p.Step.preview() {
		return t.p.Preview
	}
	return t.p.Lang
}

// walk is a step of reading a guide, for a resident or in a preview.
func (t *turn) walk(s Step) Step {
	if !t.p.Step.preview() {
		return s
	}
	switch s {
	case StepGuide:
		return StepPreview
	case StepGuideWarn:
		return StepPreviewWarn
	case StepGuideAll:
		return StepPreviewAll
	case StepGuideTest:
		return StepPreviewTest
	}
	return StepDeskGuide
}

// previewed marks a screen of a preview, so that nobody takes it for what
// residents see already.
func (t *turn) previewed(say Say) Say {
	if t.p.Step.preview() {
		say.Guide = t.p.Preview
		say.Lines = append([]Line{{Key: "approve.preview", Args: Args{"tongue": Tongue(t.p.Preview)}}}, say.Lines...)
	}
	return say
}
