package story_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"newsdesk/internal/fault"
	"newsdesk/internal/story"
)

func TestWhatIsNoPageIsRefused(t *testing.T) {
	tests := []struct {
		name, page string
		kind       fault.Kind
		fields     []string
	}{
		{"nothing at all", "", fault.Invalid, []string{"/title", "/blocks"}},
		{"only furniture", "\n.\n\n...\n—\n", fault.Invalid, []string{"/title", "/blocks"}},
		{"one line", "Chợ phiên Cây Gạo", fault.Invalid, []string{"/blocks"}},
		{"a title and its date", "Chợ phiên\n\nThứ Ba, 24/03/2020, 18:26 [GMT+7]", fault.Invalid, []string{"/blocks"}},
		{"only a date", "Thứ Ba, 24/03/2020, 18:26 [GMT+7]", fault.Invalid, []string{"/title", "/blocks"}},
		{"only a picture", "Chợ phiên\n\nCảnh chợ\nCảnh chợ \"phiên\".", fault.Invalid, []string{"/blocks"}},
		{"a PNG", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", fault.UnsupportedMedia, nil},
		{"UTF-16", "C\x00h\x00o\x00", fault.UnsupportedMedia, nil},
		{"half a character", "Chợ phi\xc3", fault.UnsupportedMedia, nil},
		{"ten megabytes", strings.Repeat("Chợ phiên.\n", 10<<20/12), fault.TooLarge, nil},
		{"one byte too much", strings.Repeat("a", story.MaxSize+1), fault.TooLarge, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s, err := story.Parse(strings.NewReader(test.page))
			if !fault.Is(err, test.kind) {
				t.Fatalf("got error %v, want a fault of kind %d", err, test.kind)
			}
			var fields []string
			for _, f := range fault.Of(err).Fields {
				fields = append(fields, f.Name)
			}
			same(t, "list of fields", fields, test.fields)
			same(t, "story", s, story.Story{})
		})
	}
}

func TestAReaderThatFailsIsNoShortPage(t *testing.T) {
	broken := errors.New("the line is down")
	_, err := story.Parse(io.MultiReader(strings.NewReader("Chợ phiên\n\nChợ đông.\n"), iotest.ErrReader(broken)))
	if !errors.Is(err, broken) {
		t.Errorf("got %v, want the error of the reader", err)
	}
}

func TestALargePageIsReadWhole(t *testing.T) {
	page := "Chợ phiên\n\n" + strings.Repeat("Chợ đông.\n\n", 50_000)
	s, err := story.Parse(strings.NewReader(page))
	if err != nil || len(s.Blocks) != 50_000 {
		t.Errorf("got %d blocks and error %v, want 50000 paragraphs", len(s.Blocks), err)
	}
}

func TestDatelinesAreReadDayFirst(t *testing.T) {
	tests := []struct{ line, want string }{
		{"Thứ Ba, 24/03/2020, 18:26 [GMT+7]", "2020-03-24T18:26:00+07:00"},
		{"THỨ BA, 24/03/2020, 18:26 [GMT+7]", "2020-03-24T18:26:00+07:00"},
		{"thứ 3 ngày 24-3-2020 lúc 6h05 GMT+07", "2020-03-24T06:05:00+07:00"},
		{"CN, 22.03.2020 | 23:59:58 (UTC)", "2020-03-22T23:59:58Z"},
		{"Tue, 24/03/2020 12:00 AM GMT-3:30", "2020-03-24T00:00:00-03:30"},
		{"Tuesday 24/03/2020 12:00 pm", "2020-03-24T12:00:00+07:00"},
		{"24/03/2020", "2020-03-24T00:00:00+07:00"},
		{"24/03/2020 24:00", "2020-03-24T00:00:00+07:00"},
		{"24/03/2020 13:00 pm", "2020-03-24T00:00:00+07:00"},
		{"29/02/2020", "2020-02-29T00:00:00+07:00"},
		{"29/02/2019", ""},
		{"03/24/2020", ""},
		{"24/03/20", ""},
		{"Ngày 24/03/2020, chợ họp", ""},
		{"24/03/2020 25/03/2020", ""},
		{"Thứ Ba, 18:26 [GMT+7]", ""},
		{"24/03/2020 18:26 [GMT+77]", ""},
		{"24/03/2020 18:26 [GMT*7]", ""},
		{"Thứ Bađình 24/03/2020", ""},
	}
	for _, test := range tests {
		s, err := story.Parse(strings.NewReader("Chợ phiên đông vui\n" + test.line + "\n\nChợ họp sớm."))
		if err != nil {
			t.Fatalf("got %v, want the page with %q read", err, test.line)
		}
		got := ""
		if !s.PublishedAt.IsZero() {
			got = s.PublishedAt.Format("2006-01-02T15:04:05Z07:00")
		}
		if got != test.want {
			t.Errorf("got %q out of %q, want %q", got, test.line, test.want)
		}
	}
}

func TestAByLineIsNotTheCreditOfAnImage(t *testing.T) {
	for _, sign := range []string{"Lan Chi", "Bài, ảnh: Lan Chi", "Tin và ảnh: Lan Chi"} {
		s, err := story.Parse(strings.NewReader("Chợ\n\nChợ đông.\n\nCảnh chợ\nCảnh chợ \"phiên\".\n\n" + sign))
		if err != nil {
			t.Fatal(err)
		}
		same(t, "byline", s.Byline.Names, []string{"Lan Chi"})
		if image := s.Blocks[1].(story.Image); image.Credit != "" {
			t.Errorf("got credit %q under %q, want none", image.Credit, sign)
		}
	}
}

