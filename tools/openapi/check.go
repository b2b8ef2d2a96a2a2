package main

import (
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// route is an operation with its address.
type route struct {
	method string
	path   string
	op     *openapi3.Operation
}

// routes yields every operation, ordered by path and method.
func routes(doc *openapi3.T) iter.Seq[route] {
	return func(yield func(route) bool) {
		paths := doc.Paths.Map()
		for _, path := range slices.Sorted(maps.Keys(paths)) {
			operations := paths[path].Operations()
			for _, method := range slices.Sorted(maps.Keys(operations)) {
				if !yield(route{method, path, operations[method]}) {
					return
				}
			}
		}
	}
}

// checkOperations reports everything that the annotations of the operations
// leave unsaid and that nobody else can add.
func checkOperations(doc *openapi3.T) error {
	var errs []error
	for r := range routes(doc) {
		for _, missing := range r.missing() {
			errs = append(errs, fmt.Errorf("%s %s has no %s", r.method, r.path, missing))
		}
	}
	return errors.Join(errs...)
}

// checkSchemas reports the schemas and the members that nobody has described.
func checkSchemas(doc *openapi3.T) error {
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(doc.Components.Schemas)) {
		schema := doc.Components.Schemas[name].Value
		if isBlank(schema.Description) {
			errs = append(errs, fmt.Errorf("schema %s has no description", name))
		}
		for _, member := range slices.Sorted(maps.Keys(schema.Properties)) {
			if property := schema.Properties[member]; property.Value != nil && (property.Ref != "" || isBlank(property.Value.Description)) {
				errs = append(errs, fmt.Errorf("the member %q of %s has no description", member, name))
			}
		}
	}
	return errors.Join(errs...)
}

// missing lists what the annotations of the operation lack.
func (r route) missing() []string {
	var missing []string
	if isBlank(r.op.OperationID) {
		missing = append(missing, "operation identifier (@ID)")
	}
	if isBlank(r.op.Summary) {
		missing = append(missing, "@Summary")
	}
	if len(r.op.Tags) == 0 {
		missing = append(missing, "@Tags")
	}
	for _, p := range r.op.Parameters {
		if isBlank(p.Value.Description) {
			missing = append(missing, fmt.Sprintf("description of the parameter %q", p.Value.Name))
		}
	}
	if body := r.op.RequestBody; body != nil && isBlank(body.Value.Description) && !isForm(body.Value) {
		missing = append(missing, "description of the body")
	}
	return missing
}

func isBlank(text string) bool { return strings.TrimSpace(text) == "" }

// isForm reports whether a body is a form, whose parts are described one by one.
func isForm(body *openapi3.RequestBody) bool {
	return body.Content["multipart/form-data"] != nil || body.Content["application/x-www-form-urlencoded"] != nil
}
