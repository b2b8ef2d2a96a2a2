package block_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/block"
	"newsdesk/internal/fault"
)

// text is one span without marks.
func text(s string) []block.Span { return []block.Span{{Text: s}} }

func correctedAt() time.Time { return time.Date(2020, 3, 25, 1, 2, 3, 0, time.UTC) }

// oneOfEach is a body with every type of block, as it is stored.
func oneOfEach() block.Body {
	return block.Body{
		block.Paragraph{ID: "b1", Role: block.Lead, Text: []block.Span{
			{Text: "Chiều 24/3, "},
			{Text: "Đoàn Khối", Marks: []block.Mark{block.Strong}},
			{Text: "xem thêm", Link: block.Link{URL: "/doan-the"}},
		}},
		block.Heading{ID: "b2", Level: 3, Text: text("Diễn biến")},
		block.List{ID: "b3", Ordered: true, Items: []block.Item{
			{Text: text("một"), Items: []block.Item{{Text: text("một a")}}}, {Text: text("hai")},
		}},
		block.Quote{ID: "b4", Text: text("Đảng với thanh niên"), Attribution: "Bí thư"},
		block.Image{ID: "b5", Use: block.Use{ImageID: "img_1", Caption: new("Chú thích"), Alt: new("")}, Layout: block.LayoutWide},
		block.Gallery{ID: "b6", Items: []block.Use{{ImageID: "img_1"}, {ImageID: "img_2", Alt: new("Tọa đàm")}}},
		block.Table{ID: "b7", Header: []block.Cell{text("Ngày"), text("Số tiền")}, Rows: [][]block.Cell{{text("6/4"), text("128")}}, Caption: "Tổng"},
		block.Embed{ID: "b8", Provider: block.YouTube, URL: "https://youtu.be/abc"},
		block.Event{ID: "b9", EventID: "evt_1"},
		block.Campaign{ID: "b10", CampaignID: "cmp_1"},
		block.CampaignFigure{ID: "b11", CampaignID: "cmp_1", Figure: block.Raised, Format: block.FormatShort},
		block.Correction{ID: "b12", Text: text("Số tiền đã được sửa."), CorrectedAt: correctedAt()},
		block.Divider{ID: "b13"},
	}
}

// wires is the JSON of oneOfEach, one line for each block.
func wires() []string {
	return []string{
		`{"id":"b1","type":"paragraph","role":"lead","text":[{"text":"Chiều 24/3, ","marks":[],"link":null},{"text":"Đoàn Khối","marks":["strong"],"link":null},{"text":"xem thêm","marks":[],"link":{"url":"/doan-the"}}]}`,
		`{"id":"b2","type":"heading","level":3,"text":[{"text":"Diễn biến","marks":[],"link":null}]}`,
		`{"id":"b3","type":"list","ordered":true,"items":[{"text":[{"text":"một","marks":[],"link":null}],"ordered":false,"items":[{"text":[{"text":"một a","marks":[],"link":null}],"ordered":false,"items":[]}]},{"text":[{"text":"hai","marks":[],"link":null}],"ordered":false,"items":[]}]}`,
		`{"id":"b4","type":"quote","text":[{"text":"Đảng với thanh niên","marks":[],"link":null}],"attribution":"Bí thư"}`,
		`{"id":"b5","type":"image","image_id":"img_1","caption":"Chú thích","alt":"","image":null,"layout":"wide"}`,
		`{"id":"b6","type":"gallery","items":[{"image_id":"img_1","caption":null,"alt":null,"image":null},{"image_id":"img_2","caption":null,"alt":"Tọa đàm","image":null}]}`,
		`{"id":"b7","type":"table","header":[[{"text":"Ngày","marks":[],"link":null}],[{"text":"Số tiền","marks":[],"link":null}]],"rows":[[[{"text":"6/4","marks":[],"link":null}],[{"text":"128","marks":[],"link":null}]]],"caption":"Tổng"}`,
		`{"id":"b8","type":"embed","provider":"youtube","url":"https://youtu.be/abc"}`,
		`{"id":"b9","type":"event","event_id":"evt_1","event":null}`,
		`{"id":"b10","type":"campaign","campaign_id":"cmp_1","campaign":null}`,
		`{"id":"b11","type":"campaign_figure","campaign_id":"cmp_1","figure":"raised","format":"short","value":null}`,
		`{"id":"b12","type":"correction","text":[{"text":"Số tiền đã được sửa.","marks":[],"link":null}],"corrected_at":"2020-03-25T01:02:03Z"}`,
		`{"id":"b13","type":"divider"}`,
	}
}

