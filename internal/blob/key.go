package blob

import (
	"strings"

	"newsdesk/internal/fault"
)

const (
	keyMost  = 512 // bytes of a key; with a prefix it stays below the 1,024 of S3
	nameMost = 200 // bytes of a name in it; file systems take 255
	sumHex   = 64  // hexadecimal digits of a SHA-256
)

// CheckKey returns nil if key can be the key of an object, else an Invalid fault.
//
// A key is up to 512 bytes of names, divided by slashes. A name is up to 200
// lower-case letters and digits of ASCII, with "-", "_" and "." between them:
// never at its beginning or end, and never two points in a row. So no key is a
// path that leads elsewhere, a hidden file, or another key on a disk that does
// not tell cases apart. Bad keys are refused and never mended.
//
// No key may be another and a slash and more: a disk has no place for both, and
// refuses the later one with Conflict.
func CheckKey(key string) error {
	good := len(key) <= keyMost
	for name := range strings.SplitSeq(key, "/") {
		good = good && isName(name)
	}
	if good {
		return nil
	}
	return fault.Member(fault.Invalid, "/key", "wrong_format", "A key has up to %d bytes of lower-case letters and digits, with - _ . and / between them", keyMost)
}

func isName(name string) bool {
	if name == "" || len(name) > nameMost || strings.Contains(name, "..") {
		return false
	}
	for i := range len(name) {
		atEnd := i == 0 || i == len(name)-1
		if !isPlain(name[i]) && (atEnd || strings.IndexByte("-_.", name[i]) < 0) {
			return false
		}
	}
	return true
}

func isPlain(c byte) bool { return 'a' <= c && c <= 'z' || '0' <= c && c <= '9' }

// checkPrefix returns nil if keys can begin with prefix.
func checkPrefix(prefix string) error {
	if prefix == "" {
		return nil
	}
	if CheckKey(prefix) == nil {
		return nil
	}
	return CheckKey(prefix + "x")
}

// Sum returns the SHA-256, in hex, that a key names: its last 64 characters, if
// they are hexadecimal digits and stand alone, as in "originals/9f/9f86d0…" or
// "uploads/7/0-9f86d0…". Put refuses other bytes under such a key.
func Sum(key string) (sum string, ok bool) {
	start := len(key) - sumHex
	if start < 0 || start > 0 && isPlain(key[start-1]) {
		return "", false
	}
	sum = key[start:]
	return sum, strings.Trim(sum, "0123456789abcdef") == ""
}
