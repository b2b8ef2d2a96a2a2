package story

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"newsdesk/internal/fault"
)

// MaxSize is the most bytes a page can have: 1 MiB, a few hundred times a long
// report.
const MaxSize = 1 << 20

// read returns the text of a page in NFC, with line feeds as its only line
// ends and without a byte order mark.
func read(r io.Reader) (string, error) {
	raw, err := io.ReadAll(io.LimitReader(r, MaxSize+1))
	if err != nil {
		return "", fmt.Errorf("reading the page: %w", err)
	}
	if len(raw) > MaxSize {
		return "", fault.New(fault.TooLarge, "A page can have at most %d bytes", MaxSize)
	}
	text := string(raw)
	if at := foreign(text); at >= 0 {
		return "", fault.New(fault.UnsupportedMedia, "The page is not plain UTF-8 text: see byte %d", at)
	}
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	return norm.NFC.String(strings.TrimPrefix(text, "\ufeff")), nil
}

// foreign is the offset of the first byte that is no part of plain text, or -1.
func foreign(text string) int {
	for at, r := range text {
		if r == utf8.RuneError && !strings.HasPrefix(text[at:], "\ufffd") {
			return at
		}
		if unicode.IsControl(r) && !strings.ContainsRune("\t\n\r\f\u0085", r) {
			return at
		}
	}
	return -1
}

// sift tells the lines that say something from what the layout of the page
// left behind: blank lines, and lines of nothing but dots and the like.
func sift(text string) (content []Line, furniture []int, blank int) {
	number := 0
	for one := range strings.Lines(text) {
		number++
		one = strings.TrimFunc(one, invisible)
		switch {
		case one == "":
			blank++
		case !strings.ContainsFunc(one, wordy):
			furniture = append(furniture, number)
		default:
			content = append(content, Line{number, one})
		}
	}
	return content, furniture, blank
}

func wordy(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// invisible is about spaces and the zero-width characters that web pages put
// where a word may break.
func invisible(r rune) bool {
	return unicode.IsSpace(r) || r == '\u200b' || r == '\u2060' || r == '\ufeff'
}

// touching reports whether b stands directly below a.
func touching(a, b Line) bool { return b.Number == a.Number+1 }

// length is the number of characters of a line.
func length(l Line) int { return utf8.RuneCountInString(l.Text) }

// finished reports whether a line ends like a sentence, closing quotes and
// brackets aside.
func finished(text string) bool {
	bare := strings.TrimRight(text, "\"'”’»)]")
	last, _ := utf8.DecodeLastRuneInString(bare)
	return strings.ContainsRune(".!?…:;", last)
}
