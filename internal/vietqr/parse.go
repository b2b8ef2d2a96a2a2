package vietqr

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"newsdesk/internal/fault"
)

// payloadMost is how long a payload may be, in bytes (EMVCo, §3.2).
const payloadMost = 512

// Parse reads the payload of any issuer: tags in any order but the first and the
// last, a checksum in small letters, lengths that count bytes or characters, the
// service beside the account or within it. It fails with Invalid, and one field
// about the payload as a whole: malformed if it is no such payload or contradicts
// itself, wrong_checksum if it was misread or changed, other_network if it is sound
// and asks for something other than a VietQR transfer in đồng.
func Parse(payload string) (Transfer, error) {
	payload = strings.TrimSpace(payload)
	body, err := summed(payload)
	if err != nil {
		return Transfer{}, err
	}
	all, ok := split(body)
	if !ok || !strings.HasPrefix(body, tlv(tagFormat, format)) || all.has(tagCRC) {
		return Transfer{}, malformed()
	}
	merchant, ok := split(all[tagMerchant])
	if !ok {
		return Transfer{}, malformed()
	}
	if merchant[tagNetwork] != napas || all.has(tagCurrency) && all[tagCurrency] != dong {
		return Transfer{}, otherNetwork()
	}
	return all.transfer(merchant)
}

// summed returns a payload without its checksum, which must be right.
func summed(payload string) (body string, err error) {
	const tail = len("0000")
	mark := tagCRC + crcLength
	if len(payload) > payloadMost || len(payload) < tail+len(mark) || !utf8.ValidString(payload) {
		return "", malformed()
	}
	head, given := payload[:len(payload)-tail], payload[len(payload)-tail:]
	body, ok := strings.CutSuffix(head, mark)
	sum, err := strconv.ParseUint(given, 16, 16)
	if !ok || err != nil {
		return "", malformed()
	}
	if uint16(sum) != CRC(head) {
		return "", fault.Member(fault.Invalid, "", "wrong_checksum", "This payment code was misread or changed: its checksum is wrong")
	}
	return body, nil
}

func malformed() error {
	return fault.Member(fault.Invalid, "", "malformed", "This is not a payment code of EMVCo")
}

func otherNetwork() error {
	return fault.Member(fault.Invalid, "", "other_network", "This payment code asks for something other than a VietQR transfer in VND")
}

// transfer reads the parts of a sound payload of NAPAS.
func (all parts) transfer(merchant parts) (t Transfer, err error) {
	account, aok := split(merchant[tagAccount])
	more, mok := split(all[tagMore])
	amount, nok := whole(all[tagAmount])
	if !aok || !mok || !nok {
		return t, malformed()
	}
	t = Transfer{BIN: account[tagBIN], Account: account[tagNumber], Minor: amount, Purpose: more[tagPurpose]}
	// Some issuers write the service within the account.
	switch merchant[tagService] + account[tagService] {
	case toAccount, "":
	case toCard:
		t.Card = true
	default:
		return Transfer{}, otherNetwork()
	}
	if len(t.check()) > 0 {
		return Transfer{}, malformed()
	}
	return t, nil
}

// whole reads an amount. A fraction of nothing is let pass.
func whole(amount string) (int64, bool) {
	if amount == "" {
		return 0, true
	}
	units, fraction, _ := strings.Cut(amount, ".")
	n, err := strconv.ParseUint(units, 10, 63)
	return int64(n), err == nil && strings.Trim(fraction, "0") == ""
}

// parts are values by their tags.
type parts map[string]string

func (all parts) has(tag string) bool {
	_, ok := all[tag]
	return ok
}

// split takes a template apart, whether its lengths count bytes or characters. It
// is false if they fit in neither way, or a tag stands there twice.
func split(s string) (parts, bool) {
	if found, ok := splitBy(s, func(s string, n int) int { return n }); ok {
		return found, true
	}
	return splitBy(s, characters)
}

// characters is how many bytes the first n characters of s are, or more than s
// has.
func characters(s string, n int) int {
	for at := range s {
		if n == 0 {
			return at
		}
		n--
	}
	return len(s) + n
}

func splitBy(s string, size func(s string, n int) int) (parts, bool) {
	const tag, head = 2, 4
	found := parts{}
	for s != "" {
		if len(s) < head || strings.Trim(s[:head], digits) != "" {
			return nil, false
		}
		name, rest := s[:tag], s[head:]
		length, err := strconv.Atoi(s[tag:head])
		if err != nil || found.has(name) {
			return nil, false
		}
		end := size(rest, length)
		if end > len(rest) || !utf8.ValidString(rest[:end]) {
			return nil, false
		}
		found[name], s = rest[:end], rest[end:]
	}
	return found, true
}
