package authenticator

import (
	"crypto/ecdsa"
	"encoding/base64"
	"encoding/binary"
)

// binaryText is bytes that JSON holds as base64url without padding.
type binaryText []byte

// MarshalText implements encoding.TextMarshaler.
func (b binaryText) MarshalText() ([]byte, error) {
	return base64.RawURLEncoding.AppendEncode(nil, b), nil
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (b *binaryText) UnmarshalText(text []byte) (err error) {
	*b, err = base64.RawURLEncoding.AppendDecode(nil, text)
	return err
}

// creation is what matters here of PublicKeyCredentialCreationOptionsJSON.
type creation struct {
	RP struct {
		ID string `json:"id"`
	} `json:"rp"`
	User struct {
		ID binaryText `json:"id"`
	} `json:"user"`
	Challenge  string       `json:"challenge"`
	Parameters []parameter  `json:"pubKeyCredParams"`
	Exclude    []descriptor `json:"excludeCredentials"`
}

// request is what matters here of PublicKeyCredentialRequestOptionsJSON.
type request struct {
	RPID      string       `json:"rpId"`
	Challenge string       `json:"challenge"`
	Allow     []descriptor `json:"allowCredentials"`
}

type parameter struct {
	Algorithm int `json:"alg"`
}

type descriptor struct {
	ID binaryText `json:"id"`
}

// credential is what the browser hands to the page: a RegistrationResponseJSON or
// an AuthenticationResponseJSON.
type credential[R attestation | assertion] struct {
	ID         binaryText `json:"id"`
	RawID      binaryText `json:"rawId"`
	Type       string     `json:"type"`
	Response   R          `json:"response"`
	Extensions struct{}   `json:"clientExtensionResults"`
}

type attestation struct {
	ClientData binaryText `json:"clientDataJSON"`
	Object     binaryText `json:"attestationObject"`
	Transports []string   `json:"transports"`
}

type assertion struct {
	ClientData binaryText `json:"clientDataJSON"`
	Data       binaryText `json:"authenticatorData"`
	Signature  binaryText `json:"signature"`
	Handle     binaryText `json:"userHandle"`
}

// clientData is the CollectedClientData that the browser adds (§5.8.1).
type clientData struct {
	Type        string `json:"type"`
	Challenge   string `json:"challenge"`
	Origin      string `json:"origin"`
	CrossOrigin bool   `json:"crossOrigin"`
}

// The major types of CBOR (RFC 8949 §3.1).
const (
	cborUnsigned = 0
	cborNegative = 1
	cborBytes    = 2
	cborText     = 3
	cborMap      = 5
)

// head begins a CBOR item in the shortest form.
func head(major byte, n int) []byte {
	switch {
	case n < 24:
		return []byte{major<<5 | byte(n)}
	case n < 1<<8:
		return []byte{major<<5 | 24, byte(n)}
	default:
		return binary.BigEndian.AppendUint16([]byte{major<<5 | 25}, uint16(n))
	}
}

func integer(n int) []byte {
	if n < 0 {
		return head(cborNegative, -1-n)
	}
	return head(cborUnsigned, n)
}

func byteString(b []byte) []byte { return append(head(cborBytes, len(b)), b...) }

func textString(s string) []byte { return append(head(cborText, len(s)), s...) }

func mapping(pairs ...[]byte) []byte {
	m := head(cborMap, len(pairs)/2)
	for _, p := range pairs {
		m = append(m, p...)
	}
	return m
}

// es256 is the COSE algorithm of ECDSA with P-256 and SHA-256 (RFC 9053 §2.1).
const es256 = -7

// cose is a P-256 key as a COSE_Key (RFC 9053 §7.1.1).
func cose(public *ecdsa.PublicKey) ([]byte, error) {
	point, err := public.Bytes() // 0x04, then both coordinates
	if err != nil {
		return nil, err
	}
	const size = 32
	x, y := point[1:1+size], point[1+size:]
	return mapping(
		integer(1), integer(2), // kty: EC2
		integer(3), integer(es256), // alg
		integer(-1), integer(1), // crv: P-256
		integer(-2), byteString(x),
		integer(-3), byteString(y),
	), nil
}

// object is an attestation object that attests nothing (§8.7).
func object(data []byte) []byte {
	return mapping(
		textString("fmt"), textString("none"),
		textString("attStmt"), mapping(),
		textString("authData"), byteString(data),
	)
}
