package diff

// front is one of the two ends of a search. For each diagonal it holds how many
// old tokens the furthest path on it has behind it.
type front struct {
	furthest []int
	zero     int                // the index of diagonal 0
	n, m     int                // the number of old and of new tokens
	slide    func(x, y int) int // how many tokens are the same from there on
}

// unreached is far below any place, so that it loses every comparison.
const unreached = -1 << 30

// newFront returns a front for the middle of a search over that many tokens:
// half of the edits come from either end, and one diagonal more is looked at.
func newFront(tokens int) front {
	zero := tokens/2 + 2
	return front{furthest: make([]int, 2*zero+1), zero: zero}
}

func (f *front) at(k int) int { return f.furthest[f.zero+k] }
func (f *front) set(k, x int) { f.furthest[f.zero+k] = x }

// reset puts the only path one insertion before the start.
func (f *front) reset(n, m int, slide func(x, y int) int) {
	f.n, f.m, f.slide = n, m, slide
	f.set(1, 0)
}

// widen returns the diagonals that paths of so many edits can end on, every
// other one from low to high.
func (f *front) widen(edits int) (low, high int) {
	f.set(-edits-1, unreached)
	if edits > 0 {
		f.set(edits+1, unreached)
	}
	low, high = -min(edits, f.m), min(edits, f.n)
	return low + (edits+low)&1, high - (edits-high)&1
}

// extend takes the path on diagonal k one edit further, an inserted new token
// from k+1 or a deleted old one from k-1, and on over what is the same. It
// returns where the path ends and how much was the same.
func (f *front) extend(k int) (x, slid int) {
	x = unreached
	if inserted := f.at(k + 1); inserted-k <= f.m {
		x = inserted
	}
	if deleted := f.at(k-1) + 1; deleted <= f.n {
		x = max(x, deleted)
	}
	if x >= 0 {
		slid = f.slide(x, x-k)
	}
	f.set(k, x+slid)
	return x + slid, slid
}

// meets reports whether a path of the other end that is at x on diagonal k
// touches a path of f. The diagonals of f count from the far corner.
func (f *front) meets(k, x, edits int) bool {
	k = f.n - f.m - k
	within := -edits <= k && k <= edits && (k-edits)%2 == 0
	return within && x+f.at(k) >= f.n
}
