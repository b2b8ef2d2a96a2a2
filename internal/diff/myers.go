package diff

// search is the linear-space algorithm of E. Myers, "An O(ND) Difference
// Algorithm and Its Variations" (1986): it finds a point in the middle of a
// shortest edit script and solves both halves. A point (x, y) has x old and y
// new tokens behind it; diagonal k holds the points with x - y = k.
type search struct {
	forward, backward front
	steps             int // how many may still be taken
	pairs             []pair
}

func newSearch(tokens, steps int) *search {
	return &search{forward: newFront(tokens), backward: newFront(tokens), steps: steps}
}

// solve appends the tokens that a and b have in common, in order. It reports
// false when it ran out of steps.
func (s *search) solve(a, b []token) bool {
	head := commonHead(a, b)
	s.keep(a[:head], b[:head])
	a, b = a[head:], b[head:]
	tail := commonTail(a, b)
	x, y := len(a)-tail, len(b)-tail
	if !s.divide(a[:x], b[:y]) {
		return false
	}
	s.keep(a[x:], b[y:])
	return true
}

func (s *search) divide(a, b []token) bool {
	if len(a) == 0 || len(b) == 0 {
		return true
	}
	x, y, ok := s.middle(a, b)
	return ok && s.solve(a[:x], b[:y]) && s.solve(a[x:], b[y:])
}

func (s *search) keep(a, b []token) {
	for i := range a {
		s.pairs = append(s.pairs, pair{a[i].at, b[i].at})
	}
}

// middle searches from both ends until the paths meet. Since a and b begin and
// end with different tokens, there is at least one edit on either side of the
// point that it returns.
func (s *search) middle(a, b []token) (x, y int, ok bool) {
	n, m := len(a), len(b)
	s.forward.reset(n, m, func(x, y int) int { return commonHead(a[x:], b[y:]) })
	s.backward.reset(n, m, func(x, y int) int { return commonTail(a[:n-x], b[:m-y]) })
	for edits := 0; s.steps > 0; edits++ {
		if x, y, met := s.advance(&s.forward, &s.backward, edits, edits-1); met {
			return x, y, true
		}
		if x, y, met := s.advance(&s.backward, &s.forward, edits, edits); met {
			return n - x, m - y, true
		}
	}
	return 0, 0, false
}

// advance gives every path of one end an edit more. It reports where one of
// them meets a path of the other end, which has made facing edits so far.
func (s *search) advance(own, other *front, edits, facing int) (x, y int, met bool) {
	low, high := own.widen(edits)
	for k := low; k <= high; k += 2 {
		x, slid := own.extend(k)
		s.steps -= 1 + slid
		if other.meets(k, x, facing) {
			return x, x - k, true
		}
	}
	return 0, 0, false
}

func commonHead(a, b []token) int {
	n := 0
	for n < len(a) && n < len(b) && a[n].id == b[n].id {
		n++
	}
	return n
}

func commonTail(a, b []token) int {
	n := 0
	for n < len(a) && n < len(b) && a[len(a)-1-n].id == b[len(b)-1-n].id {
		n++
	}
	return n
}
