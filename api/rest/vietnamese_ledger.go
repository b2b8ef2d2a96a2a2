package rest

// books is what is said of the ledger.
func books() []translation {
	return []translation{
		{"A reference has 1 to %d visible ASCII characters", "Mã tham chiếu có từ 1 đến %d ký tự ASCII hiển thị được"},
		{"There is no such kind of transaction", "Không có loại giao dịch này"},
		{"A currency is three capital letters, as ISO 4217 has them", "Đơn vị tiền tệ gồm ba chữ cái in hoa theo ISO 4217"},
		{"A transaction happens between the years 1970 and %d", "Giao dịch phải diễn ra trong khoảng từ năm 1970 đến năm %d"},
		{"An actor has 1 to %d visible ASCII characters", "Mã người thực hiện có từ 1 đến %d ký tự ASCII hiển thị được"},
		{"A subject has at most %d visible ASCII characters", "Mã đối tượng có tối đa %d ký tự ASCII hiển thị được"},
		{"A transaction has 2 to %d postings", "Một giao dịch có từ 2 đến %d bút toán"},
		{"This is not the name of an account", "Đây không phải tên tài khoản kế toán"},
		{"A posting moves more than nothing", "Số tiền của bút toán phải khác không"},
		{"The postings of a transaction add up to nothing", "Tổng các bút toán của một giao dịch phải bằng không"},
		{"This amount is more than the books can hold", "Số tiền này vượt quá mức sổ sách có thể ghi"},
		{"A reversal is the exact mirror of what it reverses", "Bút toán đảo phải ngược lại chính xác giao dịch mà nó đảo"},
		{"This transaction has been reversed", "Giao dịch này đã được đảo"},
		{"This reference was used for another transaction", "Mã tham chiếu này đã dùng cho một giao dịch khác"},
		{"This fund is kept in another currency", "Quỹ này được ghi bằng đơn vị tiền tệ khác"},
		{"The ledger has lost a lane", "Sổ cái bị mất một làn ghi"},
		{"A sum of the ledger is more than it can be", "Một tổng trong sổ cái vượt quá mức có thể"},
	}
}
