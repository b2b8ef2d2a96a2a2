package v1

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"newsdesk/internal/article"
	"newsdesk/internal/block"
	"newsdesk/internal/campaign"
	"newsdesk/internal/content"
	"newsdesk/internal/event"
	"newsdesk/internal/image"
	"newsdesk/internal/page"
	"newsdesk/internal/taxonomy"
)

// wires are the documents and requests of each kind.
func wires() map[content.Kind][]reflect.Type {
	return map[content.Kind][]reflect.Type{
		article.Kind:              {reflect.TypeFor[DraftArticle](), reflect.TypeFor[DraftArticleSummary](), reflect.TypeFor[ArticlePatch]()},
		page.Kind:                 {reflect.TypeFor[DraftPage](), reflect.TypeFor[DraftPageSummary](), reflect.TypeFor[PagePatch]()},
		event.Kind:                {reflect.TypeFor[DraftEvent](), reflect.TypeFor[DraftEventSummary](), reflect.TypeFor[EventPatch]()},
		campaign.Kind:             {reflect.TypeFor[DraftCampaign](), reflect.TypeFor[DraftCampaignSummary](), reflect.TypeFor[CampaignPatch]()},
		taxonomy.SectionKind:      {reflect.TypeFor[DraftSection](), reflect.TypeFor[SectionPatch]()},
		taxonomy.TagKind:          {reflect.TypeFor[DraftTag](), reflect.TypeFor[TagPatch]()},
		taxonomy.AuthorKind:       {reflect.TypeFor[DraftAuthor](), reflect.TypeFor[AuthorPatch]()},
		taxonomy.OrganisationKind: {reflect.TypeFor[DraftOrganisation](), reflect.TypeFor[OrganisationPatch]()},
		image.Kind:                {reflect.TypeFor[DraftImage](), reflect.TypeFor[ImagePatch]()},
	}
}

// bodies are empty bodies of each kind.
func bodies() map[content.Kind]content.Body {
	return map[content.Kind]content.Body{
		article.Kind: new(article.Article), page.Kind: new(page.Page), event.Kind: new(event.Event), campaign.Kind: new(campaign.Campaign), image.Kind: new(image.Image),
		taxonomy.SectionKind: new(taxonomy.Section), taxonomy.TagKind: new(taxonomy.Tag),
		taxonomy.AuthorKind: new(taxonomy.Author), taxonomy.OrganisationKind: new(taxonomy.Organisation),
	}
}

// A member that is neither of the spine nor about a stored field would be kept
// from everyone whose role is bound to fields, and refused to nobody.
func TestEveryMemberIsOfTheSpineOrAboutAStoredField(t *testing.T) {
	spine := append(members[Spine](), members[Dates]()...)
	for kind := range (Site{}).Renderers() {
		if len(wires()[kind]) == 0 {
			t.Errorf("the documents of the kind %q are not looked at here", kind)
			continue
		}
		stored, err := content.MembersOf(bodies()[kind])
		if err != nil {
			t.Fatal(err)
		}
		shown := map[string]bool{}
		for _, wire := range wires()[kind] {
			for _, f := range reflect.VisibleFields(wire) {
				name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
				if name == "" || slices.Contains(spine, name) {
					continue
				}
				shown[fieldOf(name)] = true
				if _, ok := stored[fieldOf(name)]; !ok {
					t.Errorf("%s.%s is about the field %q, and a stored %s has none", wire.Name(), name, fieldOf(name), kind)
				}
			}
		}
		for field := range stored {
			if !shown[field] && field != "section_id" && field != "title" && field != "slug" {
				t.Errorf("nothing shows the field %q of a stored %s", field, kind)
			}
		}
	}
}

// Each place that leads to another entry counts as shown by the field in which
// it stands, or its usages would tell of fields that a role does not open.
func TestEveryReferenceIsShownByTheFieldInWhichItStands(t *testing.T) {
	ids := content.Strings{V: []string{"1"}}
	all := &article.Article{OtherSectionIDs: ids, TagIDs: ids, RelatedIDs: ids, EventIDs: ids, CampaignIDs: ids}
	all.SectionID = "1"
	all.Hero.V = &article.Hero{ImageID: "1"}
	all.Bylines.V = []article.Byline{{AuthorID: "1"}}
	all.Body.V = block.Body{
		block.Image{Use: block.Use{ImageID: "1"}}, block.Event{EventID: "1"}, block.Campaign{CampaignID: "1"},
	}
	text := &page.Page{}
	text.Body.V = all.Body.V
	checked := 0
	takes := &event.Event{HeroID: "1", TagIDs: ids, ParentID: "1", FollowsID: "1"}
	takes.SectionID, takes.Body.V = "1", all.Body.V
	takes.Organisers.V = []event.Organiser{{OrganisationID: "1"}}
	takes.Speakers.V = []event.Speaker{{AuthorID: "1"}}
	takes.Agenda.V = []event.Item{{EventID: "1", Speakers: takes.Speakers.V}}
	takes.Campaigns.V = []event.CampaignLink{{CampaignID: "1"}}
	drive := &campaign.Campaign{HeroID: "1", TagIDs: ids, OrganiserID: "1", OperatorID: "1"}
	drive.SectionID, drive.Body.V = "1", all.Body.V
	for _, body := range []content.Body{all, text, takes, drive, &taxonomy.Section{ParentID: "1"}, &taxonomy.Author{PhotoID: "1"}} {
		for _, ref := range body.Refs() {
			checked++
			place, _, _ := strings.Cut(strings.TrimPrefix(ref.Pointer, "/"), "/")
			if !slices.Contains(shownBy(ref.Rel), fieldOf(place)) {
				t.Errorf("a %T shows a %s at %s, which is taken for %q", body, ref.Rel, ref.Pointer, shownBy(ref.Rel))
			}
		}
	}
	if checked < 15 {
		t.Errorf("got %d references to look at, want those of every field", checked)
	}
}

func TestSentIsWhatARequestIsAbout(t *testing.T) {
	var in ArticleInput
	in.ID, in.Title.Set, in.HeroAlt.Set, in.HeroImageID.Set, in.BodyHTML.Set, in.DisplayAt.Set = "x", true, true, true, true, true
	if got, want := sent(in), []string{"body", "hero", "title"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := sent(TagPatch{}); len(got) != 0 {
		t.Errorf("an empty patch is about %q, want nothing", got)
	}
}
