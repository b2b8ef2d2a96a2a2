package donor

import (
	"strings"
	"unicode/utf8"

	"newsdesk/internal/text"
)

// Mode is how much of a name stands in the list of donors. The words are stored
// and never change. Whatever is none of them is [Anonymous].
type Mode string

// The modes.
const (
	Anonymous Mode = "anonymous" // nothing
	Initials  Mode = "initials"  // the family name, and letters for the others
	FullName  Mode = "name"      // all of it
)

// Modes lists every mode.
func Modes() []Mode { return []Mode{Anonymous, Initials, FullName} }

// Wall is a name as the list of donors shows it: NGUYEN VAN AN with its initials is
// NGUYEN V. A., since the family name comes first; of a name of one word the letter
// alone stays. Nobody is «Ẩn danh» in Vietnamese and "Anonymous" in any other
// language.
func Wall(mode Mode, name, locale string) string {
	name = strings.Join(strings.Fields(text.NFC(name)), " ")
	shown := ""
	switch mode {
	case FullName:
		shown = name
	case Initials:
		shown = initials(strings.Fields(name))
	case Anonymous:
	}
	if shown != "" {
		return shown
	}
	if language, _, _ := strings.Cut(locale, "-"); strings.EqualFold(language, "vi") {
		return "Ẩn danh"
	}
	return "Anonymous"
}

func initials(words []string) string {
	for i, w := range words {
		if i == 0 && len(words) > 1 {
			continue
		}
		_, size := utf8.DecodeRuneInString(w)
		words[i] = w[:size] + "."
	}
	return strings.Join(words, " ")
}

// What a message can hold that somebody should look at.
const (
	FlagLink  = "link"  // an address of a page or of a mailbox
	FlagPhone = "phone" // a telephone number, or an account
)

// Flags says what of a message somebody should look at before others see it. It
// errs on the side of looking. Letters of other scripts that look Latin, accents and
// the width of letters make no difference.
func Flags(message string) (flags []string) {
	plain := text.Fold(text.Skeleton(message))
	if strings.Contains(plain, "://") || hasDomain(plain) {
		flags = append(flags, FlagLink)
	}
	if hasPhone(plain) {
		flags = append(flags, FlagPhone)
	}
	return flags
}

// hasDomain reports whether a word of s reads as the name of a host.
func hasDomain(s string) bool {
	between := func(r rune) bool {
		return r != '.' && r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z')
	}
	for _, word := range strings.FieldsFunc(s, between) {
		word = strings.Trim(word, ".-")
		dot := strings.LastIndexByte(word, '.')
		if dot > 0 && topLevel(word[dot+1:]) || strings.HasPrefix(word, "www.") {
			return true
		}
	}
	return false
}

// topLevel reports whether a word ends the names of hosts that are passed on in
// messages. Not every domain is here, since sentences run into each other without
// a space too.
func topLevel(word string) bool {
	switch word {
	case "vn", "com", "net", "org", "info", "biz", "edu", "gov", "io", "me", "co", "app", "dev", "link", "site", "online", "shop", "store",
		"top", "xyz", "club", "live", "click", "fun", "vip", "win", "bet", "asia", "page", "gl", "ly", "gg", "tk", "cc", "tv", "ru", "cn", "us":
		return true
	}
	return false
}

// hasPhone reports whether s has digits enough for a telephone number, with no more
// than a sign or two between them.
func hasPhone(s string) bool {
	const gapMost = 2
	run, gap := "", 0
	for _, r := range s + "\n" {
		switch {
		case '0' <= r && r <= '9', r == '+' && run == "":
			run, gap = run+string(r), 0
		case strings.ContainsRune(" .-()", r) && run != "" && gap < gapMost:
			run, gap = run+" ", gap+1
		default:
			if dialled(run) {
				return true
			}
			run, gap = "", 0
		}
	}
	return false
}

// dialled reports whether a run of digits begins as a telephone number does, or is
// long and in one piece, as numbers of accounts are. Amounts are neither.
func dialled(run string) bool {
	const least = 9
	digits := strings.ReplaceAll(run, " ", "")
	begins := strings.HasPrefix(digits, "+") || strings.HasPrefix(digits, "0") || strings.HasPrefix(digits, vietnam)
	return len(digits) >= least && (begins || !strings.Contains(strings.TrimSpace(run), " "))
}
