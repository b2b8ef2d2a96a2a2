package donate

import (
	"strings"

	"newsdesk/internal/campaign"
	"newsdesk/internal/ledger"
	"newsdesk/internal/payment"
)

// The accounts of the books. Where money is, is a debit; what it is for, a credit.

// fundOf is what a campaign has been given.
func fundOf(campaignID string) ledger.Account { return ledger.Account("fund:" + campaignID) }

// pspOf is what a provider has collected for a campaign and not yet paid out.
func pspOf(campaignID, p string) ledger.Account {
	return ledger.Account("psp:" + campaignID + ":" + p)
}

// portalOf is what operators have reported for a campaign and not yet paid over.
func portalOf(campaignID string) ledger.Account { return ledger.Account("portal:" + campaignID) }

// cashOf is money in the hands of the newsroom.
func cashOf(campaignID string) ledger.Account { return ledger.Account("cash:" + campaignID) }

// memoOf and memoFundOf mirror what third parties hold, and report.
func memoOf(campaignID string) ledger.Account { return ledger.Account("memo:" + campaignID) }

func memoFundOf(campaignID string) ledger.Account { return ledger.Account("memo_fund:" + campaignID) }

// bankOf is a bank account.
func bankOf(a campaign.Account) ledger.Account {
	return ledger.Account("bank:" + a.BIN + "." + strings.ToLower(a.Number))
}

// suspenseOf is money in a bank account of which nobody knows for what it is.
func suspenseOf(a campaign.Account) ledger.Account {
	return ledger.Account("suspense:" + a.BIN + "." + strings.ToLower(a.Number))
}

// lateOf is money that came for a campaign in a way that it cannot take.
func lateOf(campaignID string) ledger.Account { return ledger.Account("suspense:" + campaignID) }

// booksOf are all accounts by which a campaign is told.
func booksOf(campaignID string) []ledger.Account {
	all := []ledger.Account{fundOf(campaignID), portalOf(campaignID), memoFundOf(campaignID), lateOf(campaignID)}
	for _, p := range payment.Providers() {
		all = append(all, pspOf(campaignID, string(p)))
	}
	return all
}

// move is a transaction of two postings: minor units from one account to another.
func move(from, to ledger.Account, minor int64) []ledger.Posting {
	return []ledger.Posting{{Account: to, Minor: minor}, {Account: from, Minor: -minor}}
}
