package ical

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// lineMost is the length of a line in octets, without its end (RFC 5545 §3.1).
const lineMost = 75

// fold appends a content line to out, broken where it is too long, but never
// inside a character.
func fold(out []byte, line string) []byte {
	room := lineMost
	for len(line) > room {
		cut := room
		for !utf8.RuneStart(line[cut]) {
			cut--
		}
		out = append(append(out, line[:cut]...), "\r\n "...)
		line = line[cut:]
		room = lineMost - 1 // the space that marks what goes on
	}
	return append(append(out, line...), "\r\n"...)
}

// escape makes a TEXT of s (RFC 5545 §3.3.11). Control characters have no form
// there and are dropped.
func escape(s string) string {
	var b strings.Builder
	for _, r := range strings.ReplaceAll(s, "\r\n", "\n") {
		switch {
		case r == '\n' || r == '\r':
			b.WriteString(`\n`)
		case r == '\\' || r == ';' || r == ',':
			b.WriteByte('\\')
			b.WriteRune(r)
		case printable(r):
			b.WriteRune(r)
		}
	}
	return b.String()
}

// unescape is the text that a TEXT stands for. A backslash before any other
// character stands for itself: it is the path of somebody's file.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		switch s[i] {
		case 'n', 'N':
			b.WriteByte('\n')
		case '\\', ';', ',':
			b.WriteByte(s[i])
		default:
			b.WriteByte('\\')
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// list splits the values of a property at the commas that are not escaped, and
// leaves out empty ones.
func list(s string) (values []string) {
	begun := 0
	add := func(end int) {
		if v := unescape(s[begun:end]); v != "" {
			values = append(values, v)
		}
		begun = end + 1
	}
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case ',':
			add(i)
		}
	}
	add(len(s))
	return values
}

// quote makes the value of a parameter (RFC 6868), always in quotes, so that
// nobody has to know which characters need them.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range strings.ReplaceAll(s, "\r\n", "\n") {
		switch {
		case r == '\n' || r == '\r':
			b.WriteString("^n")
		case r == '^':
			b.WriteString("^^")
		case r == '"':
			b.WriteString("^'")
		case printable(r):
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// unquote undoes the circumflexes of RFC 6868.
func unquote(s string) string {
	if !strings.Contains(s, "^") {
		return s
	}
	return strings.NewReplacer("^^", "^", "^n", "\n", "^'", `"`).Replace(s)
}

// oneLine is s without what cannot stand in an address or a rule.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// printable reports whether r may stand in a line.
func printable(r rune) bool { return r == '\t' || !unicode.IsControl(r) }

// token reports whether s can be the name of a property, of a type or a method
// (RFC 5545 §3.1, name).
func token(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return r != '-' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	})
}
