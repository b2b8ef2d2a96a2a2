package cli_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"newsdesk/internal/cli"
	"newsdesk/internal/db"
	"newsdesk/internal/testkit"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"newsdesk": func() {
			os.Exit(cli.Main(context.Background(), os.Args[1:], os.Getenv, os.Stdout, os.Stderr))
		},
	})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits,
			"newer": newer,
		},
		Setup: serve,
	})
}

// exits runs newsdesk and asserts its exit code: exits 2 migrate --addr x.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE ARGUMENT...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec("newsdesk", args[1:]...); err != nil {
		failure, ok := errors.AsType[*exec.ExitError](err)
		if !ok {
			ts.Fatalf("newsdesk did not run: %v", err)
		}
		got = failure.ExitCode()
	}
	if got != want {
		ts.Fatalf("newsdesk %s: got exit code %d, want %d", strings.Join(args[1:], " "), got, want)
	}
}

// newer makes a data directory look as if a later program had migrated it.
func newer(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: newer DIR")
	}
	ctx := context.Background()
	d, err := db.Open(ctx, filepath.Join(ts.MkAbs(args[0]), "newsdesk.db"), testkit.Start)
	ts.Check(err)
	ts.Check(d.Update(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, "INSERT INTO migration_checksums (version, name, sha256) VALUES (99999, 'future.sql', '')")
		return err
	}))
	ts.Check(d.Close())
}

// serve gives each script two servers to ask for their health.
func serve(env *testscript.Env) error {
	for name, status := range map[string]int{"READY": http.StatusOK, "STARTING": http.StatusServiceUnavailable} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/readyz" {
				http.NotFound(w, r)
				return
			}
			w.WriteHeader(status)
		}))
		env.Defer(server.Close)
		env.Setenv(name, strings.TrimPrefix(server.URL, "http://"))
	}
	return nil
}
