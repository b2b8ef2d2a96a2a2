package rest

// access is what is said of rights and of who may use them.
func access() []translation {
	return []translation{
		{"Prove once more who you are", "Hãy xác minh lại danh tính của bạn"},
		{"You cannot give a right of the administration that you do not have: %s.%s", "Bạn không thể trao quyền quản trị mà chính bạn không có: %s.%s"},
	}
}
