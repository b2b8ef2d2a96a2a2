package v1

import (
	"bytes"
	"reflect"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"newsdesk/internal/block"
)

// member is one member of a stored document. Documents are taken apart and put
// together as bytes: what the press wrote is what readers get.
type member struct {
	name string
	raw  jsontext.Value
}

// members are the names of the members that a document made of a T has.
func members[T any]() []string {
	var names []string
	for _, field := range reflect.VisibleFields(reflect.TypeFor[T]()) {
		if name, _, _ := strings.Cut(field.Tag.Get("json"), ","); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// split takes the top level of a document apart.
func split(doc []byte) ([]member, error) {
	dec := jsontext.NewDecoder(bytes.NewReader(doc))
	if _, err := dec.ReadToken(); err != nil {
		return nil, err
	}
	members := make([]member, 0, 40)
	for dec.PeekKind() != '}' {
		name, err := dec.ReadToken()
		if err != nil {
			return nil, err
		}
		key := name.String()
		raw, err := dec.ReadValue()
		if err != nil {
			return nil, err
		}
		members = append(members, member{key, raw.Clone()})
	}
	return members, nil
}

// join puts members together again.
func join(members []member) []byte {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range members {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('"')
		b.WriteString(m.name) // names of members need no escape
		b.WriteString(`":`)
		b.Write(m.raw)
	}
	b.WriteByte('}')
	return b.Bytes()
}

// pick keeps the named members, and id and type.
func pick(members []member, fields []string) []member {
	return slices.DeleteFunc(members, func(m member) bool {
		return m.name != "id" && m.name != "type" && !slices.Contains(fields, m.name)
	})
}

// stubIDs lists the ids of the stubs in a member: one object, or a list of them.
func stubIDs(raw jsontext.Value) ([]string, error) {
	stubs, err := stubsIn(raw)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(stubs))
	for i, s := range stubs {
		ids[i] = s.id
	}
	return ids, nil
}

type stubValue struct {
	id  string
	raw jsontext.Value
}

func stubsIn(raw jsontext.Value) ([]stubValue, error) {
	var values []jsontext.Value
	switch raw.Kind() {
	case '[':
		if err := json.Unmarshal(raw, &values); err != nil {
			return nil, err
		}
	case '{':
		values = []jsontext.Value{raw}
	default:
		return nil, nil
	}
	stubs := make([]stubValue, len(values))
	for i, v := range values {
		var head struct {
			ID string `json:"id"`
		}
		if err := json.Unmarshal(v, &head); err != nil {
			return nil, err
		}
		stubs[i] = stubValue{head.ID, v}
	}
	return stubs, nil
}

// fill replaces each stub in a member by the document of the same id, if there
// is one. A document begins with the members of its stub, so this only adds.
func fill(raw jsontext.Value, docs map[string][]byte) (jsontext.Value, error) {
	stubs, err := stubsIn(raw)
	if err != nil || len(stubs) == 0 {
		return raw, err
	}
	for i, s := range stubs {
		if doc, ok := docs[s.id]; ok {
			stubs[i].raw = doc
		}
	}
	if raw.Kind() == '{' {
		return stubs[0].raw, nil
	}
	filled := []byte{'['}
	for i, s := range stubs {
		if i > 0 {
			filled = append(filled, ',')
		}
		filled = append(filled, s.raw...)
	}
	return append(filled, ']'), nil
}

// bodyForms are the forms in which readers may have a body, and the members
// that they stand in.
func bodyForms() []string { return []string{"blocks", "html", "markdown", "text", "portable_text"} }

// Recasts are the other forms of a body. Documents are stored without them, and
// answers have those that were asked for.
type Recasts struct {
	BodyHTML         string         `json:"body_html,omitzero" example:"<p>Chiều 24/3</p>"`         // as HTML; only if asked for
	BodyMarkdown     string         `json:"body_markdown,omitzero" example:"Chiều 24/3"`            // as CommonMark with tables; only if asked for
	BodyText         string         `json:"body_text,omitzero" example:"Chiều 24/3"`                // without any marks; only if asked for
	BodyPortableText jsontext.Value `json:"body_portable_text,omitzero" swaggertype:"array,object"` // as Portable Text; only if asked for
}

// bodyMember is the name under which a form of the body is sent.
func bodyMember(form string) string {
	if form == "blocks" {
		return "body"
	}
	return "body_" + form
}

// recast writes the body of a document in the forms asked for, all from the
// same blocks, in place of the blocks.
func recast(members []member, forms []string) ([]member, error) {
	at := slices.IndexFunc(members, func(m member) bool { return m.name == "body" })
	if at < 0 || len(forms) == 0 || slices.Equal(forms, []string{"blocks"}) {
		return members, nil
	}
	var body block.Body
	if err := json.Unmarshal(members[at].raw, &body); err != nil {
		return nil, err
	}
	var recasts []member
	for _, form := range forms {
		if form == "blocks" {
			recasts = append(recasts, members[at])
			continue
		}
		raw, err := bodyAs(body, form)
		if err != nil {
			return nil, err
		}
		recasts = append(recasts, member{bodyMember(form), raw})
	}
	return slices.Replace(members, at, at+1, recasts...), nil
}

func bodyAs(body block.Body, form string) (jsontext.Value, error) {
	switch form {
	case "html":
		return encode(body.HTML())
	case "markdown":
		return encode(body.Markdown())
	case "text":
		return encode(body.Text())
	default:
		return body.PortableText(), nil
	}
}
