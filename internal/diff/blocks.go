package diff

import (
	"cmp"
	"slices"

	"github.com/go-json-experiment/json/jsontext"
)

// couple is one block in both bodies; one side is nil if it was added or removed.
type couple struct {
	old, new *block
	after    int // where it is listed: its new index, or that of the block it used to follow
}

func (b *budget) blocks(old, new []*block) []BlockChange {
	couples := wed(old, new)
	stayed := settled(couples)
	changes := []BlockChange{}
	for _, c := range couples {
		change := b.block(c)
		change.Moved = c.old != nil && c.new != nil && !stayed[change.ID]
		if change.Op == "" && change.Moved {
			change.Op = Moved
		}
		if change.Op != "" {
			changes = append(changes, change)
		}
	}
	return changes
}

// wed finds the couples by id, in the order in which they are to be listed.
func wed(old, new []*block) []couple {
	successor := make(map[string]*block, len(new))
	couples := make([]couple, 0, len(new))
	for _, one := range new {
		successor[one.id] = one
	}
	after := -1
	for _, one := range old {
		c := couple{old: one, new: successor[one.id], after: after}
		if c.new != nil {
			after, c.after = c.new.index, c.new.index
		}
		delete(successor, one.id)
		couples = append(couples, c)
	}
	for _, one := range successor {
		couples = append(couples, couple{new: one, after: one.index})
	}
	slices.SortFunc(couples, listed)
	return couples
}

func listed(x, y couple) int {
	return cmp.Or(cmp.Compare(x.after, y.after), cmp.Compare(x.gone(), y.gone()))
}

// gone orders the block that stays before those that used to follow it.
func (c couple) gone() int {
	if c.new != nil {
		return -1
	}
	return c.old.index
}

// settled returns the ids of the blocks that count as not moved: a longest
// series that is in the same order in both bodies.
func settled(couples []couple) map[string]bool {
	var places []place
	for _, c := range couples {
		if c.old != nil && c.new != nil {
			places = append(places, place{c.new.id, c.old.index, c.new.index})
		}
	}
	stayed := make(map[string]bool)
	for _, p := range longest(places) {
		stayed[p.id] = true
	}
	return stayed
}

// block compares one couple. Op is empty if nothing but the place can differ.
func (b *budget) block(c couple) BlockChange {
	var change BlockChange
	var was, is map[string]value
	if c.old != nil {
		was, change.ID, change.Type, change.OldIndex = c.old.members, c.old.id, c.old.kind, &c.old.index
	}
	if c.new != nil {
		is, change.ID, change.Type, change.NewIndex = c.new.members, c.new.id, c.new.kind, &c.new.index
	}
	change.Words, change.Members = []Piece{}, []MemberChange{}
	b.content(&change, was, is)
	change.Op = c.op(len(change.Words)+len(change.Members) > 0)
	return change
}

func (c couple) op(changed bool) Op {
	switch {
	case c.old == nil || c.new == nil:
		return opOf(c.old != nil, c.new != nil)
	case c.old.kind != c.new.kind:
		return TypeChanged
	case changed:
		return Changed
	default:
		return ""
	}
}

// content fills in what differs inside a block: the words of its prose, and
// its other members. The type of an added or removed block is said already.
func (b *budget) content(change *BlockChange, old, new map[string]value) {
	var text page
	for _, name := range names(old, new) {
		at, was, is := jsontext.Pointer("").AppendToken(name), old[name], new[name]
		switch {
		case name == "type" && (!was.exists() || !is.exists()):
		case hasProse(was) || hasProse(is):
			words, coarse, other := b.prose(at, was, is)
			text.add(words, was.exists(), is.exists())
			change.Coarse = change.Coarse || coarse
			change.Members = append(change.Members, other...)
		default:
			change.Members = append(change.Members, b.values(at, was, is)...)
		}
	}
	if text.changed() {
		change.Words = tidy(text.pieces)
	}
}

// prose compares a member that holds text. The member itself is a change too
// if something differs that the words do not show.
func (b *budget) prose(at jsontext.Pointer, old, new value) ([]Piece, bool, []MemberChange) {
	was, is := read(old), read(new)
	words, coarse := b.text(string(was.text), string(is.text))
	reworded := slices.ContainsFunc(words, isChange)
	reframed := !slices.Equal(was.frame, is.frame)
	if same(old, new) || reworded && !reframed && !restyled(was.runs, is.runs, words) {
		return words, coarse, nil
	}
	change := MemberChange{string(at), opOf(old.exists(), new.exists()), old.raw, new.raw, words, coarse}
	return words, coarse, []MemberChange{change}
}

// page joins the words of a block's members, each from a new line.
type page struct {
	pieces   []Piece
	old, new bool // whether something of that side is on the page
}

func (p *page) add(words []Piece, was, is bool) {
	switch {
	case p.old && was && p.new && is:
		p.pieces = append(p.pieces, Piece{Equal, "\n"})
	case p.old && was:
		p.pieces = append(p.pieces, Piece{Delete, "\n"})
	case p.new && is:
		p.pieces = append(p.pieces, Piece{Insert, "\n"})
	}
	p.old, p.new = p.old || was, p.new || is
	p.pieces = append(p.pieces, words...)
}

func (p *page) changed() bool { return slices.ContainsFunc(p.pieces, isChange) }

func isChange(s Piece) bool { return s.Op != Equal }