func marshal(t *testing.T, v block.Body) string {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("Marshal: %v", err)
	}
	return string(raw)
}

// told is faults as lines of pointer and code.
func told(faults fault.Fields) []string {
	var lines []string
	for _, f := range faults {
		lines = append(lines, f.Name+" "+f.Code)
	}
	return lines
}

func sortedCopy(s []string) []string {
	s = slices.Clone(s)
	slices.Sort(s)
	return s
}

func equal[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestEveryTypeHasOneForm(t *testing.T) {
	all := oneOfEach()
	if len(all) != len(block.Types()) {
		t.Fatalf("got %d blocks to test, want one for each of the %d types", len(all), len(block.Types()))
	}
	for i, wire := range wires() {
		t.Run(string(all[i].Type()), func(t *testing.T) {
			equal(t, "type", all[i].Type(), block.Types()[i])
			one := block.Body{all[i]}
			equal(t, "JSON", marshal(t, one), "["+wire+"]")

			parsed, faults := block.Parse([]byte("[" + wire + "]"))
			equal(t, "faults of Parse", told(faults), nil)
			equal(t, "parsed body", parsed, one)

			var stored block.Body
			if err := json.Unmarshal([]byte("["+wire+"]"), &stored); err != nil {
				t.Errorf("Unmarshal: %v", err)
			}
			equal(t, "stored body", stored, one)
		})
	}
}

func TestEmptyBlocksHaveEveryMember(t *testing.T) {
	got := marshal(t, block.Body{
		block.Paragraph{}, block.List{}, block.Table{}, block.Gallery{}, block.Image{}, block.CampaignFigure{}, block.Correction{},
	})
	want := strings.Join([]string{
		`[{"id":"","type":"paragraph","role":null,"text":[]}`,
		`{"id":"","type":"list","ordered":false,"items":[]}`,
		`{"id":"","type":"table","header":[],"rows":[],"caption":""}`,
		`{"id":"","type":"gallery","items":[]}`,
		`{"id":"","type":"image","image_id":"","caption":null,"alt":null,"image":null,"layout":"inline"}`,
		`{"id":"","type":"campaign_figure","campaign_id":"","figure":"","format":"long","value":null}`,
		`{"id":"","type":"correction","text":[],"corrected_at":null}]`,
	}, ",")
	equal(t, "JSON", got, want)
	equal(t, "JSON of a body that is nil", marshal(t, nil), "[]")
	if _, faults := block.Parse([]byte(got)); len(faults) > 0 {
		t.Errorf("Parse refuses unfinished drafts: %v", told(faults))
	}
}

func TestParseNamesBlocksWithoutAnID(t *testing.T) {
	b, faults := block.Parse([]byte(`[{"type":"divider"},{"id":"b7","type":"divider"},{"id":null,"type":"divider"},{"id":"","type":"divider"},{"id":"b9999999","type":"divider"}]`))
	equal(t, "faults", told(faults), nil)
	var ids []string
	for _, one := range b {
		ids = append(ids, one.BlockID())
	}
	equal(t, "ids", ids, []string{"b8", "b7", "b9", "b10", "b9999999"})
}

func TestParseTellsAllFaultsAtOnce(t *testing.T) {
	cases := []struct{ name, body, want string }{
		{"not JSON", `[{]`, " invalid_json"},
		{"duplicate member", `[{"id":"a","id":"b","type":"divider"}]`, " invalid_json"},
		{"null", `null`, " wrong_type"},
		{"an object", `{}`, " wrong_type"},
		{"block is text", `["x",{"type":"divider"}]`, "/0 wrong_type"},
		{"unknown type", `[{"type":"html","html":"<b>"}]`, "/0/type unknown_type"},
		{"no type", `[{}]`, "/0/type unknown_type"},
		{"case of a member", `[{"type":"paragraph","Text":[],"a/b":1}]`, "/0/Text unknown_member, /0/a~1b unknown_member"},
		{"text as HTML", `[{"type":"paragraph","text":"<b>x</b>"}]`, "/0/text wrong_type"},
		{"null list", `[{"type":"paragraph","text":null}]`, "/0/text wrong_type"},
		{"marks", `[{"type":"divider"},{"type":"paragraph","text":[{"text":"x","marks":["strong","blink","",1]}]}]`, "/1/text/0/marks/1 not_allowed, /1/text/0/marks/2 not_allowed, /1/text/0/marks/3 wrong_type"},
		{"members of spans", `[{"type":"paragraph","text":[{"text":"x","style":"y"},{"text":1},{"text":"z","link":{"url":"/","rel":"x"}},{"text":"z","link":"/x"}]}]`, "/0/text/0/style unknown_member, /0/text/1/text wrong_type, /0/text/2/link/rel unknown_member, /0/text/3/link wrong_type"},
		{"control characters", `[{"type":"paragraph","text":[{"text":"a\u0000b"},{"text":"a\tb\nc"},{"text":"a\r"},{"text":"\u0085"}]}]`, "/0/text/0/text control_character, /0/text/2/text control_character, /0/text/3/text control_character"},
		{"ids", `[{"id":"a b","type":"divider"},{"id":"x","type":"divider"},{"id":"x","type":"divider"},{"id":7,"type":"divider"}]`, "/0/id invalid_id, /2/id duplicate_id, /3/id wrong_type"},
		{"long id", `[{"id":"` + strings.Repeat("x", 65) + `","type":"divider"}]`, "/0/id invalid_id"},
		{"level", `[{"type":"heading","level":"2"},{"type":"heading","level":2.5}]`, "/0/level wrong_type, /1/level wrong_type"},
		{"ordered", `[{"type":"list","ordered":1,"items":[{"x":1}]}]`, "/0/items/0/x unknown_member, /0/ordered wrong_type"},
		{"enums", `[{"type":"image","layout":"huge"},{"type":"campaign_figure","figure":"lost","format":"tall"},{"type":"paragraph","role":"boss"}]`, "/0/layout not_allowed, /1/figure not_allowed, /1/format not_allowed, /2/role not_allowed"},
		{"read only", `[{"type":"image","image":{}},{"type":"gallery","items":[{"image":{}}]},{"type":"event","event":{}},{"type":"campaign","campaign":{}},{"type":"campaign_figure","value":{}}]`, "/0/image read_only, /1/items/0/image read_only, /2/event read_only, /3/campaign read_only, /4/value read_only"},
		{"times", `[{"type":"correction","corrected_at":"2020-03-24T18:26:00"},{"type":"correction","corrected_at":"2020-03-24T18:26:00+24:00"},{"type":"correction","corrected_at":"9999-12-31T23:59:59-01:00"}]`, "/0/corrected_at invalid_time, /1/corrected_at invalid_time, /2/corrected_at invalid_time"},
		{"embeds", `[{"type":"embed","url":"https://youtube.com.evil.vn/x"},{"type":"embed","url":"http://youtu.be/x"},{"type":"embed","provider":"vimeo","url":"https://youtu.be/x"},{"type":"embed","provider":"myspace"}]`, "/0/url invalid_url, /1/url invalid_url, /2/provider wrong_provider, /3/provider not_allowed"},
		{"rows", `[{"type":"table","header":1,"rows":[1,[1],[[1]]]}]`, "/0/header wrong_type, /0/rows/0 wrong_type, /0/rows/1/0 wrong_type, /0/rows/2/0/0 wrong_type"},
		{"list without end", `[{"type":"list","items":` + strings.Repeat(`[{"items":`, 500) + `[]` + strings.Repeat(`}]`, 500) + `}]`, "/0" + strings.Repeat("/items/0", 8) + "/items too_deep"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b, faults := block.Parse([]byte(c.body))
			got := told(faults)
			want := strings.Split(c.want, ", ")
			if diff := cmp.Diff(sortedCopy(want), sortedCopy(got)); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
			if b != nil {
				t.Errorf("got a body of %d blocks beside faults, want none", len(b))
			}
		})
	}
}

