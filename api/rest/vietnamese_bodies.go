package rest

// documents is what is said of a body as a whole.
func documents() []translation {
	return []translation{
		{"%d fields need attention", "%d trường cần xem lại"},
		{"One field needs attention", "Một trường cần xem lại"},
		{"The body ended before it was complete; send it again", "Nội dung bị ngắt giữa chừng; hãy gửi lại"},
		{"The body holds only white space; send a JSON document", "Nội dung chỉ có khoảng trắng; hãy gửi một tài liệu JSON"},
		{"A member stands twice in one object; send it once", "Một trường xuất hiện hai lần trong cùng một đối tượng; chỉ gửi một lần"},
		{"The JSON breaks off after byte %d; send it whole", "JSON bị đứt sau byte %d; hãy gửi trọn vẹn"},
		{"The JSON goes wrong at byte %d; mend it there", "JSON sai tại byte %d; hãy sửa ở đó"},
		{"The body is empty; send a JSON document", "Nội dung trống; hãy gửi một tài liệu JSON"},
		{"The body begins with a byte order mark; send it without", "Nội dung bắt đầu bằng dấu thứ tự byte (BOM); hãy gửi không kèm dấu này"},
		{"The body is not UTF-8; send it in that encoding", "Nội dung không phải UTF-8; hãy gửi theo bảng mã đó"},
		{"Objects and arrays nest more than %d deep; flatten them", "Đối tượng và mảng lồng nhau sâu hơn %d tầng; hãy giảm bớt"},
		{"An array holds at most %d items; send fewer", "Mảng có tối đa %d phần tử; hãy gửi ít hơn"},
		{"Remove the character U+0000; no text may hold it", "Hãy xóa ký tự U+0000; không văn bản nào được chứa ký tự này"},
		{"Something follows the JSON document at byte %d; send one document and nothing else", "Có dữ liệu thừa sau tài liệu JSON tại byte %d; chỉ gửi một tài liệu"},
		{"The page has no line that could be a title", "Trang không có dòng nào có thể làm tiêu đề"},
		{"The page has no paragraph below its title", "Trang không có đoạn văn nào dưới tiêu đề"},
		{"A page can have at most %d bytes", "Trang có tối đa %d byte"},
		{"The page is not plain UTF-8 text: see byte %d", "Trang không phải văn bản UTF-8 thuần: xem byte %d"},
	}
}

// members is what is said of the type and the name of a member.
func members() []translation {
	return []translation{
		{"Only the server writes this member; leave it out", "Chỉ máy chủ ghi trường này; hãy bỏ đi"},
		{"Names are case-sensitive; write %s", "Tên phân biệt chữ hoa, chữ thường; hãy viết %s"},
		{"There is no such member here; leave it out", "Không có trường này; hãy bỏ đi"},
		{"This member cannot take that value; send another", "Trường này không nhận giá trị đó; hãy gửi giá trị khác"},
		{"Null means nothing here; send a value or leave the member out", "null không có nghĩa ở đây; hãy gửi một giá trị hoặc bỏ trường này"},
		{"Zero has no sign here; send 0", "Số không ở đây không mang dấu; hãy gửi 0"},
		{"This number is too large or too small to hold; send one nearer to zero", "Số này quá lớn hoặc quá nhỏ; hãy gửi số gần 0 hơn"},
		{"This must be a date and time of RFC 3339, such as 2020-03-24T18:26:00+07:00", "Giá trị phải là ngày giờ theo RFC 3339, ví dụ 2020-03-24T18:26:00+07:00"},
		{"This must be a string", "Giá trị phải là chuỗi"},
		{"This must be true or false", "Giá trị phải là true hoặc false"},
		{"This must be a whole number in digits alone, without quotes, point or exponent", "Giá trị phải là số nguyên chỉ gồm chữ số, không có ngoặc kép, dấu thập phân hay số mũ"},
		{"This must be a number, without quotes", "Giá trị phải là số, không đặt trong ngoặc kép"},
		{"This must be an object", "Giá trị phải là đối tượng"},
		{"This must be an array", "Giá trị phải là mảng"},
		{"This must be a list", "Giá trị phải là danh sách"},
		{"This must be text", "Giá trị phải là văn bản"},
		{"This must be a whole number", "Giá trị phải là số nguyên"},
		{"This must be a time with an offset as in RFC 3339", "Giá trị phải là thời điểm kèm độ lệch múi giờ theo RFC 3339"},
		{"There is no member of this name here", "Không có trường nào mang tên này"},
		{"Only the server fills this in", "Chỉ máy chủ điền trường này"},
		{"This is not what the server stores here", "Giá trị này khác với giá trị máy chủ lưu ở đây"},
		{"%q is not possible here; choose one of %s", "%q không dùng được ở đây; hãy chọn một trong %s"},
		{"An id has 1 to 64 letters, digits, hyphens and underscores", "Mã định danh gồm 1 đến 64 chữ cái, chữ số, dấu gạch nối và gạch dưới"},
		{"Something is missing here", "Chỗ này còn thiếu nội dung"},
	}
}

