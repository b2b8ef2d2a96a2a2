package demo_test

import (
	"cmp"
	"reflect"
	"slices"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"newsdesk/internal/block"
	"newsdesk/internal/demo"
	"newsdesk/internal/text"
)

func load(t *testing.T) demo.Newsroom {
	t.Helper()
	n, err := demo.Load()
	if err != nil {
		t.Fatalf("got %v, want the newsroom", err)
	}
	return n
}

func TestTheNewsroomIsFullEnoughToShow(t *testing.T) {
	n := load(t)
	tops := 0
	for _, s := range n.Sections {
		if s.Parent == "" {
			tops++
		}
	}
	counts := []struct {
		what           string
		got, low, high int
	}{
		{"sections at the top", tops, 8, 8},
		{"sections below others", len(n.Sections) - tops, 2, 8},
		{"tags", len(n.Tags), 12, 20},
		{"authors", len(n.Authors), 6, 6},
		{"organisations", len(n.Organisations), 4, 10},
		{"Vietnamese articles", len(inLocale(n, "vi")), 28, 40},
		{"English articles", len(inLocale(n, "en")), 2, 2},
		{"pages", len(n.Pages), 2, 2},
	}
	for _, c := range counts {
		if c.got < c.low || c.got > c.high {
			t.Errorf("got %d %s, want %d to %d", c.got, c.what, c.low, c.high)
		}
	}
}

func inLocale(n demo.Newsroom, locale string) (all []demo.Article) {
	for _, a := range n.Articles {
		if a.Locale == locale {
			all = append(all, a)
		}
	}
	return all
}

func TestNothingStandsEmpty(t *testing.T) {
	n := load(t)
	sections, tags, authors := map[string]int{}, map[string]int{}, map[string]int{}
	for _, a := range inLocale(n, "vi") {
		sections[a.Section]++
		for _, tag := range a.Tags {
			tags[tag]++
		}
		for _, author := range a.Authors {
			authors[author]++
		}
	}
	for _, s := range n.Sections {
		if sections[s.Slug] < 2 {
			t.Errorf("got %d articles in section %s, want at least 2", sections[s.Slug], s.Slug)
		}
	}
	for _, tag := range n.Tags {
		if tags[tag.Slug] == 0 {
			t.Errorf("got no article with tag %s, want one", tag.Slug)
		}
	}
	for _, a := range n.Authors {
		if authors[a.Slug] < 2 {
			t.Errorf("got %d articles by %s, want at least 2", authors[a.Slug], a.Slug)
		}
	}
}

// TestSlugsAreUniqueAndThoseOfTheTitles holds within each kind of thing, as
// the addresses do.
func TestSlugsAreUniqueAndThoseOfTheTitles(t *testing.T) {
	n := load(t)
	kinds := map[string][][2]string{}
	add := func(kind, slug, title string) { kinds[kind] = append(kinds[kind], [2]string{slug, title}) }
	for _, s := range n.Sections {
		add("section", s.Slug, s.Name)
	}
	for _, a := range n.Authors {
		add("author", a.Slug, a.Name)
	}
	for _, o := range n.Organisations {
		add("organisation", o.Slug, o.Name)
	}
	for _, a := range n.Articles {
		add("article", a.Slug, a.Title)
	}
	for _, p := range n.Pages {
		add("page", p.Slug, p.Title)
	}
	for kind, all := range kinds {
		seen := map[string]bool{}
		for _, one := range all {
			slug, title := one[0], one[1]
			if want := text.Slug(title); slug != want {
				t.Errorf("got slug %q for %s %q, want %q", slug, kind, title, want)
			}
			if seen[slug] {
				t.Errorf("got slug %q for two of kind %s, want it once", slug, kind)
			}
			seen[slug] = true
		}
	}
}

func TestTagsHaveValidSlugsOfTheirOwn(t *testing.T) {
	seen := map[string]bool{}
	for _, tag := range load(t).Tags {
		if !text.ValidSlug(tag.Slug) || seen[tag.Slug] {
			t.Errorf("got slug %q, want a valid one that no other tag has", tag.Slug)
		}
		seen[tag.Slug] = true
	}
}

