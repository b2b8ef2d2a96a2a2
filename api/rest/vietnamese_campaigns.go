package rest

// campaigns is what is said of campaigns, before there is any money.
func campaigns() []translation {
	return []translation{
		{"A campaign needs a name", "Chiến dịch phải có tên"},
		{"Say in which currency it counts", "Hãy cho biết chiến dịch tính bằng tiền gì"},
		{"Say when it begins", "Hãy cho biết bao giờ bắt đầu"},
		{"Say how one gives", "Hãy cho biết ủng hộ bằng cách nào"},
		{"A child is named only if it and its guardian agreed", "Chỉ nêu tên trẻ em khi chính em và người giám hộ đã đồng ý"},
		{"This is the number of an account: at most %d letters and digits", "Đây là số tài khoản: tối đa %d chữ cái và chữ số"},
		{"Say whose account it is, as the bank has it", "Hãy cho biết tên chủ tài khoản đúng như ở ngân hàng"},
		{"This is a word of capital letters and digits, such as %s", "Đây là một từ gồm chữ in hoa và chữ số, ví dụ %s"},
		{"Another channel has this number and word at the same time", "Một kênh khác dùng đầu số và từ khóa này trong cùng thời gian"},
		{"This is not a currency (ISO 4217), such as %s", "Đây không phải mã tiền tệ (ISO 4217), ví dụ %s"},
		{"Say who takes the money", "Hãy cho biết ai nhận tiền"},
		{"Say who it is, as it is to be printed", "Hãy cho biết đó là ai, đúng như sẽ đăng"},
		{"This is a day, such as %s", "Đây là một ngày, ví dụ %s"},
		{"Only a channel of the kind %s has this", "Chỉ kênh loại %s mới có mục này"},
		{"Money that others hold does not come in here; give its figures as snapshots", "Tiền do nơi khác giữ không vào đây; hãy nhập số liệu dưới dạng số chốt"},
		{"Transfers by VietQR are in VND", "Chuyển khoản VietQR tính bằng VND"},
		{"This provider takes VND only", "Nhà cung cấp này chỉ nhận VND"},
		{"Nobody stands between here", "Kênh này không qua bên trung gian"},
		{"Say to which number, with which word, at which price", "Hãy cho biết đầu số, từ khóa và đơn giá"},
		{"This is a short number of digits, such as %s", "Đây là đầu số ngắn, ví dụ %s"},
		{"This is not below %d", "Giá trị không nhỏ hơn %d"},
		{"Say at which bank, and to which account", "Hãy cho biết ngân hàng và số tài khoản"},
		{"This is the number of a bank: six digits, such as %s", "Đây là mã ngân hàng gồm sáu chữ số, ví dụ %s"},
		{"Say what the money is for", "Hãy cho biết tiền dùng vào việc gì"},
		{"Say who calls for donations", "Hãy cho biết ai kêu gọi ủng hộ"},
		{"Say whom the money is for", "Hãy cho biết tiền dành cho ai"},
		{"Say until when donations are taken", "Hãy cho biết nhận ủng hộ đến bao giờ"},
		{"Say how and by when it is handed out", "Hãy cho biết phân phối thế nào và khi nào xong"},
		{"The policy wants an account for this campaign alone", "Quy định đòi hỏi một tài khoản riêng cho chiến dịch này"},
		{"This is made of at most %d of a-z, 0-9 and hyphens", "Mục này gồm tối đa %d ký tự a-z, 0-9 và dấu gạch nối"},
	}
}

// giving is what is said of donations and of what becomes of them.
func giving() []translation {
	return []translation{
		{"Key missing", "Thiếu khóa"},
		{"Still being answered", "Đang được trả lời"},
		{"No donations now", "Hiện không nhận ủng hộ"},
		{"Reference known", "Số tham chiếu đã có"},
		{"Figure got smaller", "Số liệu bị giảm"},
		{"Payment details not approved", "Thông tin nhận tiền chưa được duyệt"},
		{"Amount out of range", "Số tiền ngoài giới hạn"},
		{"More than is left", "Nhiều hơn phần còn lại"},
		{"Not enough in hand", "Không đủ tiền hiện có"},
		{"Send an Idempotency-Key that you use for this request alone, so that it can be repeated safely.", "Hãy gửi Idempotency-Key chỉ dùng cho yêu cầu này, để có thể gửi lại an toàn."},
		{"The first request with this key is being answered. Ask again after Retry-After; the answer will be the same.", "Yêu cầu đầu tiên với khóa này đang được trả lời. Hãy hỏi lại sau Retry-After; câu trả lời sẽ như nhau."},
		{"The campaign, or this way to give, is not open by the clock or is paused. Read its state and its channels.", "Chiến dịch hoặc kênh này chưa mở, đã đóng hoặc tạm dừng. Hãy đọc trạng thái và các kênh của chiến dịch."},
		{"Another gift of this campaign has this receipt. Look at it before you take this one down.", "Một khoản ủng hộ khác của chiến dịch đã có biên nhận này. Hãy xem khoản đó trước khi ghi."},
		{"Cumulative figures only grow. If an earlier one was wrong, say that this corrects it, and why.", "Số lũy kế chỉ tăng. Nếu số trước sai, hãy cho biết số này đính chính và vì sao."},
		{"A second person has to approve where the money goes, and each change of it, before readers are shown it.", "Người thứ hai phải duyệt nơi nhận tiền và mỗi thay đổi trước khi bạn đọc nhìn thấy."},
		{"The amount is below the minimum, no whole number of units, or more than can be counted.", "Số tiền dưới mức tối thiểu, không tròn đơn vị, hoặc lớn hơn mức tính được."},
		{"No more can go back than is left of the gift, counting what is on its way.", "Không thể hoàn nhiều hơn phần còn lại của khoản ủng hộ, kể cả phần đang hoàn."},
		{"No more can be handed out than is in hand. What providers and operators still hold is not.", "Không thể chi nhiều hơn số tiền hiện có. Phần nơi khác còn giữ thì chưa tính."},
	}
}
