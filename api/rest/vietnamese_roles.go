package rest

// roles is what is said of roles of the newsroom's own, and of fields that a
// role does not open.
func roles() []translation {
	return []translation{
		{"Another role has this name", "Đã có vai trò khác mang tên này"},
		{"There are %d roles already; delete one that nobody has", "Đã có %d vai trò; hãy xóa một vai trò không ai giữ"},
		{"This role is the same in every newsroom; make one of your own instead", "Vai trò này giống nhau ở mọi tòa soạn; hãy tạo vai trò riêng"},
		{"You have this role yourself; ask another administrator to change it", "Chính bạn đang giữ vai trò này; hãy nhờ quản trị viên khác thay đổi"},
		{"%d people have this role; give them another first", "%d người đang giữ vai trò này; trước hết hãy trao cho họ vai trò khác"},
		{"There is nothing called %q to have rights over", "Không có đối tượng nào tên %q để phân quyền"},
		{"%q is nothing that can be done to %q", "Không thể thực hiện %q với %q"},
		{"The scope is own, section or any", "Phạm vi là own, section hoặc any"},
		{"A right of the administration has the scope any", "Quyền quản trị có phạm vi any"},
		{"A right of the administration knows no states", "Quyền quản trị không gắn với trạng thái"},
		{"An empty list means nothing here; leave it out for all", "Danh sách trống không có nghĩa ở đây; bỏ đi nếu muốn tất cả"},
		{"There is no status %q", "Không có trạng thái %q"},
		{"There is no field %q", "Không có trường %q"},
		{"Only reading, creating and updating content can be bound to fields", "Chỉ quyền đọc, tạo và sửa nội dung mới giới hạn được theo trường"},
		{"Your role does not let you change all of that", "Vai trò của bạn không cho phép thay đổi tất cả những mục đó"},
		{"Your role does not let you change this", "Vai trò của bạn không cho phép thay đổi mục này"},
		{"Something that you may not see stands in the way", "Có điều bạn không được xem đang cản trở việc này"},
	}
}
