package donate

import (
	"context"
	"slices"
	"sync"
	"time"

	"newsdesk/internal/ledger"
)

// Pulse tells those who follow figures that they may be others now: at once of what
// this process booked, and within half a second of what others did. Its zero value
// is ready. It may be used from many goroutines.
type Pulse struct {
	mu    sync.Mutex
	beats map[string]int64 // by campaign
	all   int64            // beats that may be about any
	dirty map[string]bool
	wait  map[string][]chan struct{}
	over  bool
}

// Changed notes that the figures of a campaign may be others now.
func (p *Pulse) Changed(campaignID string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.beats == nil {
		p.beats, p.dirty, p.wait = map[string]int64{}, map[string]bool{}, map[string][]chan struct{}{}
	}
	p.beats[campaignID]++
	p.dirty[campaignID] = true
	p.wake(campaignID)
}

// wake tells those who wait for a campaign. The lock is held.
func (p *Pulse) wake(campaignID string) {
	for _, c := range p.wait[campaignID] {
		select {
		case c <- struct{}{}:
		default: // it is told already
		}
	}
}

// Beat counts the changes of a campaign. What was read at an earlier beat may be
// out of date.
func (p *Pulse) Beat(campaignID string) int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.beats[campaignID] + p.all
}

// Follow returns a channel that is told of changes of a campaign, and a function
// that ends that. Several changes in quick succession are told once.
func (p *Pulse) Follow(campaignID string) (<-chan struct{}, func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.wait == nil {
		p.beats, p.dirty, p.wait = map[string]int64{}, map[string]bool{}, map[string][]chan struct{}{}
	}
	c := make(chan struct{}, 1)
	if p.over {
		close(c)
		return c, func() {}
	}
	p.wait[campaignID] = append(p.wait[campaignID], c)
	return c, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.wait[campaignID] = slices.DeleteFunc(p.wait[campaignID], func(other chan struct{}) bool { return other == c })
	}
}

// Close ends all that follow: their channels are closed.
func (p *Pulse) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.over = true
	for _, all := range p.wait {
		for _, c := range all {
			close(c)
		}
	}
	clear(p.wait)
}

// followEvery is how often what others booked is looked for, and how long changes
// of one campaign are gathered before its documents are printed again.
const followEvery = 400 * time.Millisecond

// Run has bring the documents of what changed brought up to date, a campaign at a
// time, and looks for what other processes booked, until ctx ends.
func (p *Pulse) Run(ctx context.Context, t *Till, bring func(ctx context.Context, campaignID string) error, report func(error)) {
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	var seen int64
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := p.Flush(ctx, bring); err != nil {
			report(err)
		}
		head, err := ledger.HeadOf(ctx, t.db)
		if err != nil {
			report(err)
			continue
		}
		if head.Number != seen {
			p.stirred()
		}
		seen = head.Number
	}
}

// stirred notes that figures of any campaign may be others now.
func (p *Pulse) stirred() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.all++
	for id := range p.wait {
		p.wake(id)
	}
}

// Flush has bring what changed since it was brought up to date last.
func (p *Pulse) Flush(ctx context.Context, bring func(ctx context.Context, campaignID string) error) error {
	p.mu.Lock()
	ids := make([]string, 0, len(p.dirty))
	for id := range p.dirty {
		ids = append(ids, id)
	}
	clear(p.dirty)
	p.mu.Unlock()
	slices.Sort(ids)
	for i, id := range ids {
		if err := bring(ctx, id); err != nil {
			for _, left := range ids[i:] {
				p.again(left)
			}
			return err
		}
	}
	return nil
}

func (p *Pulse) again(campaignID string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.dirty[campaignID] = true
}
