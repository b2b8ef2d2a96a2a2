package main

import (
	"bytes"
	"fmt"
	"log"
	"os"

	"github.com/go-openapi/spec"
	"github.com/swaggo/swag"
)

// exampleNote is the extension that carries the example of a parameter from the
// annotations to the description.
const exampleNote = "x-example"

// maxDepth bounds how deep the reader follows imports.
const maxDepth = 100

// readAnnotations returns the annotations of the module in root as a Swagger 2.0
// document in JSON.
func readAnnotations(root string) ([]byte, error) {
	dir, err := os.MkdirTemp("", "newsdesk-openapi-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	overrides, err := stage(root, dir)
	if err != nil {
		return nil, err
	}
	// A document of JSON is whatever the caller put there.
	overrides["jsontext.Value"] = "any"

	var trace bytes.Buffer
	parser := swag.New(
		swag.SetDebugger(log.New(&trace, "", 0)),
		swag.SetOverrides(overrides),
		swag.SetStrict(true),
	)
	parser.RequiredByDefault = true
	if err := parser.ParseAPI(dir, "main.go", maxDepth); err != nil {
		return nil, fmt.Errorf("read the annotations: %w\n%s", err, trace.Bytes())
	}
	keepExamples(parser.GetSwagger())
	return parser.GetSwagger().MarshalJSON()
}

// keepExamples notes the examples of parameters as extensions, since Swagger 2.0
// has no examples of parameters and the conversion drops them.
func keepExamples(doc *spec.Swagger) {
	for _, item := range doc.Paths.Paths {
		for _, op := range []*spec.Operation{item.Get, item.Put, item.Post, item.Delete, item.Options, item.Head, item.Patch} {
			if op == nil {
				continue
			}
			for i := range op.Parameters {
				if p := &op.Parameters[i]; p.Example != nil {
					p.AddExtension(exampleNote, p.Example)
				}
			}
		}
	}
}
