package auth

import (
	"cmp"
	"context"
	"unicode/utf8"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
)

// labelMost is the length of a device's label in characters.
const labelMost = 100

// LoginInput is what a person presents to sign in.
type LoginInput struct {
	Email     string
	Password  string
	Code      string    // of the second factor or a recovery code; empty: none was shown yet
	Transport Transport // Cookie if empty
	Label     string    // what to call the device in the list of sessions
	Address   string    // the IP address of the caller, as the edge knows it
	Cause     string    // the id of the request

	strong bool // more than one factor was shown
}

// actor is who has signed in.
func (in LoginInput) actor(u account, s session) Actor {
	return Actor{ID: u.ID, Name: u.Name, Kind: KindPerson, SessionID: s.ID, Address: in.Address, Cause: in.Cause}
}

func (in LoginInput) check() error {
	var f fault.Fields
	checkTyped(&f, in.Email)
	f.If(in.Password == "", "/password", "required", "The password is missing")
	f.If(tooLong(in.Password), "/password", "too_long", "The password has more than %d characters", passwordMost)
	checkCode(&f, in.Code)
	return append(f, Entrance{Transport: in.Transport, Label: in.Label}.faults()...).Err()
}

// checkTyped records what is wrong with an address that somebody typed to be
// known by. It need not look like one.
func checkTyped(f *fault.Fields, email string) {
	f.If(email == "", "/email", "required", "The e-mail address is missing")
	f.If(len(email) > 4*emailMost, "/email", "too_long", "The e-mail address is too long")
}

// Login opens a session. A wrong password, an unknown address and a disabled
// user are one and the same TokenInvalid, after the same work. For someone with a
// second factor the right password alone fails with SecondFactorRequired, and a
// wrong code with TokenInvalid. RateLimited says with Retry when the account, the
// network or the server will be ready.
func (a *Auth) Login(ctx context.Context, in LoginInput) (_ Tokens, err error) {
	defer fault.Wrap(&err, "auth.Login")
	if in.Transport == "" {
		in.Transport = Cookie
	}
	if err := in.check(); err != nil {
		return Tokens{}, err
	}
	if err := a.hasher.open(); err != nil {
		return Tokens{}, err
	}
	u, err := a.byEmail(ctx, emailKey(in.Email))
	if err != nil {
		return Tokens{}, err
	}
	newHash, err := a.prove(ctx, u, a.accountID(u.EmailKey), in.Password, in.Address)
	if err != nil {
		return Tokens{}, err
	}
	if u.HasFactor && in.Code != "" {
		if err := a.spend(ctx, a.counter(forCodes, u.ID)); err != nil {
			return Tokens{}, err
		}
	}
	var s session
	var refresh string
	err = a.db.Update(ctx, func(tx *db.Tx) (err error) {
		s, refresh, err = a.enter(ctx, tx, &u, in, newHash)
		return err
	})
	if fault.Is(err, fault.SecondFactorRequired) {
		return Tokens{}, cmp.Or(a.excuse(ctx, u, in.Address), err)
	}
	if err != nil {
		return Tokens{}, err
	}
	a.addresses.giveBack(in.Address, a.db.Now())
	return a.tokens(ctx, s, refresh, u)
}

// Entrance is how someone comes in who was proved by other means than a
// password, such as single sign-on or a passkey.
type Entrance struct {
	Transport Transport // Cookie if empty
	Label     string    // what to call the device in the list of sessions
	Address   string    // the IP address of the caller
	Cause     string    // the id of the request
	Strong    bool      // the proof was of more than one factor
}

func (e Entrance) faults() (f fault.Fields) {
	f.If(e.Transport != "" && e.Transport != Cookie && e.Transport != Body, "/transport", "not_allowed", "The transport is %q or %q", Cookie, Body)
	f.If(utf8.RuneCountInString(e.Label) > labelMost, "/label", "too_long", "The label has more than %d characters", labelMost)
	return f
}

// Enter opens a session for a user whom the caller has proved to be there. It
// fails with TokenInvalid for those who may not come in.
func (a *Auth) Enter(ctx context.Context, userID string, e Entrance) (_ Tokens, err error) {
	defer fault.Wrap(&err, "auth.Enter(%s)", userID)
	return a.admit(ctx, e, func(tx *db.Tx, u *account) error { return hideMissing(tx.Lock(ctx, u, userID)) })
}

// admit opens a session for the user whom find has locked.
func (a *Auth) admit(ctx context.Context, e Entrance, find func(*db.Tx, *account) error) (Tokens, error) {
	in := LoginInput{Transport: e.Transport, Label: e.Label, Address: e.Address, Cause: e.Cause, strong: e.Strong}
	if in.Transport == "" {
		in.Transport = Cookie
	}
	var u account
	var s session
	var refresh string
	err := a.db.Update(ctx, func(tx *db.Tx) (err error) {
		u = account{}
		if err := find(tx, &u); err != nil {
			return err
		}
		if !u.active() {
			return badToken("the user may not come in")
		}
		s, refresh, err = a.openSession(ctx, tx, u, in)
		return err
	})
	if err != nil {
		return Tokens{}, err
	}
	return a.tokens(ctx, s, refresh, u)
}

