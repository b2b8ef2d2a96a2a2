package image

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
	"strings"

	"github.com/go-json-experiment/json"

	"newsdesk/internal/picture"
	"newsdesk/internal/text"
)

// File is the original of an image, as it came. Nobody writes it by hand: it is
// attached when its bytes are in the store.
type File struct {
	SHA256      string `json:"sha256"`      // of the bytes, in hex; empty: no file has come yet
	MediaType   string `json:"media_type"`  // by its content
	Size        int64  `json:"size"`        // bytes
	Width       int    `json:"width"`       // in pixels, as the picture is seen: upright
	Height      int    `json:"height"`      // likewise
	Frames      int    `json:"frames"`      // more than 1 if it moves
	Placeholder string `json:"placeholder"` // a ThumbHash in base64
	Colour      string `json:"colour"`      // the one that there is most of, as #rrggbb
}

// likeShape is by how much the shapes of two pictures may differ that are taken
// to be of one motif: a point or rectangle of one fits the other then.
const likeShape = 0.01

// Attach gives the image a file. Focal point and crops of a picture of another
// shape would cut off something else, so they go.
func (i *Image) Attach(f File) {
	old := i.File.V
	if old.SHA256 != "" && math.Abs(shape(old)-shape(f)) > likeShape*shape(old) {
		i.FocalPoint.V, i.Crops.V = nil, nil
	}
	i.File.V = f
}

func shape(f File) float64 { return float64(f.Width) / float64(max(f.Height, 1)) }

// Suggest fills in what the file says of its picture, where nobody has said
// anything yet. People check it, and change what is wrong.
func (i *Image) Suggest(w picture.Words) {
	offer := func(to *string, said string, most int) {
		if *to == "" {
			*to = text.Excerpt(said, most)
		}
	}
	offer(&i.Caption, w.Caption, suggestedProse)
	offer(&i.Caption, w.Headline, suggestedProse)
	offer(&i.Credit, w.Credit, suggestedLine)
	offer(&i.Creator, w.Creator, suggestedLine)
	offer(&i.CopyrightHolder, w.Copyright, suggestedLine)
	offer(&i.Source, w.Source, suggestedLine)
	offer(&i.UsageTerms, w.UsageTerms, suggestedProse)
	offer(&i.Place, w.Place, suggestedLine)
	offer(&i.TakenAt, w.TakenAt, suggestedLine)
	offer(&i.DigitalSourceType, w.DigitalSourceType, suggestedLine)
	i.Label()
}

// How long a suggestion may be, in characters: as long as what people may write.
const (
	suggestedLine  = 300
	suggestedProse = 2000
)

// Marks are what every rendition says of the picture.
func (i *Image) Marks() picture.Marks {
	m := picture.Marks{
		Creator: i.Creator, Credit: i.Credit, Copyright: i.CopyrightHolder,
		UsageTerms: i.UsageTerms, DigitalSourceType: i.DigitalSourceType,
	}
	if strings.HasPrefix(i.Licence, "https://") || strings.HasPrefix(i.Licence, "http://") {
		m.Licence = i.Licence
	}
	return m
}

// making counts the changes in how renditions are made. Raise it with each that
// readers should see: addresses change, and nothing old is served any more.
const making = 1

// Edition tells this state of the picture from others of which renditions have
// other bytes: 64 bits of SHA-256 in hex, or "" while there is no file.
func (i *Image) Edition() string {
	if i.File.V.SHA256 == "" {
		return ""
	}
	state, err := json.Marshal(struct {
		Making int
		SHA256 string
		Focus  *Point
		Crops  map[string]Crop
		Marks  picture.Marks
	}{making, i.File.V.SHA256, i.FocalPoint.V, i.Crops.V, i.Marks()}, json.Deterministic(true))
	if err != nil {
		panic(err) // cannot happen: these are plain values
	}
	sum := sha256.Sum256(state)
	return hex.EncodeToString(sum[:8])
}
