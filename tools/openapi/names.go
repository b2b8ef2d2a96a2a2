package main

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi2"
	"github.com/getkin/kin-openapi/openapi2conv"
	"github.com/getkin/kin-openapi/openapi3"
)

const definitions = "#/definitions/"

// convert turns a Swagger 2.0 document into an OpenAPI 3.0 one whose schemas
// have the names that clients see. It also returns which schemas are unions.
func convert(swagger []byte) (*openapi3.T, []string, error) {
	var old openapi2.T
	if err := old.UnmarshalJSON(swagger); err != nil {
		return nil, nil, err
	}
	names, unions, err := publicNames(slices.Sorted(maps.Keys(old.Definitions)))
	if err != nil {
		return nil, nil, err
	}
	for from, to := range names {
		swagger = bytes.ReplaceAll(swagger, quote(definitions+from), quote(definitions+to))
	}
	var renamed openapi2.T
	if err := renamed.UnmarshalJSON(swagger); err != nil {
		return nil, nil, err
	}
	schemas := make(map[string]*openapi2.SchemaRef, len(names))
	for from, schema := range renamed.Definitions {
		schemas[names[from]] = schema
	}
	renamed.Definitions = schemas
	doc, err := openapi2conv.ToV3(&renamed)
	return doc, unions, err
}

func quote(s string) []byte { return []byte(`"` + s + `"`) }

// publicNames maps the names of schemas as the annotations have them to those
// that clients see, and lists which of the latter are unions. It fails if two
// schemas would share a name.
func publicNames(old []string) (names map[string]string, unions []string, err error) {
	names = make(map[string]string, len(old))
	taken := make(map[string]string, len(old))
	var errs []error
	for _, from := range old {
		to := publicName(from)
		if base, ok := strings.CutSuffix(to, unionSuffix); ok && base != "" {
			to = base
			unions = append(unions, to)
		}
		if other, clash := taken[to]; clash {
			errs = append(errs, fmt.Errorf("schemas %s and %s would both be called %s", other, from, to))
		}
		names[from], taken[to] = to, from
	}
	return names, unions, errors.Join(errs...)
}

// publicName drops the package from a name, and says a generic type the way
// people do: rest.Page-v1_Article is an ArticlePage.
func publicName(name string) string {
	generic, args, found := strings.Cut(name, "-")
	if !found {
		return typeName(name, ".")
	}
	var public strings.Builder
	for arg := range strings.SplitSeq(args, "-") {
		public.WriteString(strings.TrimSuffix(typeName(arg, "_"), unionSuffix))
	}
	// A list holds summaries; people call it a list of the things.
	return strings.TrimSuffix(public.String(), "Summary") + typeName(generic, ".")
}

// typeName is what follows the last separator between package and type.
func typeName(name, separator string) string {
	return name[strings.LastIndex(name, separator)+1:]
}
