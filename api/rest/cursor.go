package rest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"strings"
	"time"

	"newsdesk/internal/fault"
)

// Place is where in a list the next page begins: beside the item with this
// sort key and id. The item itself may be gone by then.
type Place struct {
	Key  string // what the list is sorted by, in text; see KeyOf
	ID   string
	Back bool // the page before the item is wanted, not the one after it
}

// KeyOf returns the sort key for an instant, exact to the nanosecond.
func KeyOf(at time.Time) string { return at.UTC().Format(time.RFC3339Nano) }

// At returns the instant that the key stands for.
func (p Place) At() (time.Time, error) {
	at, err := time.Parse(time.RFC3339Nano, p.Key)
	if err != nil {
		return time.Time{}, badCursor().Because(err)
	}
	return at, nil
}

// Cursors seals places into opaque text and opens it again. Text that was made
// for another list, or changed by a single bit, does not open.
type Cursors struct{ key []byte }

const (
	cursorVersion = 1
	macSize       = 16 // of HMAC-SHA256, truncated (RFC 2104, section 5)
	maxCursor     = 1024
)

// NewCursors returns cursors signed with key, which should have 32 random bytes.
func NewCursors(key []byte) Cursors { return Cursors{key} }

// Seal returns the cursor of a place in the list that binding names: see
// [Query.Binding].
func (c Cursors) Seal(binding string, p Place) string {
	b := []byte{cursorVersion, 0}
	if p.Back {
		b[1] = 1
	}
	b = binary.AppendUvarint(b, uint64(len(p.Key)))
	b = append(b, p.Key...)
	b = append(b, p.ID...)
	return cursorText().EncodeToString(append(b, c.sign(binding, b)...))
}

// Open returns the place that Seal was given for the same list, or an
// InvalidCursor fault.
func (c Cursors) Open(binding, cursor string) (Place, error) {
	if len(cursor) > maxCursor || strings.ContainsAny(cursor, "\r\n") { // which base64 skips
		return Place{}, badCursor()
	}
	b, err := cursorText().DecodeString(cursor)
	if err != nil || len(b) < 2+macSize {
		return Place{}, badCursor().Because(err)
	}
	b, mac := b[:len(b)-macSize], b[len(b)-macSize:]
	if !hmac.Equal(mac, c.sign(binding, b)) || b[0] != cursorVersion {
		return Place{}, badCursor()
	}
	size, n := binary.Uvarint(b[2:])
	rest := b[2+max(n, 0):]
	if n <= 0 || size > uint64(len(rest)) {
		return Place{}, badCursor()
	}
	return Place{Key: string(rest[:size]), ID: string(rest[size:]), Back: b[1] == 1}, nil
}

// sign covers the binding with its length, so that no part of it can pass for
// a part of the place.
func (c Cursors) sign(binding string, place []byte) []byte {
	mac := hmac.New(sha256.New, c.key)
	mac.Write(binary.AppendUvarint(nil, uint64(len(binding))))
	mac.Write([]byte(binding))
	mac.Write(place)
	return mac.Sum(nil)[:macSize]
}

// cursorText is strict, because otherwise several texts would be one cursor.
func cursorText() *base64.Encoding { return base64.RawURLEncoding.Strict() }

func badCursor() *fault.Error {
	bad := fault.Parameter("cursor", "wrong_format",
		"This cursor was changed, or belongs to another list; start again without one")
	bad.Kind = fault.InvalidCursor
	return bad
}
