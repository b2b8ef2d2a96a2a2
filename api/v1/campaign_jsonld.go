package v1

import (
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/campaign"
	"newsdesk/internal/edition"
	"newsdesk/internal/money"
)

// jsonLD godoc
//
//	@ID		getCampaignJsonLd
//	@Summary	Read a campaign as schema.org says it
//	@Description	For a script element of the page of the campaign. The action to donate is there while the campaign is open, and never names a donor.
//	@Tags		Campaigns
//	@Produce	application/ld+json
//	@Param		slug	path	string	true	"Slug or id of the campaign"	example(ung-ho-phong-chong-dich)
//	@Param		locale	query	string	false	"Language (BCP 47)"	example(vi)
//	@Param		If-None-Match	header	string	false	"Entity tag of the answer you have"	example(W/"9f86d081884c7d65")
//	@Success	200	{object}	LinkedCampaign	"The page of the campaign"
//	@Success	301	"It has another slug now"
//	@Success	304	"You have it"
//	@Failure	410	{object}	rest.Problem	"It was public once"
//	@Router		/v1/campaigns/{slug}/json-ld [get]
func (h campaignsStand) jsonLD(c echo.Context) error {
	return h.one(c, "/json-ld", func(doc edition.Document, _ shape) (*rest.Answer, error) {
		told, err := toldCampaignIn(doc.Doc)
		if err != nil {
			return nil, err
		}
		now := rest.Now(c)
		_, until, err := stateOf(doc.Doc, now)
		if err != nil {
			return nil, err
		}
		body, err := encode(linkedCampaign(told, now))
		if err != nil {
			return nil, err
		}
		a := h.answer(doc)
		a.Type, a.Body, a.ETag, a.Modified, a.Until = "application/ld+json; charset=utf-8", body, digest(body), time.Time{}, until
		return a, nil
	})
}

// LinkedCampaign is the page of a campaign in the words of schema.org.
type LinkedCampaign struct {
	Context         string        `json:"@context" example:"https://schema.org"`    // always schema.org
	Type            string        `json:"@type" example:"WebPage"`                  // a page
	ID              string        `json:"@id" example:"https://bao.example/ung-ho"` // its address
	Name            string        `json:"name" example:"Toàn dân ủng hộ"`           // what the campaign is called
	Description     string        `json:"description,omitzero" example:""`          // what the money is for
	URL             string        `json:"url" example:"https://bao.example/ung-ho"` // on the site of the readers
	InLanguage      string        `json:"inLanguage" example:"vi"`                  // BCP 47
	Image           []string      `json:"image,omitzero"`                           // of the page
	PotentialAction []LinkedThing `json:"potentialAction,omitzero"`                 // to donate, while it is open
}

func linkedCampaign(c toldCampaign, now time.Time) LinkedCampaign {
	l := LinkedCampaign{
		Context: "https://schema.org", Type: "WebPage", ID: c.URL, Name: c.Title, Description: c.Purpose, URL: c.URL, InLanguage: c.Locale,
	}
	if c.Hero != nil && c.Hero.URL != nil {
		l.Image = []string{*c.Hero.URL}
	}
	w := campaign.Window{Conduct: campaign.Conduct(c.Conduct), OpensAt: c.OpensAt, ClosesAt: c.ClosesAt}
	if w.At(now) != campaign.StateOpen {
		return l
	}
	for _, ch := range c.Channels {
		good := campaign.Channel{From: ch.From, To: ch.To}.OpenAt(now)
		if action := linkedDonation(c, ch); good && action != nil {
			l.PotentialAction = append(l.PotentialAction, action)
		}
	}
	return l
}

// linkedDonation is the action to donate by one channel, if schema.org has words for it.
func linkedDonation(c toldCampaign, ch CampaignChannel) LinkedThing {
	action := LinkedThing{"@type": "DonateAction", "name": c.Title, "actionStatus": "https://schema.org/PotentialActionStatus"}
	if c.OpensAt != nil {
		action["startTime"] = *c.OpensAt
	}
	if c.ClosesAt != nil {
		action["endTime"] = *c.ClosesAt
	}
	switch who := c.Operator; {
	case who != nil:
		action["recipient"] = LinkedThing{"@type": "Organization", "name": who.Name}
	case c.Organiser != nil:
		action["recipient"] = LinkedThing{"@type": "Organization", "name": c.Organiser.Name}
	}
	switch {
	case ch.SMS != nil:
		action["priceSpecification"] = LinkedThing{
			"@type": "UnitPriceSpecification", "price": money.Amount{Minor: ch.SMS.Price, Currency: c.Currency}.Decimal(), "priceCurrency": c.Currency, "unitText": "tin nhắn",
		}
		action["target"] = LinkedThing{
			"@type": "EntryPoint", "urlTemplate": "sms:" + ch.SMS.ShortCode + "?body=" + ch.SMS.Keyword + "%20{n}",
			"actionPlatform": []string{"https://schema.org/MobileWebPlatform"},
		}
	case ch.Kind == string(campaign.Bank), ch.Kind == string(campaign.Gateway):
		action["target"] = LinkedThing{"@type": "EntryPoint", "urlTemplate": c.URL}
	default:
		return nil
	}
	return action
}
