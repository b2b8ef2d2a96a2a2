package demo

import (
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"math"
	"math/rand/v2"
)

// Scene is what a photo of the demo shows, in the way of a poster.
type Scene string

// The scenes.
const (
	Lake   Scene = "lake"   // hills behind water
	Field  Scene = "field"  // rows of plants under a wide sky
	Hall   Scene = "hall"   // people in front of a stage
	Market Scene = "market" // lanterns before dawn
)

// The size of photos, in pixels. It is large enough for every width that pages ask
// for up to that of a laptop.
const (
	photoWidth  = 1600
	photoHeight = 1068
)

// coarse is how many pixels of a photo, across and down, are made of one light.
const coarse = 4

// Paint draws a photo of a scene and writes it as JPEG. The demo has no camera: what
// it shows is drawn, the same for the same seed.
func Paint(w io.Writer, s Scene, seed uint64) error {
	p := newPainter(seed)
	sketch := p.sketch(s)
	img := image.NewRGBA(image.Rect(0, 0, photoWidth, photoHeight))
	for y := range photoHeight {
		for x := range photoWidth {
			img.SetRGBA(x, y, sketch.between(x, y).rgba(p.grain(x, y)))
		}
	}
	const quality = 88
	return jpeg.Encode(w, img, &jpeg.Options{Quality: quality})
}

// sketch is a scene in fewer places than the photo has pixels, row by row.
type sketch []light

const (
	sketchWidth  = photoWidth/coarse + 1
	sketchHeight = photoHeight/coarse + 1
)

func (p painter) sketch(s Scene) sketch {
	all := make(sketch, 0, sketchWidth*sketchHeight)
	for y := range sketchHeight {
		for x := range sketchWidth {
			all = append(all, p.at(s, float64(x)/(sketchWidth-1), float64(y)/(sketchHeight-1)))
		}
	}
	return all
}

// between is the light at a pixel, from the four places around it.
func (s sketch) between(x, y int) light {
	at := y/coarse*sketchWidth + x/coarse
	right, down := float64(x%coarse)/coarse, float64(y%coarse)/coarse
	return s[at].mix(s[at+1], right).mix(s[at+sketchWidth].mix(s[at+sketchWidth+1], right), down)
}

// painter holds what chance has decided about one photo.
type painter struct {
	sun    float64
	waves  [12]float64
	heads  [40]float64
	colour float64 // how warm the light is, 0 to 1
	seed   uint64
}

func newPainter(seed uint64) painter {
	r := rand.New(rand.NewPCG(seed, seed^0x6e657773)) //nolint:gosec // chance for a drawing guards nothing
	p := painter{sun: 0.2 + 0.6*r.Float64(), colour: r.Float64(), seed: seed}
	for i := range p.waves {
		p.waves[i] = r.Float64() * 2 * math.Pi
	}
	for i := range p.heads {
		p.heads[i] = r.Float64()
	}
	return p
}

// light is a colour in which 1 is as bright as a screen gets.
type light struct{ r, g, b float64 }

func (a light) mix(b light, share float64) light {
	share = min(max(share, 0), 1)
	return light{a.r + (b.r-a.r)*share, a.g + (b.g-a.g)*share, a.b + (b.b-a.b)*share}
}

func (a light) rgba(grain float64) color.RGBA {
	level := func(v float64) uint8 { return uint8(255 * min(max(v+grain, 0), 1)) }
	return color.RGBA{level(a.r), level(a.g), level(a.b), 255}
}

// grain is the noise of film, which keeps skies from falling into bands.
func (p painter) grain(x, y int) float64 {
	h := uint64(x)*0x9e3779b97f4a7c15 ^ uint64(y)*0xc2b2ae3d27d4eb4f ^ p.seed
	h ^= h >> 29
	h *= 0xbf58476d1ce4e5b9
	return (float64(h>>40)/(1<<24) - 0.5) * 0.03
}

// at is the light at a place of a scene, each from 0 to 1 from the top left.
func (p painter) at(s Scene, x, y float64) light {
	switch s {
	case Field:
		return p.field(x, y)
	case Hall:
		return p.hall(x, y)
	case Market:
		return p.market(x, y)
	case Lake:
	}
	return p.lake(x, y)
}

