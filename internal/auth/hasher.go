package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"newsdesk/internal/fault"
)

// A hash takes 19 MiB and a good part of a second of one processor, so only so
// many run and wait; a flood of logins must not starve everything else.
const (
	hashesAtOnce  = 1
	hashesWaiting = 16
	hashRetry     = 2 * time.Second
	hashRest      = 50 * time.Millisecond
)

const (
	saltSize = 16 // bytes
	sumSize  = 32 // bytes
)

// cost is the work that one argon2id hash takes (RFC 9106).
type cost struct {
	memory uint32 // KiB
	passes uint32
	lanes  uint8
}

// owaspCost is the least that the OWASP password storage cheat sheet asks for.
func owaspCost() cost { return cost{memory: 19456, passes: 2, lanes: 1} }

// hasher hashes passwords, a few at a time.
type hasher struct {
	cost    cost
	running chan struct{}
	present chan struct{} // running or waiting
}

func newHasher(c cost) *hasher {
	return &hasher{
		cost:    c,
		running: make(chan struct{}, hashesAtOnce),
		present: make(chan struct{}, hashesAtOnce+hashesWaiting),
	}
}

// enter waits for a turn to hash and returns what ends it. It fails at once
// with RateLimited when too many wait already.
func (h *hasher) enter(ctx context.Context) (leave func(), err error) {
	select {
	case h.present <- struct{}{}:
	default:
		return nil, tooBusy()
	}
	select {
	case h.running <- struct{}{}:
		return h.leave, nil
	case <-ctx.Done():
		<-h.present
		return nil, ctx.Err()
	}
}

// leave ends a turn. While others wait the next begins only after a rest, so
// that a flood of logins leaves most of the machine to everybody else.
func (h *hasher) leave() {
	if <-h.present; len(h.present) == 0 {
		<-h.running
		return
	}
	time.AfterFunc(hashRest, func() { <-h.running })
}

// open fails with RateLimited when nobody could enter now, at no cost.
func (h *hasher) open() error {
	if len(h.present) == cap(h.present) {
		return tooBusy()
	}
	return nil
}

func tooBusy() error {
	busy := fault.New(fault.RateLimited, "Too many people are signing in at this moment; try again shortly")
	busy.Retry = hashRetry
	return busy
}

// hash returns the PHC string of the password with a fresh salt. The caller
// has entered.
func (h *hasher) hash(password string) string {
	salt := make([]byte, saltSize)
	_, _ = rand.Read(salt) // never fails: see crypto/rand
	return phc(h.cost, salt, h.cost.sum(password, salt))
}

// newHash is hash with a turn of its own.
func (h *hasher) newHash(ctx context.Context, password string) (string, error) {
	leave, err := h.enter(ctx)
	if err != nil {
		return "", err
	}
	defer leave()
	return h.hash(password), nil
}

// matches reports whether the password is the one hashed in stored, and whether
// stored was made at another cost than today's. An empty stored matches nothing,
// but takes as long. The caller has entered.
func (h *hasher) matches(stored, password string) (ok, dated bool) {
	c, salt, want, err := parsePHC(stored)
	if err != nil {
		h.cost.sum(password, make([]byte, saltSize))
		return false, false
	}
	return subtle.ConstantTimeCompare(c.sum(password, salt), want) == 1, c != h.cost
}

// sum hashes the NFKC form: keyboards type the same Vietnamese letter as one
// code point or as several.
func (c cost) sum(password string, salt []byte) []byte {
	return argon2.IDKey(norm.NFKC.AppendString(nil, password), salt, c.passes, c.memory, c.lanes, sumSize)
}

const phcFormat = "$argon2id$v=19$m=%d,t=%d,p=%d$"

// phc is the hash in the PHC string format.
func phc(c cost, salt, sum []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf(phcFormat, c.memory, c.passes, c.lanes) + b64.EncodeToString(salt) + "$" + b64.EncodeToString(sum)
}

func parsePHC(s string) (c cost, salt, sum []byte, err error) {
	if _, err := fmt.Sscanf(s, phcFormat, &c.memory, &c.passes, &c.lanes); err != nil {
		return cost{}, nil, nil, fmt.Errorf("not an argon2id hash: %w", err)
	}
	parts := strings.Split(s, "$")
	if len(parts) != 6 || c.passes == 0 || c.lanes == 0 {
		return cost{}, nil, nil, fmt.Errorf("an argon2id hash with %d parts, %d passes and %d lanes", len(parts), c.passes, c.lanes)
	}
	b64 := base64.RawStdEncoding.Strict()
	if salt, err = b64.DecodeString(parts[4]); err != nil {
		return cost{}, nil, nil, err
	}
	if sum, err = b64.DecodeString(parts[5]); err != nil || len(sum) != sumSize {
		return cost{}, nil, nil, fmt.Errorf("an argon2id hash of %d bytes: %w", len(sum), err)
	}
	return c, salt, sum, nil
}
