package api

import (
	"math"
	"net/netip"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/maypok86/otter/v2"
	"golang.org/x/time/rate"

	"newsdesk/api/rest"
	"newsdesk/internal/auth"
	"newsdesk/internal/fault"
)

// Quota is how much one caller may ask for: Requests in each Window, all at
// once if need be. Costly routes count as several requests. The zero value
// sets no limit.
type Quota struct {
	Requests int
	Window   time.Duration
	Always   bool // in exempt networks too: someone gave it to this very caller
}

// bucketsMost bounds the memory for quotas: who has not been seen for that
// many others starts afresh.
const bucketsMost = 50_000

// quotas are what callers have left, in buckets that fill at a steady rate.
type quotas struct {
	address tariff
	actor   tariff
	exempt  []netip.Prefix
	buckets *otter.Cache[caller, *rate.Limiter]
}

// tariff is a quota with its name and its header, both as on the wire.
type tariff struct {
	Quota
	name   string
	policy []string
}

// caller is one address, or one actor.
type caller struct {
	address netip.Addr
	actor   string
}

func newQuotas(p Policy) *quotas {
	return &quotas{
		address: newTariff("anon", p.Anonymous), actor: newTariff("known", p.Known), exempt: p.Exempt,
		buckets: otter.Must(&otter.Options[caller, *rate.Limiter]{MaximumSize: bucketsMost}),
	}
}

func newTariff(name string, q Quota) tariff {
	window := strconv.Itoa(int(q.Window.Seconds()))
	return tariff{q, name, []string{`"` + name + `";q=` + strconv.Itoa(q.Requests) + ";w=" + window}}
}

// takeAddress takes the request from the quota of its address. Networks with
// IPv6 give whole /64 to one customer, who therefore has one quota.
func (q *quotas) takeAddress(c echo.Context, v *rest.Visit) error {
	return q.take(c, v, q.address, caller{address: network(v.Address)})
}

// takeActor takes the request from the quota of someone who has signed in, or
// of a key that has one of its own.
func (q *quotas) takeActor(c echo.Context, v *rest.Visit, actor auth.Actor, own Quota) error {
	t := q.actor
	if own.Requests > 0 {
		t = newTariff("key", own)
	}
	return q.take(c, v, t, caller{actor: actor.ID})
}

func network(a netip.Addr) netip.Addr {
	if a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.Addr()
		}
	}
	return a
}

// look fails if the quota of the address is used up, and takes nothing. It
// spares the work of looking at tokens that someone is guessing.
func (q *quotas) look(v *rest.Visit) error {
	if q.free(v, q.address) {
		return nil
	}
	bucket, ok := q.buckets.GetIfPresent(caller{address: network(v.Address)})
	if !ok || bucket.TokensAt(v.Now) >= 1 {
		return nil
	}
	return q.address.exceeded(bucket, v.Now, 1)
}

func (q *quotas) free(v *rest.Visit, t tariff) bool {
	return t.Requests == 0 || !t.Always && within(q.exempt, v.Address)
}

func (q *quotas) take(c echo.Context, v *rest.Visit, t tariff, who caller) error {
	if q.free(v, t) {
		return nil
	}
	cost := 1
	if v.Route != nil {
		cost = min(v.Route.Cost, t.Requests)
	}
	bucket := q.bucket(t, who)
	ok := bucket.AllowN(v.Now, cost)
	h := c.Response().Header()
	h["Ratelimit-Policy"] = t.policy
	h["Ratelimit"] = []string{t.left(bucket, v.Now)}
	if !ok {
		return t.exceeded(bucket, v.Now, cost)
	}
	return nil
}

func (q *quotas) bucket(t tariff, who caller) *rate.Limiter {
	if bucket, ok := q.buckets.GetIfPresent(who); ok {
		if bucket.Burst() != t.Requests || bucket.Limit() != t.rate() { // someone gave the key another quota
			bucket.SetBurst(t.Requests)
			bucket.SetLimit(t.rate())
		}
		return bucket
	}
	bucket, _ := q.buckets.SetIfAbsent(who, rate.NewLimiter(t.rate(), t.Requests))
	return bucket
}

// rate is in requests per second.
func (t tariff) rate() rate.Limit {
	return rate.Limit(float64(t.Requests) / t.Window.Seconds())
}

// left is the RateLimit header: the requests that are left, and the seconds
// until the quota is whole again.
func (t tariff) left(bucket *rate.Limiter, now time.Time) string {
	tokens := max(0, bucket.TokensAt(now))
	whole := (float64(t.Requests) - tokens) / float64(t.rate())
	return `"` + t.name + `";r=` + strconv.Itoa(int(tokens)) + ";t=" + strconv.Itoa(int(math.Ceil(whole)))
}

func (t tariff) exceeded(bucket *rate.Limiter, now time.Time, cost int) error {
	missing := float64(cost) - bucket.TokensAt(now)
	e := fault.New(fault.RateLimited, "Too many requests in a short time; Retry-After says when to come back")
	e.Retry = time.Duration(missing / float64(t.rate()) * float64(time.Second))
	return e
}
