package rest

// accounts is what is said of users, passwords and tokens.
func accounts() []translation {
	return []translation{
		{"Sign in first", "Vui lòng đăng nhập trước"},
		{"Only an administrator may do this", "Chỉ quản trị viên được làm việc này"},
		{"Too many people are signing in at this moment; try again shortly", "Hiện có quá nhiều người đang đăng nhập; vui lòng thử lại sau giây lát"},
		{"The e-mail address is missing", "Thiếu địa chỉ e-mail"},
		{"The e-mail address is too long", "Địa chỉ e-mail quá dài"},
		{"The password is missing", "Thiếu mật khẩu"},
		{"The transport is %q or %q", "Cách truyền là %q hoặc %q"},
		{"The label has more than %d characters", "Nhãn dài hơn %d ký tự"},
		{"The e-mail address or the password is wrong", "Địa chỉ e-mail hoặc mật khẩu không đúng"},
		{"Your current password is missing", "Thiếu mật khẩu hiện tại của bạn"},
		{"This is not your current password", "Đây không phải là mật khẩu hiện tại của bạn"},
		{"The password has more than %d characters", "Mật khẩu dài hơn %d ký tự"},
		{"The password needs at least %d characters; it has %d", "Mật khẩu cần ít nhất %d ký tự; hiện có %d"},
		{"The password is among the first that an attacker would try", "Mật khẩu này nằm trong số những mật khẩu kẻ tấn công sẽ thử đầu tiên"},
		{"Too many failed attempts; wait before the next one", "Quá nhiều lần thử không thành công; hãy chờ trước khi thử lại"},
		{"The access token has expired; refresh it", "Mã truy cập đã hết hạn; hãy làm mới"},
		{"The token is not valid; sign in again", "Mã truy cập không hợp lệ; hãy đăng nhập lại"},
		{"Another user has this e-mail address", "Người dùng khác đã có địa chỉ e-mail này"},
		{"You cannot take your own access away; ask another administrator", "Bạn không thể tự thu hồi quyền truy cập của mình; hãy nhờ quản trị viên khác"},
		{"This is not an e-mail address", "Đây không phải là địa chỉ e-mail"},
		{"The name is missing", "Thiếu tên"},
		{"The name has more than %d characters", "Tên dài hơn %d ký tự"},
		{"There is no role %q", "Không có vai trò %q"},
		{"A grant for no section gives no right; %q stands for all", "Cấp quyền mà không nêu chuyên mục thì không có quyền nào; %q là tất cả"},
		{"This is neither the id of a section nor %q", "Đây không phải là mã định danh chuyên mục, cũng không phải %q"},
	}
}

// desks is what is said of the life of an entry.
func desks() []translation {
	return []translation{
		{"Unknown kind", "Loại nội dung không tồn tại"},
		{"It exists already", "Mục này đã tồn tại"},
		{"This database is in use and is no demo; choose another data directory", "Cơ sở dữ liệu này đang được dùng và không phải bản dùng thử; hãy chọn thư mục dữ liệu khác"},
		{"An article with this title and date is there already: %s", "Đã có bài viết với tít và ngày này: %s"},
		{"No user has the e-mail address %s", "Không có người dùng nào có địa chỉ e-mail %s"},
		{"Send the refresh token, in the cookie or in the body", "Hãy gửi mã làm mới, trong cookie hoặc trong nội dung"},
		{"Send one refresh cookie, not several", "Hãy gửi một cookie làm mới, không phải nhiều"},
		{"This cannot be made into blocks", "Không thể chuyển nội dung này thành các khối"},
		{"There is no such sequence", "Không có dãy số này"},
		{"You may not translate this", "Bạn không được dịch mục này"},
		{"There is a translation into %q already", "Đã có bản dịch sang %q"},
		{"Another entry has this id", "Mục khác đã có mã định danh này"},
		{"Say when", "Hãy cho biết thời điểm"},
		{"This instant has passed", "Thời điểm này đã qua"},
		{"This is not after the publication", "Thời điểm này không sau khi xuất bản"},
		{"Another entry has or had the slug %q", "Mục khác đang dùng hoặc từng dùng đường dẫn %q"},
		{"You may not move this to that section", "Bạn không được chuyển mục này sang chuyên mục đó"},
		{"You may not set the date that readers are shown", "Bạn không được đặt ngày hiển thị cho bạn đọc"},
		{"You may not set an embargo", "Bạn không được đặt thời hạn cấm đăng"},
		{"Say why", "Hãy nêu lý do"},
		{"This is used in %d places; its usages list them", "Mục này được dùng ở %d nơi; danh sách sử dụng nêu rõ từng nơi"},
		{"There is no such %s", "Không có %s này"},
		{"You may not do this", "Bạn không được làm việc này"},
		{"This cannot be done while the status is %q", "Không thể làm việc này khi trạng thái là %q"},
		{"This is in the trash; restore it first", "Mục này đang ở thùng rác; hãy khôi phục trước"},
		{"This was public once and has been taken down", "Nội dung này từng công khai và đã được gỡ xuống"},
		{"Only an administrator may overwrite any revision", "Chỉ quản trị viên được ghi đè lên phiên bản bất kỳ"},
	}
}

