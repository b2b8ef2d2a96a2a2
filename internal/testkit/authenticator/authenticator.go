// Package authenticator is a passkey device in software, with the browser around
// it: what navigator.credentials does with the options of a WebAuthn ceremony,
// tests do with an Authenticator. It can fail and lie as a broken or hostile one
// would. It follows WebAuthn Level 3 and shares no code with what it puts to the
// test. Only tests import it.
package authenticator

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/go-json-experiment/json"
)

// Authenticator holds ES256 keys. Its fields may be set between ceremonies.
type Authenticator struct {
	Origin      string // of the page that asks
	RPID        string // the domain that is signed; empty: the one that was asked for
	CrossOrigin bool   // the page is framed by a stranger's
	Absent      bool   // nobody touches the device
	Unverified  bool   // there is neither PIN nor finger
	Synced      bool   // keys are backed up, and signatures are not counted
	Forged      bool   // signatures are made with a key of someone else
	Counter     uint32 // signatures until now

	keys []key
}

// key is a discoverable credential.
type key struct {
	id      []byte
	rpID    string
	handle  []byte // of the user
	private *ecdsa.PrivateKey
}

// New returns an authenticator without keys, used on a page of origin.
func New(origin string) *Authenticator { return &Authenticator{Origin: origin} }

// Clone returns a copy that holds the same keys and counts for itself from now on.
func (a *Authenticator) Clone() *Authenticator {
	twin := *a
	twin.keys = slices.Clone(a.keys)
	return &twin
}

// Create makes a key, as navigator.credentials.create does, and returns the
// RegistrationResponseJSON. It fails if the options do not allow ES256, or exclude
// a key that the authenticator holds.
func (a *Authenticator) Create(options []byte) ([]byte, error) {
	var o creation
	if err := json.Unmarshal(options, &o); err != nil {
		return nil, fmt.Errorf("read the options: %w", err)
	}
	if !slices.Contains(o.Parameters, parameter{es256}) {
		return nil, errors.New("the options do not allow ES256")
	}
	if _, held := a.find(o.RP.ID, o.Exclude); held {
		return nil, errors.New("the options exclude a key of this authenticator")
	}
	k, err := newKey(o.RP.ID, o.User.ID)
	if err != nil {
		return nil, err
	}
	data, err := a.attested(k)
	if err != nil {
		return nil, err
	}
	client, err := a.client("webauthn.create", o.Challenge)
	if err != nil {
		return nil, err
	}
	a.keys = append(a.keys, k)
	return json.Marshal(credential[attestation]{
		ID: k.id, RawID: k.id, Type: "public-key",
		Response: attestation{ClientData: client, Object: object(data), Transports: []string{"hybrid", "internal"}},
	})
}

// Get proves that the authenticator holds a key, as navigator.credentials.get does,
// and returns the AuthenticationResponseJSON. If the options allow any key, it is
// the newest of the domain. It fails if there is none.
func (a *Authenticator) Get(options []byte) ([]byte, error) {
	var o request
	if err := json.Unmarshal(options, &o); err != nil {
		return nil, fmt.Errorf("read the options: %w", err)
	}
	k, held := a.find(o.RPID, o.Allow)
	if len(o.Allow) == 0 {
		k, held = a.newest(o.RPID)
	}
	if !held {
		return nil, errors.New("this authenticator holds no key for that")
	}
	client, err := a.client("webauthn.get", o.Challenge)
	if err != nil {
		return nil, err
	}
	data := a.data(k.rpID, 0)
	signature, err := a.sign(k, data, client)
	if err != nil {
		return nil, err
	}
	return json.Marshal(credential[assertion]{
		ID: k.id, RawID: k.id, Type: "public-key",
		Response: assertion{ClientData: client, Data: data, Signature: signature, Handle: k.handle},
	})
}

func newKey(rpID string, handle []byte) (key, error) {
	id := make([]byte, 32)
	if _, err := rand.Read(id); err != nil {
		return key{}, err
	}
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	return key{id: id, rpID: rpID, handle: handle, private: private}, err
}

// find returns the newest key for the domain that is among those described.
func (a *Authenticator) find(rpID string, among []descriptor) (key, bool) {
	for _, k := range slices.Backward(a.keys) {
		same := func(d descriptor) bool { return bytes.Equal(d.ID, k.id) }
		if k.rpID == rpID && slices.ContainsFunc(among, same) {
			return k, true
		}
	}
	return key{}, false
}

func (a *Authenticator) newest(rpID string) (key, bool) {
	for _, k := range slices.Backward(a.keys) {
		if k.rpID == rpID {
			return k, true
		}
	}
	return key{}, false
}

// The flags of authenticator data (§6.1).
const (
	flagPresent  = 1 << 0
	flagVerified = 1 << 2
	flagEligible = 1 << 3 // for a backup
	flagBackedUp = 1 << 4
	flagAttested = 1 << 6 // a key follows
)

// data is the authenticator data of one signature, which it counts.
func (a *Authenticator) data(rpID string, flags byte) []byte {
	if !a.Absent {
		flags |= flagPresent
	}
	if !a.Unverified {
		flags |= flagVerified
	}
	if a.Synced {
		flags |= flagEligible | flagBackedUp
	} else {
		a.Counter++
	}
	if a.RPID != "" {
		rpID = a.RPID
	}
	domain := sha256.Sum256([]byte(rpID))
	return binary.BigEndian.AppendUint32(append(domain[:], flags), a.Counter)
}

// attested is the authenticator data that tells of a new key. Its AAGUID, which
// names the make of the device, is that of none.
func (a *Authenticator) attested(k key) ([]byte, error) {
	public, err := cose(&k.private.PublicKey)
	if err != nil {
		return nil, err
	}
	data := append(a.data(k.rpID, flagAttested), make([]byte, 16)...)
	data = binary.BigEndian.AppendUint16(data, uint16(len(k.id)))
	return slices.Concat(data, k.id, public), nil
}

func (a *Authenticator) client(ceremony, challenge string) ([]byte, error) {
	return json.Marshal(clientData{Type: ceremony, Challenge: challenge, Origin: a.Origin, CrossOrigin: a.CrossOrigin})
}

func (a *Authenticator) sign(k key, data, client []byte) ([]byte, error) {
	if a.Forged {
		other, err := newKey(k.rpID, k.handle)
		if err != nil {
			return nil, err
		}
		k = other
	}
	hash := sha256.Sum256(client)
	digest := sha256.Sum256(slices.Concat(data, hash[:]))
	return ecdsa.SignASN1(rand.Reader, k.private, digest[:])
}
