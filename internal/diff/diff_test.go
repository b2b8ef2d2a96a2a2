package diff_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/diff"
)

func compare(t *testing.T, old, new string) diff.Diff {
	t.Helper()
	d, err := diff.Compare([]byte(old), []byte(new))
	if err != nil {
		t.Fatalf("Compare: %v", err)
	}
	return d
}

func raw(s string) jsontext.Value { return jsontext.Value(s) }

func TestMembersAreComparedWhereTheyChanged(t *testing.T) {
	tests := map[string]struct {
		old, new string
		want     []diff.MemberChange
	}{
		"nothing changed":               {`{"title":"Lũ","tags":["a"]}`, `{ "tags":["a"], "title":"L\u0169" }`, []diff.MemberChange{}},
		"large amounts are not rounded": {`{"n":9007199254740993}`, `{"n":9007199254740992}`, []diff.MemberChange{{Pointer: "/n", Op: diff.Changed, Old: raw("9007199254740993"), New: raw("9007199254740992")}}},
		"a title changed": {
			`{"title":"Bão số 5"}`, `{"title":"Bão số 6"}`,
			[]diff.MemberChange{{
				Pointer: "/title", Op: diff.Changed, Old: raw(`"Bão số 5"`), New: raw(`"Bão số 6"`),
				Words: []diff.Piece{{Op: diff.Equal, Text: "Bão số "}, {Op: diff.Delete, Text: "5"}, {Op: diff.Insert, Text: "6"}},
			}},
		},
		"a standfirst of pieces was added": {
			`{}`, `{"standfirst":[{"text":"Mưa "},{"text":"lớn","marks":["em"]}]}`,
			[]diff.MemberChange{{
				Pointer: "/standfirst", Op: diff.Added, New: raw(`[{"text":"Mưa "},{"marks":["em"],"text":"lớn"}]`),
				Words: []diff.Piece{{Op: diff.Insert, Text: "Mưa lớn"}},
			}},
		},
		"ids are replaced, not read": {
			`{"section":"019a-01"}`, `{"section":"019a-02"}`,
			[]diff.MemberChange{{
				Pointer: "/section", Op: diff.Changed, Old: raw(`"019a-01"`), New: raw(`"019a-02"`),
				Words: []diff.Piece{{Op: diff.Delete, Text: "019a-01"}, {Op: diff.Insert, Text: "019a-02"}},
			}},
		},
		"a list of ids changes as one": {
			`{"tags":["a","b"]}`, `{"tags":["b","a"]}`,
			[]diff.MemberChange{{Pointer: "/tags", Op: diff.Changed, Old: raw(`["a","b"]`), New: raw(`["b","a"]`)}},
		},
		"a member deep inside has an escaped pointer": {
			`{"extra":{"a/b":{"~":1,"z":0}}}`, `{"extra":{"a/b":{"z":0}}}`,
			[]diff.MemberChange{{Pointer: "/extra/a~1b/~0", Op: diff.Removed, Old: raw(`1`)}},
		},
		"an item of a list changed in its place": {
			`{"bylines":[{"author":"x"},{"author":"y"}]}`, `{"bylines":[{"author":"x"},{"author":"z"}]}`,
			[]diff.MemberChange{{
				Pointer: "/bylines/1/author", Op: diff.Changed, Old: raw(`"y"`), New: raw(`"z"`),
				Words: []diff.Piece{{Op: diff.Delete, Text: "y"}, {Op: diff.Insert, Text: "z"}},
			}},
		},
		"items in another order are one change": {
			`{"bylines":[{"author":"x"},{"author":"y"}]}`, `{"bylines":[{"author":"y"},{"author":"x"}]}`,
			[]diff.MemberChange{{
				Pointer: "/bylines", Op: diff.Changed,
				Old: raw(`[{"author":"x"},{"author":"y"}]`), New: raw(`[{"author":"y"},{"author":"x"}]`),
			}},
		},
		"null is not absence": {`{}`, `{"urgency":null}`, []diff.MemberChange{{Pointer: "/urgency", Op: diff.Added, New: raw(`null`)}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := compare(t, test.old, test.new)
			if d := cmp.Diff(diff.Diff{Members: test.want, Blocks: []diff.BlockChange{}}, got); d != "" {
				t.Errorf("Compare (-want +got):\n%s", d)
			}
		})
	}
}