// kinds is what is said of articles, images and other kinds of content.
func kinds() []translation {
	return []translation{
		{"An article needs a title", "Bài viết cần có tiêu đề"},
		{"An article needs text", "Bài viết cần có nội dung"},
		{"A page needs a title", "Trang cần có tiêu đề"},
		{"A page needs text", "Trang cần có nội dung"},
		{"Describe the image, or mark it as decorative", "Hãy mô tả ảnh, hoặc đánh dấu là ảnh trang trí"},
		{"This cannot stand below itself", "Mục này không thể nằm dưới chính nó"},
		{"A section cannot stand below itself", "Chuyên mục không thể nằm dưới chính nó"},
		{"Say the name", "Hãy cho biết tên"},
	}
}

// drafts is what is said of the members of a working copy.
func drafts() []translation {
	return []translation{
		{"Send author_ids or bylines, not both", "Chỉ gửi author_ids hoặc bylines, không gửi cả hai"},
		{"Possible are words, photos, video, translation and editing", "Có thể dùng words, photos, video, translation và editing"},
		{"There is no hero image to say this of", "Không có ảnh đại diện để áp dụng điều này"},
		{"This goes from 1 to 9", "Giá trị từ 1 đến 9"},
		{"This goes from 0 to %d", "Giá trị từ 0 đến %d"},
		{"At most %d bytes are possible", "Tối đa %d byte"},
		{"At most %d are possible", "Tối đa là %d"},
		{"A date is written YYYY-MM-DD", "Ngày được viết theo dạng YYYY-MM-DD"},
		{"An id of yours must be a UUID of version 7, in lower case", "Mã định danh do bạn đặt phải là UUID phiên bản 7, viết thường"},
		{"This is not a language tag (BCP 47)", "Đây không phải là thẻ ngôn ngữ (BCP 47)"},
		{"This is not an http or https address", "Đây không phải là địa chỉ http hoặc https"},
		{"Send the body in one form only", "Chỉ gửi nội dung ở một dạng"},
		{"A slug is made of a-z, 0-9 and single hyphens, and does not look like an id", "Đường dẫn gồm a-z, 0-9 và các dấu gạch nối đơn, và không giống mã định danh"},
		{"This is not an id", "Đây không phải là mã định danh"},
		{"This stands in the list already", "Giá trị này đã có trong danh sách"},
	}
}

// demos is what is said of the files of a sample site.
func demos() []translation {
	return []translation{
		{"No section %q stands before this one", "Không có chuyên mục %q nào đứng trước chuyên mục này"},
		{"There is no section %q", "Không có chuyên mục %q"},
		{"There is no tag %q", "Không có thẻ %q"},
		{"There is no organisation %q", "Không có tổ chức %q"},
		{"There is no author %q", "Không có tác giả %q"},
		{"There is no article %q in another language", "Không có bài viết %q bằng ngôn ngữ khác"},
		{"A file is an article or a page, not %q", "Tệp là bài viết hoặc trang, không phải %q"},
		{"%s does not start with front matter between two lines of ---", "%s không bắt đầu bằng phần khai báo nằm giữa hai dòng ---"},
		{"The file has no text", "Tệp không có nội dung"},
		{"%q is not a key and its value", "%q không phải là khóa kèm giá trị"},
		{"The key stands there twice", "Khóa này xuất hiện hai lần"},
		{"The file does not say its %s", "Tệp không nêu %s"},
		{"%q is not a time as RFC 3339 writes it", "%q không phải là thời điểm viết theo RFC 3339"},
		{"There is no such key", "Không có khóa này"},
	}
}
