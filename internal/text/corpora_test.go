package text_test

import (
	"bufio"
	"compress/bzip2"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"golang.org/x/text/unicode/norm"

	"newsdesk/internal/fault"
	"newsdesk/internal/text"
)

// corpus opens a file of the test corpora.
func corpus(t *testing.T, path ...string) io.Reader {
	t.Helper()
	root := os.Getenv("NEWSDESK_CORPORA")
	if root == "" {
		t.Skip("NEWSDESK_CORPORA is not set to the folder of test corpora")
	}
	file, err := os.Open(filepath.Join(root, filepath.Join(path...)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	return file
}

// lines calls see with each line of r, and fails if there are fewer than least.
func lines(t *testing.T, r io.Reader, least int, see func(line string)) {
	t.Helper()
	n := 0
	scan := bufio.NewScanner(r)
	scan.Buffer(nil, 1<<20)
	for ; scan.Scan(); n++ {
		see(scan.Text())
	}
	if scan.Err() != nil || n < least {
		t.Fatalf("got %d lines and error %v, want at least %d", n, scan.Err(), least)
	}
}

func TestE06UnicodesOwnNormalizationTest(t *testing.T) {
	file := bzip2.NewReader(corpus(t, "unicode", "NormalizationTest.txt.bz2"))
	lines(t, file, 18_000, func(line string) {
		columns := strings.Split(line, ";")
		if len(columns) < 5 || line[0] == '#' {
			return
		}
		source, nfc, nfd := decoded(t, columns[0]), decoded(t, columns[1]), decoded(t, columns[2])
		for _, form := range []string{source, nfc, nfd} {
			if got := text.NFC(form); got != nfc {
				t.Errorf("NFC(%+q): got %+q, want %+q", form, got, nfc)
			}
			if got, want := text.Fold(form), text.Fold(nfc); got != want {
				t.Errorf("Fold(%+q): got %+q, want %+q", form, got, want)
			}
			if got, want := text.Skeleton(form), text.Skeleton(nfc); got != want {
				t.Errorf("Skeleton(%+q): got %+q, want %+q", form, got, want)
			}
			wantSlug(t, form)
		}
	})
}

// decoded returns the text of code points in hexadecimal.
func decoded(t *testing.T, points string) string {
	t.Helper()
	var s strings.Builder
	for point := range strings.FieldsSeq(points) {
		r, err := strconv.ParseUint(point, 16, 32)
		if err != nil {
			t.Fatal(err)
		}
		s.WriteRune(rune(r))
	}
	return s.String()
}

func TestNaughtyStringsRoundTripOrAreRefused(t *testing.T) {
	var naughty []string
	if err := json.UnmarshalRead(corpus(t, "strings-naughty", "blns.json"), &naughty); err != nil {
		t.Fatal(err)
	}
	taken := 0
	for _, s := range naughty {
		var f fault.Fields
		if got := text.Lines(&f, "/x", s, 10_000); got != norm.NFC.String(s) {
			t.Errorf("%q: got %q, want it back in NFC", s, got)
		}
		if len(f) == 0 {
			taken++
		}
		wantSlug(t, s)
		wantExcerpt(t, s, 20)
		if once := text.Skeleton(s); text.Skeleton(once) != once {
			t.Errorf("Skeleton(%q): got %q, want it to be its own skeleton", s, once)
		}
	}
	if least := len(naughty) * 9 / 10; taken < least {
		t.Errorf("got %d of %d strings taken, want at least %d", taken, len(naughty), least)
	}
}

func TestE06EveryHeadlineHasASlug(t *testing.T) {
	lines(t, corpus(t, "vn-news-danes", "danes_annotated_1.jsonl"), 2_000, func(line string) {
		var news struct {
			Title       string `json:"title"`
			Description string `json:"description"`
		}
		if err := json.Unmarshal([]byte(line), &news); err != nil {
			t.Fatal(err)
		}
		if news.Title != "" && text.Slug(news.Title) == "" {
			t.Errorf("Slug(%q): got nothing, want a slug", news.Title)
		}
		wantSlug(t, news.Title)
		wantExcerpt(t, news.Description, 80)
		if text.Length(news.Title) != text.Length(norm.NFD.String(news.Title)) {
			t.Errorf("%q: got another length in NFD, want the same", news.Title)
		}
	})
}

func TestVietnameseSentencesAreExcerptedAtWords(t *testing.T) {
	seen := 0
	lines(t, corpus(t, "vn-sentences-vtb", "vi_vtb-ud-dev.conllu"), 1_000, func(line string) {
		sentence, ok := strings.CutPrefix(line, "# text = ")
		if !ok {
			return
		}
		seen++
		for _, limit := range []int{1, 5, 20, 80, 300} {
			wantExcerpt(t, sentence, limit)
		}
		if faults := codes(text.Line, text.Excerpt(sentence, 100)); faults != "" {
			t.Errorf("%q: got %s, want no fault", sentence, faults)
		}
	})
	if seen < 1_000 {
		t.Errorf("got %d sentences, want at least 1,000", seen)
	}
}
