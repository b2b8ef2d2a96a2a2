package desk

import (
	"context"
	"slices"
	"time"

	"newsdesk/internal/content"
	"newsdesk/internal/fault"
	"newsdesk/internal/policy"
)

// unfit are faults for what the copy shows and cannot show like that, such as an
// image without a description. It is asked when a story asks to go on; records,
// which show things beside their name, are left alone.
func (w *work) unfit(ctx context.Context) (faults fault.Fields, err error) {
	asks := w.live || slices.Contains([]policy.Verb{policy.Submit, policy.Publish, policy.Schedule}, w.act.Verb)
	if w.trait.Direct || !asks {
		return nil, nil
	}
	use := content.Use{Locale: w.e.Locale, Credited: !w.rules.CreditOptional, At: w.tx.Now, Later: w.act.Verb == policy.Submit}
	for _, at := range []*time.Time{w.e.PublishAt, w.e.EmbargoUntil} {
		if at != nil && at.After(use.At) {
			use.At = *at
		}
	}
	shown, err := w.showable(ctx)
	if err != nil {
		return nil, err
	}
	for _, r := range w.body.Refs() {
		if b := shown[r.ID]; b != nil {
			use.Described = r.Described
			faults = append(faults, b.Unfit(use).At(r.Pointer)...)
		}
	}
	return faults, nil
}

// showable reads the bodies of what the copy shows, as far as they have a say in it.
func (w *work) showable(ctx context.Context) (map[string]content.Showable, error) {
	shown := map[string]content.Showable{}
	ids := map[content.Kind][]string{}
	for _, r := range w.body.Refs() {
		trait, known := w.kinds[r.Kind]
		if !known {
			continue
		}
		if _, asks := trait.New().(content.Showable); asks {
			ids[r.Kind] = append(ids[r.Kind], r.ID)
		}
	}
	for kind, some := range ids {
		bodies, err := w.kinds.Bodies(ctx, w.tx, kind, some)
		if err != nil {
			return nil, err
		}
		for id, b := range bodies {
			shown[id] = b.(content.Showable)
		}
	}
	return shown, nil
}
