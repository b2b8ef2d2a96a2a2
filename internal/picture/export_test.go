package picture

import "image"

// Window is the part of an upright picture that a spec shows.
func Window(s Spec, width, height int) image.Rectangle { return s.window(width, height) }

// ThumbHash is the placeholder of a picture as bytes.
func ThumbHash(m *image.NRGBA) []byte { return thumbHash(m) }

// Scaled is an image in another size, as the engine makes it for JPEG or, if it is not
// coarse, for formats with all their chroma. The image is overwritten.
func Scaled(m image.Image, width, height int, coarse bool) *image.NRGBA {
	return rasterOf(m).towards(width*height, coarse).sampled(width, height, turn{}, coarse).nrgba()
}
