package demo

func sections() []Section {
	return []Section{
		{"chinh-tri", "", "Chính trị", "Việc của xã, của phường và cách mọi người cùng quyết định."},
		{"kinh-te", "", "Kinh tế", "Chợ, ruộng, xưởng và những người làm ăn trong vùng."},
		{"nong-nghiep", "kinh-te", "Nông nghiệp", "Mùa vụ, giống cây và kinh nghiệm của nhà nông."},
		{"du-lich", "kinh-te", "Du lịch", "Những chuyến đi gần và những người đón khách."},
		{"xa-hoi", "", "Xã hội", "Đời sống thường ngày của xóm làng, phố phường."},
		{"van-hoa", "", "Văn hóa", "Sân khấu, lễ hội, ký ức và những điều đáng giữ."},
		{"sach", "van-hoa", "Sách", "Thư viện, người đọc và những cuốn sách được chuyền tay."},
		{"lang-nghe", "van-hoa", "Làng nghề", "Nghề cũ, thợ trẻ và các sản phẩm làm bằng tay."},
		{"giao-duc", "", "Giáo dục", "Trường lớp, thầy trò và những cách học hay."},
		{"y-te", "", "Y tế", "Chăm sóc sức khỏe mỗi ngày, từ trạm xá đến từng nhà."},
		{"the-thao", "", "Thể thao", "Sân bóng, đường chạy và các cuộc chơi của mọi lứa tuổi."},
		{"doan-the", "", "Đoàn thể", "Hoạt động của thanh niên, phụ nữ, người cao tuổi và các hội."},
	}
}

func tags() []Tag {
	return []Tag{
		{"cho-que", "Chợ quê", []string{"chợ phiên", "chợ làng"}},
		{"duong-que", "Đường quê", []string{"đường làng", "ngõ xóm"}},
		{"thu-vien", "Thư viện", []string{"phòng đọc", "tủ sách"}},
		{"doc-sach", "Đọc sách", []string{"văn hóa đọc"}},
		{"truong-hoc", "Trường học", []string{"nhà trường", "lớp học"}},
		{"vuon-rau", "Vườn rau", []string{"vườn trường"}},
		{"chay-bo", "Chạy bộ", []string{"đi bộ", "giải chạy"}},
		{"bong-da", "Bóng đá", []string{"túc cầu"}},
		{"nghe-thu-cong", "Nghề thủ công", []string{"nghề truyền thống", "tiểu thủ công"}},
		{"am-thuc", "Ẩm thực", []string{"món ngon", "món ăn"}},
		{"moi-truong", "Môi trường", []string{"sống xanh"}},
		{"tinh-nguyen", "Tình nguyện", []string{"thiện nguyện"}},
		{"suc-khoe", "Sức khỏe", []string{"sức khoẻ"}},
		{"so-hoa", "Ghi chép và số hóa", []string{"chuyển đổi số"}},
		{"le-hoi", "Lễ hội", []string{"hội làng"}},
		{"nha-van-hoa", "Nhà văn hóa", []string{"nhà sinh hoạt cộng đồng"}},
	}
}

func authors() []Author {
	return []Author{
		{"van-sa", "Vân Sa", "Viết về chợ, bếp và những vùng đất ven sông."},
		{"lan-chi", "Lan Chi", "Theo dõi mảng sách, thư viện và trường học."},
		{"hai-duong", "Hải Đường", "Viết về sân khấu, du lịch và đời sống phường phố."},
		{"moc-mien", "Mộc Miên", "Thích đi xe đạp, viết về cây cối và làng nghề."},
		{"an-phien", "An Phiên", "Viết về thể thao, sức khỏe và chuyện xóm giềng."},
		{"bui-thung", "Bùi Thung", "Theo dõi nông nghiệp và hoạt động của các xã."},
	}
}

// organisations starts with the two that the seed story names; the others are
// invented.
func organisations() []Organisation {
	return []Organisation{
		{"doan-khoi-cac-co-quan-tinh", "Đoàn Khối Các cơ quan tỉnh", "youth_union", ""},
		{"dang-uy-khoi-cac-co-quan-tinh", "Đảng ủy Khối Các cơ quan tỉnh", "party_committee", ""},
		{"cong-thong-tin-nhan-dao-quoc-gia", "Cổng thông tin nhân đạo Quốc gia", "donation_portal", ""},
		{"thu-vien-thi-xa-ben-lau", "Thư viện thị xã Bến Lau", "library", "Cho mượn sách và gửi sách về các xóm."},
		{"hoi-phu-nu-phuong-ben-lau", "Hội Phụ nữ phường Bến Lau", "women_union", "Mở lớp dạy nghề và sinh hoạt cuối tuần."},
		{"to-hop-tac-mat-ong-doi-che", "Tổ hợp tác mật ong Đồi Chè", "cooperative", "Mười hai hộ nuôi ong cùng giữ chung một nhãn."},
		{"cau-lac-bo-chay-ho-may", "Câu lạc bộ chạy hồ Mây", "sports_club", "Tổ chức giải chạy quanh hồ vào tháng hai."},
	}
}
