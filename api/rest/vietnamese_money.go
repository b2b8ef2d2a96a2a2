package rest

// money is what is said of amounts and of bank transfers.
func money() []translation {
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
