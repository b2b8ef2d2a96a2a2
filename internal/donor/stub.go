package donor

import (
	"context"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

type Person struct{ Name, Email, Phone, Address, TaxID string }

func (p Person) Check() (f fault.Fields) { return nil }

type (
	Vault   struct{}
	Options struct{ Key []byte }
	Purpose string
)

const ForWall Purpose = "wall"

func New(d *db.DB, o Options) *Vault                                          { return &Vault{} }
func (v *Vault) Put(ctx context.Context, tx *db.Tx, p Person) (string, error) { return "", nil }
func (v *Vault) Change(ctx context.Context, tx *db.Tx, id string, edit func(*Person)) error {
	return nil
}

func (v *Vault) Open(ctx context.Context, q db.Q, id string) (Person, error) { return Person{}, nil }

func (v *Vault) OpenAll(ctx context.Context, q db.Q, ids []string) (map[string]Person, error) {
	return nil, nil
}
func (v *Vault) Erase(ctx context.Context, tx *db.Tx, id string) error { return nil }
func (v *Vault) Give(ctx context.Context, tx *db.Tx, id string, p Purpose, a, b string) error {
	return nil
}
func (v *Vault) Withdraw(ctx context.Context, tx *db.Tx, id string, p Purpose) error { return nil }
func Message(f *fault.Fields, at, s string) string                                   { return s }
func Flags(s string) []string                                                        { return nil }
func Wall(display, name string) string                                               { return name }
