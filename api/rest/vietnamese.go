package rest

import "slices"

// translation is one message in both languages. The English is the fmt format
// that stands in the code, and the key; the Vietnamese takes the same verbs in
// the same order.
type translation struct{ english, vietnamese string }

// vietnamese lists every message that an answer can hold.
func vietnamese() []translation {
	return slices.Concat(
		titles(), advices(), edge(), queries(),
		documents(), members(), texts(), blocks(),
		accounts(), desks(), kinds(), drafts(), demos(), access(), keys(), people(), roles(), factors(), sideDoors(), media(), pictures(),
		events(), campaigns(), giving(), donations(), books(), money(), payments(), treasury(), treasuryDesk(), gifts(),
	)
}

// edge is what is said before a handler is reached, and when it fails.
func edge() []translation {
	return []translation{
		{"Something went wrong on our side", "Phía chúng tôi đã xảy ra lỗi"},
		{"There is nothing at this address", "Không có gì ở địa chỉ này"},
		{"This address has no such method; the Allow header lists those it has", "Địa chỉ này không có phương thức đó; tiêu đề Allow liệt kê những phương thức có thể dùng"},
		{"The request is too large", "Yêu cầu quá lớn"},
		{"The request has too many headers", "Yêu cầu có quá nhiều tiêu đề"},
		{"The body is of a type that is not taken here", "Địa chỉ này không nhận nội dung thuộc loại đó"},
		{"The address is longer than %d bytes", "Địa chỉ dài hơn %d byte"},
		{"The body is larger than %d bytes; send less at once", "Nội dung lớn hơn %d byte; hãy gửi ít hơn mỗi lần"},
		{"This can be had as %s", "Nội dung này có ở dạng %s"},
		{"Send the body without compression", "Hãy gửi nội dung không nén"},
		{"Send %s, in UTF-8", "Hãy gửi %s, mã hóa UTF-8"},
		{"Say which version you saw: send its ETag in If-Match", "Hãy cho biết bạn đã xem phiên bản nào: gửi ETag của nó trong If-Match"},
		{"If-Match must be one ETag as it was received, in quotes", "If-Match phải là đúng một ETag như đã nhận, đặt trong ngoặc kép"},
		{"Too many requests are being served at this moment; try again shortly", "Hiện có quá nhiều yêu cầu đang được xử lý; vui lòng thử lại sau giây lát"},
		{"Too many requests in a short time; Retry-After says when to come back", "Quá nhiều yêu cầu trong thời gian ngắn; Retry-After cho biết khi nào có thể quay lại"},
		{"This took too long; try again", "Việc này mất quá nhiều thời gian; vui lòng thử lại"},
		{"The server is not ready; try again shortly", "Máy chủ chưa sẵn sàng; vui lòng thử lại sau giây lát"},
		{"The database cannot take this now; try again", "Cơ sở dữ liệu hiện không nhận được yêu cầu này; vui lòng thử lại"},
		{"Send the token as Authorization: Bearer, and nothing else", "Hãy gửi mã truy cập theo dạng Authorization: Bearer, không kèm gì khác"},
		{"Tokens travel in the Authorization header, never in an address", "Mã truy cập chỉ được gửi trong tiêu đề Authorization, không bao giờ trong địa chỉ"},
		{"This request comes from a page that may not make it", "Yêu cầu này đến từ một trang không được phép gửi nó"},
	}
}

// queries is what is said of query parameters.
func queries() []translation {
	return []translation{
		{"%d query parameters need attention", "%d tham số cần xem lại"},
		{"One query parameter needs attention", "Một tham số cần xem lại"},
		{"This takes no parameters", "Địa chỉ này không nhận tham số"},
		{"There is no such parameter here; allowed: %s", "Không có tham số này; được phép: %s"},
		{"Send this parameter once", "Chỉ gửi tham số này một lần"},
		{"This parameter needs a value", "Tham số này cần có giá trị"},
		{"There are more than %d parameters; send fewer", "Có hơn %d tham số; hãy gửi ít hơn"},
		{"The query has an & too many", "Chuỗi truy vấn thừa một dấu &"},
		{"This is not the name of a parameter", "Đây không phải là tên tham số"},
		{"This value is not UTF-8 text in percent-encoding, or holds control characters", "Giá trị này không phải văn bản UTF-8 mã hóa phần trăm, hoặc có ký tự điều khiển"},
		{"%q stands there twice", "%q xuất hiện hai lần"},
		{"This must be a whole number from %d to %d", "Giá trị phải là số nguyên từ %d đến %d"},
		{"This must be a date and time with its offset, such as 2020-03-24T18:26:00+07:00", "Giá trị phải là ngày giờ kèm độ lệch múi giờ, ví dụ 2020-03-24T18:26:00+07:00"},
		{"This must be a date, such as 2020-03-24", "Giá trị phải là ngày, ví dụ 2020-03-24"},
		{"%q is not an id; ids are UUIDs in lower case", "%q không phải là mã định danh; mã định danh là UUID viết thường"},
		{"This may have at most %d characters", "Giá trị có tối đa %d ký tự"},
		{"%q is not possible here; allowed: %s", "%q không dùng được ở đây; được phép: %s"},
		{"This may have at most %d values", "Có tối đa %d giá trị"},
		{"One of the values is empty", "Có một giá trị để trống"},
		{"This cursor was changed, or belongs to another list; start again without one", "Con trỏ này đã bị sửa hoặc thuộc danh sách khác; hãy bắt đầu lại không kèm con trỏ"},
		{"At most %d are possible with view=full", "Có tối đa %d mục khi dùng view=full"},
		{"This is an id, or me", "Giá trị là mã định danh, hoặc me"},
	}
}
