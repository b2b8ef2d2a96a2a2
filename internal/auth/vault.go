package auth

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
)

// MasterSize is the length of the master secret in bytes.
const MasterSize = 32

// The purposes of derived keys. Changing one makes what it protects unreadable.
const (
	forSigningKeys = "newsdesk signing keys v1"
	forSuccessors  = "newsdesk refresh successors v1"
	forRefreshMAC  = "newsdesk refresh token check v1"
	forAccounts    = "newsdesk failed logins v1"
	forDigests     = "newsdesk journal digests v1"
	forSlips       = "newsdesk slips v1"
)

// vault seals secrets for the database with keys derived from the master
// secret, one key to a purpose, so that none can stand in for another.
type vault struct {
	master   []byte
	refresh  []byte // authenticates refresh tokens
	digests  []byte // makes digests of personal data that nobody can guess from
	accounts []byte // hides addresses that were typed into the login form
	slips    []byte // authenticates what letters carry
}

func newVault(master []byte) vault {
	v := vault{master: bytes.Clone(master)}
	v.refresh, v.accounts, v.digests = v.derive(forRefreshMAC, nil), v.derive(forAccounts, nil), v.derive(forDigests, nil)
	v.slips = v.derive(forSlips, nil)
	return v
}

// derive is HKDF-SHA256 (RFC 5869) of the master secret, 32 bytes long.
func (v vault) derive(purpose string, salt []byte) []byte {
	key, err := hkdf.Key(sha256.New, v.master, salt, purpose, sha256.Size)
	if err != nil {
		panic(err) // only for lengths that HKDF cannot give, and this one it can
	}
	return key
}

// seal encrypts plain with AES-256-GCM. Only the same purpose, salt and label
// open it again, so a sealed value cannot be moved to another row.
func (v vault) seal(purpose string, salt, plain []byte, label string) ([]byte, error) {
	aead, err := v.aead(purpose, salt)
	if err != nil {
		return nil, err
	}
	return aead.Seal(nil, nil, plain, []byte(label)), nil //nolint:gosec // this AEAD draws the nonce itself
}

// open is the reverse of seal.
func (v vault) open(purpose string, salt, sealed []byte, label string) ([]byte, error) {
	aead, err := v.aead(purpose, salt)
	if err != nil {
		return nil, err
	}
	plain, err := aead.Open(nil, nil, sealed, []byte(label))
	if err != nil {
		return nil, fmt.Errorf("the master secret does not open this: %w", err)
	}
	return plain, nil
}

func (v vault) aead(purpose string, salt []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(v.derive(purpose, salt))
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// mac is the HMAC-SHA256 of data.
func mac(key, data []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write(data)
	return h.Sum(nil)
}