func (p painter) sky(x, y float64) light {
	top := light{0.34, 0.55, 0.82}.mix(light{0.55, 0.42, 0.60}, p.colour)
	low := light{0.93, 0.92, 0.86}.mix(light{0.99, 0.78, 0.52}, p.colour)
	sun := math.Hypot(x-p.sun, (y-0.33)*photoHeight/photoWidth)
	return top.mix(low, y*2).mix(light{1, 0.97, 0.85}, math.Exp(-sun*sun*180)+0.4*math.Exp(-sun*sun*12))
}

// ridge is the height of a line of hills at x.
func (p painter) ridge(i int, x float64) float64 {
	w := p.waves[3*i:]
	return 0.030*math.Sin(7*x+w[0]) + 0.016*math.Sin(17*x+w[1]) + 0.006*math.Sin(53*x+w[2])
}

func (p painter) lake(x, y float64) light {
	const shore = 0.60
	if y > shore {
		deep := y - shore
		seen := p.lake(x+0.012*math.Sin(240*deep+30*x)*deep*4, shore-deep*0.9)
		return seen.mix(light{0.13, 0.28, 0.36}, 0.25+deep)
	}
	tone := p.sky(x, y)
	for i := range 3 {
		far := light{0.45, 0.56, 0.62}.mix(light{0.10, 0.24, 0.20}, float64(i)/2)
		tone = tone.mix(far.mix(p.sky(x, y), 0.25-0.1*float64(i)), sharp*(y-0.40-0.07*float64(i)-p.ridge(i, x)))
	}
	return tone
}

func (p painter) field(x, y float64) light {
	horizon := 0.42 + p.ridge(0, x)*0.5
	if y < horizon {
		return p.sky(x, y)
	}
	depth := 1 / (y - horizon + 0.03)
	rows := math.Sin((x-0.5)*depth*14 + p.waves[0])
	plants := light{0.20, 0.42, 0.14}.mix(light{0.86, 0.78, 0.20}, 0.5+0.5*p.colour*math.Sin(depth*3+p.waves[1]))
	earth := light{0.42, 0.32, 0.22}
	return earth.mix(plants, 0.5+0.8*rows).mix(light{0.75, 0.80, 0.74}, depth/45)
}

// How steep edges are, of hills and of people: so that no steps are seen at them.
const (
	sharp = 180
	soft  = 4
)

func (p painter) hall(x, y float64) light {
	wall := light{0.86, 0.80, 0.68}.mix(light{0.70, 0.55, 0.40}, y)
	if y > 0.10 && y < 0.38 && x > 0.22 && x < 0.78 {
		wall = light{0.66, 0.12, 0.12}.mix(light{0.80, 0.22, 0.16}, x)
	}
	if y > 0.55 {
		wall = light{0.45, 0.30, 0.20}.mix(light{0.28, 0.18, 0.12}, y)
	}
	for row := range 4 {
		near := float64(row) / 3
		size, line := 0.022+0.022*near, 0.58+0.11*float64(row)
		for i := range 10 {
			chance := p.heads[10*row+i]
			cx := (float64(i)+0.5+0.5*(chance-0.5))/10 + 0.03*float64(row%2)
			cy := line + 0.02*chance
			dx, dy := (x-cx)/size, (y-cy)*photoHeight/photoWidth/size
			if dy < -1 || math.Abs(dx) > 1.6 {
				continue
			}
			cloth := light{0.15, 0.35, 0.62}.mix(light{0.90, 0.92, 0.94}, chance)
			shoulders := soft * min(dy-0.8, min(1.6, 0.7+dy*0.7)-math.Abs(dx))
			wall = wall.mix(cloth.mix(light{0.1, 0.1, 0.12}, 0.25*dy*near), shoulders)
			wall = wall.mix(light{0.20, 0.14, 0.11}.mix(light{0.72, 0.54, 0.42}, dy-0.1), soft*(0.95-dx*dx-dy*dy))
		}
	}
	return wall
}

func (p painter) market(x, y float64) light {
	tone := light{0.05, 0.07, 0.16}.mix(light{0.20, 0.16, 0.22}, y)
	tone = tone.mix(light{0.10, 0.08, 0.09}, sharp*(y-0.62-p.ridge(1, x)*0.6))
	for i := range 14 {
		cx, cy := p.heads[i], 0.46+0.34*p.heads[i+14]
		far := math.Hypot(x-cx, (y-cy)*photoHeight/photoWidth)
		size := 0.25 + cy*cy
		glow := math.Exp(-far*far*900/size) + 0.35*math.Exp(-far*far*60/size)
		tone = light{tone.r + glow*0.95, tone.g + glow*0.62, tone.b + glow*0.25}
	}
	return tone
}