func TestInstantsAreKeptInUTC(t *testing.T) {
	b, faults := block.Parse([]byte(`[{"id":"x","type":"correction","corrected_at":"2020-03-24T18:26:00.1239+07:00"}]`))
	equal(t, "faults", told(faults), nil)
	equal(t, "JSON", marshal(t, b), `[{"id":"x","type":"correction","text":[],"corrected_at":"2020-03-24T11:26:00.123Z"}]`)
}

func TestStoredBodiesTellTheirFaults(t *testing.T) {
	var b block.Body
	err := json.Unmarshal([]byte(`[{"type":"html"}]`), &b)
	if got := told(fault.Of(err).Fields); len(got) != 1 || got[0] != "/0/type unknown_type" {
		t.Errorf("got faults %v of error %v, want /0/type unknown_type", got, err)
	}
	if err := json.Unmarshal([]byte("null"), &b); err != nil || b != nil {
		t.Errorf("got %v, %v for null, want an empty body", b, err)
	}
}

func TestMarksAreKeptOnceAndInOrder(t *testing.T) {
	b, _ := block.Parse([]byte(`[{"type":"paragraph","text":[{"text":"x","marks":["code","em","strong","em"]}]}]`))
	equal(t, "marks", b[0].(block.Paragraph).Text[0].Marks, []block.Mark{block.Strong, block.Em, block.Code})
}

