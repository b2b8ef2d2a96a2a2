// Command openapi writes the description of the API, docs/openapi.json, from the
// annotations of the handlers. The annotations are Swagger 2.0, which has no
// unions, no null and one media type for all statuses of an operation; the
// command adds what they cannot say and writes OpenAPI 3.1.
//
// It refuses an operation that lacks an identifier, a summary, a tag or the
// description of a parameter, so that no undocumented route is released.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	root := flag.String("root", ".", "folder of the module whose main.go describes the API")
	out := flag.String("out", "docs/openapi.json", "file to write, relative to the root")
	flag.Parse()
	if err := run(context.Background(), *root, *out); err != nil {
		fmt.Fprintln(os.Stderr, "openapi:", err)
		os.Exit(1)
	}
}

// run generates the description of the module in root and writes it to out,
// a path relative to root. It leaves the file alone if anything is wrong.
func run(ctx context.Context, root, out string) error {
	text, err := generate(ctx, root)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(root, filepath.FromSlash(out)), text, 0o644)
}

// generate returns the description of the module in root as indented JSON whose
// order depends on nothing but the annotations.
func generate(ctx context.Context, root string) ([]byte, error) {
	swagger, err := readAnnotations(root)
	if err != nil {
		return nil, err
	}
	doc, unions, err := convert(swagger)
	if err != nil {
		return nil, err
	}
	if err := checkOperations(doc); err != nil {
		return nil, err
	}
	if err := complete(ctx, doc, unions); err != nil {
		return nil, err
	}
	return encode(doc)
}
