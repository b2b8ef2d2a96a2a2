package diff

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestTextIsComparedByVietnameseWords(t *testing.T) {
	tests := map[string]struct {
		old, new string
		want     []Piece
	}{
		"two empty texts have no pieces": {"", "", nil},
		"an equal text is one span":      {"Mưa lớn ở Huế", "Mưa lớn ở Huế", []Piece{{Equal, "Mưa lớn ở Huế"}}},
		"a syllable is never cut": {
			"Mưa lớn", "Mưa lợn",
			[]Piece{{Equal, "Mưa "}, {Delete, "lớn"}, {Insert, "lợn"}},
		},
		"a decomposed syllable is one word too": {
			"Mưa lo\u031b\u0301n", "Mưa lo\u031bn",
			[]Piece{{Equal, "Mưa "}, {Delete, "lo\u031b\u0301n"}, {Insert, "lo\u031bn"}},
		},
		"punctuation changes without its word": {
			"Huế, Đà Nẵng.", "Huế; Đà Nẵng!",
			[]Piece{{Equal, "Huế"}, {Delete, ","}, {Insert, ";"}, {Equal, " Đà Nẵng"}, {Delete, "."}, {Insert, "!"}},
		},
		"neighbouring words change as a phrase": {
			"tại thành phố Huế", "tại tỉnh Bình Định Huế",
			[]Piece{{Equal, "tại "}, {Delete, "thành phố"}, {Insert, "tỉnh Bình Định"}, {Equal, " Huế"}},
		},
		"a line break keeps two changes apart": {
			"một\nhai", "ba\nbốn",
			[]Piece{{Delete, "một"}, {Insert, "ba"}, {Equal, "\n"}, {Delete, "hai"}, {Insert, "bốn"}},
		},
		"space counts": {"a b", "a  b", []Piece{{Equal, "a"}, {Delete, " "}, {Insert, "  "}, {Equal, "b"}}},
		"a family stays together": {
			"👩\u200d👧", "👩\u200d👦",
			[]Piece{{Delete, "👩\u200d👧"}, {Insert, "👩\u200d👦"}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			b := budget{left: effort}
			got, coarse := b.text(test.old, test.new)
			if d := cmp.Diff(test.want, got); d != "" || coarse {
				t.Errorf("coarse = %v, pieces (-want +got):\n%s", coarse, d)
			}
		})
	}
}

func TestSentencesEndAtLinesAndStopsBeforeSpace(t *testing.T) {
	got := sentences("Tổng cộng 1.200.000 đồng. Ai?  Không rõ…\nHết.")
	want := []string{"Tổng cộng 1.200.000 đồng. ", "Ai?  ", "Không rõ…\n", "Hết."}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("sentences (-want +got):\n%s", d)
	}
}

// anyText draws texts short of words, so that they have many in common.
func anyText() *rapid.Generator[string] {
	piece := rapid.OneOf(
		rapid.SampledFrom([]string{"mưa", "lũ", "Huế", " ", " ", " ", "\n", ". ", ",", "1.200", "e\u0301", "👩\u200d👧"}),
		rapid.StringN(0, 3, -1),
	)
	return rapid.Map(rapid.SliceOfN(piece, 0, 40), func(pieces []string) string { return strings.Join(pieces, "") })
}

func TestBothTextsCanBeReadFromTheSpans(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		old, new := anyText().Draw(t, "old"), anyText().Draw(t, "new")
		b := budget{left: rapid.SampledFrom([]int{0, 4, 20, 100, effort}).Draw(t, "steps")}
		pieces, _ := b.text(old, new)
		if got := side(pieces, Delete); got != old {
			t.Errorf("Equal and Delete pieces read %q, want the old text %q", got, old)
		}
		if got := side(pieces, Insert); got != new {
			t.Errorf("Equal and Insert pieces read %q, want the new text %q", got, new)
		}
		for i, s := range pieces {
			if s.Text == "" || i > 0 && s.Op == pieces[i-1].Op {
				t.Errorf("span %d of %q is empty or should be part of the one before it", i, pieces)
			}
		}
	})
}

// commonLength is the textbook table of the longest common subsequence.
func commonLength(a, b []string) int {
	above := make([]int, len(b)+1)
	for _, word := range a {
		row := make([]int, len(b)+1)
		for j := range b {
			row[j+1] = max(row[j], above[j+1])
			if word == b[j] {
				row[j+1] = above[j] + 1
			}
		}
		above = row
	}
	return above[len(b)]
}

func TestMatchIsALongestCommonSubsequence(t *testing.T) {
	tokens := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "d"}), 0, 60)
	rapid.Check(t, func(t *rapid.T) {
		old, new := tokens.Draw(t, "old"), tokens.Draw(t, "new")
		b := budget{left: effort}
		pairs, ok := b.match(old, new)
		if want := commonLength(old, new); !ok || len(pairs) != want {
			t.Errorf("match found %d pairs (ok = %v), want %d", len(pairs), ok, want)
		}
		last := pair{-1, -1}
		for _, p := range pairs {
			if p.old <= last.old || p.new <= last.new || old[p.old] != new[p.new] {
				t.Errorf("pair %v after %v is not in order, or joins different tokens", p, last)
			}
			last = p
		}
	})
}

func TestHopelessTextsAreComparedCoarsely(t *testing.T) {
	tests := map[string]struct {
		old, new string
		steps    int
		want     []Piece
	}{
		"with no step, as a whole": {
			"Một. Hai. Ba.", "Hai. Một. Ba.", 0,
			[]Piece{{Delete, "Một. Hai. Ba."}, {Insert, "Hai. Một. Ba."}},
		},
		"with a few steps, by sentences": {
			"Đầu. a b c d e f. Giữa. g h i. Cuối.", "Đầu. f e d c b a. Giữa. g i. Cuối.", 50,
			[]Piece{
				{Equal, "Đầu. "},
				{Delete, "a b c d e f."},
				{Insert, "f e d c b a."},
				{Equal, " Giữa. g "},
				{Delete, "h "},
				{Equal, "i. Cuối."},
			},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			b := budget{left: test.steps}
			got, coarse := b.text(test.old, test.new)
			if d := cmp.Diff(test.want, got); d != "" || !coarse {
				t.Errorf("coarse = %v, want true; pieces (-want +got):\n%s", coarse, d)
			}
		})
	}
}