func TestCheckTellsWhatIsUnfinished(t *testing.T) {
	item := func(inner ...block.Item) block.Item { return block.Item{Text: text("x"), Items: inner} }
	wide := make([]block.Cell, 51)
	wide[0] = text("x")
	cases := []struct {
		name string
		b    block.Body
		want []string
	}{
		{"a whole body", oneOfEach(), nil},
		{"nothing at all", block.Body{}, nil},
		{"empty texts", block.Body{block.Paragraph{}, block.Paragraph{Text: text(" \n\u00a0")}, block.Heading{Level: 2}, block.Quote{}, block.Correction{}}, []string{"/0/text required", "/1/text required", "/2/text required", "/3/text required", "/4/corrected_at required", "/4/text required"}},
		{"levels", block.Body{block.Heading{Level: 1, Text: text("x")}, block.Heading{Level: 5, Text: text("x")}}, []string{"/0/level out_of_range", "/1/level out_of_range"}},
		{"lists", block.Body{block.List{}, block.List{Items: []block.Item{{}}}, block.List{Items: []block.Item{item(item(item(item())))}}}, []string{"/0/items required", "/1/items/0/text required", "/2/items/0/items/0/items/0/items too_deep"}},
		{"what is shown", block.Body{block.Image{}, block.Gallery{}, block.Gallery{Items: []block.Use{{}}}, block.Embed{}, block.Event{}, block.Campaign{}, block.CampaignFigure{}}, []string{"/0/image_id required", "/1/items required", "/2/items/0/image_id required", "/3/url required", "/4/event_id required", "/5/campaign_id required", "/6/campaign_id required", "/6/figure required"}},
		{"tables", block.Body{block.Table{}, block.Table{Header: []block.Cell{text("x")}, Rows: [][]block.Cell{{text("a"), text("b")}, {text("c")}}}, block.Table{Rows: [][]block.Cell{{nil}}}, block.Table{Rows: [][]block.Cell{wide}}}, []string{"/0/rows required", "/1/header ragged", "/1/rows/1 ragged", "/2/rows required", "/3/rows/0 too_many"}},
		{"lengths", block.Body{block.Paragraph{Text: text(strings.Repeat("đ", 20_001))}, block.Image{Use: block.Use{ImageID: "x", Caption: new(strings.Repeat("đ", 1001)), Alt: new(strings.Repeat("đ", 1001))}}, block.Quote{Text: text("x"), Attribution: strings.Repeat("đ", 1001)}, block.Paragraph{Text: make([]block.Span, 1001)}}, []string{"/0 too_long", "/1/alt too_long", "/1/caption too_long", "/2/attribution too_long", "/3 too_many", "/3/text required"}},
		{"lengths that just fit", block.Body{block.Paragraph{Text: text(strings.Repeat("đ", 20_000))}, block.Image{Use: block.Use{ImageID: "x", Caption: new(strings.Repeat("đ", 1000))}}}, nil},
		{"gallery", block.Body{block.Gallery{Items: slices.Repeat([]block.Use{{ImageID: "x"}}, 101)}}, []string{"/0/items too_many"}},
		{"blocks", slices.Repeat(block.Body{block.Divider{}}, 1001), []string{" too_many"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			equal(t, "faults", sortedCopy(told(c.b.Check())), c.want)
		})
	}
}

func TestRefsTellWhereThingsAreShown(t *testing.T) {
	equal(t, "refs", append(block.Body{block.Image{}}, oneOfEach()...).Refs(), []block.Ref{
		{ID: "img_1", Kind: "image", Pointer: "/5/image_id", Described: true},
		{ID: "img_1", Kind: "image", Pointer: "/6/items/0/image_id"},
		{ID: "img_2", Kind: "image", Pointer: "/6/items/1/image_id", Described: true},
		{ID: "evt_1", Kind: "event", Pointer: "/9/event_id"},
		{ID: "cmp_1", Kind: "campaign", Pointer: "/10/campaign_id"},
		{ID: "cmp_1", Kind: "campaign", Pointer: "/11/campaign_id"},
	})
}

