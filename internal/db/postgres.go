package db

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

const (
	postgresConnections = 16
	postgresTries       = 5 // of one transaction, when the engine asks to run it again
)

func openPostgres(ctx context.Context, url string, clock Clock) (*DB, error) {
	server, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	pool := stdlib.OpenDB(*server, stdlib.OptionAfterConnect(readUTC))
	pool.SetMaxOpenConns(postgresConnections)
	pool.SetMaxIdleConns(postgresConnections)
	g, err := gorm.Open(postgres.New(postgres.Config{Conn: pool}), gormConfig(clock))
	if err != nil {
		return nil, err
	}
	d := &DB{read: g, clock: clock, engine: Postgres}
	d.write = &transactions{g: g, clock: clock}
	return d, translate(d.Ping(ctx))
}

// readUTC has instants come back in UTC, not in the zone of the machine.
func readUTC(_ context.Context, conn *pgx.Conn) error {
	conn.TypeMap().RegisterType(&pgtype.Type{
		Name: "timestamptz", OID: pgtype.TimestamptzOID,
		Codec: &pgtype.TimestamptzCodec{ScanLocation: time.UTC},
	})
	return nil
}

// transactions is the writer of PostgreSQL: each Update is one transaction.
type transactions struct {
	g      *gorm.DB
	clock  Clock
	models models
}

func (t *transactions) update(ctx context.Context, f func(*Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	kept := context.WithoutCancel(ctx)
	var err error
	for try := range postgresTries {
		err = t.g.WithContext(kept).Transaction(func(g *gorm.DB) error {
			return f(&Tx{g: g, engine: Postgres, models: &t.models, Now: instant(t.clock)})
		})
		if !retriable(err) {
			return err
		}
		// The pause keeps two transactions from meeting again in step.
		time.Sleep(time.Duration(1+rand.IntN(8<<try)) * time.Millisecond)
	}
	return err
}

func (t *transactions) close() error { return nil }
