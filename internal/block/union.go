package block

// BlockUnion is one block of a body. It stands here for the description of the
// API alone, which says from it what a Block can be.
type BlockUnion struct { //nolint:revive // the description calls it Block
	Paragraph      Paragraph
	Heading        Heading
	List           List
	Quote          Quote
	Image          Image
	Gallery        Gallery
	Table          Table
	Embed          Embed
	Event          Event
	Campaign       Campaign
	CampaignFigure CampaignFigure
	Correction     Correction
	Divider        Divider
}
