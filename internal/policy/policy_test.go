package policy_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"newsdesk/internal/content"
	"newsdesk/internal/policy"
)

var update = flag.Bool("update", false, "write the golden files anew")

const mine, others = "section-mine", "section-others"

// grant is a role in one section.
func grant(r policy.Role) []policy.Grant {
	return []policy.Grant{{Role: r, Sections: []string{mine}}}
}

// rights are what grants are worth.
func rights(grants []policy.Grant) policy.Rights {
	return policy.Agreed(policy.Book(nil).Party(grants))
}

// relation is how someone stands to an article.
type relation struct {
	name    string
	own     bool
	section string
}

func relations() []relation {
	return []relation{{"their own, elsewhere", true, others}, {"of their section", false, mine}, {"of others", false, others}}
}

// states are the columns of the matrix; the last is the trash.
func states() []content.State { return append(content.States(), "trash") }

// verbs are the rows of the matrix.
func verbs() []policy.Verb {
	return slices.Concat([]policy.Verb{policy.Read}, policy.Verbs(), []policy.Verb{policy.Backdate, policy.Embargo})
}

// answer is the status that the API answers with.
func answer(grants []policy.Grant, v policy.Verb, s policy.Subject) string {
	trashed := s.State == "trash"
	if trashed {
		s.State = content.Draft
	}
	switch policy.May(policy.Rules{}, rights(grants), v, s) {
	case policy.Hidden:
		return "404"
	case policy.Denied:
		return "403"
	default:
	}
	step := v
	if v == policy.Backdate || v == policy.Embargo {
		step = policy.Update // which they are parts of
	}
	everPublic := slices.Contains([]content.State{content.Published, content.Unpublished, content.Archived}, s.State)
	if _, possible := policy.Life(step, s, trashed, everPublic); !possible && v != policy.Read {
		return "409"
	}
	return "yes"
}

const preface = `Who may do what with an article, by role, by whose it is, and by its status.

    yes  it is done
    403  they know of it and may not
    404  they may not know of it
    409  they may, but not in this status

Each role is held for one section. Review is not passed over and four eyes are
not set; see the tests for what those change.
`

// matrix is the whole table, as text.
func matrix() string {
	var b strings.Builder
	b.WriteString(preface)
	for _, r := range policy.Roles() {
		for _, rel := range relations() {
			fmt.Fprintf(&b, "\n%s: %s\n", r, rel.name)
			table := rel.table(grant(r))
			if !strings.Contains(table, "yes") && !strings.Contains(table, "403") {
				table = "404 throughout\n"
			}
			b.WriteString(table)
		}
	}
	return b.String()
}

// table has a row for each verb and a column for each status.
func (rel relation) table(grants []policy.Grant) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%12s", "")
	for _, s := range states() {
		fmt.Fprintf(&b, "%12s", s)
	}
	b.WriteString("\n")
	for _, v := range verbs() {
		fmt.Fprintf(&b, "%-12s", v)
		for _, s := range states() {
			fmt.Fprintf(&b, "%12s", answer(grants, v, policy.Subject{Kind: "article", State: s, Own: rel.own, Section: rel.section}))
		}
		b.WriteString("\n")
	}
	return b.String()
}

// golden compares text with a file of testdata, or writes it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s is no longer so; if that is meant, run with -update (-want +got):\n%s", name, diff)
	}
}

func TestTheMatrixOfRolesVerbsAndStatesIsAsWrittenDown(t *testing.T) {
	golden(t, "matrix.txt", matrix())
}

func TestTheRightsOverRecordsAreAsWrittenDown(t *testing.T) {
	var b strings.Builder
	b.WriteString("Who may keep the records that articles show, by role.\n\n")
	fmt.Fprintf(&b, "%-20s%-16s%8s%8s%8s%8s\n", "", "", policy.Read, policy.Create, policy.Update, policy.Delete)
	for _, kind := range []content.Kind{"section", "tag", "author", "organisation", "image"} {
		for _, r := range policy.Roles() {
			for _, own := range []bool{true, false} {
				whose := map[bool]string{true: "their own", false: "of others"}[own]
				fmt.Fprintf(&b, "%-14s%-18s%-12s", kind, r, whose)
				for _, v := range []policy.Verb{policy.Read, policy.Create, policy.Update, policy.Delete} {
					s := policy.Subject{Kind: kind, Direct: true, State: content.Published, Own: own}
					got := "403"
					if policy.May(policy.Rules{}, rights(grant(r)), v, s) == policy.Allowed {
						got = "yes"
					}
					fmt.Fprintf(&b, "%8s", got)
				}
				b.WriteString("\n")
			}
		}
	}
	golden(t, "records.txt", b.String())
}

