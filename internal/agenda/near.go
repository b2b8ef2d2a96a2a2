package agenda

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"newsdesk/internal/event"
)

// Near is a circle on the Earth: degrees (WGS 84), and metres.
type Near struct{ Lat, Lon, Radius float64 }

// earth is the mean radius of the Earth (IUGG), in metres.
const earth = 6_371_008.8

// distance is how far a place is from the middle, in metres, on a sphere.
func (n Near) distance(lat, lon float64) float64 {
	a, b := radians(n.Lat), radians(lat)
	h := hav(b-a) + math.Cos(a)*math.Cos(b)*hav(radians(lon-n.Lon))
	return 2 * earth * math.Asin(math.Sqrt(math.Min(1, h)))
}

func radians(degrees float64) float64 { return degrees * math.Pi / 180 }

func hav(angle float64) float64 { return math.Pow(math.Sin(angle/2), 2) }

// box bounds the circle for the index. Where the circle crosses the antimeridian
// there are two ranges of longitudes; where it holds a pole, they are all.
func (n Near) box(s *statement) *statement {
	reach := n.Radius / earth * 180 / math.Pi
	s.and("o.latitude IS NOT NULL AND o.latitude >= ? AND o.latitude <= ?", n.Lat-reach, n.Lat+reach)
	if math.Abs(n.Lat)+reach >= 90 {
		return s
	}
	wide := math.Asin(math.Sin(radians(reach))/math.Cos(radians(n.Lat))) * 180 / math.Pi
	west, east := n.Lon-wide, n.Lon+wide
	switch {
	case west < -180:
		return s.and("(o.longitude >= ? OR o.longitude <= ?)", west+360, east)
	case east > 180:
		return s.and("(o.longitude >= ? OR o.longitude <= ?)", west, east-360)
	}
	return s.and("o.longitude >= ? AND o.longitude <= ?", west, east)
}

// near lists what takes place within the circle, the nearest first.
func (a *Agenda) near(ctx context.Context, q Query) ([]Occasion, error) {
	s := q.Near.box(a.build(q))
	s.and("(o.ends_at IS NULL OR o.ends_at > ?)", q.From)
	if !q.To.IsZero() {
		s.and("o.starts_at < ?", q.To)
	}
	rows, err := a.rows(ctx, s)
	if err != nil {
		return nil, err
	}
	rows = slices.DeleteFunc(rows, func(r row) bool { return r.distance > q.Near.Radius })
	found := slices.DeleteFunc(q.occasions(rows), func(o Occasion) bool {
		return q.After != nil && byDistance(o, Occasion{ID: q.After.ID, Distance: q.After.Distance, Occurrence: event.Occurrence{Key: q.After.Key}}) <= 0
	})
	slices.SortFunc(found, byDistance)
	return found[:min(len(found), q.Limit)], nil
}

func byDistance(a, b Occasion) int {
	return cmp.Or(cmp.Compare(a.Distance, b.Distance), strings.Compare(a.ID, b.ID), strings.Compare(a.Key, b.Key))
}
