package rest

// treasury is what is said of problems with money, and of what the newsroom does
// with it.
func treasury() []translation {
	return []translation{
		{"Request under way", "Yêu cầu đang được xử lý"},
		{"No donations now", "Hiện không nhận ủng hộ"},
		{"Receipt known already", "Phiếu thu đã có"},
		{"Total would get smaller", "Tổng số sẽ giảm"},
		{"Payment details not approved", "Thông tin nhận tiền chưa được duyệt"},
		{"Amount out of range", "Số tiền ngoài giới hạn"},
		{"More than is left", "Vượt quá số còn lại"},
		{"Not that much there", "Không có đủ tiền"},
		{"The first request with this key is not answered yet. Repeat it after the time that Retry-After says.", "Yêu cầu đầu tiên dùng khóa này chưa được trả lời. Hãy gửi lại sau thời gian nêu trong Retry-After."},
		{"The campaign takes no donations now, or not by this channel. Read it again, and offer the channels that are open.", "Chiến dịch hiện không nhận ủng hộ, hoặc không nhận qua kênh này. Hãy đọc lại chiến dịch và chỉ giới thiệu các kênh đang mở."},
		{"A gift with this receipt has been taken down before. Look it up, before you take it down again.", "Khoản ủng hộ theo phiếu thu này đã được ghi nhận. Hãy tra cứu trước khi ghi lại."},
		{"A total that only grows would get smaller. Look for a mistake; if the older figure was the mistake, say that this corrects it.", "Tổng số chỉ tăng nay lại giảm. Hãy tìm chỗ sai; nếu số cũ mới là số sai, hãy cho biết số này đính chính số cũ."},
		{"A second person has to compare where the money goes with what they know, and approve it. Then publish again.", "Cần một người thứ hai đối chiếu nơi nhận tiền với thông tin mình biết rồi phê duyệt. Sau đó hãy xuất bản lại."},
		{"The amount is more or less than this campaign takes; detail says where it begins. Amounts are in the smallest unit of the currency.", "Số tiền nhiều hơn hoặc ít hơn mức chiến dịch nhận; detail cho biết mức tối thiểu. Số tiền tính theo đơn vị nhỏ nhất của loại tiền."},
		{"No more can go back than is left of the gift, counting what is on its way.", "Không thể hoàn nhiều hơn số còn lại của khoản ủng hộ, tính cả số đang được hoàn."},
		{"No more can move than is there. Look at the figures of the campaign.", "Không thể chuyển nhiều hơn số hiện có. Hãy xem số liệu của chiến dịch."},
		{"This is not a table as CSV", "Đây không phải bảng dạng CSV"},
		{"A file may hold %d lines; split this one", "Mỗi tệp chứa tối đa %d dòng; hãy chia nhỏ tệp này"},
		{"The table has no column named %s", "Bảng không có cột tên %s"},
		{"This is an amount without decimals, such as %s", "Đây là số tiền không có phần thập phân, ví dụ %s"},
		{"Each line of a statement has a reference of the bank", "Mỗi dòng sao kê phải có mã tham chiếu của ngân hàng"},
		{"Only a bank account has statements", "Chỉ tài khoản ngân hàng mới có sao kê"},
		{"Say what it is", "Hãy cho biết đó là gì"},
		{"Say in which unit it is counted", "Hãy cho biết đơn vị tính"},
		{"This is not possible as it stands", "Không thể thực hiện ở tình trạng hiện tại"},
		{"Give the number of the receipt", "Hãy nhập số phiếu thu"},
		{"Say when it was received; that has to be past", "Hãy cho biết thời điểm nhận; thời điểm đó phải ở quá khứ"},
		{"Only gifts by a channel of the kind %s are taken down by hand", "Chỉ khoản ủng hộ qua kênh loại %s mới được ghi nhận thủ công"},
		{"Another gift of this campaign has this receipt", "Một khoản ủng hộ khác của chiến dịch đã có số phiếu thu này"},
		{"Somebody else has to approve what you wrote", "Người khác phải phê duyệt nội dung do bạn nhập"},
		{"A second person has to approve where the money goes, before readers are shown it", "Cần một người thứ hai phê duyệt nơi nhận tiền trước khi hiển thị cho bạn đọc"},
		{"No more can go back than is left of the gift", "Không thể hoàn nhiều hơn số còn lại của khoản ủng hộ"},
		{"There is another figure of this very instant", "Đã có một số liệu khác tại đúng thời điểm này"},
		{"A figure that only grows would get smaller; if that is right, say that this corrects it, and why", "Số liệu chỉ tăng nay lại giảm; nếu đúng như vậy, hãy cho biết số này đính chính số cũ và nêu lý do"},
		{"Say as of when that was so; it has to be past", "Hãy cho biết số liệu tính đến thời điểm nào; thời điểm đó phải ở quá khứ"},
		{"Say who says so, and where", "Hãy cho biết ai công bố và công bố ở đâu"},
		{"Only messages to a short number are told in snapshots", "Chỉ tin nhắn đến đầu số ngắn mới được nhập dưới dạng số chốt"},
		{"Say what shows that it arrived", "Hãy nêu chứng từ cho thấy tiền đã đến nơi"},
		{"Say what the bank calls it", "Hãy cho biết mã giao dịch của ngân hàng"},
		{"Say when that was; it has to be past", "Hãy cho biết thời điểm diễn ra; thời điểm đó phải ở quá khứ"},
		{"The other side does not hold that much", "Bên kia không giữ nhiều tiền đến thế"},
		{"The campaign has no such channel", "Chiến dịch không có kênh này"},
		{"The campaign has no such beneficiary", "Chiến dịch không có đối tượng thụ hưởng này"},
		{"The money of this campaign is held by others; they hand it out", "Tiền của chiến dịch này do nơi khác giữ và phân phối"},
		{"No more can be handed out than is in hand", "Không thể chi nhiều hơn số tiền hiện có"},
		{"There is no such donation", "Không có khoản ủng hộ này"},
		{"This campaign counts in %s", "Chiến dịch này tính bằng %s"},
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
	return []translation{
		{"Gifts by this channel are not announced; see its instruction", "Ủng hộ qua kênh này không cần đăng ký trước; hãy xem hướng dẫn của kênh"},
		{"This campaign takes gifts from %d on", "Chiến dịch này nhận ủng hộ từ %d trở lên"},
		{"This campaign takes no donations now", "Chiến dịch này hiện không nhận ủng hộ"},
		{"The first request with this key is being answered", "Yêu cầu đầu tiên dùng khóa này đang được xử lý"},
		{"There is no reference left", "Không còn mã tham chiếu nào"},
		{"Too many payments fail here; this way to pay is closed for a while", "Quá nhiều khoản thanh toán thất bại; cách thanh toán này tạm đóng một thời gian"},
		{"Too many attempts to pay failed; wait before the next", "Quá nhiều lần thanh toán thất bại; hãy chờ trước khi thử lại"},
		{"Too many gifts were announced from here; wait before the next", "Quá nhiều khoản ủng hộ được đăng ký từ đây; hãy chờ trước khi đăng ký tiếp"},
		{"Give the name that is to be shown", "Hãy nhập tên muốn hiển thị"},
	}
}
