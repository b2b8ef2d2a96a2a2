package diff

import (
	"cmp"
	"slices"
)

// place is where a block stands in both bodies.
type place struct {
	id       string
	old, new int
}

// drift is how far the block is from where it was.
func (p place) drift() int { return max(p.old-p.new, p.new-p.old) }

// longest returns a longest series of places that rises in both bodies, last
// one first. Of several such series it prefers, from the end, blocks that
// drifted least, then those with the lower id: a choice that does not depend on
// which body is the old one.
func longest(places []place) []place {
	ranks := ranked(places)
	series := make([]place, 0, len(ranks))
	for _, rank := range slices.Backward(ranks) {
		if len(series) > 0 {
			next := series[len(series)-1]
			rank = slices.DeleteFunc(rank, func(p place) bool { return p.old > next.old || p.new > next.new })
		}
		series = append(series, slices.MinFunc(rank, func(x, y place) int {
			return cmp.Or(cmp.Compare(x.drift(), y.drift()), cmp.Compare(x.id, y.id))
		}))
	}
	return series
}

// ranked sorts places by the length of the longest rising series that ends in
// each. The latest place of a rank has the lowest new index of that rank, which
// is what makes the rank of the next one a binary search.
func ranked(places []place) [][]place {
	slices.SortFunc(places, func(x, y place) int { return cmp.Compare(x.old, y.old) })
	var ranks [][]place
	for _, p := range places {
		r, _ := slices.BinarySearchFunc(ranks, p.new, func(rank []place, index int) int {
			return cmp.Compare(rank[len(rank)-1].new, index)
		})
		if r == len(ranks) {
			ranks = append(ranks, nil)
		}
		ranks[r] = append(ranks[r], p)
	}
	return ranks
}
