package cli

import (
	"errors"
	"fmt"
	"time"

	"newsdesk/internal/app"
	"newsdesk/internal/ledger"
)

// ledgerCommand is the commands about the ledger of donations.
type ledgerCommand struct {
	Verify ledgerVerifyCommand `cmd:"" help:"Find out whether the ledger was tampered with."`
}

type ledgerVerifyCommand struct {
	Number int64  `placeholder:"N" help:"How many transactions the ledger had once, as a published statement says (ledger_number)."`
	Head   string `placeholder:"HEX" help:"Its end then (ledger_head of the statement)."`
}

// Help implements kong.HelpProvider.
func (ledgerVerifyCommand) Help() string {
	return `Reads the whole ledger: numbers without gaps, hashes that fit, postings that balance,
one currency in each fund, reversals that are mirrors, and sums that are those of the
postings. It changes nothing, and works while the server does. Only the head of a
statement that was kept elsewhere shows that the end was cut off. The exit code is 1 if
the ledger is not as it was booked.

Example:
  newsdesk ledger verify`
}

// Run verifies the ledger.
func (l ledgerVerifyCommand) Run(p *process) (err error) {
	c, err := p.settings()
	if err != nil {
		return err
	}
	d, err := openAsItIs(p, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	begun := time.Now()
	r, err := ledger.Verify(p.ctx, d, ledger.Options{Head: ledger.Head{Number: l.Number, Hash: l.Head}})
	if err != nil {
		return err
	}
	took := time.Since(begun).Seconds()
	_, err = fmt.Fprintf(p.stdout, "Transactions: %d, with %d postings.\nHead: %s.\nTime: %.2f seconds, or %.0f postings a second.\n",
		r.Transactions, r.Postings, r.Head.Hash, took, float64(r.Postings)/max(took, instant))
	for _, f := range r.Faults {
		err = errors.Join(err, fmt.Errorf("the ledger was tampered with: transaction %s (lane %d, number %d) %s", f.Transaction, f.Lane, f.Number, f.What))
	}
	return err
}

// rehearseCommand plays the bank for a campaign in its sandbox.
type rehearseCommand struct {
	Ref    string `arg:"" help:"Reference of an announced gift, such as 7K3M9QX1."`
	Amount int64  `arg:"" help:"How much is transferred, in minor units of the currency."`
}

// Help implements kong.HelpProvider.
func (rehearseCommand) Help() string {
	return `Signs what SePay would announce of a transfer that names the gift, with the secret of
the channel, and sends it to the hook of the running server. Only a channel whose
account is a sandbox can be rehearsed with.

Example:
  newsdesk rehearse 7K3M9QX1 200000`
}

// Run sends the notice.
func (r rehearseCommand) Run(p *process) error {
	return p.with(func(a *app.App) error {
		told, err := a.Rehearse(p.ctx, r.Ref, r.Amount)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(p.stdout, "%s\n", told)
		return err
	})
}