func TestSimilarLinesAreNotAlwaysAnImage(t *testing.T) {
	tests := []struct {
		name, first, second string
		image, cut          bool
	}{
		{"an alt text cut at a quote", `Tọa đàm`, `Tọa đàm "Đảng với thanh niên".`, true, true},
		{"a whole alt text that has the quote", `Tọa đàm "Chợ quê"`, `Tọa đàm "Chợ quê" sáng nay.`, true, false},
		{"a whole alt text of a quoted caption", `Tọa đàm Chợ quê ngày mới`, `Tọa đàm "Chợ quê ngày mới".`, true, false},
		{"a caption with curly quotes", `Cảnh tọa đàm`, `Cảnh tọa đàm “Chợ quê”.`, true, false},
		{"the same line twice", `Cảnh chợ quê`, `Cảnh chợ quê`, true, false},
		{"two sentences", `Chợ quê đông vui.`, `Chợ quê đông vui từ sáng.`, false, false},
		{"a heading above its text", `Chợ quê`, `Bà con gánh rau ra bến từ sớm.`, false, false},
		{"one common word", `Chợ`, `Chợ quê họp sớm.`, false, false},
		{"a quote further on", `Chợ quê`, `Chợ quê nhà mình nay gọi là "chợ phiên" cho vui.`, true, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s, err := story.Parse(strings.NewReader("Tít\n\nChợ họp.\n\n" + test.first + "\n" + test.second + "\n\nHết phiên chợ."))
			if err != nil {
				t.Fatal(err)
			}
			image, ok := s.Blocks[1].(story.Image)
			if ok != test.image || image.AltTruncated != test.cut {
				t.Errorf("got image %t, cut %t, want image %t, cut %t", ok, image.AltTruncated, test.image, test.cut)
			}
		})
	}
}

func TestTheEncodingOfAPageDoesNotChangeTheStory(t *testing.T) {
	plain := string(load(t, "testdata/seed.txt"))
	want := describe(parseFile(t, "testdata/seed.txt"))
	pages := map[string]string{
		"carriage returns and line feeds": strings.ReplaceAll(plain, "\n", "\r\n"),
		"carriage returns":                strings.ReplaceAll(plain, "\n", "\r"),
		"decomposed characters":           norm.NFD.String(plain),
		"a byte order mark":               "\ufeff" + plain,
		"indented lines":                  "\u00a0 " + strings.ReplaceAll(plain, "\n", " \t\n\u200b "),
		"a final line feed":               plain + "\n",
	}
	for name, page := range pages {
		s, err := story.Parse(strings.NewReader(page))
		if err != nil {
			t.Fatal(err)
		}
		if got := describe(s); got != want {
			t.Errorf("got another story with %s: %s", name, got)
		}
	}
}

// TestNoLineIsLost builds pages of random pieces and finds every line again.
func TestNoLineIsLost(t *testing.T) {
	pieces := []string{
		"Chợ phiên", "Chợ phiên đông từ sớm.", `Chợ "phiên".`, "Lan Chi", "Lan Chi – Vân Sa", ".", "", "…",
		"Thứ Ba, 24/03/2020, 18:26 [GMT+7]", "Bến đò (Ảnh: Vân Sa)", "Cảnh chợ bên sông (Ảnh: Vân Sa).", "12/13/2020",
	}
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOf(rapid.SampledFrom(pieces)).Draw(t, "lines")
		s, err := story.Parse(strings.NewReader(strings.Join(lines, "\n") + "\n"))
		if err != nil {
			return
		}
		checkLines(t, lines, s)
	})
}

type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// checkLines fails unless every line of the page is either dropped or stands
// in the story under its number, once.
func checkLines(t failer, page []string, s story.Story) {
	t.Helper()
	kept := []story.Line{s.Overline, s.Title, s.Dateline, s.Byline.Line}
	for _, b := range s.Blocks {
		switch b := b.(type) {
		case story.Paragraph:
			kept = append(kept, b.Line)
		case story.Image:
			kept = append(kept, b.Alt, b.Caption)
		}
	}
	kept = slices.DeleteFunc(kept, func(l story.Line) bool { return l.Number == 0 })
	for _, l := range kept {
		if got := page[l.Number-1]; !strings.Contains(got, l.Text) {
			t.Fatalf("got %q for line %d, want a part of %q", l.Text, l.Number, got)
		}
	}
	if got := len(kept) + len(s.Furniture) + s.Blank; got != len(page) {
		t.Fatalf("got %d lines accounted for, want %d", got, len(page))
	}
}

func FuzzParse(f *testing.F) {
	for _, name := range []string{"seed.txt", "pages/three-images.txt", "pages/crlf.txt", "pages/nfd.txt", "pages/doubtful-date.txt"} {
		page, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(page)
	}
	f.Add([]byte("a\nSun\n1/1/0000 99:99 GMT+\n\n\xff"))
	f.Fuzz(func(t *testing.T, page []byte) {
		s, err := story.Parse(bytes.NewReader(page))
		if err != nil {
			kind := fault.Of(err).Kind
			if kind != fault.Invalid && kind != fault.UnsupportedMedia && kind != fault.TooLarge {
				t.Fatalf("got %v, want a fault of the page", err)
			}
			return
		}
		text := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(page))
		text = norm.NFC.String(strings.TrimPrefix(text, "\ufeff"))
		checkLines(t, slices.Collect(strings.Lines(text)), s)
		if s.Title.Text == "" || s.Lead.Text == "" {
			t.Fatalf("got title %q and lead %q, want both", s.Title.Text, s.Lead.Text)
		}
	})
}
