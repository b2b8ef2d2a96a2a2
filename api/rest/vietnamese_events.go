package rest

// events is what is said of events, of when they take place, and of those who come.
func events() []translation {
	return append(programme(), registrations()...)
}

// programme is what is said of events and of when they take place.
func programme() []translation {
	return []translation{
		{"A file may hold %d events; split this one", "Một tệp được chứa tối đa %d sự kiện; hãy chia nhỏ tệp này"},
		{"This is not a calendar (RFC 5545)", "Đây không phải tệp lịch (RFC 5545)"},
		{"Nothing happens by this rule within %d years", "Theo quy tắc này, không có gì diễn ra trong vòng %d năm"},
		{"The start is not one of the days of this rule", "Thời điểm bắt đầu không thuộc các ngày của quy tắc này"},
		{"This part of a rule is not supported: %s", "Phần này của quy tắc không được hỗ trợ: %s"},
		{"A rule has a FREQ", "Quy tắc phải có FREQ"},
		{"COUNT and UNTIL exclude each other", "COUNT và UNTIL loại trừ nhau"},
		{"A day of the week has a number only in months and years", "Thứ trong tuần chỉ kèm số trong tháng và năm"},
		{"BYMONTH goes with DAILY, WEEKLY and YEARLY", "BYMONTH đi với DAILY, WEEKLY và YEARLY"},
		{"BYMONTHDAY goes with MONTHLY, and with YEARLY that has BYMONTH", "BYMONTHDAY đi với MONTHLY, và với YEARLY có BYMONTH"},
		{"In years, BYMONTHDAY goes without BYDAY, and in several months with days from 1 to 28", "Với YEARLY, BYMONTHDAY không đi cùng BYDAY, và khi có nhiều tháng thì chỉ nhận ngày từ 1 đến 28"},
		{"BYSETPOS goes with MONTHLY that has BYDAY, without numbers and BYMONTHDAY", "BYSETPOS đi với MONTHLY có BYDAY, không kèm số và BYMONTHDAY"},
		{"This part of the rule cannot be read: %s", "Không đọc được phần này của quy tắc: %s"},
		{"A rule is %s", "Quy tắc là một trong: %s"},
		{"This is not an IANA time zone, such as %s", "Đây không phải múi giờ IANA, ví dụ %s"},
		{"This is not a time that a calendar has", "Lịch không có thời điểm này"},
		{"An end needs a start", "Có kết thúc thì phải có bắt đầu"},
		{"This is not after the start", "Thời điểm này không sau lúc bắt đầu"},
		{"Only what recurs has exceptions", "Chỉ sự kiện lặp lại mới có ngoại lệ"},
		{"What recurs begins on a day, or at a time on the wall clock", "Sự kiện lặp lại bắt đầu vào một ngày, hoặc một giờ địa phương"},
		{"This has the form of the start", "Hãy viết theo dạng của thời điểm bắt đầu"},
		{"An event needs a title", "Sự kiện cần có tên"},
		{"Say when it begins, as exactly as you know", "Hãy cho biết khi nào bắt đầu, chính xác đến mức bạn biết"},
		{"The series has nothing at this time", "Chuỗi sự kiện không có buổi nào vào lúc này"},
		{"This is the first; change the series itself", "Đây là buổi đầu tiên; hãy sửa cả chuỗi"},
		{"An occurrence is in the time zone of its series", "Mỗi buổi theo múi giờ của cả chuỗi"},
		{"This is two letters of ISO 3166-1, such as %s", "Đây là hai chữ cái theo ISO 3166-1, ví dụ %s"},
		{"This is not below 0", "Giá trị này không nhỏ hơn 0"},
		{"Give a record or a name", "Hãy cho biết hồ sơ hoặc tên"},
		{"Give a record, a name or a role", "Hãy cho biết hồ sơ, tên hoặc vai trò"},
		{"Say where it stands", "Hãy cho biết địa chỉ của tài liệu"},
		{"The programme is in the time zone of the event", "Chương trình theo múi giờ của sự kiện"},
		{"This goes from %d to %d", "Giá trị từ %d đến %d"},
		{"The local time is another instant; leave this out", "Giờ địa phương là một thời điểm khác; hãy bỏ phần này"},
		{"Write this like %s, without an offset: the time zone says it", "Hãy viết như %s, không kèm độ lệch: múi giờ đã cho biết"},
		{"Give a rule, or dates; null ends the recurrence", "Hãy cho quy tắc hoặc các ngày; null để thôi lặp lại"},
		{"Send local, date or month, and one of them alone", "Hãy gửi local, date hoặc month, và chỉ một trong số đó"},
		{"A part of a day needs its date", "Buổi trong ngày cần có ngày"},
		{"This is not how exactly the time is given", "Thời gian không được cho ở độ chính xác này"},
		{"Send from and to together, or neither", "Hãy gửi cả from và to, hoặc không gửi cả hai"},
		{"A window is at most %d days long", "Khoảng thời gian dài nhất là %d ngày"},
		{"Send from and to, or when", "Hãy gửi from và to, hoặc when"},
		{"This goes with what is not over", "Chỉ dùng được với sự kiện chưa kết thúc"},
		{"Write this like %s or %s", "Hãy viết như %s hoặc %s"},
		{"A radius needs a place: near", "Bán kính cần một địa điểm: near"},
		{"Write degrees of latitude and longitude, like %s", "Hãy viết vĩ độ và kinh độ, ví dụ %s"},
	}
}

