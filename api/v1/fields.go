package v1

import (
	"reflect"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"newsdesk/internal/auth"
	"newsdesk/internal/content"
)

// fieldOf is the stored member of a body that a member of a document or of a
// request is about. What has no other name here has its own.
func fieldOf(member string) string {
	switch member {
	case "name":
		return "title"
	case "section":
		return "section_id"
	case "other_sections":
		return "other_section_ids"
	case "authors", "author_ids":
		return "bylines"
	case "tags":
		return "tag_ids"
	case "hero_image_id", "hero_alt", "hero_caption":
		return "hero"
	case "related":
		return "related_ids"
	case "events":
		return "event_ids"
	case "campaigns":
		return "campaign_ids"
	case "word_count", "body_html", "body_markdown", "body_portable_text":
		return "body"
	case "parent", "organiser", "operator":
		return member + "_id"
	case "payment_details":
		return "channels"
	case "warnings":
		return "policy"
	case "follows":
		return "follows_id"
	case "photo":
		return "photo_id"
	case "website":
		return "url"
	}
	return member
}

// shownBy lists the stored members of a body that can be behind the role of
// another entry in it. An event may be shown by the text or beside it.
func shownBy(rel string) []string {
	switch rel {
	case "author":
		return []string{"bylines"}
	case "organiser":
		return []string{"organisers", "organiser_id"}
	case "speaker":
		return []string{"agenda", "speakers"}
	case "section", "parent", "photo", "follows", "operator":
		return []string{rel + "_id"}
	case "other_section", "tag", "related":
		return []string{rel + "_ids"}
	case "event", "campaign":
		return []string{"body", rel + "_ids"}
	case "image":
		return []string{"body"}
	}
	return []string{rel}
}

// document leaves out of a document what the actor may not see of its entry,
// and says so. What is not of the spine must be allowed by name.
func (n newsroom) document(actor auth.Actor, e content.Entry, whole any) (any, error) {
	sight := n.desk.Sight(actor, e)
	if sight.Whole() {
		return whole, nil
	}
	raw, err := encode(whole)
	if err != nil {
		return nil, err
	}
	spine := members[Spine]()
	var withheld []string
	seen, err := keep(raw, func(member string) bool {
		ok := slices.Contains(spine, member) || sight.Has(fieldOf(member))
		if !ok {
			withheld = append(withheld, member)
		}
		return ok
	})
	if err != nil {
		return nil, err
	}
	if len(withheld) == 0 {
		return jsontext.Value(join(seen)), nil
	}
	names, err := encode(withheld)
	return jsontext.Value(join(append(seen, member{"withheld", names}))), err
}

// keep takes a document apart and keeps some of its members.
func keep(raw []byte, wanted func(member string) bool) ([]member, error) {
	all, err := split(raw)
	return slices.DeleteFunc(all, func(m member) bool { return !wanted(m.name) }), err
}

// revised is the stored content of a revision without what the actor may not
// see of its entry.
func (n newsroom) revised(actor auth.Actor, e content.Entry, stored string) (jsontext.Value, error) {
	sight := n.desk.Sight(actor, e)
	if sight.Whole() {
		return jsontext.Value(stored), nil
	}
	seen, err := keep([]byte(stored), sight.Has)
	return join(seen), err
}

// use says where one entry shows another, as far as the actor may see it, and
// whether there is anything to say.
func (n newsroom) use(actor auth.Actor, u content.Usage) (Usage, bool) {
	sight := n.desk.Sight(actor, u.Entry)
	seen := Usage{DraftStub: n.stub(actor, u.Entry), Roles: []string{}}
	for _, ref := range u.Refs {
		if slices.ContainsFunc(shownBy(ref.Rel), func(field string) bool { return !sight.Has(field) }) {
			continue
		}
		if !slices.Contains(seen.Roles, ref.Rel) {
			seen.Roles = append(seen.Roles, ref.Rel)
		}
		seen.InWorkingCopy = seen.InWorkingCopy || ref.Stage == content.Working
		seen.InPublic = seen.InPublic || ref.Stage == content.Live && u.PublicVersion() != 0
	}
	return seen, len(seen.Roles) > 0
}

// stub is another entry, which the actor may read, as it is shown inside one.
func (n newsroom) stub(actor auth.Actor, e content.Entry) DraftStub {
	return DraftStub{ID: e.ID, Type: string(e.Kind), Slug: e.Slug, Title: n.desk.Title(actor, e), Status: string(e.State)}
}

// sent lists the stored members that a request is about.
func sent(request any) []string {
	var fields []string
	value := reflect.ValueOf(request)
	for _, f := range reflect.VisibleFields(value.Type()) {
		member, is := reflect.TypeAssert[interface{ Sent() bool }](value.FieldByIndex(f.Index))
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); is && member.Sent() && !slices.Contains(members[Dates](), name) {
			fields = append(fields, fieldOf(name))
		}
	}
	slices.Sort(fields)
	return slices.Compact(fields)
}
