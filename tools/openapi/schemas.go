package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/getkin/kin-openapi/openapi3"
)

const schemaRefs = "#/components/schemas/"

// completeSchemas says in JSON Schema 2020-12 what Swagger 2.0 has no words for.
func completeSchemas(doc *openapi3.T, unions []string) error {
	walk(doc, func(ref *openapi3.SchemaRef) {
		dropNoise(ref.Extensions)
		dropNoise(ref.Value.Extensions)
		allowNull(ref.Value)
		slices.Sort(ref.Value.Required)
	})
	for _, ref := range doc.Components.Schemas {
		if properties := ref.Value.Properties; ref.Value.Description == "" && properties["data"] != nil && properties["page"] != nil {
			ref.Value.Description = "One page of a list." // the documentation of a generic type is lost on the way
		}
	}
	closeInputs(doc)
	var errs []error
	for _, name := range unions {
		errs = append(errs, completeUnion(name, doc.Components.Schemas))
	}
	return errors.Join(errs...)
}

// closeInputs forbids requests the members that are not described: the server
// refuses them, while clients must be ready for new ones in its answers.
func closeInputs(doc *openapi3.T) {
	seen := make(map[*openapi3.Schema]bool)
	var shut func(*openapi3.SchemaRef)
	shut = func(ref *openapi3.SchemaRef) {
		if ref == nil || ref.Value == nil || seen[ref.Value] {
			return
		}
		seen[ref.Value] = true
		if len(ref.Value.Properties) > 0 {
			ref.Value.AdditionalProperties = openapi3.AdditionalProperties{Has: new(false)}
		}
		for _, inner := range innerSchemas(ref.Value) {
			shut(inner)
		}
	}
	for r := range routes(doc) {
		if body := r.op.RequestBody; body != nil && !isForm(body.Value) {
			for _, schema := range contentSchemas(body.Value.Content) {
				shut(schema)
			}
		}
	}
}

// checkExamples reports every example in a schema that the schema does not allow.
func checkExamples(doc *openapi3.T) error {
	var errs []error
	walk(doc, func(ref *openapi3.SchemaRef) {
		for _, example := range ref.Value.Examples {
			if err := doc.ValidateSchemaJSON(ref.Value, example, openapi3.EnableJSONSchema2020()); err != nil {
				errs = append(errs, fmt.Errorf("%s: example %v: %w", ref.Value.Description, example, err))
			}
		}
	})
	return errors.Join(errs...)
}

// walk visits each schema that is written out in the document once: the named
// ones, those of parameters, bodies and responses, and those inside them.
func walk(doc *openapi3.T, visit func(*openapi3.SchemaRef)) {
	seen := make(map[*openapi3.Schema]bool)
	var descend func(*openapi3.SchemaRef)
	descend = func(ref *openapi3.SchemaRef) {
		if ref == nil || ref.Ref != "" || ref.Value == nil || seen[ref.Value] {
			return
		}
		seen[ref.Value] = true
		visit(ref)
		for _, inner := range innerSchemas(ref.Value) {
			descend(inner)
		}
	}
	for _, ref := range outerSchemas(doc) {
		descend(ref)
	}
}

func innerSchemas(schema *openapi3.Schema) []*openapi3.SchemaRef {
	inner := []*openapi3.SchemaRef{schema.Items, schema.AdditionalProperties.Schema}
	for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
		inner = append(inner, schema.Properties[name])
	}
	return slices.Concat(inner, schema.AllOf, schema.OneOf)
}

func outerSchemas(doc *openapi3.T) []*openapi3.SchemaRef {
	var outer []*openapi3.SchemaRef
	for _, name := range slices.Sorted(maps.Keys(doc.Components.Schemas)) {
		outer = append(outer, doc.Components.Schemas[name])
	}
	for r := range routes(doc) {
		for _, p := range r.op.Parameters {
			outer = append(outer, p.Value.Schema)
		}
		if body := r.op.RequestBody; body != nil {
			outer = append(outer, contentSchemas(body.Value.Content)...)
		}
		for _, response := range r.op.Responses.Map() {
			outer = append(outer, contentSchemas(response.Value.Content)...)
		}
	}
	return outer
}

