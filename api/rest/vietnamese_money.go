package rest

// money is what is said of amounts.
func money() []translation {
	return []translation{
		{"Write an amount in the smallest unit of its currency, in digits alone: 20000 for ₫20,000, 1050 for $10.50", "Hãy ghi số tiền theo đơn vị nhỏ nhất của loại tiền, chỉ gồm chữ số: 20000 cho 20.000 ₫, 1050 cho 10,50 US$"},
		{"Say in which currency", "Hãy cho biết loại tiền"},
		{"This is not a currency of ISO 4217, such as VND", "Đây không phải mã tiền tệ ISO 4217, ví dụ VND"},
	}
}
