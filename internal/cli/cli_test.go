package cli_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/rogpeppe/go-internal/testscript"

	"newsdesk/internal/cli"
	"newsdesk/internal/db"
	"newsdesk/internal/testkit"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"newsdesk": func() {
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
			defer stop()
			os.Exit(cli.Main(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr))
		},
	})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":  exits,
			"isjson": isJSON,
			"newer":  newer,
			"ready":  ready,
		},
		Setup: func(env *testscript.Env) error {
			servers(env)
			return errors.Join(seed(env), free(env))
		},
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

// isJSON asserts that a file, or stdout, is one JSON object.
func isJSON(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: isjson FILE")
	}
	value := jsontext.Value(ts.ReadFile(args[0]))
	if !value.IsValid() || value.Kind() != '{' {
		ts.Fatalf("%s is no JSON object", args[0])
	}
}

// seed tells each script where the page is that the demo imports.
func seed(env *testscript.Env) error {
	path, err := filepath.Abs(filepath.Join("..", "story", "testdata", "seed.txt"))
	env.Setenv("SEED", path)
	return err
}

// free tells each script an address that nothing listens on.
func free(env *testscript.Env) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	env.Setenv("FREE", l.Addr().String())
	return l.Close()
}

// ready waits until the server at an address is ready.
func ready(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: ready ADDRESS")
	}
	for begun := time.Now(); time.Since(begun) < patience; time.Sleep(10 * time.Millisecond) {
		if response, err := http.Get("http://" + args[0] + "/readyz"); err == nil {
			_ = response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return
			}
		}
	}
	ts.Fatalf("%s is not ready after %s", args[0], patience)
}

// patience is how long a server may take to start on a busy machine.
const patience = 30 * time.Second

// servers gives each script two servers to ask for their health.
func servers(env *testscript.Env) {
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
}
