package block_test

import (
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"newsdesk/internal/block"
)

// resolver knows one picture with a file, one without, an event and a campaign.
func resolver() block.Resolver {
	return block.Resolver{
		Image: func(id string) *block.Picture {
			p := block.Picture{ID: id, Type: "image", Alt: "Đại biểu", Caption: "Nhắn tin", Credit: new("Minh Thương")}
			if id == "img_1" {
				p.URL, p.Width, p.Height = new("/media/a.jpg"), new(1600), new(900)
				p.Srcset = "/media/a320.jpg 320w"
				p.Sources = []block.PictureSource{{Type: "image/webp", Srcset: "/media/a320.webp 320w"}}
			}
			return &p
		},
		Event: func(id string) *block.Stub {
			return &block.Stub{ID: id, Type: "event", Slug: "toa-dam", Title: "Tọa đàm <1>", URL: "https://bao.vn/toa-dam"}
		},
		Figure: func(id string, f block.Figure, as block.Format) *block.FigureValue {
			at := time.Date(2020, 4, 6, 14, 0, 0, 0, time.UTC)
			return &block.FigureValue{Amount: 128654900000, Currency: "VND", Text: strings.Join([]string{id, string(f), string(as)}, " "), AsOf: at}
		},
	}
}

func TestResolveFillsInWhatIsShown(t *testing.T) {
	b := oneOfEach()
	shown := b.Resolve(resolver())
	equal(t, "body that was resolved", b, oneOfEach())

	image := shown[4].(block.Image)
	equal(t, "caption, which the use overrides", image.Image.Caption, "Chú thích")
	equal(t, "alt, which the use empties", image.Image.Alt, "")
	equal(t, "decorative", image.Image.Decorative, true)
	gallery := shown[5].(block.Gallery)
	equal(t, "caption of the image", gallery.Items[0].Image.Caption, "Nhắn tin")
	equal(t, "alt in the gallery", gallery.Items[1].Image.Alt, "Tọa đàm")
	equal(t, "event", shown[8].(block.Event).Event.Label(), "Tọa đàm <1>")
	equal(t, "campaign, of which nobody knows", shown[9].(block.Campaign).Campaign, nil)
	equal(t, "figure", shown[10].(block.CampaignFigure).Value.Text, "cmp_1 raised short")

	shown[0].(block.Paragraph).Text[1].Marks[0] = block.Code
	shown[2].(block.List).Items[0].Items[0].Text[0].Text = "khác"
	shown[6].(block.Table).Rows[0][0][0].Text = "khác"
	equal(t, "body after its copy was changed", b, oneOfEach())
	equal(t, "body resolved by nobody", oneOfEach().Resolve(resolver()).Resolve(block.Resolver{}), oneOfEach())
}

func TestResolvedBodiesAreStoredWhole(t *testing.T) {
	want := oneOfEach().Resolve(resolver())
	for i := range want {
		raw := marshal(t, want[i:i+1])
		var got block.Body
		if err := json.Unmarshal([]byte(raw), &got); err != nil {
			t.Errorf("Unmarshal(%s): %v", raw, err)
		}
		equal(t, "JSON", marshal(t, got), raw)
	}
	raw := marshal(t, want[8:9])
	if want := `"event":{"id":"evt_1","type":"event","slug":"toa-dam","title":"Tọa đàm <1>","url":"https://bao.vn/toa-dam"}`; !strings.Contains(raw, want) {
		t.Errorf("got %s, want it to hold %s", raw, want)
	}
	raw = marshal(t, want[5:6])
	if want := `{"id":"img_2","type":"image","url":null,"width":null,"height":null,"alt":"Tọa đàm","decorative":false,"caption":"Nhắn tin","credit":"Minh Thương","srcset":"","sources":[],"placeholder":null,"colour":null,"focal_point":null,"crops":{}}`; !strings.Contains(raw, want) {
		t.Errorf("got %s, want it to hold %s", raw, want)
	}
}

