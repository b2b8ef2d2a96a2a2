package rest

// sideDoors is what is said of signing in with an account of elsewhere.
func sideDoors() []translation {
	return []translation{
		{"%s does not answer now; try again, or sign in another way", "%s hiện không trả lời; hãy thử lại hoặc đăng nhập bằng cách khác"},
		{"%s did not sign you in; begin again", "%s chưa cho bạn đăng nhập; hãy bắt đầu lại"},
		{"A sign-in can return to a path, such as /desk, or to a page of this newsroom", "Sau khi đăng nhập chỉ có thể quay về một đường dẫn, như /desk, hoặc một trang của tòa soạn này"},
		{"This sign-in has run out, has ended, or began in another browser; begin again", "Lần đăng nhập này đã hết hạn, đã kết thúc hoặc bắt đầu ở trình duyệt khác; hãy bắt đầu lại"},
		{"Another user signs in with this account of %s", "Một người dùng khác đang đăng nhập bằng tài khoản %s này"},
		{"You have linked another account of %s; unlink it first", "Bạn đã liên kết một tài khoản %s khác; hãy hủy liên kết đó trước"},
		{"This is how you sign in; your account was made by it", "Đây là cách bạn đăng nhập; tài khoản của bạn được tạo từ đó"},
		{"Another account here has this e-mail address; sign in to it, and link your account of %s there", "Một tài khoản khác ở đây có địa chỉ e-mail này; hãy đăng nhập vào tài khoản đó rồi liên kết tài khoản %s của bạn"},
		{"Nobody here has linked this account of %s; sign in another way, and link it", "Chưa ai ở đây liên kết tài khoản %s này; hãy đăng nhập bằng cách khác rồi liên kết"},
		{"%s has not verified an e-mail address of yours", "%s chưa xác minh địa chỉ e-mail nào của bạn"},
		{"Your e-mail address at %s is not of this newsroom", "Địa chỉ e-mail của bạn tại %s không thuộc tòa soạn này"},
		{"What %s says about you does not fit this newsroom; ask an administrator", "Thông tin %s cung cấp về bạn không phù hợp với tòa soạn này; hãy hỏi quản trị viên"},
		{"An id has up to 40 lower-case letters, digits and hyphens", "Mã định danh gồm tối đa 40 chữ thường, chữ số và dấu gạch nối"},
		{"The id of the client is missing", "Thiếu mã của ứng dụng khách"},
		{"The issuer is an https address without query and fragment", "Bên phát hành là một địa chỉ https không có phần truy vấn và phần mảnh"},
		{"Say of which domains an address must be for a user to be made", "Hãy cho biết địa chỉ phải thuộc tên miền nào thì mới tạo người dùng"},
		{"This is not a domain in lower case, such as example.org", "Đây không phải tên miền viết thường, ví dụ example.org"},
		{"Another provider has this id", "Một nhà cung cấp khác đã có mã này"},
		{"The secret stands here or in a file, not in both", "Khóa bí mật nằm ở đây hoặc trong một tệp, không ở cả hai"},
		{"There is no secret to read in this file", "Không đọc được khóa bí mật nào trong tệp này"},
	}
}
