package ical

import (
	"bytes"
	"iter"
	"strings"
)

// property is a content line of a file.
type property struct {
	line   int
	name   string // in upper case
	params []parameter
	value  string
	broken bool // it is none
}

// parameter is NAME=value of a property; of a list of values it has the first.
type parameter struct{ name, value string }

// paramsMost is how many parameters of a line count.
const paramsMost = 50

// param is the value of a parameter, or empty.
func (p property) param(name string) string {
	for _, q := range p.params {
		if q.name == name {
			return q.value
		}
	}
	return ""
}

// text is the value of a property of type TEXT.
func (p property) text() string { return unescape(p.value) }

// word is a value that is one of a few, in upper case.
func (p property) word() string { return strings.ToUpper(strings.TrimSpace(p.value)) }

// properties yields the content lines of a file, whatever ends its lines.
// Folded lines are put together before they are taken for characters, since some
// writers fold inside of these. Empty lines are none.
func properties(raw []byte) iter.Seq[property] {
	return func(yield func(property) bool) {
		raw = bytes.TrimPrefix(raw, []byte("\xEF\xBB\xBF"))
		var text []byte
		begun, line := 0, 0
		for len(raw) > 0 {
			var one []byte
			one, raw = cutLine(raw)
			line++
			switch {
			case len(one) == 0:
			case begun > 0 && (one[0] == ' ' || one[0] == '\t'):
				text = append(text, one[1:]...)
			default:
				if begun > 0 && !yield(parse(begun, visible(text))) {
					return
				}
				text, begun = append(text[:0], one...), line
			}
		}
		if begun > 0 {
			yield(parse(begun, visible(text)))
		}
	}
}

// cutLine takes a line off, which CRLF, LF or CR ends.
func cutLine(raw []byte) (line, rest []byte) {
	end := bytes.IndexAny(raw, "\r\n")
	if end < 0 {
		return raw, nil
	}
	next := end + 1
	if raw[end] == '\r' && next < len(raw) && raw[next] == '\n' {
		next++
	}
	return raw[:end], raw[next:]
}

// visible is the text of a line, without what has no place in one.
func visible(line []byte) string {
	return strings.Map(func(r rune) rune {
		if !printable(r) {
			return -1
		}
		return r
	}, string(bytes.ToValidUTF8(line, []byte("\uFFFD"))))
}

// parse reads name *(";" param) ":" value of RFC 5545 §3.1.
func parse(line int, text string) property {
	p := property{line: line}
	end := strings.IndexAny(text, ";:")
	if end < 0 || !token(strings.TrimSpace(text[:end])) {
		return property{line: line, broken: true}
	}
	p.name = strings.ToUpper(strings.TrimSpace(text[:end]))
	rest := text[end:]
	for strings.HasPrefix(rest, ";") {
		var one parameter
		one, rest = cutParam(rest[1:])
		if len(p.params) < paramsMost {
			p.params = append(p.params, one)
		}
	}
	value, found := strings.CutPrefix(rest, ":")
	p.value, p.broken = value, !found
	return p
}

// cutParam takes a parameter off. What follows its first value is skipped.
func cutParam(text string) (p parameter, rest string) {
	end := strings.IndexAny(text, "=;:")
	if end < 0 || text[end] != '=' {
		return p, text[max(end, 0):]
	}
	p.name = strings.ToUpper(text[:end])
	p.value, rest = cutValue(text[end+1:])
	for strings.HasPrefix(rest, ",") {
		_, rest = cutValue(rest[1:])
	}
	return p, rest
}

// cutValue takes the value of a parameter off, with or without quotes. A quote
// that is never closed is a character like others.
func cutValue(text string) (value, rest string) {
	if strings.HasPrefix(text, `"`) {
		if quoted, after, closed := strings.Cut(text[1:], `"`); closed {
			return unquote(quoted), after
		}
	}
	end := strings.IndexAny(text, ",;:")
	if end < 0 {
		return unquote(text), ""
	}
	return unquote(text[:end]), text[end:]
}
