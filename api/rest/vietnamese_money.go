package rest

// money is what is said of amounts, of bank transfers and of those who give.
func money() []translation { return append(amounts(), donors()...) }

// amounts is what is said of amounts and of bank transfers.
func amounts() []translation {
	return []translation{
		{"A bank is named by the %d digits of its BIN", "Ngân hàng được nhận biết qua mã BIN gồm %d chữ số"},
		{"The number of an account has 1 to %d letters and digits", "Số tài khoản gồm 1 đến %d chữ cái và chữ số"},
		{"Write the purpose of a transfer in Latin letters, digits and plain signs", "Hãy ghi nội dung chuyển khoản bằng chữ cái Latinh, chữ số và các dấu thông thường"},
		{"This is not a payment code of EMVCo", "Đây không phải mã thanh toán theo chuẩn EMVCo"},
		{"This payment code was misread or changed: its checksum is wrong", "Mã thanh toán này bị đọc sai hoặc đã bị sửa: mã kiểm tra không đúng"},
		{"This payment code asks for something other than a VietQR transfer in VND", "Mã thanh toán này không phải yêu cầu chuyển khoản VietQR bằng VND"},
		{"Write an amount in the smallest unit of its currency, in digits alone: 20000 for ₫20,000, 1050 for $10.50", "Hãy ghi số tiền theo đơn vị nhỏ nhất của loại tiền, chỉ gồm chữ số: 20000 cho 20.000 ₫, 1050 cho 10,50 US$"},
		{"Say in which currency", "Hãy cho biết loại tiền"},
		{"This is not a currency of ISO 4217, such as VND", "Đây không phải mã tiền tệ ISO 4217, ví dụ VND"},
	}
}

// donors is what is said of people who give, and of what they ask for.
func donors() []translation {
	return []translation{
		{"This donor was erased", "Thông tin người ủng hộ này đã được xóa"},
		{"This is not a telephone number, such as 0912 345 678 or +84 912 345 678", "Đây không phải số điện thoại, ví dụ 0912 345 678 hoặc +84 912 345 678"},
		{"A tax number has up to %d letters, digits and hyphens", "Mã số thuế gồm tối đa %d chữ cái, chữ số và dấu gạch nối"},
		{"Possible here: %s", "Có thể dùng: %s"},
		{"Say to which text they agreed", "Hãy cho biết họ đã đồng ý với văn bản nào"},
		{"Say who asks: a donor, an e-mail address or a telephone number", "Hãy cho biết ai yêu cầu: người ủng hộ, địa chỉ e-mail hoặc số điện thoại"},
		{"This is neither an e-mail address nor a telephone number", "Đây không phải địa chỉ e-mail cũng không phải số điện thoại"},
		{"Say what they were told", "Hãy ghi nội dung đã trả lời họ"},
		{"Say why it takes longer", "Hãy nêu lý do cần thêm thời gian"},
		{"Say why it is refused", "Hãy nêu lý do từ chối"},
		{"This request is closed", "Yêu cầu này đã đóng"},
		{"This request was given more time before", "Yêu cầu này đã được gia hạn một lần"},
		{"The time for this request has run out", "Thời hạn của yêu cầu này đã hết"},
	}
}