// texts is what is said of the characters of a text.
func texts() []translation {
	return []translation{
		{"This text is not UTF-8; send it in that encoding", "Văn bản này không phải UTF-8; hãy gửi theo bảng mã đó"},
		{"Shorten this text to %d characters", "Hãy rút văn bản này còn %d ký tự"},
		{"Put this text on one line", "Hãy viết văn bản này trên một dòng"},
		{"Remove the characters that turn the direction of writing", "Hãy xóa các ký tự đổi hướng viết"},
		{"End each turn of the direction of writing on the line it began on", "Hãy kết thúc mỗi lần đổi hướng viết ngay trên dòng đã bắt đầu"},
		{"Remove the invisible character U+%04X", "Hãy xóa ký tự vô hình U+%04X"},
		{"Remove U+%04X, which is not a character", "Hãy xóa U+%04X vì đó không phải là ký tự"},
		{"Put at most %d accents on one letter", "Mỗi chữ cái mang tối đa %d dấu"},
		{"Remove the control character U+%04X", "Hãy xóa ký tự điều khiển U+%04X"},
		{"Control characters other than tab and line feed are not allowed", "Không dùng ký tự điều khiển nào ngoài tab và xuống dòng"},
	}
}

// blocks is what is said of the blocks of a body.
func blocks() []translation {
	return []translation{
		{"Lists nest to depth %d at most", "Danh sách lồng nhau tối đa %d tầng"},
		{"Every row needs %d cells", "Mỗi hàng cần %d ô"},
		{"This is %d characters long; at most %d are possible", "Văn bản dài %d ký tự; tối đa là %d"},
		{"A heading inside the text has level 2, 3 or 4", "Tiêu đề trong bài có cấp 2, 3 hoặc 4"},
		{"The elements of this document nest too deeply", "Các phần tử của tài liệu này lồng nhau quá sâu"},
		{"There are %d here; at most %d are possible", "Ở đây có %d; tối đa là %d"},
		{"This is %d bytes long; at most %d are possible", "Nội dung dài %d byte; tối đa là %d"},
		{"This cannot be read as Markdown", "Không đọc được nội dung này theo dạng Markdown"},
		{"A link leads to an http, https, mailto or tel address or to a path that starts with one slash", "Liên kết dẫn đến địa chỉ http, https, mailto hoặc tel, hoặc đến đường dẫn bắt đầu bằng một dấu gạch chéo"},
		{"A line of this document has too many links", "Một dòng của tài liệu này có quá nhiều liên kết"},
		{"Lists nest too deeply", "Danh sách lồng nhau quá sâu"},
		{"This is not an https address of %s", "Đây không phải là địa chỉ https của %s"},
		{"The address belongs to %s", "Địa chỉ này thuộc về %s"},
		{"Another block of this body has the id %q", "Một khối khác trong bài đã có mã định danh %q"},
		{"This is not JSON", "Đây không phải là JSON"},
		{"This is not a block of Portable Text", "Đây không phải là khối Portable Text"},
		{"There is no block of type %q; choose one of %s", "Không có khối loại %q; hãy chọn một trong %s"},
	}
}