func TestHTMLIsSemantic(t *testing.T) {
	want := []string{
		`<p class="lead">Chiều 24/3, <strong>Đoàn Khối</strong><a href="/doan-the">xem thêm</a></p>`,
		`<h3>Diễn biến</h3>`,
		`<ol><li>một<ul><li>một a</li></ul></li><li>hai</li></ol>`,
		`<blockquote><p>Đảng với thanh niên</p><cite>Bí thư</cite></blockquote>`,
		`<figure data-image-id="img_1" data-layout="wide"><picture><source type="image/webp" srcset="/media/a320.webp 320w" sizes="100vw"/><img src="/media/a.jpg" srcset="/media/a320.jpg 320w" sizes="100vw" width="1600" height="900" alt="" loading="lazy"/></picture><figcaption>Chú thích <small class="credit">Minh Thương</small></figcaption></figure>`,
		`<div class="gallery"><figure data-image-id="img_1"><picture><source type="image/webp" srcset="/media/a320.webp 320w" sizes="100vw"/><img src="/media/a.jpg" srcset="/media/a320.jpg 320w" sizes="100vw" width="1600" height="900" alt="Đại biểu" loading="lazy"/></picture><figcaption>Nhắn tin <small class="credit">Minh Thương</small></figcaption></figure><figure data-image-id="img_2" hidden="" data-alt="Tọa đàm"></figure></div>`,
		`<table><caption>Tổng</caption><thead><tr><th>Ngày</th><th>Số tiền</th></tr></thead><tbody><tr><td>6/4</td><td>128</td></tr></tbody></table>`,
		`<figure class="embed" data-provider="youtube"><a href="https://youtu.be/abc" rel="noopener">https://youtu.be/abc</a></figure>`,
		`<aside class="event" data-event-id="evt_1"><a href="https://bao.vn/toa-dam" rel="noopener">Tọa đàm &lt;1&gt;</a></aside>`,
		`<aside hidden="" class="campaign" data-campaign-id="cmp_1"></aside>`,
		`<p class="campaign-figure" data-campaign-id="cmp_1" data-figure="raised" data-format="short"><data value="128654900000">cmp_1 raised short</data> <time datetime="2020-04-06T14:00:00Z">2020-04-06 14:00Z</time></p>`,
		`<aside class="correction"><time datetime="2020-03-25T01:02:03Z">2020-03-25 01:02Z</time><p>Số tiền đã được sửa.</p></aside>`,
		`<hr/>`,
	}
	equal(t, "HTML", strings.Split(oneOfEach().Resolve(resolver()).HTML(), "\n"), want)
}

func TestHTMLKeepsOneLinkWhole(t *testing.T) {
	link := block.Link{URL: "https://bao.vn/?a=1&b=2"}
	b := block.Body{block.Paragraph{Text: []block.Span{
		{Text: "a<b>\n", Link: link}, {Text: "c", Link: link, Marks: []block.Mark{block.Sub, block.Underline}}, {Text: "d & e"},
	}}}
	equal(t, "HTML", b.HTML(), `<p><a href="https://bao.vn/?a=1&amp;b=2" rel="noopener">a&lt;b&gt;<br/><u><sub>c</sub></u></a>d &amp; e</p>`)
}

func TestMarkdownIsForReaders(t *testing.T) {
	want := []string{
		`Chiều 24/3, **Đoàn Khối**[xem thêm](/doan-the)`,
		`### Diễn biến`,
		"1. một\n   - một a\n2. hai",
		"> Đảng với thanh niên\n> \n> — Bí thư",
		"![](/media/a.jpg)\\\nChú thích (Minh Thương)",
		`<div class="gallery"><figure data-image-id="img_1">`,
		`<table><caption>Tổng</caption>`,
		`<https://youtu.be/abc>`,
		`[Tọa đàm \<1>](https://bao.vn/toa-dam)`,
		`<aside hidden="" class="campaign" data-campaign-id="cmp_1"></aside>`,
		`cmp\_1 raised short (2020-04-06 14:00Z)`,
		`<aside class="correction"><time datetime="2020-03-25T01:02:03Z">`,
		`---`,
	}
	b := oneOfEach().Resolve(resolver())
	for i, one := range b {
		if got := (block.Body{one}).Markdown(); !strings.HasPrefix(got, want[i]) {
			t.Errorf("got Markdown %q, want it to begin %q", got, want[i])
		}
	}
}