// Provision makes, in the caller's transaction, a user who signs in elsewhere
// and has no password here. The actor is the provider, acting for the system.
// It fails with Conflict if another user has the address.
func (a *Auth) Provision(ctx context.Context, tx *db.Tx, actor Actor, provider string, n NewUser) (_ User, err error) {
	defer fault.Wrap(&err, "auth.Provision")
	own, err := a.checkNew(ctx, actor, &n, nil)
	if err != nil {
		return User{}, err
	}
	u := n.account(tx.Now)
	u.JoinedAt, u.Provider = &tx.Now, provider
	return u.user(), a.insertUser(ctx, tx, actor, own, &u, ActAdd)
}

// byEmail returns the user with that key, or one without id and password that
// nothing matches.
func (a *Auth) byEmail(ctx context.Context, key string) (account, error) {
	u := account{EmailKey: key}
	err := db.Err(db.Gorm(ctx, a.db).Take(&u, "email_key = ?", key).Error)
	if fault.Is(err, fault.NotFound) {
		return account{EmailKey: key}, nil
	}
	return u, err
}

func wrongPassword() error {
	return fault.New(fault.TokenInvalid, "The e-mail address or the password is wrong")
}

// prove checks the password of u at the price of one hash and one try of a counter,
// which the caller gives back once nothing else can fail. It returns the hash to store from
// now on.
func (a *Auth) prove(ctx context.Context, u account, counter, password, address string) (newHash string, err error) {
	if err := a.addresses.take(address, a.db.Now()); err != nil {
		return "", err
	}
	if err := a.accountOpen(ctx, counter); err != nil {
		return "", err
	}
	leave, err := a.hasher.enter(ctx)
	if err != nil {
		a.addresses.giveBack(address, a.db.Now()) // the queue is not the caller's fault
		return "", err
	}
	defer leave()
	if err := a.spend(ctx, counter); err != nil {
		return "", err
	}
	ok, dated := a.hasher.matches(u.PasswordHash, password)
	if !ok || !u.active() {
		return "", wrongPassword()
	}
	if dated {
		return a.hasher.hash(password), nil
	}
	return u.PasswordHash, nil
}

// enter opens a session for u, who has just proved to be u, unless that user
// has changed since.
func (a *Auth) enter(ctx context.Context, tx *db.Tx, u *account, in LoginInput, newHash string) (s session, refresh string, err error) {
	proved := u.PasswordHash
	*u = account{ID: u.ID}
	if err := tx.Lock(ctx, u, u.ID); err != nil {
		return s, "", err
	}
	if u.PasswordHash != proved || !u.active() {
		return s, "", wrongPassword()
	}
	if in.strong, err = a.showFactor(ctx, tx, *u, in.Code); err != nil {
		return s, "", err
	}
	if err := forgive(ctx, tx, a.accountID(u.EmailKey), a.counter(forCodes, u.ID)); err != nil {
		return s, "", err
	}
	if newHash != proved {
		u.PasswordHash = newHash
		if err := tx.Change(ctx, u); err != nil {
			return s, "", err
		}
	}
	return a.openSession(ctx, tx, *u, in)
}

// excuse gives back the try of a login that only lacked a code.
func (a *Auth) excuse(ctx context.Context, u account, address string) error {
	a.addresses.giveBack(address, a.db.Now())
	return a.db.Update(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE login_failures SET failures = failures - 1 WHERE id = ? AND failures > 0", a.accountID(u.EmailKey))
		return err
	})
}

// openSession makes a session for u, who has been proved to be u.
func (a *Auth) openSession(ctx context.Context, tx *db.Tx, u account, in LoginInput) (s session, refresh string, err error) {
	if err := a.startGrace(ctx, tx, &u); err != nil {
		return s, "", err
	}
	s, refresh = a.newSession(tx, u, in)
	if err := tx.Insert(ctx, &s); err != nil {
		return s, "", err
	}
	return s, refresh, a.note(ctx, tx, Event{Act: ActLogin, Kind: kindSession, Subject: s.ID, Actor: in.actor(u, s)})
}

func (a *Auth) newSession(tx *db.Tx, u account, in LoginInput) (s session, refresh string) {
	s = session{
		ID: ident.New(), UserID: u.ID, Epoch: u.Epoch, Transport: in.Transport, Label: in.Label,
		Successor: []byte{}, RotatedAt: tx.Now, CreatedAt: tx.Now, VerifiedAt: tx.Now, Strong: in.strong,
	}
	refresh = a.vault.newRefresh(s.ID)
	s.RefreshHash = sumHex(refresh)
	s.seen(tx.Now)
	return s, refresh
}
