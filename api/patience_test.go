package api

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

type secret struct{}

func TestPatienceEndsLikeAnyContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		request, leave := context.WithCancel(context.WithValue(t.Context(), secret{}, "kept"))
		p := &patience{request: request, limit: time.Second}
		defer p.end()
		if got := p.Value(secret{}); got != "kept" || p.timed.Load() != nil {
			t.Errorf("got value %v and a timer: %v, want the request's value and no timer yet", got, p.timed.Load() != nil)
		}
		child, cancel := context.WithCancel(p)
		defer cancel()
		time.Sleep(time.Second)
		<-child.Done()
		if !errors.Is(p.Err(), context.DeadlineExceeded) || p.Value(secret{}) != "kept" {
			t.Errorf("got %v after the limit, want DeadlineExceeded", p.Err())
		}
		other := &patience{request: request, limit: time.Hour}
		defer other.end()
		leave()
		<-other.Done()
		if !errors.Is(other.Err(), context.Canceled) {
			t.Errorf("got %v when the client left, want Canceled", other.Err())
		}
	})
}
