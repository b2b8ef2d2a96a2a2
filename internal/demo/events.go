package demo

// Event is something that takes place. Start and End are local times of the
// newsroom (2006-01-02T15:04), or days (2006-01-02), perhaps with a part of the day
// after a space; empty is not known.
type Event struct {
	Slug, Title, Summary, Section string
	Start, End                    string
	Rule                          string   // RRULE (RFC 5545); empty: it takes place once
	Except                        []string // starts by the rule that did not happen
	Moved                         []Move
	Organisers                    []string // slugs
	Venue, Ward                   string   // names; empty is not known
	Speakers                      []string // roles; nobody is named
	Agenda                        []Item
	Places                        int // to register for; 0: one just comes
}

// Move is an occurrence that began at another time.
type Move struct{ From, To string }

// Item is a part of a programme; Start and End as those of its event.
type Item struct{ ID, Title, Start, End string }

// StorySlug is the slug of the event that the seed story covers.
const StorySlug = "toa-dam-dang-voi-thanh-nien-thanh-nien-voi-dang"

// events starts with that of the seed story, which tells neither its hour nor its
// place nor a name; the others are invented.
func events() []Event {
	return []Event{
		{
			Slug: StorySlug, Title: "Tọa đàm “Đảng với thanh niên – Thanh niên với Đảng”", Section: "doan-the",
			Start: "2020-03-24 afternoon", Organisers: []string{"doan-khoi-cac-co-quan-tinh"},
			Speakers: []string{"Bí thư Đảng ủy Khối Các cơ quan tỉnh", "bí thư đoàn cơ sở", "đoàn viên, thanh niên tiêu biểu"},
			Agenda: []Item{
				{ID: "toa-dam", Title: "Tọa đàm “Đảng với thanh niên – Thanh niên với Đảng”"},
				{ID: "hoi-nghi", Title: "Hội nghị tổng kết chương trình hành động thực hiện nghị quyết đại hội Đảng các cấp nhiệm kỳ 2015-2020"},
				{ID: "dien-dan", Title: "Diễn đàn góp ý văn kiện đại hội Đảng nhiệm kỳ 2020 – 2025"},
			},
		},
		{
			Slug: "chieu-thu-bay-doc-sach-cung-be", Title: "Chiều thứ Bảy đọc sách cùng bé", Section: "sach",
			Summary: "Mỗi tuần một cuốn, người lớn đọc, các bé nghe và kể lại.",
			Start:   "2020-03-07T15:00", End: "2020-03-07T16:30", Rule: "FREQ=WEEKLY;BYDAY=SA", Except: []string{"2020-05-02T15:00"},
			Moved:      []Move{{"2020-04-25T15:00", "2020-04-26T09:00"}},
			Organisers: []string{"thu-vien-thi-xa-ben-lau"}, Venue: "Thư viện thị xã Bến Lau", Places: 20,
		},
		{
			Slug: "hoi-thao-giu-nghe-lang-2030", Title: "Hội thảo “Giữ nghề làng” 2030", Section: "lang-nghe",
			Summary: "Hai ngày gặp gỡ của thợ, người bán và người dạy nghề trong vùng.",
			Start:   "2030-03-22", End: "2030-03-23", Organisers: []string{"hoi-phu-nu-phuong-ben-lau", "to-hop-tac-mat-ong-doi-che"},
			Venue: "Nhà văn hóa phường Bến Lau", Ward: "Bến Lau", Speakers: []string{"nghệ nhân dệt", "chủ nhiệm hợp tác xã"}, Places: 120,
			Agenda: []Item{
				{ID: "khai-mac", Title: "Khai mạc", Start: "2030-03-22T08:00", End: "2030-03-22T08:30"},
				{ID: "tho-tre", Title: "Thợ trẻ nói về nghề", Start: "2030-03-22T08:30", End: "2030-03-22T11:00"},
				{ID: "cho-nghe", Title: "Chợ nghề", Start: "2030-03-22 afternoon"},
				{ID: "tham-xuong", Title: "Thăm xưởng dệt Văn Sơi", Start: "2030-03-23 morning"},
			},
		},
	}
}
