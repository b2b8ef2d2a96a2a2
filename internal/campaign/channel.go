package campaign

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
)

// ChannelKind is by what sort of way money comes. It is stored and on the wire.
type ChannelKind string

// The kinds of channels.
const (
	SMS     ChannelKind = "sms"
	Bank    ChannelKind = "bank"
	Gateway ChannelKind = "gateway"
	Cash    ChannelKind = "cash"
	InKind  ChannelKind = "in_kind"
)

// ChannelKinds lists them.
func ChannelKinds() []ChannelKind { return []ChannelKind{SMS, Bank, Gateway, Cash, InKind} }

// Channel is one way by which money comes, for as long as it is good. Amounts
// are minor units of the currency of the campaign.
type Channel struct {
	ID           string      `json:"id"` // unique in the campaign
	Kind         ChannelKind `json:"kind"`
	From         *time.Time  `json:"from"` // nil: since the campaign opened
	To           *time.Time  `json:"to"`   // exclusive; nil: until it closes
	Instructions string      `json:"instructions"`
	Provider     string      `json:"provider"` // of a gateway, or who tells of transfers to a bank account

	Text *TextMessage `json:"sms,omitzero"`
	Bank *Account     `json:"bank,omitzero"`
}

// TextMessage is how one gives by a message to a short number.
type TextMessage struct {
	ShortCode    string `json:"short_code"`
	Keyword      string `json:"keyword"`
	Price        int64  `json:"price"` // of one unit
	UnitsMin     int    `json:"units_min"`
	UnitsMax     int    `json:"units_max"`
	UnitsDefault int    `json:"units_default"` // what a message without a number stands for
	Fee          int64  `json:"fee"`           // of the carrier, for one message; 0: waived, or nobody said
}

// Account is a bank account.
type Account struct {
	BIN       string `json:"bin"` // six digits, of the bank
	Number    string `json:"account"`
	Holder    string `json:"holder"`
	Dedicated bool   `json:"dedicated"` // of this campaign alone: all that comes in is for it
	Prefix    string `json:"memo_prefix"`
}

// OpenAt reports whether the channel is good at that instant, as far as it
// depends on the channel.
func (ch Channel) OpenAt(now time.Time) bool {
	return (ch.From == nil || !now.Before(*ch.From)) && (ch.To == nil || now.Before(*ch.To))
}

// paid is what of a channel decides where money goes.
type paid struct {
	ID, Kind, Provider string
	Text               *TextMessage
	Bank               *Account
	From, To           *time.Time
}

// Fingerprint stands for everything in c that decides where money goes: hex
// SHA-256, or empty where nothing does. If it is the same, so are the accounts.
func (c *Campaign) Fingerprint() string {
	var all []paid
	for _, ch := range c.Channels.V {
		if ch.Kind == Cash || ch.Kind == InKind {
			continue
		}
		all = append(all, paid{ch.ID, string(ch.Kind), ch.Provider, ch.Text, ch.Bank, utc(ch.From), utc(ch.To)})
	}
	if len(all) == 0 {
		return ""
	}
	slices.SortFunc(all, func(a, b paid) int { return cmp.Compare(a.ID, b.ID) })
	raw, err := json.Marshal(struct {
		Currency string
		Custody  Custody
		Channels []paid
	}{c.Currency, c.Custody, all}, json.Deterministic(true))
	if err != nil {
		panic(err) // cannot happen: these are texts and numbers
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

func utc(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	return new(t.UTC())
}

// Message is what a donor writes, and what that costs.
type Message struct {
	To     string
	Body   string
	Units  int
	Amount int64 // minor units, without the fee of the carrier
}

// Write returns the message for a number of units, or for as many as none is
// said if units is 0. It is not good for other than the channel allows.
func (m TextMessage) Write(units int) (Message, bool) {
	body, n := m.Keyword, units
	if units == 0 {
		n = m.UnitsDefault
	} else {
		body += " " + strconv.Itoa(units)
	}
	if n < m.UnitsMin || n > m.UnitsMax {
		return Message{}, false
	}
	return Message{To: m.ShortCode, Body: body, Units: n, Amount: int64(n) * m.Price}, true
}

// Units is how many units make up an amount; false: none do.
func (m TextMessage) Units(amount int64) (int, bool) {
	if amount <= 0 || m.Price <= 0 || amount%m.Price != 0 {
		return 0, false
	}
	n := amount / m.Price
	if n < int64(m.UnitsMin) || n > int64(m.UnitsMax) {
		return 0, false
	}
	return int(n), true
}

// URI is the message as a link that opens it on a telephone (RFC 5724).
func (m Message) URI() string {
	return "sms:" + m.To + "?body=" + strings.ReplaceAll(m.Body, " ", "%20")
}
