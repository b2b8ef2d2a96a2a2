package factor

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/google/uuid"

	"newsdesk/internal/fault"
)

// newParty is the relying party of WebAuthn Level 3. It asks for no attestation:
// which make of device someone owns is none of the newsroom's business.
func newParty(o Options) (*webauthn.WebAuthn, error) {
	for _, origin := range o.Origins {
		if err := checkOrigin(origin, o.RPID); err != nil {
			return nil, err
		}
	}
	timeout := webauthn.TimeoutConfig{Timeout: ceremonyLife, TimeoutUVD: ceremonyLife}
	return webauthn.New(&webauthn.Config{
		RPID: o.RPID, RPDisplayName: o.Newsroom, RPOrigins: o.Origins,
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			RequireResidentKey: protocol.ResidentKeyRequired(),
			ResidentKey:        protocol.ResidentKeyRequirementRequired,
			UserVerification:   protocol.VerificationRequired,
		},
		Timeouts: webauthn.TimeoutsConfig{Login: timeout, Registration: timeout},
	})
}

// checkOrigin fails unless a browser would let a page of origin use passkeys of
// the domain: it is the domain or below it, and nobody on the way can change the
// page.
func checkOrigin(origin, domain string) error {
	u, err := url.Parse(origin)
	if err != nil {
		return err
	}
	host := u.Hostname()
	if u.Scheme != "https" && (u.Scheme != "http" || host != "localhost") {
		return fmt.Errorf("the origin %q is not https", origin)
	}
	if origin != u.Scheme+"://"+u.Host {
		return fmt.Errorf("the origin %q has more than a scheme, a host and a port", origin)
	}
	if host != domain && !strings.HasSuffix(host, "."+domain) {
		return fmt.Errorf("the origin %q is outside the domain", origin)
	}
	return nil
}

// offered fails with NotFound where there are no passkeys.
func (f *Factors) offered() error {
	if f.party == nil {
		return fault.New(fault.NotFound, "Passkeys are not offered here")
	}
	return nil
}

// person is a user as WebAuthn sees them. It implements webauthn.User.
type person struct {
	id                string
	name, displayName string
	keys              []passkey
}

// WebAuthnID is the user handle, which passkeys keep and show to nobody: the 16
// bytes of the id.
func (p person) WebAuthnID() []byte {
	id := uuid.MustParse(p.id)
	return id[:]
}

// WebAuthnName is what the account is called, as the user knows it.
func (p person) WebAuthnName() string { return p.name }

// WebAuthnDisplayName is what the user is called.
func (p person) WebAuthnDisplayName() string { return p.displayName }

// WebAuthnCredentials are the passkeys of the user.
func (p person) WebAuthnCredentials() []webauthn.Credential {
	all := make([]webauthn.Credential, len(p.keys))
	for i, k := range p.keys {
		all[i] = k.credential()
	}
	return all
}
