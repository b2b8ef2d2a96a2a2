package story

import "fmt"

// Bounds in characters: what is longer is running text.
const (
	maxLabel   = 120 // a heading or a loose caption
	maxCaption = 500 // a caption or an alt text
)

func (s *Story) readBody(lines []Line) {
	for len(lines) > 0 {
		lines = lines[s.readBlock(lines):]
	}
}

// readBlock reads the block that starts at the first line and returns how many
// lines it has.
func (s *Story) readBlock(lines []Line) int {
	if len(lines) > 1 && touching(lines[0], lines[1]) && describes(lines[0], lines[1]) {
		s.addImage(lines[0], lines[1])
		return 2
	}
	if isCaption(lines[0]) {
		s.addImage(Line{}, lines[0])
		return 1
	}
	s.addParagraph(lines[0])
	return 1
}

func (s *Story) addParagraph(l Line) {
	if !finished(l.Text) && length(l) <= maxLabel {
		s.doubt(l.Number, s.next(""), "A short line without a full stop: perhaps a heading or a caption")
	}
	first := s.Lead.Number == 0
	if first {
		s.Lead = l
	}
	s.Blocks = append(s.Blocks, Paragraph{Line: l, Lead: first})
}

func (s *Story) addImage(alt, caption Line) {
	one := Image{Alt: alt, Caption: caption, AltTruncated: cut(alt.Text, caption.Text), Credit: credit(caption.Text)}
	switch {
	case alt.Number == 0:
		s.doubt(caption.Number, s.next("/caption"), "The line is taken as a caption, for it speaks of a photo")
		s.doubt(caption.Number, s.next("/alt"), "The image has no alt text")
	case one.AltTruncated:
		s.doubt(alt.Number, s.next("/alt"), "The line is taken as the alt text of the image captioned below")
		s.doubt(alt.Number, s.next("/alt"), "The alt text was cut at a double quote inside it; the rest is lost")
	default:
		s.doubt(alt.Number, s.next("/alt"), "The line is taken as the alt text of the image captioned below")
	}
	if one.Credit == "" {
		s.doubt(caption.Number, s.next("/credit"), "The photographer is unknown; the byline is about the words")
	}
	s.doubt(caption.Number, s.next("/file"), "The file of the image is unknown")
	s.Blocks = append(s.Blocks, one)
}

// next points to a member of the block that is about to be added.
func (s *Story) next(member string) string {
	return fmt.Sprintf("/blocks/%d%s", len(s.Blocks), member)
}
