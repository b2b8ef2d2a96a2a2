package config

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// FileFlag names the flag that names the file.
const FileFlag = "config"

// Resolver gives the flags of the program that were not on the command line
// their values: from NEWSDESK_NAME in the environment, else from the member
// "name" of the JSON object in the file. The file is the value of the flag
// "config", or of NEWSDESK_CONFIG. An empty variable counts as unset.
func Resolver(getenv func(string) string) kong.Resolver {
	return &resolver{getenv: getenv}
}

type resolver struct {
	getenv func(string) string
	file   map[string]string // nil until it is read
}

// Variable is the name of the environment variable of a flag.
func Variable(flag string) string {
	return "NEWSDESK_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// Validate implements kong.Resolver.
func (*resolver) Validate(*kong.Application) error { return nil }

// Resolve implements kong.Resolver.
func (r *resolver) Resolve(ctx *kong.Context, parent *kong.Path, flag *kong.Flag) (any, error) {
	if parent.App == nil {
		return nil, nil //nolint:nilnil // kong's way to say that flags of commands come from nowhere else
	}
	if r.file == nil {
		var err error
		if r.file, err = r.read(ctx); err != nil {
			return nil, err
		}
	}
	if value := r.getenv(Variable(flag.Name)); value != "" {
		return value, nil
	}
	if value, ok := r.file[strings.ReplaceAll(flag.Name, "-", "_")]; ok {
		return value, nil
	}
	return nil, nil //nolint:nilnil // kong's way to say that the default stands
}

// read returns the members of the file by name, or none if no file is named.
func (r *resolver) read(ctx *kong.Context) (map[string]string, error) {
	path := r.path(ctx)
	if path == "" {
		return map[string]string{}, nil
	}
	text, err := os.ReadFile(path) //nolint:gosec // the operator names it
	if err != nil {
		return nil, err
	}
	values, err := parseFile(text, names(ctx))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return values, nil
}

func (r *resolver) path(ctx *kong.Context) string {
	for _, flag := range ctx.Model.Flags {
		if flag.Name == FileFlag {
			if path, ok := ctx.FlagValue(flag).(string); ok && path != "" {
				return path
			}
		}
	}
	return r.getenv(Variable(FileFlag))
}

// names lists what may stand in the file.
func names(ctx *kong.Context) []string {
	var all []string
	for _, flag := range ctx.Model.Flags {
		if flag.Name != FileFlag && flag.Name != "help" {
			all = append(all, strings.ReplaceAll(flag.Name, "-", "_"))
		}
	}
	return all
}

// parseFile returns the members as they would be written on the command line.
func parseFile(text []byte, allowed []string) (map[string]string, error) {
	var members map[string]jsontext.Value
	if err := json.Unmarshal(text, &members); err != nil {
		return nil, err
	}
	values := make(map[string]string, len(members))
	var problems []error
	for _, name := range slices.Sorted(maps.Keys(members)) {
		value, err := written(members[name])
		switch {
		case !slices.Contains(allowed, name):
			problems = append(problems, fmt.Errorf("%s: there is no such setting", name))
		case err != nil:
			problems = append(problems, fmt.Errorf("%s: %w", name, err))
		default:
			values[name] = value
		}
	}
	return values, errors.Join(problems...)
}

// written is a JSON value as it would be written on the command line.
func written(value jsontext.Value) (string, error) {
	switch value.Kind() {
	case '"':
		var text string
		err := json.Unmarshal(value, &text)
		return text, err
	case '[':
		var list []string
		err := json.Unmarshal(value, &list)
		return strings.Join(list, ","), err
	case 't', 'f', '0':
		return value.String(), nil
	default:
		return "", errors.New("must be text, a number, true, false, or a list of texts")
	}
}