func contentSchemas(content openapi3.Content) []*openapi3.SchemaRef {
	var schemas []*openapi3.SchemaRef
	for _, media := range content {
		schemas = append(schemas, media.Schema)
	}
	return schemas
}

// dropNoise removes what repeats the names of Go constants and of parameters of
// Swagger 2.0.
func dropNoise(extensions map[string]any) {
	for _, name := range []string{
		"x-enum-varnames", "x-enum-comments", "x-enum-descriptions",
		"x-originalParamName", "x-formData-name",
	} {
		delete(extensions, name)
	}
}

// allowNull turns "nullable", which 3.1 no longer has, into what a validator
// sees. A plain type is left to the upgrade, but an enumeration must list null
// to allow it, and a reference has no type to extend.
func allowNull(schema *openapi3.Schema) {
	if !schema.Nullable {
		return
	}
	if len(schema.Enum) > 0 {
		schema.Enum = append(schema.Enum, nil)
	}
	if len(schema.AllOf) == 0 {
		return
	}
	null := openapi3.NewSchema()
	null.Type = &openapi3.Types{openapi3.TypeNull}
	schema.OneOf = openapi3.SchemaRefs{schema.AllOf[0], null.NewRef()}
	schema.AllOf, schema.Nullable = nil, false
}

// completeUnion replaces the members of a union by a choice among their schemas,
// told apart by the value of "type".
func completeUnion(name string, schemas openapi3.Schemas) error {
	union := schemas[name].Value
	choice := &openapi3.Schema{
		Description: strings.Replace(union.Description, name+unionSuffix, name, 1),
		Discriminator: &openapi3.Discriminator{
			PropertyName: "type",
			Mapping:      make(map[string]openapi3.MappingRef),
		},
	}
	for _, member := range slices.Sorted(maps.Keys(union.Properties)) {
		ref := target(union.Properties[member])
		if ref == nil {
			return fmt.Errorf("union %s: %s is not an object with a name of its own", name, member)
		}
		kind := snake(member)
		if err := tell(schemas[ref.Ref[strings.LastIndex(ref.Ref, "/")+1:]].Value, kind); err != nil {
			return fmt.Errorf("union %s: %s: %w", name, member, err)
		}
		choice.OneOf = append(choice.OneOf, ref)
		choice.Discriminator.Mapping[kind] = openapi3.MappingRef{Ref: ref.Ref}
	}
	*union = *choice
	return nil
}

// target returns the reference that a property is, with or without a description
// around it, or nil.
func target(property *openapi3.SchemaRef) *openapi3.SchemaRef {
	switch {
	case property.Ref != "":
		return property
	case len(property.Value.AllOf) == 1 && property.Value.AllOf[0].Ref != "":
		return property.Value.AllOf[0]
	}
	return nil
}

// tell makes sure that the member "type" of a schema has the value kind. Types
// that write that member without having it as a field are given it here.
func tell(schema *openapi3.Schema, kind string) error {
	property := schema.Properties["type"]
	if property == nil {
		property = openapi3.NewStringSchema().WithEnum(kind).NewRef()
		property.Value.Description = "Always " + kind
		schema.Properties["type"] = property
		schema.Required = append(schema.Required, "type")
	}
	if property.Value == nil || len(property.Value.Enum) != 1 || property.Value.Enum[0] != kind {
		return fmt.Errorf("its member \"type\" must have the one value %q", kind)
	}
	return nil
}

// snake writes a Go name as the API does: CampaignFigure is campaign_figure.
func snake(name string) string {
	var b strings.Builder
	for i, r := range name {
		if i > 0 && unicode.IsUpper(r) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
