package donate

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"newsdesk/internal/campaign"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// descriptorGood is how long a descriptor is good. Apps fetch a new one before they
// show an account.
const descriptorGood = 24 * time.Hour

// descriptorType is what the header of a descriptor says it is, so that no other
// token can stand in for one (RFC 8725 § 3.11).
const descriptorType = "payment-descriptor+jwt"

// signer is the key that descriptors are signed with, and no other thing
// (RFC 8725 § 3.12).
func (k keys) signer() ed25519.PrivateKey { return ed25519.NewKeyFromSeed(k.descriptor) }

// Verifier is the public half of the key, with the id that descriptors name it by.
func (t *Till) Verifier() (id string, key ed25519.PublicKey) {
	public, _ := t.signer().Public().(ed25519.PublicKey)
	return base64.RawURLEncoding.EncodeToString(public[:9]), public
}

// Describe signs where a campaign sends money: a JWS (RFC 7515) with EdDSA over the
// channels of the campaign as they are public, and when a second person approved
// them. It fails with DetailsUnapproved if nobody has.
func (t *Till) Describe(ctx context.Context, campaignID string, c *campaign.Campaign) (signed string, err error) {
	defer fault.Wrap(&err, "donate.Describe(%s)", campaignID)
	if err := t.Vouched(ctx, t.db, campaignID, c); err != nil {
		return "", err
	}
	var word []approval
	err = db.Gorm(ctx, t.db).Where("campaign_id = ? AND fingerprint = ?", campaignID, c.Fingerprint()).Limit(1).Find(&word).Error
	if err != nil {
		return "", db.Err(err)
	}
	now := t.db.Now()
	claims := jwt.MapClaims{
		"iss": t.o.BaseURL, "sub": campaignID, "iat": now.Unix(), "exp": now.Add(descriptorGood).Unix(), "name": c.Title, "currency": c.Currency,
		"custody": c.Custody, "conduct": c.Conduct, "opens_at": c.OpensAt, "closes_at": c.ClosesAt, "channels": c.Channels.V, "fingerprint": c.Fingerprint(),
	}
	if len(word) == 1 {
		claims["approved_at"] = word[0].ApprovedAt
	}
	token := jwt.NewWithClaims(jwt.SigningMethodEdDSA, claims)
	token.Header["typ"] = descriptorType
	token.Header["kid"], _ = t.Verifier()
	return token.SignedString(t.signer())
}
