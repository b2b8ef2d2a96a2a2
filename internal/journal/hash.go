package journal

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"time"
)

// The forms of lines. They are stored, so they never change: a line is checked
// by the form it was written in.
const (
	formInline = 1 // the note stands in the chain, and nothing is set aside
	formSide   = 2 // personal data is set aside
)

// sum is the SHA-256 over the previous hash and the line, in hex. It is empty
// for a form that this program does not know, which no stored hash is.
func (l *Line) sum(previous string) string {
	switch l.Form {
	case formInline:
		return sumOf(l.inline(previous))
	case formSide:
		return sumOf(l.side(previous))
	}
	return ""
}

func sumOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// inline is the text of form 1: each member after its length, so that no two
// lines share one text.
func (l *Line) inline(previous string) (text []byte) {
	for _, s := range []string{
		previous, strconv.FormatInt(l.Seq, 10), l.At.UTC().Format(time.RFC3339Nano), l.Verb, l.Kind, l.EntryID,
		strconv.Itoa(l.Version), l.ActorKind, l.ActorID, l.SessionID, l.Digest, l.Note,
	} {
		text = appendText(text, s)
	}
	return text
}

// side is the text of form 2: numbers first, and times as microseconds since
// 1970, which both engines write alike. fastLine.fits says the same.
func (l *Line) side(previous string) []byte {
	text := opening(nil, previous)
	for _, n := range []int64{l.Seq, l.At.UnixMicro(), int64(l.Version)} {
		text = append(strconv.AppendInt(text, n, 10), ':')
	}
	for _, s := range []string{
		l.Verb, l.Kind, l.EntryID, l.ActorKind, l.ActorID, l.SessionID,
		l.Before, l.Digest, l.Note, l.Cause, l.Private,
	} {
		text = appendText(text, s)
	}
	return text
}

// opening begins the text of form 2. No text of form 1 begins like this.
func opening[T string | []byte](text []byte, previous T) []byte {
	text = append(text, "2|"...)
	text = append(text, previous...)
	return append(text, '|')
}

func appendText[T string | []byte](text []byte, s T) []byte {
	text = append(strconv.AppendInt(text, int64(len(s)), 10), ':')
	return append(text, s...)
}
