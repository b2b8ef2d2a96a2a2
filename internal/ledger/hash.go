package ledger

import (
	"crypto/sha256"
	"strconv"
)

// form opens the text that is hashed. It is stored in every hash, so that another
// form can be told from it.
const form = "1|"

// sum is the SHA-256 over the hash before and the transaction. It is stored, so
// it never changes.
func (b *Booked) sum(previous [32]byte) [32]byte {
	return sha256.Sum256(b.text(nil, previous[:]))
}

// text is what is hashed: numbers first, then each text after its length, so that
// no two transactions share one text; times are microseconds since 1970, which
// both engines write alike.
func (b *Booked) text(text, previous []byte) []byte {
	text = append(append(text, form...), previous...)
	for _, n := range []int64{int64(b.Lane), b.Number, b.EffectiveAt.UnixMicro(), b.BookedAt.UnixMicro()} {
		text = append(strconv.AppendInt(text, n, 10), ':')
	}
	for _, s := range []string{b.ID, b.Ref, string(b.Kind), b.Currency, b.Actor, b.Subject, b.Reverses} {
		text = appendText(text, s)
	}
	for _, p := range b.Postings {
		text = appendText(text, p.Account)
		text = append(strconv.AppendInt(text, p.Minor, 10), ':')
	}
	return text
}

func appendText[T ~string | ~[]byte](text []byte, s T) []byte {
	text = append(strconv.AppendInt(text, int64(len(s)), 10), ':')
	return append(text, s...)
}
