package story

import (
	"slices"
	"strings"
)

// headLines is how many lines can stand from the top of a page down to its
// dateline: overline, title, a summary, and the dateline itself.
const headLines = 4

// readHead takes overline, title and dateline off the top of the page and
// returns the lines that are left.
func (s *Story) readHead(lines []Line) []Line {
	at, when := findStamp(lines)
	if at < 0 {
		s.doubt(0, "/published_at", "No line reads as the date of publication")
		return s.readTitle(lines, closeOverline(lines))
	}
	s.Dateline = lines[at]
	s.date(when)
	above, below := lines[:at], lines[at+1:]
	if at == 0 {
		return s.readTitle(below, closeOverline(below))
	}
	above = s.readTitle(above, overlined(above))
	return append(slices.Clip(above), below...)
}

func findStamp(lines []Line) (int, stamp) {
	for i := range min(headLines, len(lines)) {
		if when, ok := readStamp(lines[i].Text); ok {
			return i, when
		}
	}
	return -1, stamp{}
}

func (s *Story) readTitle(lines []Line, withOverline bool) []Line {
	if withOverline {
		s.Overline, lines = lines[0], lines[1:]
		s.doubt(s.Overline.Number, "/overline", "The shorter of the two lines at the top is taken as the overline")
	}
	if len(lines) == 0 {
		return nil
	}
	s.Title = lines[0]
	return lines[1:]
}

// overlined reports whether lines start with an overline and a title: neither
// ends like a paragraph, and the longer one is below.
func overlined(lines []Line) bool {
	return len(lines) >= 2 && !stopped(lines[0]) && !stopped(lines[1]) && length(lines[0]) < length(lines[1])
}

// closeOverline is overlined for pages where no dateline marks the end of the
// head. There, only a line that touches the title can be its overline.
func closeOverline(lines []Line) bool {
	return len(lines) >= 3 && overlined(lines) && touching(lines[0], lines[1]) && !touching(lines[1], lines[2])
}

// stopped reports whether a line ends with a full stop. Titles can end with a
// question mark, so that finished would be too much to ask.
func stopped(l Line) bool { return strings.HasSuffix(l.Text, ".") }
