package diff

import "slices"

// effort is how many steps of the search one Compare may take. A step takes some
// tens of nanoseconds at worst, so all of them take less than a second.
const effort = 24_000_000

// budget is what is left of the effort.
type budget struct{ left int }

// pair says which token of the old text is which of the new one.
type pair struct{ old, new int }

// match returns a longest common subsequence of two token lists. It gives up,
// and reports false, when it has used half of what is left of the budget: one
// hopeless text shall not spoil the comparison of those after it.
func (b *budget) match(old, new []string) ([]pair, bool) {
	if slices.Compare(old, new) > 0 {
		// Several subsequences can be the longest. Searching always from the
		// same side finds the same one in both directions.
		pairs, ok := b.match(new, old)
		for i, p := range pairs {
			pairs[i] = pair{p.new, p.old}
		}
		return pairs, ok
	}
	was, is := shared(old, new)
	s := newSearch(len(was)+len(is), b.left/2)
	before := s.steps
	ok := s.solve(was, is)
	b.left -= before - max(s.steps, 0)
	return s.pairs, ok
}

// token is a word as a number, and where in its text it stands.
type token struct{ id, at int }

// shared numbers the words and keeps those that stand in both lists: the
// others can be no part of a common subsequence, and would slow the search.
func shared(old, new []string) (was, is []token) {
	ids := make(map[string]int, len(old)/4)
	for _, word := range old {
		if _, ok := ids[word]; !ok {
			ids[word] = len(ids)
		}
	}
	both := make([]bool, len(ids))
	for at, word := range new {
		if id, ok := ids[word]; ok {
			both[id] = true
			is = append(is, token{id, at})
		}
	}
	for at, word := range old {
		if id := ids[word]; both[id] {
			was = append(was, token{id, at})
		}
	}
	return was, is
}
