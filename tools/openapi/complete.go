package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3conv"
)

// version is the OpenAPI version of the description: the newest that code
// generators read.
const version = "3.1.1"

// complete adds to doc what annotations cannot say, and checks that the result
// is a valid OpenAPI document, examples included.
func complete(ctx context.Context, doc *openapi3.T, unions []string) error {
	if doc.Components.Schemas[problemSchema] == nil {
		return errors.New("no operation names the schema Problem in a @Failure line")
	}
	if contact := doc.Info.Contact; contact != nil && contact.Name+contact.URL+contact.Email == "" {
		doc.Info.Contact = nil
	}
	completeServers(doc)
	completeSecurity(doc)
	if err := completeSchemas(doc, unions); err != nil {
		return err
	}
	if err := checkSchemas(doc); err != nil {
		return err
	}
	addComponents(doc)
	for r := range routes(doc) {
		r.complete(doc)
	}
	openapi3conv.Upgrade(doc)
	doc.OpenAPI = version
	if err := checkExamples(doc); err != nil {
		return err
	}
	if err := doc.Validate(ctx, openapi3.EnableExamplesValidation(), openapi3.EnableMultiError()); err != nil {
		return fmt.Errorf("validate: %w", err)
	}
	return nil
}

// completeServers names the server itself, since a newsroom runs its own.
func completeServers(doc *openapi3.T) {
	if len(doc.Servers) == 0 {
		doc.AddServer(&openapi3.Server{URL: "/"})
	}
	for _, server := range doc.Servers {
		if server.Description == "" {
			server.Description = "The server that serves this description"
		}
	}
}

// completeSecurity turns "a key in the header Authorization", the nearest that
// Swagger 2.0 has, into the bearer scheme of RFC 6750.
func completeSecurity(doc *openapi3.T) {
	for _, ref := range doc.Components.SecuritySchemes {
		scheme := ref.Value
		if scheme.Type != "apiKey" || scheme.In != "header" || scheme.Name != "Authorization" {
			continue
		}
		scheme.Type, scheme.In, scheme.Name = "http", "", ""
		scheme.Scheme = "bearer"
	}
}
