package rest

import (
	"net/http"
	"strings"
	"time"
)

// has reports whether the client holds a already, so that 304 says it all. An
// entity tag is asked before a date (RFC 9110, section 13.2.2), and tags are
// compared weakly: in another encoding it is still the same news.
func (a *Answer) has(r *http.Request) bool {
	if a.status() != http.StatusOK || r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	if tags := r.Header["If-None-Match"]; len(tags) > 0 {
		return a.ETag != "" && anyMatches(tags, a.ETag)
	}
	if since := r.Header["If-Modified-Since"]; len(since) == 1 && !a.Modified.IsZero() {
		seen, err := http.ParseTime(since[0])
		return err == nil && !a.Modified.Truncate(time.Second).After(seen)
	}
	return false
}

func anyMatches(lists []string, tag string) bool {
	for _, list := range lists {
		if strings.TrimSpace(list) == "*" {
			return true
		}
		for sent := range strings.SplitSeq(list, ",") {
			if seen, ok := opaque(strings.TrimSpace(sent)); ok && seen == tag {
				return true
			}
		}
	}
	return false
}
