package story_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/story"
)

var update = flag.Bool("update", false, "write what the pages are read as to the golden files")

func TestPagesAreReadAsTheirGoldenFilesSay(t *testing.T) {
	pages, err := filepath.Glob("testdata/pages/*.txt")
	if err != nil || len(pages) < 12 {
		t.Fatalf("got %d pages and error %v, want at least 12", len(pages), err)
	}
	for _, page := range pages {
		t.Run(filepath.Base(page), func(t *testing.T) {
			golden := strings.TrimSuffix(page, ".txt") + ".golden"
			got := describe(parseFile(t, page))
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(load(t, golden)), got); diff != "" {
				t.Errorf("got (+) what is not wanted (-):\n%s", diff)
			}
		})
	}
}

// describe writes a story down, one line for each thing that was read.
func describe(s story.Story) string {
	var out strings.Builder
	say := func(line int, what, text string) { fmt.Fprintf(&out, "%4d %-10s %s\n", line, what, text) }
	say(s.Overline.Number, "overline", s.Overline.Text)
	say(s.Title.Number, "title", s.Title.Text)
	say(s.Dateline.Number, "dateline", s.Dateline.Text)
	say(s.Dateline.Number, "published", s.PublishedAt.Format(time.RFC3339)+" "+s.Zone)
	say(s.Lead.Number, "standfirst", s.Lead.Text)
	for _, b := range s.Blocks {
		switch b := b.(type) {
		case story.Paragraph:
			say(b.Number, map[bool]string{true: "lead", false: "paragraph"}[b.Lead], b.Text)
		case story.Image:
			say(b.Alt.Number, map[bool]string{true: "alt cut", false: "alt"}[b.AltTruncated], b.Alt.Text)
			say(b.Caption.Number, "caption", b.Caption.Text)
			say(b.Caption.Number, "credit", b.Credit)
		}
	}
	say(s.Byline.Number, "byline", strings.Join(s.Byline.Names, " | "))
	fmt.Fprintf(&out, "dropped furniture %v and %d blank lines\n", s.Furniture, s.Blank)
	for _, d := range s.Doubts {
		fmt.Fprintf(&out, "%4d doubt %s: %s\n", d.Line, d.Field, d.Text)
	}
	return out.String()
}

func parseFile(t *testing.T, name string) story.Story {
	t.Helper()
	s, err := story.Parse(bytes.NewReader(load(t, name)))
	if err != nil {
		t.Fatalf("got %v, want %s read", err, name)
	}
	return s
}

func load(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return content
}