func TestArticlesAreShownAroundTheSeedStory(t *testing.T) {
	seed := time.Date(2020, 3, 24, 11, 26, 0, 0, time.UTC)
	n := load(t)
	var before, after int
	for _, a := range n.Articles {
		if a.DisplayAt.Year() != 2020 || a.DisplayAt.Month() > time.April {
			t.Errorf("got %s shown at %s, want January to April 2020", a.Slug, a.DisplayAt)
		}
		if _, offset := a.DisplayAt.Zone(); offset != 7*60*60 {
			t.Errorf("got %s shown at %s, want the offset of the newsroom", a.Slug, a.DisplayAt)
		}
		if a.DisplayAt.Before(seed) {
			before++
		} else {
			after++
		}
	}
	if before < 3 || after < 3 {
		t.Errorf("got %d articles before the seed story and %d after it, want some on both sides", before, after)
	}
	if !slices.IsSortedFunc(n.Articles, func(a, b demo.Article) int { return a.DisplayAt.Compare(b.DisplayAt) }) {
		t.Error("got articles out of order, want them in order of time")
	}
}

func TestTranslationsSayWhatTheirOriginalsSay(t *testing.T) {
	n := load(t)
	for i, a := range n.Articles {
		if a.Translates == "" {
			continue
		}
		at := slices.IndexFunc(n.Articles, func(b demo.Article) bool { return b.Slug == a.Translates })
		if at < 0 || at > i {
			t.Fatalf("got the original of %s at %d, want it before %d", a.Slug, at, i)
		}
		b := n.Articles[at]
		same := a.Section == b.Section && slices.Equal(a.Tags, b.Tags) && slices.Equal(a.Authors, b.Authors) && a.DisplayAt.Equal(b.DisplayAt)
		if !same {
			t.Errorf("got %s filed otherwise than %s, want the same section, tags, authors and time", a.Slug, b.Slug)
		}
		if got, want := shape(t, a.Body), shape(t, b.Body); !slices.Equal(got, want) {
			t.Errorf("got blocks %v in %s, want those of its original, %v", got, a.Slug, want)
		}
	}
}

func TestBodiesAreMadeOfTheBlocksOfTheHouse(t *testing.T) {
	n := load(t)
	seen := map[block.Type]int{}
	for _, a := range n.Articles {
		kinds := shape(t, a.Body)
		for _, kind := range kinds {
			seen[kind]++
		}
		if kinds[0] != block.TypeParagraph || len(kinds) < 3 || len(kinds) > 8 {
			t.Errorf("got %s of %v, want 3 to 8 blocks from a paragraph on", a.Slug, kinds)
		}
	}
	for _, p := range n.Pages {
		shape(t, p.Body)
	}
	for _, kind := range []block.Type{block.TypeHeading, block.TypeList, block.TypeQuote, block.TypeTable} {
		if seen[kind] < 2 {
			t.Errorf("got %d blocks of type %s, want at least 2", seen[kind], kind)
		}
	}
}

func shape(t *testing.T, markdown string) (kinds []block.Type) {
	t.Helper()
	body, faults := block.FromMarkdown(markdown)
	if faults = append(faults, body.Check()...); len(faults) > 0 {
		t.Errorf("got faults %v, want blocks from %q", faults, markdown)
	}
	for _, b := range body {
		kinds = append(kinds, b.Type())
	}
	return kinds
}

func TestAllTextIsNFC(t *testing.T) {
	n := load(t)
	count := walk(reflect.ValueOf(n), func(s string) {
		if !norm.NFC.IsNormalString(s) {
			t.Errorf("got %q, want it in Unicode NFC", s)
		}
	})
	if count < 300 {
		t.Errorf("got %d texts, want all of the newsroom", count)
	}
}

// walk calls see with every string in v and returns how many there were.
func walk(v reflect.Value, see func(string)) (count int) {
	switch v.Kind() {
	case reflect.String:
		see(v.String())
		return 1
	case reflect.Slice:
		for i := range v.Len() {
			count += walk(v.Index(i), see)
		}
	case reflect.Int, reflect.Int64:
		return 0
	case reflect.Pointer:
		if !v.IsNil() {
			count += walk(v.Elem(), see)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return 0
		}
		for _, field := range v.Fields() {
			count += walk(field, see)
		}
	default:
		panic("the newsroom has grown a member of kind " + v.Kind().String())
	}
	return count
}

func TestStandfirstsAreWordsOfTheirOwn(t *testing.T) {
	longest := slices.MaxFunc(load(t).Articles, func(a, b demo.Article) int {
		return cmp.Compare(len([]rune(a.Standfirst)), len([]rune(b.Standfirst)))
	})
	if got := len([]rune(longest.Standfirst)); got > 240 {
		t.Errorf("got a standfirst of %d characters in %s, want at most 240", got, longest.Slug)
	}
	for _, a := range load(t).Articles {
		if len(a.Standfirst) >= len(a.Body) || a.Body[:len(a.Standfirst)] == a.Standfirst {
			t.Errorf("got %s starting with its standfirst, want other words", a.Slug)
		}
	}
}
