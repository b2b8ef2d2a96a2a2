package v1

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"newsdesk/internal/fault"
	"newsdesk/internal/media"
	"newsdesk/internal/strict"
)

const (
	maxForm     = 256 << 10 // bytes of a form besides its file
	maxMetadata = 64 << 10  // bytes
)

// form is an image that comes as multipart/form-data (RFC 7578).
type form struct {
	file     *media.Arrival
	metadata ImageInput
}

func (f form) discard() {
	if f.file != nil {
		_ = f.file.Discard() // the sweep finds what could not be removed
	}
}

func isForm(r *http.Request) bool {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return kind == "multipart/form-data"
}

func notForm() error {
	return fault.HeaderField(fault.UnsupportedMedia, "Content-Type", "not_allowed", "Send %s", "multipart/form-data")
}

// readForm reads the two parts of a form, in whatever order they come.
func (h intake) readForm(c echo.Context) (f form, err error) {
	parts, err := c.Request().MultipartReader()
	if err != nil {
		return f, fault.New(fault.InvalidBody, "The form has no boundary; let a library write it").Because(err)
	}
	defer func() {
		if err != nil {
			f.discard()
		}
	}()
	for seen := map[string]bool{}; ; {
		part, err := parts.NextRawPart()
		if err == io.EOF { // one that is wrapped is that of a form that breaks off
			break
		}
		if err != nil {
			return f, malformed(err)
		}
		name := part.FormName()
		if seen[name] {
			return f, fault.Member(fault.Invalid, "/"+name, "duplicate", "Send one part of this name")
		}
		seen[name] = true
		if err := h.readPart(c, &f, name, part); err != nil {
			return f, err
		}
	}
	if f.file == nil {
		return f, fault.Member(fault.Invalid, "/file", "required", "The form has no part named file")
	}
	return f, nil
}

func (h intake) readPart(c echo.Context, f *form, name string, part *multipart.Part) (err error) {
	switch name {
	case "file":
		f.file, err = h.media.Receive(c.Request().Context(), part)
	case "metadata":
		err = strict.Decode(part, maxMetadata, &f.metadata)
	default:
		return fault.New(fault.InvalidBody, "A form has parts named file and metadata, and no others")
	}
	return malformed(err)
}

// malformed says of a form that breaks off that it does.
func malformed(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) || err != nil && strings.Contains(err.Error(), "multipart:") {
		return fault.New(fault.InvalidBody, "The form ends before it is complete; send it again").Because(err)
	}
	return err
}
