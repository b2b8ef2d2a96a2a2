package demo

// Campaign is a drive for donations. Times are local times of the newsroom
// (2006-01-02T15:04).
type Campaign struct {
	Slug, Title, Purpose, Section string
	Aliases                       []string
	Opens, Closes                 string // Closes is exclusive; empty: until further notice
	Organiser, Operator           string // slugs; empty: not known
	Beneficiary                   string // name; empty: not known
	Goal, Minimum                 int64  // đồng; 0: none
	Policy                        string
	Commitment                    string
	SMS                           *SMS
	Bank                          *Bank
	Snapshots                     []Snapshot
}

// SMS is how one gives by a message. Price is in đồng.
type SMS struct {
	ID, ShortCode, Keyword string
	Price                  int64
	Most                   int // units
}

// Bank is an account that exists in the demo alone, and the secret with which its
// simulated provider signs.
type Bank struct{ ID, BIN, Number, Holder, Secret string }

// Snapshot is what an operator reported.
type Snapshot struct {
	AsOf       string // local time
	Cumulative int64  // đồng
	Units      int64  // 0: nobody said
	Source     string
}

// StoryCampaign is the slug of the drive that the seed story mentions.
const StoryCampaign = "toan-dan-ung-ho-phong-chong-dich-covid-19"

// DemoSecret is what the simulated provider of the demo signs with. Everybody knows
// it, so nothing but a sandbox takes it.
const DemoSecret = "newsdesk-demo-sandbox-secret" //nolint:gosec // of a sandbox of the demo

// campaigns starts with that of the seed story, whose money a national portal holds;
// its figures are those that newspapers printed. The other one is invented.
func campaigns() []Campaign {
	return []Campaign{
		{
			Slug: StoryCampaign, Title: "Toàn dân ủng hộ phòng, chống dịch Covid-19", Section: "doan-the",
			Aliases: []string{"Toàn dân ủng hộ phòng, chống dịch bệnh Covid-19"}, Purpose: "ủng hộ phòng, chống dịch Covid-19",
			Opens: "2020-03-19T00:00", Closes: "2020-06-19T00:00", Operator: "cong-thong-tin-nhan-dao-quoc-gia",
			SMS: &SMS{ID: "sms-1407", ShortCode: "1407", Keyword: "CV", Price: 20_000, Most: 100},
			Snapshots: []Snapshot{
				{"2020-04-06T21:00", 128_654_900_000, 6_432_745, "https://amp.laodong.vn/thoi-su/hon-128-ti-dong-ung-ho-phong-chong-dich-covid-19-qua-hinh-thuc-nhan-tin-796382.ldo"},
				{"2020-04-27T17:00", 150_100_000_000, 0, "https://truyenhinhcapquynhongiatot.blogspot.com/2020/04/tien-ung-ho-quy-phong-chong-covid-19.html"},
			},
		},
		{
			Slug: "tu-sach-cho-cac-xom", Title: "Tủ sách cho các xóm", Section: "sach", Purpose: "mua sách và kệ cho các điểm đọc ở xóm xa",
			Opens: "2020-03-01T00:00", Organiser: "thu-vien-thi-xa-ben-lau", Beneficiary: "Các điểm đọc của thư viện", Goal: 50_000_000, Minimum: 10_000,
			Commitment: "Mỗi quý một lần, thư viện mua sách bằng số tiền đã nhận và công bố sao kê.",
			Bank:       &Bank{ID: "bank", BIN: "970415", Number: "TUSACHDEMO", Holder: "THU VIEN THI XA BEN LAU", Secret: DemoSecret},
		},
	}
}
