package rest

// people is what is said of invitations, forgotten passwords and profiles.
func people() []translation {
	return []translation{
		{"This link has been used, has run out or was never good; ask for another", "Liên kết này đã được dùng, đã hết hạn hoặc chưa bao giờ có hiệu lực; hãy yêu cầu liên kết khác"},
		{"The slip from the letter is missing", "Thiếu mã trong thư"},
		{"The slip is too long", "Mã trong thư quá dài"},
		{"Only someone who was invited and has not come can be invited again", "Chỉ có thể mời lại người đã được mời mà chưa tham gia"},
		{"Too many letters were asked for; wait before the next one", "Đã yêu cầu quá nhiều thư; hãy chờ trước khi yêu cầu thư tiếp theo"},
		{"You cannot give roles to yourself", "Bạn không thể tự trao vai trò cho mình"},
		{"You cannot change your own e-mail address; ask an administrator", "Bạn không thể tự đổi địa chỉ e-mail của mình; hãy nhờ quản trị viên"},
		{"This is for people who have signed in", "Chỉ người đã đăng nhập mới dùng được chức năng này"},
		{"You cannot do this to someone who has rights that you do not have", "Bạn không thể làm việc này với người có quyền mà bạn không có"},
		{"You cannot change your own roles; ask another administrator", "Bạn không thể đổi vai trò của chính mình; hãy nhờ quản trị viên khác"},
	}
}
