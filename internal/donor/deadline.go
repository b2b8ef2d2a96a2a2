package donor

import (
	"slices"
	"time"
)

// What the law wants of whoever is asked (Law 91/2025/QH15 with Decree
// 356/2025/ND-CP).
const (
	answerDays    = 2  // working days
	doneDays      = 15 // days
	processorDays = 20 // days, where others process data for us
	extraDays     = 15 // days, once
)

// calendar tells days of Vietnam, which has one zone and no summer time.
type calendar struct{ holidays []string }

func hanoi() *time.Location {
	const offset = 7 * 3600
	return time.FixedZone("Asia/Ho_Chi_Minh", offset)
}

// days is the end of the n-th day behind the one of t: the instant at which the
// next begins. The day of t does not count, and a last day without work is not moved,
// so that what is done by then is done in time by any reading.
func (calendar) days(t time.Time, n int) time.Time {
	y, m, d := t.In(hanoi()).Date()
	return time.Date(y, m, d+n+1, 0, 0, 0, 0, hanoi()).UTC()
}

// workingDays is days, counting those on which people work.
func (c calendar) workingDays(t time.Time, n int) time.Time {
	y, m, d := t.In(hanoi()).Date()
	day := time.Date(y, m, d, 0, 0, 0, 0, hanoi())
	for n > 0 {
		day = day.AddDate(0, 0, 1)
		if c.work(day) {
			n--
		}
	}
	return day.AddDate(0, 0, 1).UTC()
}

func (c calendar) work(day time.Time) bool {
	weekend := day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
	return !weekend && !slices.Contains(c.holidays, day.Format(time.DateOnly))
}
