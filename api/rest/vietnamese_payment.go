package rest

// payments is what is said of payment providers and of what they are asked for.
func payments() []translation {
	return []translation{
		{"This is not a payment provider that is known here", "Đây không phải nhà cung cấp thanh toán được hỗ trợ"},
		{"The provider's id of the merchant is missing", "Thiếu mã đơn vị chấp nhận thanh toán do nhà cung cấp cấp"},
		{"This id has digits only", "Mã này chỉ gồm chữ số"},
		{"This merchant is of the sandbox; it is not possible live", "Đây là mã của môi trường thử nghiệm; không dùng được khi chạy thật"},
		{"A live merchant speaks to the provider itself", "Khi chạy thật, hệ thống phải kết nối trực tiếp với nhà cung cấp"},
		{"This has up to %d letters, digits and signs of ASCII, without spaces", "Giá trị gồm tối đa %d chữ cái, chữ số và ký hiệu ASCII, không có dấu cách"},
		{"The key that the provider is called with is missing", "Thiếu khóa dùng để gọi nhà cung cấp"},
		{"Everybody knows this key of a sandbox; it is not possible live", "Khóa này của môi trường thử nghiệm và đã công khai; không dùng được khi chạy thật"},
		{"This key is not of the mode; it begins with sk%s or rk%s", "Khóa này không thuộc chế độ đã chọn; khóa đúng bắt đầu bằng sk%s hoặc rk%s"},
		{"The secret that deliveries are verified with is missing", "Thiếu khóa bí mật dùng để xác minh thông báo"},
		{"A live secret has at least %d characters", "Khóa bí mật khi chạy thật có ít nhất %d ký tự"},
		{"The signing secret of an endpoint begins with whsec_", "Khóa bí mật ký thông báo bắt đầu bằng whsec_"},
		{"This secret is whsec_ and base64", "Khóa bí mật này gồm whsec_ và chuỗi base64"},
		{"One key cannot serve two purposes; the provider gives two", "Một khóa không thể dùng cho hai mục đích; nhà cung cấp cấp hai khóa"},
		{"This provider only announces what was paid; it takes no orders", "Nhà cung cấp này chỉ thông báo khoản đã nhận, không nhận lệnh thanh toán"},
		{"A reference has 1 to %d letters and digits", "Mã tham chiếu gồm 1 đến %d chữ cái và chữ số"},
		{"This is not an address of https", "Đây không phải địa chỉ https"},
		{"This provider takes Vietnamese dong only", "Nhà cung cấp này chỉ nhận đồng Việt Nam"},
		{"A currency has three capital letters (ISO 4217), such as VND", "Mã tiền tệ gồm ba chữ in hoa (ISO 4217), ví dụ VND"},
		{"This currency cannot have that amount", "Loại tiền này không thể có số tiền đó"},
		{"Say which payment is to be given back", "Hãy cho biết khoản thanh toán nào cần hoàn lại"},
		{"The payment provider cannot be reached; try again shortly", "Không kết nối được với nhà cung cấp thanh toán; vui lòng thử lại sau giây lát"},
		{"The payment provider does not take this now; choose another way, or try again later", "Nhà cung cấp thanh toán hiện không nhận yêu cầu này; hãy chọn cách khác hoặc thử lại sau"},
		{"The payment provider answered in a form that is not known here; try again later", "Nhà cung cấp thanh toán trả lời theo dạng không nhận biết được; vui lòng thử lại sau"},
	}
}
