package testkit

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"newsdesk/internal/ident"
)

// postgres is a server where databases may be created.
type postgres struct {
	base  url.URL
	admin *sql.DB
	life  io.Closer // while this is open, the keeper keeps the server; nil for a given server
}

// startPostgres finds or starts the server.
func startPostgres() (*postgres, error) {
	if given := os.Getenv("NEWSDESK_TEST_POSTGRES"); given != "" {
		u, err := url.Parse(given)
		if err != nil {
			return nil, errors.New("NEWSDESK_TEST_POSTGRES is not a URL") // it may hold a password
		}
		return connect(*u)
	}
	bin, err := postgresPrograms()
	if err != nil {
		return nil, err
	}
	return startCluster(bin)
}

func connect(base url.URL) (*postgres, error) {
	admin, err := sql.Open("pgx", base.String())
	if err != nil {
		return nil, err
	}
	return &postgres{base: base, admin: admin}, nil
}

// url names one database of the server.
func (p *postgres) url(database string) string {
	u := p.base
	u.Path = "/" + database
	return u.String()
}

// create makes a database from a template, drops it when t ends, and returns
// its URL.
func (p *postgres) create(t testing.TB, template string) string {
	t.Helper()
	name := "newsdesk_" + strings.ReplaceAll(ident.New(), "-", "")
	if _, err := p.admin.ExecContext(t.Context(), "CREATE DATABASE "+name+" TEMPLATE "+template); err != nil {
		t.Fatalf("create a database from %s: %v", template, err)
	}
	t.Cleanup(func() {
		// The context of t has ended by now.
		_, err := p.admin.ExecContext(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)")
		if err != nil {
			t.Errorf("drop the test database: %v", err)
		}
	})
	return p.url(name)
}

// locked runs f while no other process is inside locked on this server.
func (p *postgres) locked(ctx context.Context, f func(*sql.Conn) error) (err error) {
	const key = 6_397_733_335 // any number that others are unlikely to choose
	conn, err := p.admin.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, conn.Close()) }()
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", key); err != nil {
		return err
	}
	defer func() {
		_, unlock := conn.ExecContext(ctx, "SELECT pg_advisory_unlock($1)", key)
		err = cmp.Or(err, unlock)
	}()
	return f(conn)
}

// postgresPrograms finds the directory of initdb and postgres: on PATH, or
// where Debian keeps those of each version, the newest first.
func postgresPrograms() (string, error) {
	if initdb, err := exec.LookPath("initdb"); err == nil {
		if real, err := filepath.EvalSymlinks(initdb); err == nil {
			return filepath.Dir(real), nil
		}
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return "", errors.New("NEWSDESK_TEST_POSTGRES is not set, and initdb is neither on PATH nor below /usr/lib/postgresql")
	}
	newest := slices.MaxFunc(found, func(a, b string) int { return cmp.Compare(debianVersion(a), debianVersion(b)) })
	return filepath.Dir(newest), nil
}

// debianVersion is the 15 in /usr/lib/postgresql/15/bin/initdb.
func debianVersion(path string) int {
	n, err := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
	if err != nil {
		return 0
	}
	return n
}

// startCluster starts a server in a directory of its own, which is reached
// only through a socket in there, so that no two can meet.
func startCluster(bin string) (*postgres, error) {
	dir, err := os.MkdirTemp("", "newsdesk-postgres-*")
	if err != nil {
		return nil, err
	}
	become, err := unprivileged(dir)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	life, err := startKeeper(dir, bin, become)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	p, err := connect(url.URL{
		Scheme: "postgres", User: url.User("postgres"), Path: "/postgres",
		RawQuery: url.Values{"host": {dir}, "sslmode": {"disable"}}.Encode(),
	})
	if err != nil {
		return nil, err
	}
	p.life = life
	return p, p.await(dir)
}

// unprivileged gives dir to a user that PostgreSQL agrees to run as, and
// returns the command line that becomes that user: nothing, unless this is root.
func unprivileged(dir string) (string, error) {
	if os.Geteuid() != 0 {
		return "", nil
	}
	who, err := user.Lookup("postgres")
	if err != nil {
		who, err = user.Lookup("nobody")
	}
	if err != nil {
		return "", fmt.Errorf("PostgreSQL does not run as root, and there is no other user: %w", err)
	}
	uid, err := strconv.Atoi(who.Uid)
	if err != nil {
		return "", err
	}
	gid, err := strconv.Atoi(who.Gid)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("setpriv --reuid=%d --regid=%d --clear-groups --", uid, gid), os.Chown(dir, uid, gid)
}

// keeper is the shell that owns the server. It reads from a pipe that nobody
// writes to: reading ends when the test binary does, however that comes about,
// and then the server is stopped and its directory removed. It ignores the
// signals of the terminal so that it outlives them.
const keeper = `
trap '' HUP INT TERM
dir=$1 bin=$2 become=$3
cd "$dir"
$become "$bin/initdb" --pgdata=data --username=postgres --auth=trust --encoding=UTF8 \
	--locale=C --no-sync >log 2>&1 || { : >failed; cat >/dev/null; rm -rf "$dir"; exit 1; }
$become "$bin/postgres" -D data -k "$dir" -c listen_addresses= -c fsync=off \
	-c synchronous_commit=off -c full_page_writes=off -c max_connections=300 \
	-c shared_buffers=32MB -c autovacuum=off >>log 2>&1 </dev/null &
cat >/dev/null
kill -QUIT $!
wait $!
rm -rf "$dir"
`

// startKeeper starts the keeper and returns the pipe that it reads from.
func startKeeper(dir, bin, become string) (io.Closer, error) {
	// No context ends the server: the end of this process does.
	cmd := exec.Command("sh", "-c", keeper, "keeper", dir, bin, become)
	life, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	return life, cmd.Start()
}

// await returns once the server in dir answers.
func (p *postgres) await(dir string) error {
	const patience, pause = 60 * time.Second, 20 * time.Millisecond
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for {
		err := p.admin.PingContext(ctx)
		if err == nil {
			return nil
		}
		_, failed := os.Stat(filepath.Join(dir, "failed"))
		if failed == nil || ctx.Err() != nil {
			log, _ := os.ReadFile(filepath.Join(dir, "log")) // may be missing, which then shows
			return fmt.Errorf("start PostgreSQL: %w\n%s", err, log)
		}
		time.Sleep(pause)
	}
}