func TestBlocksAreComparedByTheirIDs(t *testing.T) {
	tests := map[string]struct {
		old, new string
		want     []diff.BlockChange
	}{
		"an added block shows its words and its other members": {
			`[]`, `[{"id":"a","type":"heading","level":2,"text":[{"text":"Lũ rút"}]}]`,
			[]diff.BlockChange{{
				ID: "a", Type: "heading", Op: diff.Added, NewIndex: new(0),
				Words:   []diff.Piece{{Op: diff.Insert, Text: "Lũ rút"}},
				Members: []diff.MemberChange{{Pointer: "/level", Op: diff.Added, New: raw(`2`)}},
			}},
		},
		"a removed block is listed where it stood": {
			`[{"id":"a","type":"divider"},{"id":"b","type":"divider"},{"id":"c","type":"divider"}]`,
			`[{"id":"a","type":"divider"},{"id":"n","type":"divider"},{"id":"c","type":"divider"}]`,
			[]diff.BlockChange{
				{ID: "b", Type: "divider", Op: diff.Removed, OldIndex: new(1), Words: []diff.Piece{}, Members: []diff.MemberChange{}},
				{ID: "n", Type: "divider", Op: diff.Added, NewIndex: new(1), Words: []diff.Piece{}, Members: []diff.MemberChange{}},
			},
		},
		"words of several pieces are read as one text": {
			`[{"id":"a","type":"paragraph","text":[{"text":"Đoàn "},{"text":"Khối","marks":["strong"]},{"text":" đến Huế"}]}]`,
			`[{"id":"a","type":"paragraph","text":[{"text":"Đoàn "},{"text":"Khối","marks":["strong"]},{"text":" rời Huế"}]}]`,
			[]diff.BlockChange{{
				ID: "a", Type: "paragraph", Op: diff.Changed, OldIndex: new(0), NewIndex: new(0),
				Words: []diff.Piece{
					{Op: diff.Equal, Text: "Đoàn Khối "},
					{Op: diff.Delete, Text: "đến"},
					{Op: diff.Insert, Text: "rời"},
					{Op: diff.Equal, Text: " Huế"},
				},
				Members: []diff.MemberChange{},
			}},
		},
		"a mark alone is a change of the member with equal words": {
			`[{"id":"a","type":"paragraph","text":[{"text":"Khối"}]}]`,
			`[{"id":"a","type":"paragraph","text":[{"text":"Khối","marks":["strong"]}]}]`,
			[]diff.BlockChange{{
				ID: "a", Type: "paragraph", Op: diff.Changed, OldIndex: new(0), NewIndex: new(0), Words: []diff.Piece{},
				Members: []diff.MemberChange{{
					Pointer: "/text", Op: diff.Changed,
					Old: raw(`[{"text":"Khối"}]`), New: raw(`[{"marks":["strong"],"text":"Khối"}]`),
					Words: []diff.Piece{{Op: diff.Equal, Text: "Khối"}},
				}},
			}},
		},
		"a new link target shows beside a new word": {
			`[{"id":"a","type":"paragraph","text":[{"text":"xem","link":{"url":"/1"}},{"text":" ở đây"}]}]`,
			`[{"id":"a","type":"paragraph","text":[{"text":"xem","link":{"url":"/2"}},{"text":" ở kia"}]}]`,
			[]diff.BlockChange{{
				ID: "a", Type: "paragraph", Op: diff.Changed, OldIndex: new(0), NewIndex: new(0),
				Words: []diff.Piece{{Op: diff.Equal, Text: "xem ở "}, {Op: diff.Delete, Text: "đây"}, {Op: diff.Insert, Text: "kia"}},
				Members: []diff.MemberChange{{
					Pointer: "/text", Op: diff.Changed,
					Old:   raw(`[{"link":{"url":"/1"},"text":"xem"},{"text":" ở đây"}]`),
					New:   raw(`[{"link":{"url":"/2"},"text":"xem"},{"text":" ở kia"}]`),
					Words: []diff.Piece{{Op: diff.Equal, Text: "xem ở "}, {Op: diff.Delete, Text: "đây"}, {Op: diff.Insert, Text: "kia"}},
				}},
			}},
		},
		"a caption is compared by words": {
			`[{"id":"a","type":"image","image_id":"i","caption":"Cầu Trường Tiền"}]`,
			`[{"id":"a","type":"image","image_id":"i","caption":"Cầu Phú Xuân"}]`,
			[]diff.BlockChange{{
				ID: "a", Type: "image", Op: diff.Changed, OldIndex: new(0), NewIndex: new(0), Words: []diff.Piece{},
				Members: []diff.MemberChange{{
					Pointer: "/caption", Op: diff.Changed, Old: raw(`"Cầu Trường Tiền"`), New: raw(`"Cầu Phú Xuân"`),
					Words: []diff.Piece{
						{Op: diff.Equal, Text: "Cầu "},
						{Op: diff.Delete, Text: "Trường Tiền"},
						{Op: diff.Insert, Text: "Phú Xuân"},
					},
				}},
			}},
		},
		"a list keeps a line for each item": {
			`[{"id":"a","type":"list","items":[{"text":[{"text":"gạo"}]},{"text":[{"text":"mì"}]}]}]`,
			`[{"id":"a","type":"list","items":[{"text":[{"text":"gạo"}]},{"text":[{"text":"nước"}]}]}]`,
			[]diff.BlockChange{{
				ID: "a", Type: "list", Op: diff.Changed, OldIndex: new(0), NewIndex: new(0),
				Words:   []diff.Piece{{Op: diff.Equal, Text: "gạo\n"}, {Op: diff.Delete, Text: "mì"}, {Op: diff.Insert, Text: "nước"}},
				Members: []diff.MemberChange{},
			}},
		},
		"a paragraph that became a heading says both": {
			`[{"id":"a","type":"paragraph","text":[{"text":"Lũ"}]}]`,
			`[{"id":"a","type":"heading","text":[{"text":"Lũ"}]}]`,
			[]diff.BlockChange{{
				ID: "a", Type: "heading", Op: diff.TypeChanged, OldIndex: new(0), NewIndex: new(0), Words: []diff.Piece{},
				Members: []diff.MemberChange{{
					Pointer: "/type", Op: diff.Changed, Old: raw(`"paragraph"`), New: raw(`"heading"`),
					Words: []diff.Piece{{Op: diff.Delete, Text: "paragraph"}, {Op: diff.Insert, Text: "heading"}},
				}},
			}},
		},
		"only the block that jumped has moved": {
			`[{"id":"a","type":"divider"},{"id":"b","type":"divider"},{"id":"c","type":"divider"}]`,
			`[{"id":"c","type":"divider"},{"id":"a","type":"divider"},{"id":"b","type":"divider"}]`,
			[]diff.BlockChange{{
				ID: "c", Type: "divider", Op: diff.Moved, Moved: true, OldIndex: new(2), NewIndex: new(0),
				Words: []diff.Piece{}, Members: []diff.MemberChange{},
			}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := compare(t, `{"body":`+test.old+`}`, `{"body":`+test.new+`}`)
			if d := cmp.Diff(diff.Diff{Members: []diff.MemberChange{}, Blocks: test.want}, got); d != "" {
				t.Errorf("Compare (-want +got):\n%s", d)
			}
		})
	}
}

