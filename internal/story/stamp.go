package story

import (
	"cmp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// stamp is what a dateline says. An empty string is a part it does not have.
type stamp struct {
	weekday            string // as in time.Weekday.String
	date, clock, zone  string // as they stand in the line
	day, month, year   int
	hour, minute       int
	second             int
	offset             int // seconds east of UTC
	half               string
	exact, nonsensical bool // has seconds; names an hour that does not exist
}

// readStamp reads a line such as "Thứ Ba, 24/03/2020, 18:26 [GMT+7]". It
// reports false unless every word of the line belongs to a date, one of them
// being the date itself, day first.
func readStamp(text string) (stamp, bool) {
	var s stamp
	text = s.readWeekday(text)
	for _, word := range strings.FieldsFunc(text, separates) {
		if !s.take(word) {
			return stamp{}, false
		}
	}
	s.settle()
	return s, s.date != ""
}

func separates(r rune) bool {
	return unicode.IsSpace(r) || strings.ContainsRune(",;|[]()–—", r)
}

// take reads one word, and reports false for one that is out of place.
func (s *stamp) take(word string) bool {
	switch strings.ToLower(word) {
	case "-", "ngày", "lúc", "at", "on":
		return true
	case "am", "pm":
		fresh := s.half == ""
		s.half = strings.ToLower(word)
		return fresh
	}
	switch {
	case s.date == "" && s.readDate(word):
		s.date = word
	case s.clock == "" && s.readClock(word):
		s.clock = word
	case s.zone == "" && s.readZone(word):
		s.zone = word
	default:
		return false
	}
	return true
}

// settle brings the hours of the twelve-hour clock to those of the day.
func (s *stamp) settle() {
	if s.half == "" {
		s.nonsensical = s.hour > 23 || s.minute > 59 || s.second > 59
		return
	}
	s.nonsensical = s.clock == "" || s.hour < 1 || s.hour > 12 || s.minute > 59 || s.second > 59
	s.hour %= 12
	if s.half == "pm" {
		s.hour += 12
	}
}

// readWeekday takes the day of the week off the front of a dateline.
func (s *stamp) readWeekday(text string) string {
	runes := []rune(text)
	for _, d := range dayNames() {
		n := utf8.RuneCountInString(d.name)
		if len(runes) <= n || wordy(runes[n]) || !strings.EqualFold(string(runes[:n]), d.name) {
			continue
		}
		s.weekday = d.day.String()
		return string(runes[n:])
	}
	return text
}

type dayName struct {
	name string
	day  time.Weekday
}

// dayNames lists the days of the week as Vietnamese and English pages spell
// them, in lower case.
func dayNames() []dayName {
	return []dayName{
		{"chủ nhật", time.Sunday},
		{"thứ hai", time.Monday},
		{"thứ ba", time.Tuesday},
		{"thứ tư", time.Wednesday},
		{"thứ năm", time.Thursday},
		{"thứ sáu", time.Friday},
		{"thứ bảy", time.Saturday},
		{"thứ 2", time.Monday},
		{"thứ 3", time.Tuesday},
		{"thứ 4", time.Wednesday},
		{"thứ 5", time.Thursday},
		{"thứ 6", time.Friday},
		{"thứ 7", time.Saturday},
		{"cn", time.Sunday},
		{"sunday", time.Sunday},
		{"monday", time.Monday},
		{"tuesday", time.Tuesday},
		{"wednesday", time.Wednesday},
		{"thursday", time.Thursday},
		{"friday", time.Friday},
		{"saturday", time.Saturday},
		{"sun", time.Sunday},
		{"mon", time.Monday},
		{"tue", time.Tuesday},
		{"wed", time.Wednesday},
		{"thu", time.Thursday},
		{"fri", time.Friday},
		{"sat", time.Saturday},
	}
}

func (s *stamp) readDate(word string) bool {
	for _, mark := range []string{"/", "-", "."} {
		parts := strings.Split(word, mark)
		if len(parts) != 3 || len(parts[2]) != 4 {
			continue
		}
		n, ok := numbers(parts)
		if ok {
			s.day, s.month, s.year = n[0], n[1], n[2]
		}
		return ok
	}
	return false
}

func (s *stamp) readClock(word string) bool {
	word = strings.Replace(strings.ToLower(word), "h", ":", 1)
	parts := strings.Split(word, ":")
	if len(parts) < 2 || len(parts) > 3 || len(parts[1]) != 2 {
		return false
	}
	n, ok := numbers(parts)
	if !ok {
		return false
	}
	s.hour, s.minute = n[0], n[1]
	if len(n) == 3 {
		s.second, s.exact = n[2], true
	}
	return true
}

// numbers reads parts of one to two digits; the last can have four.
func numbers(parts []string) ([]int, bool) {
	var all []int
	for i, p := range parts {
		widest := 2
		if i == 2 {
			widest = 4
		}
		n, err := strconv.ParseUint(p, 10, 16)
		if err != nil || len(p) > widest {
			return nil, false
		}
		all = append(all, int(n))
	}
	return all, true
}

// readZone reads GMT+7, UTC-03:30 and the like: hours, and minutes after a
// colon, no more than 14 hours from UTC.
func (s *stamp) readZone(word string) bool {
	upper := strings.ToUpper(word)
	rest, gmt := strings.CutPrefix(upper, "GMT")
	rest, utc := strings.CutPrefix(rest, "UTC")
	if gmt == utc {
		return false
	}
	if rest == "" {
		return true
	}
	hours, minutes, _ := strings.Cut(rest[1:], ":")
	n, ok := numbers([]string{hours, cmp.Or(minutes, "0")})
	if !ok || n[0] > 14 || n[1] > 59 {
		return false
	}
	s.offset = (n[0]*60 + n[1]) * 60
	switch rest[0] {
	case '-':
		s.offset = -s.offset
		return true
	case '+':
		return true
	}
	return false
}
