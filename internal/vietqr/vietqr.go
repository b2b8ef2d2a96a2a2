// Package vietqr is requests for bank transfers as QR codes: the payload of the
// NAPAS network (VietQR, over EMVCo QR Code Specification for Payment Systems,
// Merchant-Presented Mode), the picture of it, and the references by which a
// transfer is known again when it arrives.
package vietqr

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"newsdesk/internal/fault"
	"newsdesk/internal/text"
)

// Bounds of what a payload can say.
const (
	binLength   = 6
	accountMost = 19 // characters
	purposeMost = 25 // characters, all of them ASCII
	amountMost  = 9_999_999_999_999
)

// Transfer is a request for money to be sent to an account or a card.
type Transfer struct {
	BIN     string // of the bank that keeps the account: 6 digits
	Account string // or the number of a card: 1 to 19 letters and digits
	Card    bool   // Account is a card's number
	Minor   int64  // đồng, which have no smaller unit; 0: whoever sends them decides
	Purpose string // what the transfer is to say; may be empty
}

// The tags of a payload, and what stands in them.
const (
	tagFormat     = "00"
	tagInitiation = "01"
	tagMerchant   = "38" // of NAPAS: tagNetwork, tagAccount, tagService
	tagCurrency   = "53"
	tagAmount     = "54"
	tagCountry    = "58"
	tagMore       = "62" // tagPurpose, and others that we do not write
	tagCRC        = "63"

	tagNetwork = "00"
	tagAccount = "01" // tagBIN and tagNumber
	tagService = "02"
	tagBIN     = "00"
	tagNumber  = "01"
	tagPurpose = "08"

	format    = "01"
	reusable  = "11" // any number of transfers of any amount
	once      = "12" // this amount
	napas     = "A000000727"
	toAccount = "QRIBFTTA"
	toCard    = "QRIBFTTC"
	dong      = "704" // ISO 4217, numeric
	country   = "VN"
)

// Payload returns what stands in the QR code of the transfer. It is ASCII: the
// purpose loses its accents, since readers disagree on whether lengths count
// bytes or characters. It fails with Invalid, and a field at /bin, /account,
// /amount or /purpose for all that a payload cannot say.
func (t Transfer) Payload() (string, error) {
	t.Purpose = plain(t.Purpose)
	f := t.check()
	f.If(len(t.Purpose) > purposeMost, "/purpose", "too_long", "Shorten this text to %d characters", purposeMost)
	f.If(strings.ContainsFunc(t.Purpose, unprintable), "/purpose", "not_allowed", "Write the purpose of a transfer in Latin letters, digits and plain signs")
	if err := f.Err(); err != nil {
		return "", err
	}
	account := tlv(tagBIN, t.BIN) + tlv(tagNumber, t.Account)
	merchant := tlv(tagNetwork, napas) + tlv(tagAccount, account) + tlv(tagService, t.service())
	payload := tlv(tagFormat, format) + tlv(tagInitiation, t.initiation()) + tlv(tagMerchant, merchant) + tlv(tagCurrency, dong)
	if t.Minor > 0 {
		payload += tlv(tagAmount, strconv.FormatInt(t.Minor, 10))
	}
	payload += tlv(tagCountry, country)
	if t.Purpose != "" {
		payload += tlv(tagMore, tlv(tagPurpose, t.Purpose))
	}
	payload += tagCRC + crcLength
	return payload + fmt.Sprintf("%04X", CRC(payload)), nil
}

// check finds what is wrong with all but the purpose.
func (t Transfer) check() (f fault.Fields) {
	f.If(len(t.BIN) != binLength || strings.Trim(t.BIN, digits) != "", "/bin", "wrong_format", "A bank is named by the %d digits of its BIN", binLength)
	f.If(t.Account == "" || len(t.Account) > accountMost || strings.ContainsFunc(t.Account, notInAccounts), "/account", "wrong_format",
		"The number of an account has 1 to %d letters and digits", accountMost)
	f.If(t.Minor < 0 || t.Minor > amountMost, "/amount", "out_of_range", "This must be a whole number from %d to %d", 0, amountMost)
	return f
}

func (t Transfer) service() string {
	if t.Card {
		return toCard
	}
	return toAccount
}

func (t Transfer) initiation() string {
	if t.Minor > 0 {
		return once
	}
	return reusable
}

// tlv is a tag, the length of its value, and the value, which is ASCII and
// shorter than 100.
func tlv(tag, value string) string { return fmt.Sprintf("%s%02d%s", tag, len(value), value) }

const digits = "0123456789"

func notInAccounts(r rune) bool {
	return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

func unprintable(r rune) bool { return r < ' ' || r > '~' }

// plain writes a text on one line and without accents: what text.Fold leaves of
// it, with its capitals. What has no plain form stays.
func plain(s string) string {
	var b strings.Builder
	for _, r := range text.NFC(s) {
		folded := text.Fold(string(r))
		switch {
		case unicode.IsSpace(r):
			folded = " "
		case unicode.IsUpper(r):
			folded = strings.ToUpper(folded)
		}
		b.WriteString(folded)
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// crcLength is how many hexadecimal digits the checksum has, as it stands before
// them.
const crcLength = "04"

// CRC is the checksum of a payload up to and including the tag and length of the
// checksum itself: CRC-16/CCITT-FALSE, which begins with FFFF, has the polynomial
// 1021 and is not reflected.
func CRC(s string) uint16 {
	const start, polynomial, top = 0xffff, 0x1021, 0x8000
	crc := uint16(start)
	for _, b := range []byte(s) {
		crc ^= uint16(b) << 8
		for range 8 {
			carry := crc&top != 0
			crc <<= 1
			if carry {
				crc ^= polynomial
			}
		}
	}
	return crc
}