func TestABlockThatChangedAndMovedSaysSo(t *testing.T) {
	got := compare(t,
		`{"body":[{"id":"a","type":"divider"},{"id":"b","type":"divider"},{"id":"c","type":"embed","url":"x"}]}`,
		`{"body":[{"id":"c","type":"embed","url":"y"},{"id":"a","type":"divider"},{"id":"b","type":"divider"}]}`)
	if len(got.Blocks) != 1 || got.Blocks[0].Op != diff.Changed || !got.Blocks[0].Moved {
		t.Errorf("Compare got %+v, want block c alone, changed and moved", got.Blocks)
	}
}

func TestTheTextsOfOneBlockStandOnLinesOfTheirOwn(t *testing.T) {
	got := compare(t,
		`{"body":[{"id":"a","type":"quote","text":[{"text":"Một câu"}]}]}`,
		`{"body":[{"id":"a","type":"quote","attribution":[{"text":"Bà Tư"}],"text":[{"text":"Hai câu"}]}]}`)
	want := []diff.Piece{
		{Op: diff.Delete, Text: "Một"},
		{Op: diff.Insert, Text: "Bà Tư\nHai"},
		{Op: diff.Equal, Text: " câu"},
	}
	if d := cmp.Diff(want, got.Blocks[0].Words); d != "" {
		t.Errorf("words (-want +got):\n%s", d)
	}
}

