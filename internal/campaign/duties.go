package campaign

import (
	"fmt"
	"time"
)

func pointer(list string, i int, member string) string {
	return fmt.Sprintf("%s/%d%s", list, i, member)
}

// Duty is one thing that a policy wants to be made known, and how it stands.
type Duty struct {
	Code  string // stable
	Text  string // a full sentence in English, the key of its translation
	Done  bool
	DueAt *time.Time // exclusive; nil: no day is set
	// Assumed: the day is a setting of this newsroom and not one that we found in the law.
	Assumed bool
}

// Overdue reports whether the duty should have been done by now.
func (d Duty) Overdue(now time.Time) bool { return !d.Done && d.DueAt != nil && !now.Before(*d.DueAt) }

// Facts are what the ledger and its papers say, as far as duties depend on it.
type Facts struct {
	Statements  int  // published
	Final       bool // the newest statement was made after the campaign closed
	Handed      bool // all that came in is handed out
	Evidenced   bool // each disbursement has its evidence
	Disbursed   int  // how many disbursements there are
	ResultsDays int  // setting: days after closing by which results are published; 0: no day is set
}

// Duties are those of the policy of c, in the order in which they fall due.
func (c *Campaign) Duties(f Facts) []Duty {
	all := []Duty{}
	if c.PolicyID != VN93 {
		return all
	}
	add := func(done bool, code, text string, due *time.Time, assumed bool) {
		all = append(all, Duty{VN93 + "." + code, text, done, due, assumed})
	}
	named := len(c.Beneficiaries.V) > 0
	add(len(c.Documents.V) > 0, "call", "Publish the document that calls for donations (article 14, 2a)", c.OpensAt, false)
	add(len(c.Channels.V) > 0 && c.OpensAt != nil, "reception", "Publish when, where and how donations are taken (article 14, 2d)", c.OpensAt, false)
	add(named, "beneficiaries", "Publish who is supported, and by how much (article 14, 2c)", nil, false)
	var results *time.Time
	if c.ClosesAt != nil && f.ResultsDays > 0 {
		results = new(c.ClosesAt.AddDate(0, 0, f.ResultsDays))
	}
	add(f.Final, "results", "Publish what was received and how it is handed out (article 14, 2b)", results, results != nil)
	if c.Custody == Own {
		due := c.due()
		if due.IsZero() {
			due = c.latestDue()
		}
		var by *time.Time
		if !due.IsZero() {
			by = new(due)
		}
		add(f.Handed, "distribution", "Hand out what was received", by, false)
		add(f.Disbursed > 0 && f.Evidenced, "evidence", "Keep evidence of each disbursement", by, false)
	}
	return all
}
