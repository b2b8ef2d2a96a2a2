package payment

// What is signed of a call or a notice, in the order in which it is.

// MoMoOrderFields are what is signed of an order (MoMo, "Payment with e-wallet").
func MoMoOrderFields() []string {
	return []string{"accessKey", "amount", "extraData", "ipnUrl", "orderId", "orderInfo", "partnerCode", "redirectUrl", "requestId", "requestType"}
}

// MoMoNoticeFields are what is signed of a payment notification (MoMo, "IPN").
func MoMoNoticeFields() []string {
	return []string{
		"accessKey", "amount", "extraData", "message", "orderId", "orderInfo", "orderType", "partnerCode", "payType",
		"requestId", "responseTime", "resultCode", "transId",
	}
}

// MoMoRefundFields are what is signed of a refund (MoMo, "Refund").
func MoMoRefundFields() []string {
	return []string{"accessKey", "amount", "description", "orderId", "partnerCode", "requestId", "transId"}
}

// VNPayRefundFields are what is signed of a refund that is asked for, in this order.
func VNPayRefundFields() []string {
	return []string{
		"vnp_RequestId", "vnp_Version", "vnp_Command", "vnp_TmnCode", "vnp_TransactionType", "vnp_TxnRef", "vnp_Amount",
		"vnp_TransactionNo", "vnp_TransactionDate", "vnp_CreateBy", "vnp_CreateDate", "vnp_IpAddr", "vnp_OrderInfo",
	}
}

// VNPayRefundAnswerFields are what is signed of the answer to it.
func VNPayRefundAnswerFields() []string {
	return []string{
		"vnp_ResponseId", "vnp_Command", "vnp_ResponseCode", "vnp_Message", "vnp_TmnCode", "vnp_TxnRef", "vnp_Amount",
		"vnp_BankCode", "vnp_PayDate", "vnp_TransactionNo", "vnp_TransactionType", "vnp_TransactionStatus", "vnp_OrderInfo",
	}
}

// ZaloPayOrderFields are what is signed of an order with key1, in this order.
func ZaloPayOrderFields() []string {
	return []string{"app_id", "app_trans_id", "app_user", "amount", "app_time", "embed_data", "item"}
}

// ZaloPayRefundFields are what is signed of a refund with key1, in this order.
func ZaloPayRefundFields() []string {
	return []string{"app_id", "zp_trans_id", "amount", "description", "timestamp"}
}

// Pick returns the values of names, in their order.
func Pick(names []string, value func(name string) string) []string {
	all := make([]string, len(names))
	for i, name := range names {
		all[i] = value(name)
	}
	return all
}
