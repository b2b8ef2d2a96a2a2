package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
)

// docsPolicy lets the page that shows the API run its own scripts, and the
// icons in its style sheet.
const docsPolicy = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'"

// docsAge is how long caches keep what changes with the program alone.
const docsAge = 5 * time.Minute

// mountDocs adds /openapi.json and, below /docs, the page that shows it.
func mountDocs(g rest.Group, description []byte, page fs.FS) error {
	if description != nil {
		g.Get("/openapi.json", rest.Anyone, describing(description))
	}
	if page == nil {
		return nil
	}
	files, err := fs.ReadDir(page, ".")
	if err != nil {
		return fmt.Errorf("read the page of the documentation: %w", err)
	}
	for _, f := range files {
		name := strings.TrimSuffix(f.Name(), ".gz")
		load := sync.OnceValues(func() (*rest.Answer, error) { return loadDoc(page, f.Name(), name) })
		address := "/docs/" + name
		if name == "index.html" {
			address = "/docs"
		}
		g.Get(address, rest.Anyone, showing(load), rest.Produces(rest.Anything))
	}
	return nil
}

// describing godoc
//
//	@ID		getDescription
//	@Summary	Read this description of the API
//	@Tags		Documentation
//	@Produce	json
//	@Param		If-None-Match	header	string	false	"Entity tag of the answer you have"	example(W/"9f86d081884c7d65")
//	@Success	200	{object}	object	"OpenAPI 3.1"
//	@Success	304	"You have it"
//	@Router		/openapi.json [get]
func describing(description []byte) echo.HandlerFunc {
	a := document("application/json; charset=utf-8", description)
	a.Headers = http.Header{"Access-Control-Allow-Origin": {"*"}}
	return sending(a)
}

func document(mediaType string, body []byte) *rest.Answer {
	sum := sha256.Sum256(body)
	return &rest.Answer{Type: mediaType, Body: body, ETag: hex.EncodeToString(sum[:8]), MaxAge: docsAge}
}

func sending(a *rest.Answer) echo.HandlerFunc {
	return func(c echo.Context) error { return rest.Send(c, a) }
}

// showing loads a file when it is first asked for: the scripts are large, and
// most servers never show them.
//
//	@ID		showDocumentation
//	@Summary	Read the documentation of the API
//	@Tags		Documentation
//	@Produce	html
//	@Param		If-None-Match	header	string	false	"Entity tag of the answer you have"	example(W/"9f86d081884c7d65")
//	@Success	200	{string}	string	"The page, which takes its scripts from below this address"
//	@Success	304	"You have it"
//	@Router		/docs [get]
func showing(load func() (*rest.Answer, error)) echo.HandlerFunc {
	return func(c echo.Context) error {
		a, err := load()
		if err != nil {
			return err
		}
		return rest.Send(c, a)
	}
}

func loadDoc(page fs.FS, stored, name string) (*rest.Answer, error) {
	body, err := fs.ReadFile(page, stored)
	if err == nil && stored != name {
		body, err = gunzip(body)
	}
	if err != nil {
		return nil, fmt.Errorf("load %s: %w", stored, err)
	}
	a := document(docType(name), body)
	a.Headers = http.Header{"Content-Security-Policy": {docsPolicy}}
	return a, nil
}

func gunzip(packed []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

func docType(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	}
	return "text/plain; charset=utf-8"
}
