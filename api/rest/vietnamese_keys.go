package rest

// keys is what is said of consumers and their keys.
func keys() []translation {
	return []translation{
		{"Another consumer has this name", "Đã có đơn vị sử dụng khác mang tên này"},
		{"This consumer has %d keys that work; revoke them first", "Đơn vị sử dụng này còn %d khóa đang hoạt động; hãy thu hồi trước"},
		{"A key lives for at most two years", "Khóa có hiệu lực tối đa hai năm"},
		{"A key has no rights of the administration", "Khóa không có quyền quản trị"},
		{"A key is made by a person, whose rights bound it", "Khóa phải do một người tạo ra và bị giới hạn bởi quyền của người đó"},
		{"You may not do this yourself: %s.%s", "Chính bạn không có quyền này: %s.%s"},
		{"This key does not work any more; make another", "Khóa này không còn hoạt động; hãy tạo khóa khác"},
		{"This is not a network such as 192.0.2.0/24 or 2001:db8::/32", "Đây không phải là một mạng, ví dụ 192.0.2.0/24 hoặc 2001:db8::/32"},
		{"Only who made a key can have it followed by another; make one yourself", "Chỉ người tạo khóa mới thay được khóa đó bằng khóa khác; hãy tự tạo một khóa"},
	}
}
