package media

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"newsdesk/internal/content"
	"newsdesk/internal/fault"
	"newsdesk/internal/image"
	"newsdesk/internal/picture"
)

// Custom is a rendition of someone's own measure, which only a signed address
// gives: else anybody could have the server make as many as there are numbers.
type Custom struct {
	picture.Spec

	// Expires ends the address. One that ends shows the working copy of the image to
	// whoever has it, published or not; one that does not end shows what is public.
	Expires time.Time
}

// customName is the name of custom renditions, before the extension.
const customName = "custom"

// Sign returns the address of a custom rendition of an image, from the path on.
func (m *Media) Sign(id, edition string, c Custom) string {
	q := c.query()
	q.Set("s", m.signature(id, c.Format, q))
	return "/media/" + id + "/" + edition + "/" + customName + "." + c.Format.Extension() + "?" + q.Encode()
}

// privately is how long an address that ends is good, at least. It ends with an
// hour, so that those of one hour are the same and browsers can keep the bytes.
const privately = time.Hour

// Soon is when an address ends that is made now.
func (m *Media) Soon() time.Time {
	return m.db.Now().UTC().Truncate(time.Hour).Add(time.Hour + privately)
}

// Preview is the address that shows an image to the newsroom, public or not.
func (m *Media) Preview(id string, b *image.Image) string {
	const width = 640 // pixels
	spec := picture.Spec{Width: width, Fit: picture.Inside, Format: Plain(b.File.V.MediaType)}
	return m.base + m.Sign(id, b.Edition(), Custom{Spec: spec, Expires: m.Soon()})
}

// query has one form for each rendition, so that each is made once.
func (c Custom) query() url.Values {
	q := url.Values{}
	number := func(name string, n int) {
		if n != 0 {
			q.Set(name, strconv.Itoa(n))
		}
	}
	number("w", c.Width)
	number("h", c.Height)
	number("q", c.Quality)
	if c.Fit == picture.Cover {
		q.Set("fit", string(c.Fit))
		q.Set("focal", fraction(c.Focus.X)+","+fraction(c.Focus.Y))
	}
	if !c.Expires.IsZero() {
		q.Set("expires", strconv.FormatInt(c.Expires.Unix(), 10))
	}
	return q
}

func fraction(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// signature is 128 bits of HMAC-SHA256 (RFC 2104) over what an address asks for.
func (m *Media) signature(id string, f picture.Format, q url.Values) string {
	mac := hmac.New(sha256.New, m.key)
	fmt.Fprintf(mac, "%s\n%s\n%s", id, f, q.Encode())
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:16])
}

// OpenCustom is Open for an address that Sign made. It fails with NotFound for any
// other, before it looks at anything.
func (m *Media) OpenCustom(ctx context.Context, id, edition, name string, q url.Values) (_ Rendition, err error) {
	defer fault.Wrap(&err, "media.OpenCustom(%s)", id)
	c, ok := m.verified(id, name, q)
	if !ok {
		return Rendition{}, noSuchPicture()
	}
	private := !c.Expires.IsZero()
	if private && !m.db.Now().Before(c.Expires) {
		return Rendition{}, fault.New(fault.Gone, "This address has ended; ask for another")
	}
	b, err := m.entitled(ctx, id, private)
	if err != nil {
		return Rendition{}, err
	}
	if now := b.Edition(); now != edition {
		return Rendition{}, MovedError{m.Sign(id, now, c)}
	}
	unending := c
	unending.Expires = time.Time{}
	r, err := m.rendition(ctx, b, "custom-"+m.signature("", c.Format, unending.query())+"."+c.Format.Extension(), c.Spec)
	r.Private = private
	return r, err
}

// entitled is the image that the holder of an address may see.
func (m *Media) entitled(ctx context.Context, id string, private bool) (*image.Image, error) {
	if private {
		b, err := m.body(ctx, id, content.Working)
		if err == nil && b.File.V.SHA256 == "" {
			err = noSuchPicture()
		}
		return b, err
	}
	e, err := m.exposed(ctx, id)
	if err == nil && (!e.public || e.edition == "") {
		err = noSuchPicture()
	}
	return e.image, err
}

// verified reads an address that Sign made, and nothing else.
func (m *Media) verified(id, name string, q url.Values) (c Custom, ok bool) {
	base, extension, _ := strings.Cut(name, ".")
	format, ok := formatOf(extension)
	if !ok || base != customName || len(q) > 10 {
		return c, false
	}
	said := q.Get("s")
	claims := url.Values{}
	for key, values := range q {
		if key != "s" {
			claims[key] = values
		}
	}
	if !hmac.Equal([]byte(said), []byte(m.signature(id, format, claims))) {
		return c, false
	}
	c.Format = format
	c.Width, c.Height, c.Quality = integer(q, "w"), integer(q, "h"), integer(q, "q")
	c.Fit = picture.Fit(q.Get("fit"))
	if x, y, is := strings.Cut(q.Get("focal"), ","); is {
		c.Focus.X, _ = strconv.ParseFloat(x, 64)
		c.Focus.Y, _ = strconv.ParseFloat(y, 64)
	}
	if until := q.Get("expires"); until != "" {
		seconds, err := strconv.ParseInt(until, 10, 64)
		if err != nil {
			return c, false
		}
		c.Expires = time.Unix(seconds, 0).UTC()
	}
	return c, true
}

// integer reads a number that a signature vouches for.
func integer(q url.Values, name string) int {
	n, _ := strconv.Atoi(q.Get(name))
	return n
}
