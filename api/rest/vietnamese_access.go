package rest

// access is what is said of rights and of who may use them.
func access() []translation {
	return []translation{
		{"Prove once more who you are", "Hãy xác minh lại danh tính của bạn"},
		{"This is for people; a key cannot do it", "Chức năng này dành cho người dùng; khóa API không thực hiện được"},
		{"Publication is held until the newsroom is released", "Việc xuất bản tạm dừng cho đến khi tòa soạn được mở lại"},
		{"You cannot give a right of the administration that you do not have: %s.%s", "Bạn không thể trao quyền quản trị mà chính bạn không có: %s.%s"},
	}
}