func TestADiffIsReadyForTheWire(t *testing.T) {
	tests := map[string]struct{ old, new, want string }{
		"empty lists are not null": {`{}`, `{"body":null}`, `{"members":[],"blocks":[]}`},
		"what is not there is null": {
			`{}`, `{"urgency":3,"body":[{"id":"a","type":"divider"}]}`,
			`{"members":[{"pointer":"/urgency","op":"added","old":null,"new":3}],` +
				`"blocks":[{"id":"a","type":"divider","op":"added","moved":false,"old_index":null,"new_index":0,"words":[],"members":[]}]}`,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := json.Marshal(compare(t, test.old, test.new))
			if err != nil || string(got) != test.want {
				t.Errorf("Marshal got %s, %v; want %s", got, err, test.want)
			}
		})
	}
}

func TestWhatCannotBeADocumentIsRefused(t *testing.T) {
	tests := map[string]struct{ document, want string }{
		"no JSON":             {`{`, "unexpected EOF"},
		"two members alike":   {`{"a":1,"a":2}`, "duplicate"},
		"no object":           {`[]`, "not a JSON object"},
		"a body of words":     {`{"body":"words"}`, "/body is not an array"},
		"a block of words":    {`{"body":["words"]}`, "/body/0 has no id"},
		"a block without id":  {`{"body":[{"id":"","type":"divider"}]}`, "/body/0 has no id"},
		"a block of no type":  {`{"body":[{"id":"a"}]}`, "/body/0 has no type"},
		"two blocks, one id":  {`{"body":[{"id":"a","type":"x"},{"id":"a","type":"x"}]}`, `/body/1/id is that of another block: "a"`},
		"an unpaired escape":  {`{"title":"\ud800"}`, "invalid"},
		"two documents in it": {`{}{}`, "invalid"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, oldErr := diff.Compare([]byte(test.document), []byte(`{}`))
			_, newErr := diff.Compare([]byte(`{}`), []byte(test.document))
			for side, err := range map[string]error{"old document": oldErr, "new document": newErr} {
				if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), side) {
					t.Errorf("Compare got error %v, want one that names the %s and says %q", err, side, test.want)
				}
			}
		})
	}
}

func TestCompareLeavesItsInputAlone(t *testing.T) {
	old, new := []byte(`{"b":1, "a":2}`), []byte(`{"b":2, "a":1}`)
	kept := slices.Concat(old, new)
	if _, err := diff.Compare(old, new); err != nil {
		t.Fatal(err)
	}
	if got := slices.Concat(old, new); string(got) != string(kept) {
		t.Errorf("after Compare the documents are %s, want %s", got, kept)
	}
}