func TestMarkdownEscapesWhatItCouldMistake(t *testing.T) {
	for s, want := range map[string]string{
		"1. một": `1\. một`, "- gạch": `\- gạch`, "# thẻ": `\# thẻ`, "> trích": `\> trích`, "a*b_c`d": "a\\*b\\_c\\`d", "[x](y)": `\[x\](y)`,
		"<b>": `\<b>`, "R&D": `R\&D`, "a & b": "a & b", "&#32;": `\&\#32;`, "24/3.": "24/3.", "a\n- b": "a\\\n\\- b", "a|b": `a\|b`, "hay!": `hay\!`,
		"=": `\=`, "2020)": `2020\)`, `\`: `\\`, "~~x~~": `\~\~x\~\~`, "a - b": "a - b",
	} {
		equal(t, "Markdown of "+s, block.Body{block.Paragraph{Text: text(s)}}.Markdown(), want)
	}
}

func TestTextIsPlain(t *testing.T) {
	want := []string{
		"Chiều 24/3, Đoàn Khốixem thêm", "Diễn biến", "- một\n  - một a\n- hai", "Đảng với thanh niên\nBí thư",
		"Chú thích (Minh Thương)", "Nhắn tin (Minh Thương)\nNhắn tin (Minh Thương)", "Tổng\nNgày\tSố tiền\n6/4\t128", "https://youtu.be/abc",
		"Tọa đàm <1>", "cmp_1 raised short (2020-04-06 14:00Z)", "Số tiền đã được sửa.",
	}
	equal(t, "text", strings.Split(oneOfEach().Resolve(resolver()).Text(), "\n\n"), want)
}

func TestPortableTextIsOfTheDialect(t *testing.T) {
	b := oneOfEach()
	for i, want := range map[int]string{
		0: `[{"_type":"block","_key":"b1","style":"lead","children":[{"_type":"span","_key":"b1-s1","text":"Chiều 24/3, ","marks":[]},{"_type":"span","_key":"b1-s2","text":"Đoàn Khối","marks":["strong"]},{"_type":"span","_key":"b1-s3","text":"xem thêm","marks":["b1-l1"]}],"markDefs":[{"_type":"link","_key":"b1-l1","href":"/doan-the"}]}]`,
		1: `[{"_type":"block","_key":"b2","style":"h3","children":[{"_type":"span","_key":"b2-s1","text":"Diễn biến","marks":[]}],"markDefs":[]}]`,
		2: `[{"_type":"block","_key":"b3-1","style":"normal","listItem":"number","level":1,"children":[{"_type":"span","_key":"b3-1-s1","text":"một","marks":[]}],"markDefs":[]},{"_type":"block","_key":"b3-2","style":"normal","listItem":"bullet","level":2,"children":[{"_type":"span","_key":"b3-2-s1","text":"một a","marks":[]}],"markDefs":[]},{"_type":"block","_key":"b3-3","style":"normal","listItem":"number","level":1,"children":[{"_type":"span","_key":"b3-3-s1","text":"hai","marks":[]}],"markDefs":[]}]`,
		4: `[{"_key":"b5","_type":"image","image_id":"img_1","caption":"Chú thích","alt":"","image":null,"layout":"wide"}]`,
	} {
		equal(t, "Portable Text", string(b[i:i+1].PortableText()), want)
	}
	equal(t, "Portable Text of nothing", string(block.Body(nil).PortableText()), "[]")
}
