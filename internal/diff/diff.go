// Package diff compares two revisions of a document for the people who edit
// it: which members changed, which blocks came, went, moved or changed, and in
// every text which words. It knows no kinds; a document is a JSON object whose
// member body, if there is one, is an array of blocks with stable ids.
package diff

import (
	"fmt"

	"github.com/go-json-experiment/json/jsontext"
)

// Op says what happened to a member or to a block.
type Op string

// The things that can happen. Only blocks move or change their type.
const (
	Added       Op = "added"
	Removed     Op = "removed"
	Changed     Op = "changed"
	Moved       Op = "moved"
	TypeChanged Op = "type_changed"
)

// SpanOp says which of the two texts a span stands in.
type SpanOp string

// A span stands in both texts, only in the new one, or only in the old one.
const (
	Equal  SpanOp = "equal"
	Insert SpanOp = "insert"
	Delete SpanOp = "delete"
)

// Piece is a stretch of text with one fate. The Equal and Delete pieces of a
// text, joined, are the old text to the byte; Equal and Insert are the new one.
// Where one text replaces another, Delete comes before Insert.
type Piece struct {
	Op   SpanOp `json:"op"`   // which of the two texts it stands in
	Text string `json:"text"` // the text
}

// MemberChange is a member of the document, or of a block, that differs.
type MemberChange struct {
	Pointer string         `json:"pointer"`         // RFC 6901, from the document or the block it is listed under
	Op      Op             `json:"op"`              // Added, Removed or Changed
	Old     jsontext.Value `json:"old"`             // null if Added
	New     jsontext.Value `json:"new"`             // null if Removed
	Words   []Piece        `json:"words,omitempty"` // of a text only; all Equal if only marks or links changed
	Coarse  bool           `json:"coarse,omitzero"` // Words holds larger replacements than it would need
}

// BlockChange is a block that differs. Op is the gravest of what happened:
// TypeChanged, then Changed, then Moved; Moved is said of each besides.
type BlockChange struct {
	ID       string         `json:"id"`              // the id of the block
	Type     string         `json:"type"`            // in the new document, or in the old one if Removed
	Op       Op             `json:"op"`              // the gravest of what happened
	Moved    bool           `json:"moved"`           // it stands elsewhere among the others
	OldIndex *int           `json:"old_index"`       // place in the old body from 0; null if Added
	NewIndex *int           `json:"new_index"`       // place in the new body from 0; null if Removed
	Words    []Piece        `json:"words"`           // of the block's text, a line for each item or cell; empty if that is the same
	Coarse   bool           `json:"coarse,omitzero"` // Words holds larger replacements than it would need
	Members  []MemberChange `json:"members"`         // what changed besides the words of the text
}

// Diff is all that differs between two revisions. Members are in the order of
// their names; blocks in reading order, removed ones where they used to stand.
type Diff struct {
	Members []MemberChange `json:"members"` // what differs besides the body
	Blocks  []BlockChange  `json:"blocks"`  // what differs in the body
}

// Empty reports whether the revisions are the same.
func (d Diff) Empty() bool { return len(d.Members) == 0 && len(d.Blocks) == 0 }

// Compare returns what an editor did to make the JSON object new out of old.
// It fails only if one of them cannot be a stored document: not an object, or
// with a body whose blocks do not each have an id of their own and a type.
//
// Texts are compared by words. The effort is bounded for both documents
// together, so texts that are very long and very different are compared by
// sentences, or replaced as a whole, and then marked Coarse.
func Compare(old, new []byte) (Diff, error) {
	was, err := parse(old)
	if err != nil {
		return Diff{}, fmt.Errorf("diff.Compare: old document: %w", err)
	}
	is, err := parse(new)
	if err != nil {
		return Diff{}, fmt.Errorf("diff.Compare: new document: %w", err)
	}
	b := budget{left: effort}
	return Diff{
		Members: b.members("", was.members, is.members),
		Blocks:  b.blocks(was.blocks, is.blocks),
	}, nil
}
