package ical

import (
	"strings"
	"time"
)

// parseTime reads a DATE or DATE-TIME. The type is what VALUE says, if it says
// anything; a bare day without it is common and clear. The zone is as the file
// calls it. The code is empty, or says what is wrong.
func parseTime(value, kind, zone string) (t Time, code string) {
	value = strings.ToUpper(strings.TrimSpace(value))
	isDay := !strings.Contains(value, "T")
	switch {
	case kind != "" && kind != "DATE" && kind != "DATE-TIME":
		return t, ValueMismatch
	case kind == "DATE" && !isDay, kind == "DATE-TIME" && isDay:
		return t, ValueMismatch
	case isDay:
		day, ok := parseWall(value, dayForm)
		if !ok {
			return t, BadDate
		}
		return Time{Local: day, Date: true}, ""
	}
	clock, utc := strings.CutSuffix(value, "Z")
	local, ok := parseWall(clock, wallForm)
	if !ok {
		return t, BadDate
	}
	if utc {
		zone = ""
	}
	return Time{Local: local, Zone: zone, UTC: utc}, ""
}

// parseWall reads a wall clock. The sixtieth second, which leaps, is the one
// before (RFC 5545 §3.3.12). A year 0 there is not.
func parseWall(value, form string) (time.Time, bool) {
	if len(value) != len(form) {
		return time.Time{}, false
	}
	if len(form) == len(wallForm) && strings.HasSuffix(value, "60") {
		value = value[:len(value)-2] + "59"
	}
	t, err := time.Parse(form, value)
	return t, err == nil && t.Year() >= 1
}

// parseStamp reads DTSTAMP and its like, which are in UTC even where they do not
// say so. What cannot be read is no stamp: programs that date things to the year
// 0 are widespread.
func parseStamp(p property) time.Time {
	t, _ := parseTime(p.value, "", "")
	return t.Local
}

// daysMost is the longest span that is read, in days: more than there are
// between the years 1 and 9999.
const daysMost = 4_000_000

// parseSpan reads a DURATION that is not negative.
func parseSpan(value string) (s span, ok bool) {
	value = strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(value)), "+")
	value, ok = strings.CutPrefix(value, "P")
	if !ok || value == "" {
		return s, false
	}
	days, clock, timed := strings.Cut(value, "T")
	if timed && clock == "" {
		return s, false
	}
	for days != "" && ok {
		days, ok = s.add(days, false)
	}
	for clock != "" && ok {
		clock, ok = s.add(clock, true)
	}
	return s, ok
}

// add takes a number with its unit off the text.
func (s *span) add(text string, timed bool) (rest string, ok bool) {
	n, i := 0, 0
	for i < len(text) && text[i] >= '0' && text[i] <= '9' {
		n = min(n*10+int(text[i]-'0'), daysMost*86_400)
		i++
	}
	if i == 0 || i == len(text) {
		return "", false
	}
	switch unit := text[i]; {
	case unit == 'W' && !timed:
		s.days += 7 * n
	case unit == 'D' && !timed:
		s.days += n
	case unit == 'H' && timed && n <= daysMost*24:
		s.time += time.Duration(n) * time.Hour
	case unit == 'M' && timed && n <= daysMost*24*60:
		s.time += time.Duration(n) * time.Minute
	case unit == 'S' && timed:
		s.time += time.Duration(n) * time.Second
	default:
		return "", false
	}
	return text[i+1:], s.days <= daysMost && s.time >= 0
}

// after is the time a span later: days are counted on the calendar, and hours as
// they pass, also where the clocks are set in between (RFC 5545 §3.3.6). The
// zone of t is known.
func (z zoneTable) after(t Time, s span) Time {
	t.Local = t.Local.AddDate(0, 0, s.days)
	if t.Zone == "" {
		t.Local = t.Local.Add(s.time)
		return t
	}
	if s.time == 0 {
		return t
	}
	return z.sees(z.instant(t).Add(s.time), t.Zone)
}
