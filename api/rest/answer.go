package rest

import (
	"maps"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"
)

// Answer is what the public gets: bytes that are ready, and what caches may do
// with them. It is made once and may then be sent any number of times, by many
// goroutines at once; nothing of it may change after the first Send.
type Answer struct {
	Status   int           // 0 means 200
	Type     string        // media type, with its charset
	Language string        // BCP 47; "" if none is meant
	Body     []byte        // before compression
	ETag     string        // what makes this version unlike others, without quotes; "" if unknown
	Modified time.Time     // zero if unknown
	Until    time.Time     // when time alone will change the answer; zero if never
	MaxAge   time.Duration // how long caches need not ask; 0 means 15 s
	Tags     []string      // by which caches can be told to forget it: article-{id}
	Link     string        // RFC 8288
	Headers  http.Header   // any others

	once sync.Once
	head head
	gzip variant
	zstd variant
}

// head is the part of the header that is the same each time. The slices are
// put into many headers at once and never changed.
type head struct {
	typ, language, etag, modified, tags, link, length, cache, vary []string
}

// The freshness of public answers, in seconds: caches may use an answer that
// long, then show it while they fetch the next, or when they cannot.
const (
	fresh         = 15
	staleFetching = 120
	staleFailing  = 86400
)

// Send answers with a, or with 304 if the client has it already (RFC 9110,
// section 13), compressed as the client prefers. HEAD gets the same header.
func Send(c echo.Context, a *Answer) error {
	a.once.Do(a.prepare)
	v := Of(c)
	h := c.Response().Header()
	a.describe(h, v.Now)
	r := c.Request()
	if a.has(r) {
		c.Response().WriteHeader(http.StatusNotModified)
		return nil
	}
	body, length, coding := a.Body, a.head.length, []string(nil)
	if packed, name := v.Press.choose(a, r.Header["Accept-Encoding"]); packed != nil {
		body, length, coding = packed.body, packed.length, name
	}
	put(h, "Content-Type", a.head.typ)
	put(h, "Content-Encoding", coding)
	put(h, "Content-Length", length)
	c.Response().WriteHeader(a.status())
	if r.Method == http.MethodHead {
		return nil
	}
	_, err := c.Response().Write(body)
	return err
}

func (a *Answer) status() int {
	if a.Status == 0 {
		return http.StatusOK
	}
	return a.Status
}

func (a *Answer) prepare() {
	a.head = head{
		typ: one(a.Type), language: one(a.Language), link: one(a.Link),
		tags: one(strings.Join(a.Tags, " ")), length: one(strconv.Itoa(len(a.Body))),
		vary:  one("Accept-Encoding"),
		cache: one(control(a.maxAge(), staleFetching, staleFailing)),
	}
	if a.ETag != "" {
		a.head.etag = one(`W/"` + a.ETag + `"`)
	}
	if !a.Modified.IsZero() {
		a.head.modified = one(a.Modified.UTC().Format(http.TimeFormat))
	}
}

// one returns a header value, or nil for none.
func one(value string) []string {
	if value == "" {
		return nil
	}
	return []string{value}
}

// put sets a header whose name is in canonical form, unless there is no value.
// Unlike Set it keeps the slice, so that it allocates nothing.
func put(h http.Header, name string, value []string) {
	if value != nil {
		h[name] = value
	}
}

// describe sets what a 304 has in common with the whole answer.
func (a *Answer) describe(h http.Header, now time.Time) {
	maps.Copy(h, a.Headers)
	put(h, "Content-Language", a.head.language)
	put(h, "Etag", a.head.etag)
	put(h, "Last-Modified", a.head.modified)
	put(h, "Cache-Tag", a.head.tags)
	put(h, "Link", a.head.link)
	put(h, "Cache-Control", a.freshness(now))
	put(h, "Vary", a.head.vary)
}

func (a *Answer) maxAge() int {
	if a.MaxAge == 0 {
		return fresh
	}
	return int(a.MaxAge / time.Second)
}

// freshness never lets a cache show the answer past the instant at which it
// stops being true, not even when this server does not answer.
func (a *Answer) freshness(now time.Time) []string {
	left := int(a.Until.Sub(now) / time.Second)
	if a.Until.IsZero() || left >= a.maxAge()+staleFailing {
		return a.head.cache
	}
	age := max(0, min(a.maxAge(), left))
	stale := max(0, left-age)
	return []string{control(age, min(staleFetching, stale), min(staleFailing, stale))}
}

func control(age, fetching, failing int) string {
	return "public, max-age=" + strconv.Itoa(age) +
		", stale-while-revalidate=" + strconv.Itoa(fetching) +
		", stale-if-error=" + strconv.Itoa(failing)
}
