package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// program is a command line with the settings and a command that has a flag.
type program struct {
	Config string
	Flags
	Run struct {
		Speed string
	} `cmd:""`
}

// parse reads a command line, an environment and the text of a file.
func parse(t *testing.T, args []string, environment map[string]string, file string) (program, error) {
	t.Helper()
	var p program
	getenv := func(name string) string { return environment[name] }
	parser, err := kong.New(&p, kong.Resolvers(Resolver(getenv)))
	if err != nil {
		t.Fatal(err)
	}
	if file != "" {
		path := filepath.Join(t.TempDir(), "newsdesk.json")
		if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append([]string{"--config", path}, args...)
	}
	_, err = parser.Parse(append(args, "run"))
	return p, err
}

func parsed(t *testing.T, file string) Flags {
	t.Helper()
	p, err := parse(t, nil, nil, file)
	if err != nil {
		t.Fatal(err)
	}
	return p.Flags
}

func TestFlagsGoBeforeTheEnvironmentAndThatBeforeTheFile(t *testing.T) {
	args := []string{"--site-name", "flag"}
	environment := map[string]string{"NEWSDESK_SITE_NAME": "environment"}
	const file = `{"site_name": "file"}`
	cases := []struct {
		args        []string
		environment map[string]string
		file, want  string
	}{
		{nil, nil, "", "Newsdesk"},
		{nil, nil, file, "file"},
		{nil, environment, file, "environment"},
		{args, environment, file, "flag"},
		{args, nil, file, "flag"},
		{nil, map[string]string{"NEWSDESK_SITE_NAME": ""}, file, "file"},
	}
	for _, c := range cases {
		p, err := parse(t, c.args, c.environment, c.file)
		if err != nil || p.SiteName != c.want {
			t.Errorf("flags %v, environment %v, file %s: got %q, %v; want %q", c.args, c.environment, c.file, p.SiteName, err, c.want)
		}
	}
}

func TestFlagsOfCommandsComeFromNowhereElse(t *testing.T) {
	p, err := parse(t, nil, map[string]string{"NEWSDESK_SPEED": "high"}, "")
	if err != nil || p.Run.Speed != "" {
		t.Errorf("got %q, %v; want nothing", p.Run.Speed, err)
	}
}

func TestEveryProblemOfTheFileIsNamedAtOnce(t *testing.T) {
	_, err := parse(t, nil, nil, `{"adr": ":1", "addr": null, "site_name": {}, "cors_origins": [1], "speed": "high", "config": "x"}`)
	if err == nil {
		t.Fatal("the file was accepted")
	}
	for _, want := range []string{
		"newsdesk.json", "adr: there is no such setting", "addr: must be", "site_name: must be",
		"cors_origins: ", "speed: there is no such setting", "config: there is no such setting",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error does not say %q: %v", want, err)
		}
	}
}

func TestAFileThatIsNoJSONObjectIsRefused(t *testing.T) {
	for _, file := range []string{`[]`, `"addr"`, `{"addr": ":1"`, `{"addr": ":1", "addr": ":2"}`, `{} {}`} {
		if _, err := parse(t, nil, nil, file); err == nil {
			t.Errorf("%s was accepted", file)
		}
	}
}

func TestAMissingFileIsAnError(t *testing.T) {
	if _, err := parse(t, nil, map[string]string{"NEWSDESK_CONFIG": "nowhere.json"}, ""); err == nil {
		t.Error("a file that is not there was accepted")
	}
}
