package rest

// titles is what kinds of problems are called.
func titles() []translation {
	return []translation{
		{"Not valid JSON", "JSON không hợp lệ"},
		{"Invalid parameter", "Tham số không hợp lệ"},
		{"Invalid cursor", "Con trỏ không hợp lệ"},
		{"Unknown member", "Trường không tồn tại"},
		{"Read-only member", "Trường chỉ đọc"},
		{"Validation failed", "Dữ liệu chưa hợp lệ"},
		{"Sign-in required", "Cần đăng nhập"},
		{"Token expired", "Mã truy cập đã hết hạn"},
		{"Token not valid", "Mã truy cập không hợp lệ"},
		{"Not allowed", "Không được phép"},
		{"Not found", "Không tìm thấy"},
		{"No longer public", "Không còn công khai"},
		{"Method not allowed", "Phương thức không được phép"},
		{"No acceptable form", "Không có dạng phù hợp"},
		{"Slug taken", "Đường dẫn đã được dùng"},
		{"Id taken", "Mã định danh đã được dùng"},
		{"Conflict", "Xung đột"},
		{"Still in use", "Đang được sử dụng"},
		{"Not possible in this state", "Không thể thực hiện ở trạng thái này"},
		{"Someone else changed this first", "Người khác đã thay đổi trước"},
		{"Version required", "Cần nêu phiên bản"},
		{"Request too large", "Yêu cầu quá lớn so với giới hạn"},
		{"Address too long", "Địa chỉ quá dài"},
		{"Unsupported media type", "Loại nội dung không được hỗ trợ"},
		{"Too many requests", "Quá nhiều yêu cầu"},
		{"Server busy", "Máy chủ đang bận"},
		{"Our mistake", "Lỗi của chúng tôi"},
	}
}

// advices is what the pages about problems say.
func advices() []translation {
	return []translation{
		{"The body must be one JSON document in UTF-8, without names that stand twice.", "Nội dung phải là một tài liệu JSON mã hóa UTF-8, không có tên nào lặp lại."},
		{"A query parameter or header is unknown, or has a value that is not allowed; errors says which.", "Một tham số hoặc tiêu đề không tồn tại, hoặc có giá trị không được phép; errors cho biết đó là gì."},
		{"A cursor works only for the list it came from, unchanged. Start again without one.", "Con trỏ chỉ dùng được cho danh sách đã cấp ra nó và không được sửa đổi. Hãy bắt đầu lại không kèm con trỏ."},
		{"The body has a member that does not exist. Names are case-sensitive.", "Nội dung có một trường không tồn tại. Tên trường phân biệt chữ hoa, chữ thường."},
		{"The body sets a member that only the server writes. Leave it out.", "Nội dung đặt một trường chỉ máy chủ được ghi. Hãy bỏ trường đó đi."},
		{"The content breaks a rule; errors says which, with a pointer to each place.", "Nội dung vi phạm quy tắc; errors cho biết quy tắc nào và ở chỗ nào."},
		{"Sign in and send the access token as Authorization: Bearer.", "Hãy đăng nhập và gửi mã truy cập theo dạng Authorization: Bearer."},
		{"Get a new access token with the refresh token and repeat the request.", "Hãy dùng mã làm mới để lấy mã truy cập mới rồi gửi lại yêu cầu."},
		{"The token or the sign-in data are not good, or the session is over. Sign in again.", "Mã truy cập hoặc thông tin đăng nhập không đúng, hoặc phiên đã kết thúc. Hãy đăng nhập lại."},
		{"You are known and may not do this. Ask someone who may, or an administrator for the role.", "Bạn đã đăng nhập nhưng không được phép làm việc này. Hãy nhờ người có quyền, hoặc xin quản trị viên cấp vai trò."},
		{"There is nothing at this address, or nothing that you may see.", "Không có gì ở địa chỉ này, hoặc không có gì bạn được phép xem."},
		{"This was public once and is no more. Remove links to it.", "Nội dung này từng công khai và nay không còn. Hãy gỡ các liên kết đến nó."},
		{"This address has other methods; the Allow header lists them.", "Địa chỉ này có các phương thức khác; tiêu đề Allow liệt kê chúng."},
		{"The Accept header rules out every form that this can be had in.", "Tiêu đề Accept loại trừ mọi dạng hiện có của nội dung này."},
		{"Another entry has this slug, or had it once. Choose another.", "Mục khác đang dùng hoặc từng dùng đường dẫn này. Hãy chọn đường dẫn khác."},
		{"Another entry has this id. Make a new one.", "Mục khác đã có mã định danh này. Hãy tạo mã mới."},
		{"This clashes with something that is there already.", "Yêu cầu này xung đột với thứ đã có sẵn."},
		{"Others show this. Remove it there first.", "Nơi khác đang hiển thị mục này. Hãy gỡ ở đó trước."},
		{"This verb is not possible in the present state; allowed_actions lists those that are.", "Thao tác này không thực hiện được ở trạng thái hiện tại; allowed_actions liệt kê các thao tác có thể."},
		{"Read what is there now, put your change into it, and send it with the new ETag.", "Hãy đọc nội dung hiện tại, đưa thay đổi của bạn vào đó và gửi lại kèm ETag mới."},
		{"Send the ETag of the version that you saw in If-Match, so that nobody's change is lost.", "Hãy gửi ETag của phiên bản bạn đã xem trong If-Match, để không làm mất thay đổi của ai."},
		{"The request is over a limit. Send less at once.", "Yêu cầu vượt giới hạn. Hãy gửi ít hơn mỗi lần."},
		{"The address is over its limit. Send fewer or shorter parameters.", "Địa chỉ vượt giới hạn. Hãy gửi ít tham số hơn hoặc ngắn hơn."},
		{"Send the body in a type that this address takes, uncompressed.", "Hãy gửi nội dung thuộc loại mà địa chỉ này nhận, không nén."},
		{"Wait as long as Retry-After says, and then send fewer requests.", "Hãy chờ hết thời gian nêu trong Retry-After, sau đó gửi ít yêu cầu hơn."},
		{"The server cannot take this now. Repeat it after the time that Retry-After says.", "Máy chủ hiện không nhận được yêu cầu này. Hãy gửi lại sau thời gian nêu trong Retry-After."},
		{"Something went wrong on our side. Give us the request id, and we can find out what.", "Phía chúng tôi đã xảy ra lỗi. Hãy cung cấp mã yêu cầu để chúng tôi tìm nguyên nhân."},
	}
}
