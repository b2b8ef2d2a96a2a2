package diff_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"newsdesk/internal/diff"
)

type object = map[string]any

func anyWords() *rapid.Generator[string] {
	words := rapid.SliceOfN(rapid.SampledFrom([]string{"mưa", "lũ", "Huế", "ở", "1.200", "rút,", "."}), 0, 6)
	return rapid.Map(words, func(w []string) string { return strings.Join(w, " ") })
}

func anySpans() *rapid.Generator[[]object] {
	span := rapid.Custom(func(t *rapid.T) object {
		one := object{"text": anyWords().Draw(t, "words")}
		if rapid.Bool().Draw(t, "marked") {
			one["marks"] = []string{"strong"}
		}
		return one
	})
	return rapid.SliceOfN(span, 0, 3)
}

func anyBlock(id string) *rapid.Generator[object] {
	return rapid.Custom(func(t *rapid.T) object {
		switch rapid.SampledFrom([]string{"paragraph", "list", "image"}).Draw(t, "type") {
		case "paragraph":
			return object{"id": id, "type": "paragraph", "text": anySpans().Draw(t, "text")}
		case "list":
			return object{"id": id, "type": "list", "items": rapid.SliceOfN(anySpans(), 0, 3).Draw(t, "items")}
		default:
			return object{"id": id, "type": "image", "caption": anyWords().Draw(t, "caption")}
		}
	})
}

func anyDocument() *rapid.Generator[[]byte] {
	ids := []string{"a", "b", "c", "d", "e", "f", "g", "h"}
	return rapid.Custom(func(t *rapid.T) []byte {
		body := []object{}
		for _, id := range rapid.Permutation(ids).Draw(t, "ids")[:rapid.IntRange(0, len(ids)).Draw(t, "blocks")] {
			body = append(body, anyBlock(id).Draw(t, id))
		}
		document := object{"body": body}
		if rapid.Bool().Draw(t, "titled") {
			document["title"] = anyWords().Draw(t, "title")
		}
		document["tags"] = rapid.SliceOfN(rapid.SampledFrom([]string{"x", "y"}), 0, 2).Draw(t, "tags")
		stored, err := json.Marshal(document, json.Deterministic(true))
		if err != nil {
			t.Fatal(err)
		}
		return stored
	})
}

func draw(t *rapid.T) (old, new []byte, d diff.Diff) {
	old, new = anyDocument().Draw(t, "old"), anyDocument().Draw(t, "new")
	d, err := diff.Compare(old, new)
	if err != nil {
		t.Fatalf("Compare: %v", err)
	}
	return old, new, d
}

func TestADiffIsEmptyOnlyIfTheDocumentsAreEqual(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		old, new, d := draw(t)
		if got, want := d.Empty(), string(old) == string(new); got != want {
			t.Errorf("Empty got %v, want %v", got, want)
		}
		if same, err := diff.Compare(old, old); err != nil || !same.Empty() {
			t.Errorf("a document compared with itself got %+v, %v; want an empty diff", same, err)
		}
	})
}

func TestADiffBackwardsIsItsMirrorImage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		old, new, there := draw(t)
		back, err := diff.Compare(new, old)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range []*diff.Diff{&there, &back} {
			slices.SortFunc(d.Blocks, func(x, y diff.BlockChange) int { return cmp.Compare(x.ID, y.ID) })
		}
		retype(there.Blocks, back.Blocks)
		if d := gocmp.Diff(mirrored(there), back); d != "" {
			t.Errorf("the mirror image of Compare(old, new) is not Compare(new, old) (-want +got):\n%s", d)
		}
	})
}

// retype gives both diffs the same types: a diff names only the newer one.
func retype(there, back []diff.BlockChange) {
	for i := range min(len(there), len(back)) {
		if there[i].Op == diff.TypeChanged && back[i].Op == diff.TypeChanged {
			there[i].Type = back[i].Type
		}
	}
}

func mirrored(d diff.Diff) diff.Diff {
	d.Members = mirroredMembers(d.Members)
	d.Blocks = slices.Clone(d.Blocks)
	for i, b := range d.Blocks {
		b.Op, b.OldIndex, b.NewIndex = opposite(b.Op), b.NewIndex, b.OldIndex
		b.Words, b.Members = mirroredWords(b.Words), mirroredMembers(b.Members)
		d.Blocks[i] = b
	}
	return d
}

func mirroredMembers(changes []diff.MemberChange) []diff.MemberChange {
	mirror := slices.Clone(changes)
	for i, m := range mirror {
		m.Op, m.Old, m.New, m.Words = opposite(m.Op), m.New, m.Old, mirroredWords(m.Words)
		mirror[i] = m
	}
	return mirror
}

func opposite(op diff.Op) diff.Op {
	switch op {
	case diff.Added:
		return diff.Removed
	case diff.Removed:
		return diff.Added
	default:
		return op
	}
}

// mirroredWords turns each span and puts the deleted text first again.
func mirroredWords(pieces []diff.Piece) []diff.Piece {
	mirror := slices.Clone(pieces)
	for i := range mirror {
		switch mirror[i].Op {
		case diff.Delete:
			mirror[i].Op = diff.Insert
		case diff.Insert:
			mirror[i].Op = diff.Delete
		default:
			continue
		}
		if i > 0 && mirror[i].Op == diff.Delete && mirror[i-1].Op == diff.Insert {
			mirror[i-1], mirror[i] = mirror[i], mirror[i-1]
		}
	}
	return mirror
}

func TestBlocksThatDidNotMoveKeepTheirOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ids := []string{"a", "b", "c", "d", "e", "f", "g", "h"}
		order := rapid.Permutation(ids).Draw(t, "order")
		d, err := diff.Compare(dividers(ids), dividers(order))
		if err != nil {
			t.Fatal(err)
		}
		stayed := slices.Clone(order)
		for _, b := range d.Blocks {
			stayed = slices.DeleteFunc(stayed, func(id string) bool { return id == b.ID })
		}
		if want := longestRise(order); !slices.IsSorted(stayed) || len(stayed) != want {
			t.Errorf("of %v, %v did not move; want %d of them, in their old order", order, stayed, want)
		}
	})
}

func dividers(ids []string) []byte {
	var body []string
	for _, id := range ids {
		body = append(body, fmt.Sprintf(`{"id":%q,"type":"divider"}`, id))
	}
	return []byte(`{"body":[` + strings.Join(body, ",") + `]}`)
}

// longestRise is the length of a longest increasing subsequence, found the
// plain way: by looking back from each id at all those before it.
func longestRise(ids []string) int {
	rises := make([]int, len(ids))
	for i, id := range ids {
		rises[i] = 1
		for j, before := range ids[:i] {
			if before < id {
				rises[i] = max(rises[i], rises[j]+1)
			}
		}
	}
	return slices.Max(rises)
}
