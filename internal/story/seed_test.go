package story_test

import (
	"slices"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"newsdesk/internal/story"
)

// seed is the part of testdata/seed.json that a page can tell.
type seed struct {
	Source struct {
		Lines int `json:"lines"`
	} `json:"source"`
	Site struct {
		TimeZone string `json:"time_zone"`
	} `json:"site"`
	Images []struct {
		ID      string           `json:"id"`
		Caption string           `json:"caption"`
		Alt     string           `json:"alt"`
		Credit  *string          `json:"credit"`
		Lines   [2]int           `json:"source_lines"`
		Prov    map[string][]any `json:"_prov"`
	} `json:"images"`
	People []struct {
		Name string `json:"display_name"`
		Line int    `json:"source_line"`
	} `json:"people"`
	Article struct {
		Title       string    `json:"title"`
		Dateline    string    `json:"dateline_raw"`
		PublishedAt time.Time `json:"published_at"`
		UTC         time.Time `json:"published_at_utc"`
		Standfirst  struct {
			Line int    `json:"source_line"`
			Text string `json:"text"`
		} `json:"standfirst"`
		Byline []struct {
			Text string `json:"text"`
		} `json:"byline"`
		Blocks []struct {
			Type  string `json:"type"`
			Line  int    `json:"source_line"`
			Role  string `json:"role"`
			Text  string `json:"text"`
			Image string `json:"image"`
		} `json:"blocks"`
	} `json:"article"`
}

func TestTheSeedIsReadAsItsDescriptionSays(t *testing.T) {
	want := loadSeed(t)
	got := parseFile(t, "testdata/seed.txt")

	same(t, "title", got.Title, story.Line{Number: 1, Text: want.Article.Title})
	same(t, "overline", got.Overline, story.Line{})
	same(t, "dateline", got.Dateline, story.Line{Number: 3, Text: want.Article.Dateline})
	same(t, "time of publication", got.PublishedAt.Format(time.RFC3339), want.Article.PublishedAt.Format(time.RFC3339))
	same(t, "instant of publication", got.PublishedAt.UTC(), want.Article.UTC)
	same(t, "zone", got.Zone, want.Site.TimeZone)
	same(t, "lead", got.Lead, story.Line{Number: want.Article.Standfirst.Line, Text: want.Article.Standfirst.Text})
	same(t, "byline", got.Byline.Names, []string{want.Article.Byline[0].Text})
	same(t, "line of the byline", got.Byline.Line, story.Line{Number: want.People[0].Line, Text: want.People[0].Name})
	same(t, "blocks", got.Blocks, want.blocks())
}

// blocks are those of the description, without the cards, which it says are
// not in the text.
func (s seed) blocks() []story.Block {
	var all []story.Block
	for _, b := range s.Article.Blocks {
		switch b.Type {
		case "paragraph":
			all = append(all, story.Paragraph{Line: story.Line{Number: b.Line, Text: b.Text}, Lead: b.Role == "lead"})
		case "image":
			all = append(all, s.image(b.Image))
		}
	}
	return all
}

func (s seed) image(id string) story.Image {
	for _, i := range s.Images {
		if i.ID != id || i.Credit != nil {
			continue
		}
		return story.Image{
			Alt:          story.Line{Number: i.Lines[0], Text: i.Alt},
			AltTruncated: slices.Contains(i.Prov["alt_truncated"], any(true)),
			Caption:      story.Line{Number: i.Lines[1], Text: i.Caption},
		}
	}
	return story.Image{}
}

func TestTheSeedIsDescribedToTheLastLine(t *testing.T) {
	want := loadSeed(t)
	got := parseFile(t, "testdata/seed.txt")
	same(t, "furniture", got.Furniture, []int{4, 5, 25, 26, 27, 28, 29, 30, 31, 32})
	content := 3 // title, dateline and byline
	for _, b := range got.Blocks {
		content++
		if _, two := b.(story.Image); two {
			content++
		}
	}
	same(t, "number of lines with content", content, 12)
	same(t, "number of all lines", content+len(got.Furniture)+got.Blank, want.Source.Lines)
}

func TestTheSeedLeavesItsDoubts(t *testing.T) {
	type doubt struct {
		Line  int
		Field string
	}
	var got []doubt
	for _, d := range parseFile(t, "testdata/seed.txt").Doubts {
		got = append(got, doubt{d.Line, d.Field})
	}
	same(t, "doubts", got, []doubt{
		{3, "/published_at"},
		{3, "/zone"},
		{7, "/standfirst"},
		{11, "/blocks/2/alt"},
		{11, "/blocks/2/alt"},
		{12, "/blocks/2/credit"},
		{12, "/blocks/2/file"},
		{16, "/blocks/4/alt"},
		{16, "/blocks/4/alt"},
		{17, "/blocks/4/credit"},
		{17, "/blocks/4/file"},
		{23, "/byline"},
		{0, "/section"},
		{0, "/tags"},
		{0, "/url"},
	})
}

func loadSeed(t *testing.T) seed {
	t.Helper()
	var s seed
	if err := json.Unmarshal(norm.NFC.Bytes(load(t, "testdata/seed.json")), &s); err != nil {
		t.Fatal(err)
	}
	return s
}

func same[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("got another %s (+) than wanted (-):\n%s", what, diff)
	}
}