func TestWordCountCountsTheStory(t *testing.T) {
	b := block.Body{
		block.Paragraph{Text: []block.Span{{Text: "Đoàn Kh"}, {Text: "ối", Marks: []block.Mark{block.Strong}}, {Text: " – 2020."}}},
		block.Image{Use: block.Use{ImageID: "x", Caption: new("không tính")}},
		block.List{Items: []block.Item{{Text: text("một hai")}}},
	}
	if got := b.WordCount(); got != 5 {
		t.Errorf("got %d words, want 5", got)
	}
}

func TestTheSeedStoryRoundTripsByteForByte(t *testing.T) {
	paragraph := func(id, role, s string) string {
		return fmt.Sprintf(`{"id":%q,"type":"paragraph","role":%s,"text":[{"text":"%s","marks":[],"link":null}]}`, id, role, s)
	}
	image := func(id, of string) string {
		return fmt.Sprintf(`{"id":%q,"type":"image","image_id":%q,"caption":null,"alt":null,"image":null,"layout":"inline"}`, id, of)
	}
	seed := "[" + strings.Join([]string{
		paragraph("b1", `"lead"`, "Chiều 24/3, Đoàn Khối Các cơ quan tỉnh tổ chức chương trình tọa đàm “Đảng với thanh niên – Thanh niên với Đảng” và Hội nghị tổng kết chương trình hành động thực hiện nghị quyết đại hội Đảng các cấp nhiệm kỳ 2015-2020, diễn đàn góp ý văn kiện đại hội Đảng nhiệm kỳ 2020 – 2025."),
		paragraph("b2", "null", "Tại chương trình, các đại biểu, đoàn viên, thanh niên đã tham gia nhắn tin ủng hộ Quỹ “Toàn dân ủng hộ phòng, chống dịch Covid-19” tại Cổng thông tin nhân đạo Quốc gia. Qua đó, lan tỏa hiệu ứng tới đông đảo đoàn viên, thanh niên và cộng đồng xã hội."),
		image("b3", "img_1"),
		paragraph("b4", "null", "Chương trình tọa đàm “Đảng với thanh niên – Thanh niên với Đảng”, các đại biểu được lắng nghe chia sẻ của đồng chí Bí thư Đảng ủy Khối Các cơ quan tỉnh, bí thư đoàn cơ sở và đoàn viên, thanh niên tiêu biểu về các nội dung triển khai chủ đề công tác năm 2020 đối với cán bộ, công chức các cơ quan thuộc Đoàn Khối. Vai trò của cán bộ Đoàn tại các cơ quan, đơn vị thuộc Đoàn Khối, những kinh nghiệm thực tế của cán bộ Đoàn cơ sở trong quá trình hoạt động."),
		image("b5", "img_2"),
		paragraph("b6", "null", "Chương trình đã tạo điều kiện cho đoàn viên, thanh niên được giao lưu, đối thoại với lãnh đạo Đảng ủy Khối Các cơ quan tỉnh; lĩnh hội những chỉ đạo, định hướng mới của cấp ủy đối với công tác thanh niên; thảo luận, bàn giải pháp phát huy vai trò của tổ chức Đoàn, đoàn viên, thanh niên tham gia xây dựng Đảng và hệ thống chính trị vững mạnh."),
		paragraph("b7", "null", "Cũng tại chương trình đã diễn ra Hội nghị tổng kết, đánh giá chương trình hành động thực hiện nghị quyết đại hội Đảng các cấp nhiệm kỳ 2015-2020, tạo diễn đàn cho đoàn viên, thanh niên tham gia góp ý vào dự thảo các văn kiện Đại hội Đảng bộ Khối Các cơ quan tỉnh lần thứ IX, văn kiện Đại hội lần thứ XIII của Đảng, nhiệm kỳ 2020-2025."),
	}, ",") + "]"
	b, faults := block.Parse([]byte(seed))
	equal(t, "faults", told(faults), nil)
	equal(t, "JSON", marshal(t, b), seed)
	equal(t, "faults of Check", told(b.Check()), nil)

	var again block.Body
	if err := json.Unmarshal([]byte(seed), &again); err != nil {
		t.Fatalf("Unmarshal: %v", err)
	}
	equal(t, "stored JSON", marshal(t, again), seed)
	for _, s := range []string{"“Đảng với thanh niên – Thanh niên với Đảng”", "2020 – 2025."} {
		for _, out := range []string{b.HTML(), b.Markdown(), b.Text()} {
			if !strings.Contains(out, s) {
				t.Errorf("got an output without %q, want it unchanged:\n%s", s, out)
			}
		}
	}
}
