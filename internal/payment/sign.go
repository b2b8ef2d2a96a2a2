package payment

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"hash"
	"strconv"
	"strings"
)

// The signing functions say what providers sign and with what, one scheme each.
// Verification, orders and the fake providers of tests all rest on them.

func mac(hash func() hash.Hash, key string, parts ...string) []byte {
	h := hmac.New(hash, []byte(key))
	for _, p := range parts {
		h.Write([]byte(p))
	}
	return h.Sum(nil)
}

func mac256(key string, parts ...string) string {
	return hex.EncodeToString(mac(sha256.New, key, parts...))
}

func mac512(key string, parts ...string) string {
	return hex.EncodeToString(mac(sha512.New, key, parts...))
}

// sameHex compares a MAC with what was sent as one in hexadecimal digits of either
// case, in a time that does not tell where they differ.
func sameHex(want, sent string) bool {
	a, err := hex.DecodeString(want)
	b, bad := hex.DecodeString(sent)
	return err == nil && bad == nil && hmac.Equal(a, b)
}

// SignStripe returns the v1 of a Stripe-Signature: HMAC-SHA256 over the timestamp
// in seconds, a dot and the body, with the whole secret, whsec_ and all, as the key
// (Stripe, "Verify webhook signatures manually").
func SignStripe(secret string, unix int64, body []byte) string {
	return mac256(secret, strconv.FormatInt(unix, 10), ".", string(body))
}

// SignSePay returns the X-SePay-Signature over the timestamp in seconds, a dot and
// the body (SePay, "Webhooks", HMAC-SHA256).
func SignSePay(secret string, unix int64, body []byte) string {
	return sePayPrefix + mac256(secret, strconv.FormatInt(unix, 10), ".", string(body))
}

const sePayPrefix = "sha256="

// SignCasso returns the v1 of an X-Casso-Signature over the timestamp in
// milliseconds, a dot and the document with its members sorted (Casso, "Webhook
// v2"). The canonical text is that of [CassoText].
func SignCasso(key string, milli int64, canonical string) string {
	return mac512(key, strconv.FormatInt(milli, 10), ".", canonical)
}

// standardKey returns the bytes of a symmetric key of Standard Webhooks.
func standardKey(secret string) (string, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, standardSecret))
	if err != nil || len(key) == 0 {
		return "", errors.New("the secret is not whsec_ and base64")
	}
	return string(key), nil
}

const (
	standardSecret  = "whsec_"
	standardVersion = "v1,"
)

// SignStandard returns one signature of Standard Webhooks 1.0 over the id of a
// message, its timestamp in seconds and its body. The secret is base64, with or
// without whsec_ before it; any other is an error.
func SignStandard(secret, id string, unix int64, body []byte) (string, error) {
	key, err := standardKey(secret)
	if err != nil {
		return "", err
	}
	sum := mac(sha256.New, key, id, ".", strconv.FormatInt(unix, 10), ".", string(body))
	return standardVersion + base64.StdEncoding.EncodeToString(sum), nil
}

// SignVNPay returns the vnp_SecureHash over a query whose parameters are sorted,
// encoded and without those that are empty (VNPAY, "Pay 2.1.0").
func SignVNPay(secret, canonical string) string { return mac512(secret, canonical) }

// SignVNPayFields returns the vnp_SecureHash of a call of VNPAY's API, over its
// values in the order of the documentation (VNPAY, "querydr & refund 2.1.0").
func SignVNPayFields(secret string, values ...string) string {
	return mac512(secret, strings.Join(values, "|"))
}

// MoMoText returns what MoMo signs: the names in the order given and their values
// as they are, without any encoding (MoMo, "Digital signature").
func MoMoText(names []string, value func(name string) string) string {
	var s strings.Builder
	for i, name := range names {
		if i > 0 {
			s.WriteByte('&')
		}
		s.WriteString(name + "=" + value(name))
	}
	return s.String()
}

// SignMoMo returns the signature over a text of [MoMoText].
func SignMoMo(secretKey, text string) string { return mac256(secretKey, text) }

// SignZaloPay returns the mac over values joined by bars: with key1 over those of
// an order or a refund, with key2 over the data of a callback alone (ZaloPay, "Secure
// data transmission").
func SignZaloPay(key string, values ...string) string {
	return mac256(key, strings.Join(values, "|"))
}
