package journal

import (
	"context"

	"newsdesk/internal/db"
)

// segment is a run of lines that is checked by itself: whether a line fits is a
// question of it and of the stored hash before it, so that many segments can be
// checked at once.
type segment struct {
	from, to int64 // both included
	erased   int64 // lines whose personal data is gone
	bad      Finding
}

// check reads the segment and finds its first bad line. What the fast way does
// not find good, for whatever reason, the slow way judges.
func (s *segment) check(ctx context.Context, q db.Q) error {
	good, err := s.fast(ctx, q)
	if err != nil || good {
		return err
	}
	return s.slow(ctx, q)
}

// first is the line to begin with: the one before the segment, because its hash
// is needed.
func (s *segment) first() int64 { return max(s.from-1, 1) }

// slow reads the members of each line, and so can check every form.
func (s *segment) slow(ctx context.Context, q db.Q) error {
	var lines []Line
	if err := db.Gorm(ctx, q).Order("seq").Find(&lines, "seq BETWEEN ? AND ?", s.first(), s.to).Error; err != nil {
		return db.Err(err)
	}
	asides, err := asidesOf(ctx, q, numbers(lines))
	if err != nil {
		return err
	}
	s.erased = 0
	next, previous := s.first(), ""
	for _, l := range lines {
		aside, kept := asides[l.Seq]
		switch {
		case l.Seq != next:
			s.bad = Finding{Seq: next, What: Missing}
		case l.Seq < s.from: // of the segment before, which judges it
		case l.Hash == "" || l.Hash != l.sum(previous):
			s.bad = Finding{Seq: l.Seq, What: Changed}
		case kept && aside.sum() != l.Private:
			s.bad = Finding{Seq: l.Seq, What: PrivateChanged}
		case !kept && l.Private != "":
			s.erased++
		}
		if s.bad.What != Nothing {
			return nil
		}
		next, previous = next+1, l.Hash
	}
	if next <= s.to {
		s.bad = Finding{Seq: next, What: Missing}
	}
	return nil
}

func numbers(lines []Line) []int64 {
	seqs := make([]int64, len(lines))
	for i, l := range lines {
		seqs[i] = l.Seq
	}
	return seqs
}