func TestWhoMayBeginAnArticleAndWhere(t *testing.T) {
	for _, c := range []struct {
		role            policy.Role
		mine, elsewhere policy.Decision
	}{
		{policy.Contributor, policy.Allowed, policy.Allowed},
		{policy.Reporter, policy.Allowed, policy.Allowed},
		{policy.Editor, policy.Allowed, policy.Allowed},
		{policy.Secretary, policy.Allowed, policy.Allowed},
		{policy.EditorInChief, policy.Allowed, policy.Allowed},
		{policy.Photographer, policy.Denied, policy.Denied},
		{policy.Treasurer, policy.Denied, policy.Denied},
		{policy.Auditor, policy.Denied, policy.Denied},
		{policy.Admin, policy.Denied, policy.Denied},
	} {
		for section, want := range map[string]policy.Decision{mine: c.mine, others: c.elsewhere} {
			got := policy.May(policy.Rules{}, rights(grant(c.role)), policy.Create, policy.Subject{Kind: "article", State: content.Draft, Own: true, Section: section})
			if got != want {
				t.Errorf("%s in %s: got %d, want %d", c.role, section, got, want)
			}
		}
	}
}

func TestFourEyesForbidApprovingOnesOwnLastChange(t *testing.T) {
	for _, c := range []struct {
		name             string
		fourEyes, edited bool
		verb             policy.Verb
		want             policy.Decision
	}{
		{"not set", false, true, policy.Approve, policy.Allowed},
		{"set, and another changed it last", true, false, policy.Approve, policy.Allowed},
		{"set, and it is one's own change", true, true, policy.Approve, policy.Denied},
		{"set, and another verb", true, true, policy.Return, policy.Allowed},
	} {
		s := policy.Subject{Kind: "article", State: content.InReview, Section: mine, Edited: c.edited}
		if got := policy.May(policy.Rules{FourEyes: c.fourEyes}, rights(grant(policy.EditorInChief)), c.verb, s); got != c.want {
			t.Errorf("%s: got %d, want %d", c.name, got, c.want)
		}
	}
}

func TestBypassLetsASecretaryPassTheReview(t *testing.T) {
	for _, c := range []struct {
		name    string
		role    policy.Role
		bypass  bool
		section string
		state   content.State
		verb    policy.Verb
		want    policy.Decision
	}{
		{"without it", policy.Secretary, false, mine, content.Draft, policy.Publish, policy.Denied},
		{"a draft", policy.Secretary, true, mine, content.Draft, policy.Publish, policy.Allowed},
		{"in review", policy.Secretary, true, mine, content.InReview, policy.Publish, policy.Allowed},
		{"another section", policy.Secretary, true, others, content.Draft, policy.Publish, policy.Hidden},
		{"an editor", policy.Editor, true, mine, content.Draft, policy.Publish, policy.Denied},
		{"a reporter", policy.Reporter, true, mine, content.Draft, policy.Publish, policy.Hidden},
		{"another verb", policy.Secretary, true, mine, content.Published, policy.Unpublish, policy.Denied},
		{"the chief needs none", policy.EditorInChief, false, mine, content.Draft, policy.Publish, policy.Allowed},
	} {
		grants := []policy.Grant{{Role: c.role, Sections: []string{mine}, Bypass: c.bypass}}
		if got := policy.May(policy.Rules{}, rights(grants), c.verb, policy.Subject{Kind: "article", State: c.state, Section: c.section}); got != c.want {
			t.Errorf("%s: got %d, want %d", c.name, got, c.want)
		}
	}
}

func TestSectionsBoundWhatAGrantIsWorth(t *testing.T) {
	for _, c := range []struct {
		name     string
		sections []string
		section  string
		want     policy.Decision
	}{
		{"everywhere", []string{policy.Everywhere}, others, policy.Allowed},
		{"everywhere, no section", []string{policy.Everywhere}, "", policy.Allowed},
		{"their section", []string{mine}, mine, policy.Allowed},
		{"another section", []string{mine}, others, policy.Hidden},
		{"no section", []string{mine}, "", policy.Hidden},
		{"the empty name is no section", []string{""}, "", policy.Hidden},
		{"one of several", []string{mine, others}, others, policy.Allowed},
		{"none", nil, mine, policy.Hidden},
	} {
		grants := []policy.Grant{{Role: policy.Editor, Sections: c.sections}}
		if got := policy.May(policy.Rules{}, rights(grants), policy.Update, policy.Subject{Kind: "article", State: content.Draft, Section: c.section}); got != c.want {
			t.Errorf("%s: got %d, want %d", c.name, got, c.want)
		}
	}
}

