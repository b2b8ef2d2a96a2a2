package v1

import (
	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
)

// SiteInfo is what the site says of itself.
type SiteInfo struct {
	Name     string `json:"name" example:"Báo tỉnh"`              // what it is called
	URL      string `json:"url" example:"https://bao.example"`    // where readers find it
	Locale   string `json:"locale" example:"vi"`                  // of what says no other
	TimeZone string `json:"time_zone" example:"Asia/Ho_Chi_Minh"` // IANA
	Licence  string `json:"licence" example:""`                   // under which the texts may be used
}

// site godoc
//
//	@ID			getSite
//	@Summary	Read what the site says of itself
//	@Tags		Site
//	@Produce	json
//	@Param		If-None-Match	header	string	false	"Entity tag of the answer you have"	example(W/"9f86d081884c7d65")
//	@Success	200	{object}	SiteInfo	"The site"
//	@Success	304	"You have it"
//	@Router		/v1/site [get]
func (n newsstand) siteInfo(c echo.Context) error {
	return n.kept(c, func() (*rest.Answer, error) {
		if err := rest.Params(c).Done(); err != nil {
			return nil, err
		}
		s := n.site
		body, err := encode(SiteInfo{Name: s.Name, URL: s.URL, Locale: s.Locale, TimeZone: s.TimeZone, Licence: s.Licence})
		if err != nil {
			return nil, err
		}
		return &rest.Answer{Type: mediaJSON, Body: body, ETag: digest(body), Tags: []string{"site"}}, nil
	})
}
