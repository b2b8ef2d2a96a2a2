package rest

// treasury is what is said of problems with money, and of what the newsroom does
// with it.
func treasury() []translation {
	return []translation{
		{"Request under way", "Yêu cầu đang được xử lý"},
		{"Receipt known already", "Phiếu thu đã có"},
		{"Total would get smaller", "Tổng số sẽ giảm"},
		{"Not that much there", "Không có đủ tiền"},
		{"The first request with this key is not answered yet. Repeat it after the time that Retry-After says.", "Yêu cầu đầu tiên dùng khóa này chưa được trả lời. Hãy gửi lại sau thời gian nêu trong Retry-After."},
		{"The campaign takes no donations now, or not by this channel. Read it again, and offer the channels that are open.", "Chiến dịch hiện không nhận ủng hộ, hoặc không nhận qua kênh này. Hãy đọc lại chiến dịch và chỉ giới thiệu các kênh đang mở."},
		{"A gift with this receipt has been taken down before. Look it up, before you take it down again.", "Khoản ủng hộ theo phiếu thu này đã được ghi nhận. Hãy tra cứu trước khi ghi lại."},
		{"A total that only grows would get smaller. Look for a mistake; if the older figure was the mistake, say that this corrects it.", "Tổng số chỉ tăng nay lại giảm. Hãy tìm chỗ sai; nếu số cũ mới là số sai, hãy cho biết số này đính chính số cũ."},
		{"A second person has to compare where the money goes with what they know, and approve it. Then publish again.", "Cần một người thứ hai đối chiếu nơi nhận tiền với thông tin mình biết rồi phê duyệt. Sau đó hãy xuất bản lại."},
		{"The amount is more or less than this campaign takes; detail says where it begins. Amounts are in the smallest unit of the currency.", "Số tiền nhiều hơn hoặc ít hơn mức chiến dịch nhận; detail cho biết mức tối thiểu. Số tiền tính theo đơn vị nhỏ nhất của loại tiền."},
		{"No more can move than is there. Look at the figures of the campaign.", "Không thể chuyển nhiều hơn số hiện có. Hãy xem số liệu của chiến dịch."},
	}
}

// treasuryDesk is what the treasury itself asks for.
func treasuryDesk() []translation {
	return []translation{
		{"Say how much", "Hãy cho biết số tiền"},
		{"Say into which account", "Hãy cho biết vào tài khoản nào"},
		{"Say what you compared: payment_details of the working copy", "Hãy cho biết bạn đã đối chiếu gì: payment_details của bản đang soạn"},
		{"The payment details are others by now; read the campaign again, and compare them", "Thông tin nhận tiền nay đã khác; hãy đọc lại chiến dịch và đối chiếu lại"},
		{"This channel works with %s", "Kênh này dùng %s"},
		{"What was booked by an instant is always added up anew; send one of the two", "Số liệu tại một thời điểm luôn được cộng lại từ đầu; chỉ gửi một trong hai"},
		{"This has to be past", "Thời điểm này phải ở quá khứ"},
		{"Only a payout or a fee is of a provider", "Chỉ khoản chi trả hoặc phí mới gắn với nhà cung cấp"},
	}
}

// gifts is what is said to those who give.
func gifts() []translation {
	return []translation{}
}
