package demo

import (
	_ "embed"
	"io"
	"strings"
)

//go:embed content/seed.txt
var seed string

// Seed returns a news page as a scraper saved it: the one story of the demo
// that comes in by import, like those of newsrooms that move here.
func Seed() io.Reader { return strings.NewReader(seed) }
