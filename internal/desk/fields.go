package desk

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"newsdesk/internal/auth"
	"newsdesk/internal/content"
	"newsdesk/internal/fault"
	"newsdesk/internal/policy"
)

// Sight is what someone may see of a body. The zero Sight sees the slug alone.
type Sight struct {
	fields policy.Fields
	made   []string // the members that the title is made of
}

// Whole reports whether nothing is withheld.
func (s Sight) Whole() bool { return s.fields.All() }

// Has reports whether a stored member of the body can be seen. The title and the
// slug, by which an entry is known, always can, but for a title that would tell
// of members that cannot.
func (s Sight) Has(member string) bool {
	switch member {
	case "slug":
		return true
	case "title":
		return s.fields.All() || !slices.ContainsFunc(s.made, func(of string) bool { return !s.fields.Has(of) })
	}
	return s.fields.Has(member)
}

// Sight returns what actor may see of the body of e, which actor may read.
func (d *Desk) Sight(actor auth.Actor, e content.Entry) Sight {
	return Sight{fields: d.fields(actor, policy.Read, e), made: d.kinds[e.Kind].TitleOf}
}

// Title is the title of e, or nothing if actor may not see what it is made of.
func (d *Desk) Title(actor auth.Actor, e content.Entry) string {
	if len(d.kinds[e.Kind].TitleOf) > 0 && !d.Sight(actor, e).Has("title") {
		return ""
	}
	return e.Title
}

// ETag is the entity tag of the working copy for actor. Those who do not see
// all of it get one without a digest, which would confirm what they guess.
func (d *Desk) ETag(actor auth.Actor, e content.Entry) string {
	if d.Sight(actor, e).Whole() {
		return e.ETag()
	}
	return fmt.Sprintf(`"%d.0"`, e.Version)
}

// Narrows reports whether actor may narrow lists of a kind by a member of the
// body: one that can be seen of all that is in the list.
func (d *Desk) Narrows(actor auth.Actor, k content.Kind, member string) bool {
	return actor.Rights.FieldsEverywhere(k, d.kinds[k].Direct).Has(member)
}

func (d *Desk) fields(actor auth.Actor, v policy.Verb, e content.Entry) policy.Fields {
	return actor.Rights.FieldsOf(v, d.subject(actor, e))
}

// named refuses an edit that names members which the actor may neither write
// nor see, even if it would leave them as they are: the answer would tell
// whether a guess is right.
func (w *work) named() error {
	writable := w.fields(w.actor, w.verb(), w.e)
	if writable.All() || w.act.Names == nil {
		return nil
	}
	sight := w.Sight(w.actor, w.e)
	return unwritable(slices.DeleteFunc(w.act.Names(), func(member string) bool {
		return writable.Has(member) || sight.Has(member)
	}))
}

// bounded refuses an edit that has changed members which the actor may not
// write, neither where the entry was nor where it is going.
func (w *work) bounded(ctx context.Context, was content.Entry) error {
	here, there := w.fields(w.actor, w.verb(), was), w.fields(w.actor, w.verb(), w.e)
	if here.All() && there.All() {
		return nil
	}
	before, err := w.stored(ctx)
	if err != nil {
		return err
	}
	after, err := content.MembersOf(w.body)
	if err != nil {
		return err
	}
	maps.DeleteFunc(after, func(member string, is jsontext.Value) bool {
		own := member != "title" || len(w.trait.TitleOf) == 0
		return string(is) == string(before[member]) || !own || here.Has(member) && there.Has(member)
	})
	return unwritable(slices.Sorted(maps.Keys(after)))
}

// stored returns the members of the body as it was last saved. What is new has
// those of an empty one.
func (w *work) stored(ctx context.Context) (map[string]jsontext.Value, error) {
	was := w.trait.New()
	if w.isNew {
		return content.MembersOf(was)
	}
	last, err := content.GetRevision(ctx, w.tx, w.e.ID, w.e.Version)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal([]byte(last.Body), was); err != nil {
		return nil, err
	}
	return content.MembersOf(was)
}

// unwritable is nil without members, else the fault that lists them all.
func unwritable(members []string) error {
	if len(members) == 0 {
		return nil
	}
	f := fault.New(fault.Forbidden, "Your role does not let you change all of that")
	for _, member := range members {
		f.Fields.Add("/"+member, "not_allowed", "Your role does not let you change this")
	}
	return f
}

// tellable keeps faults of members that the actor may not see from telling more
// than that there are some.
func (w *work) tellable(faults fault.Fields) fault.Fields {
	sight := w.Sight(w.actor, w.e)
	if sight.Whole() {
		return faults
	}
	told := slices.DeleteFunc(slices.Clone(faults), func(f fault.Field) bool {
		member, _, _ := strings.Cut(strings.TrimPrefix(f.Name, "/"), "/")
		return member != "name" && !sight.Has(member)
	})
	told.If(len(told) < len(faults), "", "withheld", "Something that you may not see stands in the way")
	return told
}
