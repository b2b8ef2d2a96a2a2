package rest

import (
	"sync"
	"testing"

	"newsdesk/internal/fault"
)

func TestLanguages(t *testing.T) {
	words := newWords()
	text := fault.Text{Format: "%d fields need attention", Args: []any{2}}
	for accept, want := range map[string]string{
		"": "2 fields need attention", "en": "2 fields need attention", "fr": "2 fields need attention", "%%": "2 fields need attention",
		"vi": "2 trường cần xem lại", "vi-VN,vi;q=0.9,en;q=0.8": "2 trường cần xem lại", "en;q=0.5, vi": "2 trường cần xem lại",
		"vi;q=0.1, en": "2 fields need attention",
	} {
		if got := words.choose(accept).say(text); got != want {
			t.Errorf("Accept-Language %q: got %q, want %q", accept, got, want)
		}
	}
}

func TestManySpeakAtOnce(t *testing.T) {
	words := newWords()
	var all sync.WaitGroup
	for i := range 64 {
		all.Go(func() {
			text := fault.Text{Format: "Lists nest to depth %d at most", Args: []any{i % 8}}
			if got, want := words.choose("vi").say(text), "Danh sách lồng nhau tối đa "+string(rune('0'+i%8))+" tầng"; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
	all.Wait()
}