// registrations is what is said of those who come to events.
func registrations() []translation {
	return []translation{
		{"Registration has not begun", "Chưa đến thời gian đăng ký"},
		{"Registration is closed", "Đã hết thời gian đăng ký"},
		{"The event is full", "Sự kiện đã hết chỗ"},
		{"This offer has run out", "Lời mời này đã hết hạn"},
		{"This is not possible as the registration stands", "Không thể thực hiện với đăng ký ở tình trạng này"},
		{"A scan needs a nonce, which is new for each", "Mỗi lần quét cần một nonce mới"},
		{"More places were freed than taken", "Số chỗ được trả nhiều hơn số chỗ đã lấy"},
		{"This key was used for another request; make a new one", "Khóa này đã được dùng cho yêu cầu khác; hãy tạo khóa mới"},
		{"This is not one of the choices", "Đây không phải một trong các lựa chọn"},
		{"Answer yes or no", "Hãy trả lời yes hoặc no"},
		{"A telephone number has digits, spaces and + - ( ) . / only", "Số điện thoại chỉ gồm chữ số, dấu cách và + - ( ) . /"},
		{"This is not a language tag, such as vi or en-GB", "Đây không phải thẻ ngôn ngữ, ví dụ vi hoặc en-GB"},
		{"Choose a type of ticket", "Hãy chọn loại vé"},
		{"There is no such type of ticket", "Không có loại vé này"},
		{"There is no such question", "Không có câu hỏi này"},
		{"This question needs an answer", "Câu hỏi này cần được trả lời"},
		{"A choice needs something to choose from", "Câu hỏi lựa chọn cần có các lựa chọn"},
		{"Say where one registers", "Hãy cho biết nơi đăng ký"},
		{"Only what recurs has occurrences to register for", "Chỉ sự kiện lặp lại mới có từng buổi để đăng ký"},
		{"Say how long an offered place waits", "Hãy cho biết chỗ mời được giữ bao lâu"},
		{"Each needs an id of its own", "Mỗi mục cần mã riêng"},
		{"This is %d to %d visible characters", "Gồm từ %d đến %d ký tự nhìn thấy được"},
		{"This ticket is for another event", "Vé này dành cho sự kiện khác"},
		{"This is not a ticket of this newsroom, or it was changed", "Đây không phải vé của tòa soạn này, hoặc vé đã bị sửa"},
		{"This is not below %d; null is no bound", "Giá trị này không nhỏ hơn %d; null là không giới hạn"},
		{"An Idempotency-Key stands for one request. Make a new one for each.", "Mỗi Idempotency-Key ứng với một yêu cầu. Hãy tạo khóa mới cho mỗi yêu cầu."},
		{"Somebody has come in with this ticket already", "Đã có người vào cửa bằng vé này"},
		{"This registration has no place", "Đăng ký này không có chỗ"},
		{
			"This ticket has let somebody in already; first says when and at which device. Ask, before you let anybody else in.",
			"Vé này đã được dùng để vào cửa; first cho biết lúc nào và tại thiết bị nào. Hãy hỏi lại trước khi cho thêm người vào.",
		},
		{
			"This is no ticket of this newsroom, or somebody has changed it. Look the person up in the list.",
			"Đây không phải vé của tòa soạn này, hoặc ai đó đã sửa vé. Hãy tìm người này trong danh sách.",
		},
	}
}
