package demo

// Photo is a picture that the demo draws for itself, and the words to it. Articles
// are the slugs of those that it leads.
type Photo struct {
	Articles []string
	Scene    Scene
	Caption  string
	Alt      string
	// CaptionEN and AltEN are the words in English, where an article needs them.
	CaptionEN, AltEN string
}

// PhotoCredit is the line beside every drawn picture: nobody has taken it.
const (
	PhotoCredit   = "Minh họa do Newsdesk vẽ" //nolint:gosec // a line of credit, and no credential
	PhotoCreditEN = "Illustration drawn by Newsdesk"
)

// PhotoSource says the same in the IPTC's vocabulary of digital source types.
const PhotoSource = "algorithmicMedia"

// Photos are the pictures of articles of the demo. What they say stands in the
// articles.
func Photos() []Photo {
	return []Photo{
		{
			Articles: []string{"hon-hai-tram-nguoi-chay-quanh-ho-may", "more-than-two-hundred-run-around-lake-may"}, Scene: Lake,
			Caption: "Hồ Mây, nơi đường chạy chín cây số đi vòng quanh.", Alt: "Mặt hồ phẳng lặng, phía sau là ba lớp đồi",
			CaptionEN: "Lake Mây, which the nine-kilometre course goes around.", AltEN: "A still lake with three ranges of hills behind it",
		},
		{
			Articles: []string{"cho-phien-cay-gao-hop-som-ngay-giap-tet", "at-cay-gao-the-last-market-of-the-year-starts-in-the-dark"}, Scene: Market,
			Caption: "Từ ba giờ sáng, những chiếc đèn bão đã sáng dọc bến đò.", Alt: "Những ngọn đèn sáng trong đêm",
			CaptionEN: "From three in the morning storm lanterns shine along the landing.", AltEN: "Lanterns glowing in the dark",
		},
		{
			Articles: []string{"to-thuy-nong-may-ha-nao-vet-xong-ba-con-muong"}, Scene: Field,
			Caption: "Nước về đến thửa ruộng cuối cùng của xã sớm hơn năm ngoái ba ngày.", Alt: "Những luống cây xanh chạy về phía chân trời",
		},
		{
			Articles: []string{"bai-boi-vinh-sa-vang-ruc-lua-cai-ngong"}, Scene: Field,
			Caption: "Cải để lại cho trổ ngồng lấy giống trên bãi bồi Vĩnh Sa.", Alt: "Những luống cải vàng dưới trời cao",
		},
		{
			Articles: []string{"mot-vong-ho-may-bang-xe-dap-muon"}, Scene: Lake,
			Caption: "Đường quanh hồ Mây có bốn chỗ nghỉ.", Alt: "Hồ nước và những dãy đồi lúc chiều",
		},
		{
			Articles: []string{"ganh-hat-lang-van-soi-tap-vo-moi-trong-san-dinh"}, Scene: Hall,
			Caption: "Người xem đến sớm để giữ chỗ gần dàn nhạc.", Alt: "Nhiều người ngồi xem, nhìn từ phía sau",
		},
		{
			Articles: []string{"vuon-uom-dong-sim-doi-cay-giong-lay-hat"}, Scene: Field,
			Caption: "Vườn ươm Đồng Sim, nơi một túi hạt đổi được một cây con.", Alt: "Những luống cây giống xanh",
		},
	}
}