func TestB29AGrantForNothingGivesNothing(t *testing.T) {
	empty := map[string][]policy.Grant{"no grants": nil, "a role that is none": {{Role: "", Sections: []string{policy.Everywhere}}}, "an unknown role": {{Role: "king", Sections: []string{policy.Everywhere}}}}
	for _, r := range policy.Roles() {
		empty[string(r)+" of no section"] = []policy.Grant{{Role: r, Bypass: true}}
	}
	for name, grants := range empty {
		for _, direct := range []bool{false, true} {
			for _, v := range append(verbs(), policy.Create) {
				for _, s := range content.States() {
					subject := policy.Subject{Kind: "tag", Direct: direct, State: s, Own: true, Section: mine}
					if got := policy.May(policy.Rules{}, rights(grants), v, subject); got == policy.Allowed {
						t.Errorf("%s may %s in %s (direct: %t)", name, v, s, direct)
					}
				}
			}
			if got := policy.Reads(rights(grants), "tag", direct); len(got) != 1 || len(got[0]) > 0 {
				t.Errorf("%s reads %+v, want nothing", name, got)
			}
		}
	}
}

func TestRolesOfTheDeskAddUp(t *testing.T) {
	ranks := []policy.Role{policy.Contributor, policy.Reporter, policy.Editor, policy.Secretary, policy.EditorInChief}
	rapid.Check(t, func(t *rapid.T) {
		s := subjects().Draw(t, "subject")
		v := rapid.SampledFrom(append(verbs(), policy.Create)).Draw(t, "verb")
		i := rapid.IntRange(1, len(ranks)-1).Draw(t, "rank")
		lower, higher := policy.May(policy.Rules{}, rights(grant(ranks[i-1])), v, s), policy.May(policy.Rules{}, rights(grant(ranks[i])), v, s)
		if lower > higher {
			t.Fatalf("%s gets %d and %s gets %d for %s of %+v", ranks[i-1], lower, ranks[i], higher, v, s)
		}
	})
}

func TestAnotherGrantNeverTakesARightAway(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := subjects().Draw(t, "subject")
		v := rapid.SampledFrom(append(verbs(), policy.Create)).Draw(t, "verb")
		one := rapid.SliceOfN(grants(), 0, 3).Draw(t, "grants")
		more := append(slices.Clone(one), grants().Draw(t, "one more"))
		if before, after := policy.May(policy.Rules{}, rights(one), v, s), policy.May(policy.Rules{}, rights(more), v, s); after < before {
			t.Fatalf("with one grant more %s of %+v goes from %d to %d", v, s, before, after)
		}
	})
}

// What a list holds and what may be read one by one is the same.
func TestReadsAgreesWithMay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := subjects().Draw(t, "subject")
		held := rapid.SliceOfN(grants(), 0, 3).Draw(t, "grants")
		second := rapid.SliceOfN(grants(), 0, 3).Draw(t, "another party")
		both := rights(held)
		if len(second) > 0 {
			both = both.And(policy.Book(nil).Party(second))
		}
		listed := within(policy.Reads(both, s.Kind, s.Direct), s)
		if got := policy.May(policy.Rules{}, both, policy.Read, s) == policy.Allowed; got != listed {
			t.Fatalf("%+v: may read it: %t, and lists hold it: %t", s, got, listed)
		}
	})
}

// within reports whether a list with that reach holds the subject.
func within(reach [][]content.Sphere, s policy.Subject) bool {
	for _, party := range reach {
		if !slices.ContainsFunc(party, func(one content.Sphere) bool {
			whose := one.All || one.Own && s.Own || s.Section != "" && slices.Contains(one.Sections, s.Section)
			return whose && (len(one.States) == 0 || slices.Contains(one.States, s.State))
		}) {
			return false
		}
	}
	return len(reach) > 0
}

func subjects() *rapid.Generator[policy.Subject] {
	return rapid.Custom(func(t *rapid.T) policy.Subject {
		direct := rapid.Bool().Draw(t, "direct")
		kind, state := content.Kind("article"), content.Published
		if direct {
			kind = rapid.SampledFrom([]content.Kind{"section", "tag", "author", "organisation", "image"}).Draw(t, "kind")
		} else {
			state = rapid.SampledFrom(content.States()).Draw(t, "state")
		}
		return policy.Subject{
			Kind: kind, Direct: direct, State: state, Own: rapid.Bool().Draw(t, "own"),
			Section: rapid.SampledFrom([]string{"", mine, others}).Draw(t, "section"),
		}
	})
}

func grants() *rapid.Generator[policy.Grant] {
	return rapid.Custom(func(t *rapid.T) policy.Grant {
		return policy.Grant{
			Role:     rapid.SampledFrom(policy.Roles()).Draw(t, "role"),
			Sections: rapid.SampledFrom([][]string{nil, {mine}, {others}, {mine, others}, {policy.Everywhere}}).Draw(t, "sections"),
			Bypass:   rapid.Bool().Draw(t, "bypass"),
		}
	})
}
