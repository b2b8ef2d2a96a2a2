package diff_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"newsdesk/internal/diff"
)

// law reads one of the two long texts of the corpus, of 0.5 and 0.7 MB.
func law(tb testing.TB, name string) string {
	tb.Helper()
	corpora := os.Getenv("NEWSDESK_CORPORA")
	if corpora == "" {
		tb.Skip("NEWSDESK_CORPORA is not set, so there is no long text to compare")
	}
	text, err := os.ReadFile(filepath.Join(corpora, "vn-long-text", name))
	if err != nil {
		tb.Fatal(err)
	}
	return strings.ToValidUTF8(string(text), "\ufffd")
}

// article stores a text as a document whose body is one paragraph.
func article(tb testing.TB, text string) []byte {
	tb.Helper()
	body := []object{{"id": "a", "type": "paragraph", "text": []object{{"text": text}}}}
	stored, err := json.Marshal(object{"body": body})
	if err != nil {
		tb.Fatal(err)
	}
	return stored
}

// edited replaces one word in every so many.
func edited(text string, every int) string {
	words := strings.Split(text, " ")
	for i := 0; i < len(words); i += every {
		words[i] = "đã sửa"
	}
	return strings.Join(words, " ")
}

// turned puts the end of a text before its beginning.
func turned(text string) string {
	half := strings.Index(text[len(text)/2:], "\n") + len(text)/2
	return text[half:] + text[:half]
}

func TestALongTextKeepsEveryByte(t *testing.T) {
	penal, civil := law(t, "bo-luat-hinh-su.txt"), law(t, "bo-luat-dan-su.txt")
	for name, new := range map[string]string{"edited": edited(penal, 500), "turned": turned(penal), "another": civil} {
		d, err := diff.Compare(article(t, penal), article(t, new))
		if err != nil || len(d.Blocks) != 1 {
			t.Fatalf("%s: Compare got %d blocks, %v; want one block", name, len(d.Blocks), err)
		}
		was, is := sides(d.Blocks[0].Words)
		if was != penal || is != new {
			t.Errorf("%s: the pieces do not read as the two texts", name)
		}
	}
}

func sides(words []diff.Piece) (was, is string) {
	var before, after strings.Builder
	for _, w := range words {
		if w.Op != diff.Insert {
			before.WriteString(w.Text)
		}
		if w.Op != diff.Delete {
			after.WriteString(w.Text)
		}
	}
	return before.String(), after.String()
}

func BenchmarkCompareLongText(b *testing.B) {
	penal, civil := law(b, "bo-luat-hinh-su.txt"), law(b, "bo-luat-dan-su.txt")
	for _, test := range []struct{ name, new string }{
		{"equal", penal},
		{"one word in 5000", edited(penal, 5000)},
		{"one word in 500", edited(penal, 500)},
		{"one word in 20", edited(penal, 20)},
		{"halves turned", turned(penal)},
		{"another law", civil},
	} {
		b.Run(test.name, func(b *testing.B) {
			old, new := article(b, penal), article(b, test.new)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := diff.Compare(old, new); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
