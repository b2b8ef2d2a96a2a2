// Package docs carries the description of the API and the page that shows it,
// so that one binary can serve both without reaching another host.
package docs

import (
	"embed"
	"io/fs"
)

//go:embed openapi.json
var openAPI []byte

//go:embed swagger-ui
var swaggerUI embed.FS

// OpenAPI returns the description of the API as OpenAPI 3.1 in JSON. It is
// generated from the annotations of the handlers and must not be changed.
func OpenAPI() []byte { return openAPI }

// SwaggerUI returns the files of the page that shows the description:
// index.html and index.js as they are, swagger-ui-bundle.js.gz and
// swagger-ui.css.gz compressed with gzip (RFC 1952), and the licences. The page
// expects the description at /openapi.json and its own files below /docs/,
// without the suffix .gz. It runs under the Content-Security-Policy
// "default-src 'self'"; "img-src 'self' data:" adds the icons of the style sheet.
func SwaggerUI() fs.FS {
	sub, err := fs.Sub(swaggerUI, "swagger-ui")
	if err != nil {
		panic(err) // cannot happen: the compiler has seen the folder
	}
	return sub
}
