package policy_test

import (
	"testing"

	"newsdesk/internal/content"
	"newsdesk/internal/policy"
)

// BenchmarkMay is the price of one question, for a role with few permissions
// and for one with many, and of all that allowed_actions asks.
func BenchmarkMay(b *testing.B) {
	s := policy.Subject{Kind: "article", State: content.InReview, Section: mine}
	for _, r := range []policy.Role{policy.Reporter, policy.EditorInChief} {
		held := rights(grant(r))
		b.Run(string(r)+"/one verb", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				policy.May(policy.Rules{}, held, policy.Publish, s)
			}
		})
		b.Run(string(r)+"/allowed actions", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				for _, v := range policy.Verbs() {
					policy.May(policy.Rules{}, held, v, s)
				}
			}
		})
	}
}
