package donor

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/go-json-experiment/json"
)

// The purposes of derived keys. Changing one makes what it protects unreadable.
const (
	forDataKeys = "newsdesk donor data keys v1"
	forContacts = "newsdesk donor contacts v1"
	forNames    = "newsdesk donor key names v1"
)

const (
	keySize  = 32 // bytes of every key: AES-256
	nameSize = 8  // bytes by which rows tell one master secret from others
)

// keys are what is derived from one master secret. No key serves two purposes.
type keys struct {
	name     string // stands in the rows whose data keys it wraps
	wrap     []byte
	contacts []byte
}

func newKeys(master []byte) keys {
	if len(master) == 0 {
		panic("donor: there is no master secret") // shows at every start
	}
	derive := func(purpose string) []byte {
		key, err := hkdf.Key(sha256.New, master, nil, purpose, keySize)
		if err != nil {
			panic(err) // only for lengths that HKDF cannot give, and this one it can
		}
		return key
	}
	return keys{name: hex.EncodeToString(derive(forNames)[:nameSize]), wrap: derive(forDataKeys), contacts: derive(forContacts)}
}

// ring is the keys of the master secret, and of those before it.
type ring struct {
	now    keys
	before []keys
}

func newRing(master []byte, previous [][]byte) ring {
	r := ring{now: newKeys(master)}
	for _, p := range previous {
		r.before = append(r.before, newKeys(p))
	}
	return r
}

func (r ring) all() []keys { return append([]keys{r.now}, r.before...) }

// envelope is a sealed value with the key that seals it, which is wrapped by one of
// the ring. Its columns are the same in every table.
type envelope struct {
	KeyName string
	Wrapped []byte
	Sealed  []byte
}

// nothing is an envelope that holds nothing, and nothing can be got out of.
func nothing() envelope { return envelope{Wrapped: []byte{}, Sealed: []byte{}} }

func (e envelope) empty() bool { return e.KeyName == "" }

var errKey = errors.New("no key that is known here opens this")

// seal closes v in a new envelope, under a new key. Only the same label opens it
// again, so an envelope cannot be moved to another row or table.
func (r ring) seal(label string, v any) (envelope, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return envelope{}, err
	}
	key := make([]byte, keySize)
	if _, err := rand.Read(key); err != nil {
		return envelope{}, err
	}
	sealed, err := encrypt(key, plain, label)
	if err != nil {
		return envelope{}, err
	}
	wrapped, err := encrypt(r.now.wrap, key, label)
	return envelope{KeyName: r.now.name, Wrapped: wrapped, Sealed: sealed}, err
}

// open is the reverse of seal.
func (r ring) open(e envelope, label string, into any) error {
	key, err := r.unwrap(e, label)
	if err != nil {
		return err
	}
	plain, err := decrypt(key, e.Sealed, label)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(plain, into); err != nil {
		return errors.New("what was sealed is not what was meant to be") // the cause would quote it
	}
	return nil
}

func (r ring) unwrap(e envelope, label string) ([]byte, error) {
	for _, k := range r.all() {
		if k.name == e.KeyName {
			return decrypt(k.wrap, e.Wrapped, label)
		}
	}
	return nil, errKey
}

// rewrap puts the key of an envelope under the master secret of now. What it seals
// stays as it is.
func (r ring) rewrap(e envelope, label string) (envelope, error) {
	key, err := r.unwrap(e, label)
	if err != nil {
		return envelope{}, err
	}
	e.Wrapped, err = encrypt(r.now.wrap, key, label)
	e.KeyName = r.now.name
	return e, err
}

func encrypt(key, plain []byte, label string) ([]byte, error) {
	aead, err := gcm(key)
	if err != nil {
		return nil, err
	}
	return aead.Seal(nil, nil, plain, []byte(label)), nil //nolint:gosec // this AEAD draws the nonce itself
}

func decrypt(key, sealed []byte, label string) ([]byte, error) {
	aead, err := gcm(key)
	if err != nil {
		return nil, err
	}
	plain, err := aead.Open(nil, nil, sealed, []byte(label))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errKey, err)
	}
	return plain, nil
}

func gcm(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// The kinds of contacts, as they go into their hashes. They never change.
const (
	byEmail = "email"
	byPhone = "phone"
)

// index is the keyed hash by which a contact is found, or nil for none. Nobody can
// guess the contact from it without the key.
func (k keys) index(kind, contact string) *string {
	if contact == "" {
		return nil
	}
	h := hmac.New(sha256.New, k.contacts)
	h.Write([]byte(kind + "\x00" + contact))
	sum := hex.EncodeToString(h.Sum(nil))
	return &sum
}

// traces are the hashes of a person's contacts: the one that tells people apart,
// the e-mail address or else the telephone number, and both.
type traces struct{ contact, email, phone *string }

func (k keys) traces(p Person) traces {
	t := traces{email: k.index(byEmail, emailKey(p.Email)), phone: k.index(byPhone, p.Phone)}
	t.contact = t.email
	if t.contact == nil {
		t.contact = t.phone
	}
	return t
}

// lookups are the hashes that a contact has under each key of the ring.
func (r ring) lookups(contact string) (found []string) {
	kind, normal, ok := reach(contact)
	if !ok {
		return nil
	}
	for _, k := range r.all() {
		found = append(found, *k.index(kind, normal))
	}
	return found
}
