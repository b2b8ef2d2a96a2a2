package campaign

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"newsdesk/internal/fault"
	"newsdesk/internal/money"
)

// Sound says what contradicts itself in c. A draft may have holes, but nothing
// that cannot be.
func (c *Campaign) Sound() (f fault.Fields) {
	_, known := money.Exponent(c.Currency)
	f.If(c.Currency != "" && !known, "/currency", "invalid_currency", "This is not a currency (ISO 4217), such as %s", "VND")
	f.If(c.OpensAt != nil && c.ClosesAt != nil && !c.ClosesAt.After(*c.OpensAt), "/closes_at", "before_start", "This is not after the start")
	f.If(c.Minimum < 0, "/minimum", "out_of_range", "This is not below %d", 0)
	f.If(c.Custody == ThirdParty && c.OperatorID == "" && len(c.Channels.V) > 0, "/operator_id", "required", "Say who takes the money")
	checkDay(&f, "/distribution_due_on", c.DistributionDue)
	seen := map[string]bool{}
	for i, ch := range c.Channels.V {
		at := fmt.Sprintf("/channels/%d", i)
		f.If(seen[ch.ID], at+"/id", "repeated", "This stands in the list already")
		seen[ch.ID] = true
		f = append(f, c.channel(ch).At(at)...)
	}
	f = append(f, c.overlaps()...)
	for i, b := range c.Beneficiaries.V {
		at := fmt.Sprintf("/beneficiaries/%d", i)
		f.If(b.Name == "", at+"/name", "required", "Say who it is, as it is to be printed")
		checkDay(&f, at+"/consent_on", b.ConsentOn)
		checkDay(&f, at+"/guardian_consent_on", b.GuardianConsentOn)
	}
	return f
}

func checkDay(f *fault.Fields, at, day string) {
	_, err := time.Parse(time.DateOnly, day)
	f.If(day != "" && err != nil, at, "wrong_format", "This is a day, such as %s", "2026-03-02")
}

func (c *Campaign) channel(ch Channel) (f fault.Fields) {
	f.If(ch.From != nil && ch.To != nil && !ch.To.After(*ch.From), "/to", "before_start", "This is not after the start")
	f.If(ch.Text != nil && ch.Kind != SMS, "/sms", "conflicting", "Only a channel of the kind %s has this", string(SMS))
	f.If(ch.Bank != nil && ch.Kind != Bank, "/bank", "conflicting", "Only a channel of the kind %s has this", string(Bank))
	third := c.Custody == ThirdParty && (ch.Kind == Gateway || ch.Kind == Cash || ch.Provider != "")
	f.If(third, "/kind", "conflicting", "Money that others hold does not come in here; give its figures as snapshots")
	switch ch.Kind {
	case SMS:
		f = append(f, ch.Text.sound().At("/sms")...)
	case Bank:
		f = append(f, ch.Bank.sound().At("/bank")...)
		f.If(!slices.Contains([]string{"", "sepay", "casso"}, ch.Provider), "/provider", "not_allowed", "This is one of: %s", "sepay, casso")
		f.If(c.Currency != "VND", "/kind", "conflicting", "Transfers by VietQR are in VND")
	case Gateway:
		f.If(!slices.Contains(gateways(), ch.Provider), "/provider", "not_allowed", "This is one of: %s", strings.Join(gateways(), ", "))
		f.If(ch.Provider != "stripe" && c.Currency != "VND", "/provider", "conflicting", "This provider takes VND only")
	case Cash, InKind:
		f.If(ch.Provider != "", "/provider", "conflicting", "Nobody stands between here")
	}
	return f
}

// gateways are the providers of payments, as package payment names them.
func gateways() []string { return []string{"stripe", "vnpay", "momo", "zalopay"} }

func (m *TextMessage) sound() (f fault.Fields) {
	if m == nil {
		f.Add("", "required", "Say to which number, with which word, at which price")
		return f
	}
	f.If(len(m.ShortCode) < 3 || len(m.ShortCode) > 8 || strings.Trim(m.ShortCode, "0123456789") != "", "/short_code", "wrong_format", "This is a short number of digits, such as %s", "1407")
	bad := func(r rune) bool { return (r < 'A' || r > 'Z') && (r < '0' || r > '9') }
	f.If(m.Keyword == "" || len(m.Keyword) > 20 || strings.ContainsFunc(m.Keyword, bad), "/keyword", "wrong_format", "This is a word of capital letters and digits, such as %s", "CV")
	f.If(m.Price <= 0, "/price", "out_of_range", "This is not below %d", 1)
	f.If(m.UnitsMin < 1 || m.UnitsMax < m.UnitsMin || m.UnitsMax > maxUnits, "/units_max", "out_of_range", "This goes from %d to %d", 1, maxUnits)
	f.If(m.UnitsDefault < m.UnitsMin || m.UnitsDefault > m.UnitsMax, "/units_default", "out_of_range", "This goes from %d to %d", m.UnitsMin, m.UnitsMax)
	f.If(m.Fee < 0, "/fee", "out_of_range", "This is not below %d", 0)
	return f
}

const (
	maxUnits   = 10_000
	maxAccount = 19 // characters, as VietQR has room for
	maxPrefix  = 12
)

func (a *Account) sound() (f fault.Fields) {
	if a == nil {
		f.Add("", "required", "Say at which bank, and to which account")
		return f
	}
	f.If(len(a.BIN) != 6 || strings.Trim(a.BIN, "0123456789") != "", "/bin", "wrong_format", "This is the number of a bank: six digits, such as %s", "970415")
	bad := func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	}
	f.If(a.Number == "" || len(a.Number) > maxAccount || strings.ContainsFunc(a.Number, bad), "/account", "wrong_format", "This is the number of an account: at most %d letters and digits", maxAccount)
	f.If(a.Holder == "", "/holder", "required", "Say whose account it is, as the bank has it")
	upper := func(r rune) bool { return (r < 'A' || r > 'Z') && (r < '0' || r > '9') }
	f.If(len(a.Prefix) > maxPrefix || strings.ContainsFunc(a.Prefix, upper), "/memo_prefix", "wrong_format", "This is a word of capital letters and digits, such as %s", "UH")
	return f
}

// overlaps finds two channels that a message could mean both at the same time:
// a keyword belongs to a short number for a time.
func (c *Campaign) overlaps() (f fault.Fields) {
	for i, a := range c.Channels.V {
		for _, b := range c.Channels.V[:i] {
			same := a.Kind == SMS && b.Kind == SMS && a.Text != nil && b.Text != nil && a.Text.ShortCode == b.Text.ShortCode && a.Text.Keyword == b.Text.Keyword
			apart := a.To != nil && b.From != nil && !a.To.After(*b.From) || b.To != nil && a.From != nil && !b.To.After(*a.From)
			f.If(same && !apart, fmt.Sprintf("/channels/%d", i), "repeated", "Another channel has this number and word at the same time")
		}
	}
	return f
}
