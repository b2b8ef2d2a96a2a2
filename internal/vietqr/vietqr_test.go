package vietqr_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"newsdesk/internal/fault"
	"newsdesk/internal/vietqr"
)

// gift is the transfer of the acceptance vectors.
func gift() vietqr.Transfer {
	return vietqr.Transfer{BIN: "970415", Account: "113366668888", Minor: 200_000, Purpose: "UH 7K3M9QX1"}
}

const giftPayload = "00020101021238560010A0000007270126000697041501121133666688880208QRIBFTTA530370454062000005802VN62150811UH 7K3M9QX1630481B1"

// summed ends a payload with the right checksum.
func summed(body string) string {
	body += "6304"
	return body + fmt.Sprintf("%04X", vietqr.CRC(body))
}

func wantPayload(t *testing.T, transfer vietqr.Transfer, want string) {
	t.Helper()
	if got, err := transfer.Payload(); err != nil || got != want {
		t.Errorf("%+v: got %q, %v, want %q", transfer, got, err, want)
	}
}

// wantFault fails t unless err is one Invalid fault with just these fields, as
// pointers and codes.
func wantFault(t *testing.T, what any, err error, want ...string) {
	t.Helper()
	var got []string
	if err != nil {
		for _, f := range fault.Of(err).Fields {
			got = append(got, f.Name+" "+f.Code)
		}
	}
	if !fault.Is(err, fault.Invalid) || strings.Join(got, ", ") != strings.Join(want, ", ") {
		t.Errorf("%+v: got %v, want a fault at %v", what, err, want)
	}
}

func TestD03PayloadsAreThoseOfTheNetworkByteForByte(t *testing.T) {
	wantPayload(t, gift(), giftPayload)
	open := gift()
	open.Minor, open.Purpose = 0, "UH COVID19"
	wantPayload(t, open, "00020101021138560010A0000007270126000697041501121133666688880208QRIBFTTA53037045802VN62140810UH COVID1963047DF0")
	bare := vietqr.Transfer{BIN: "970423", Account: "0099999999"}
	wantPayload(t, bare, "00020101021138540010A00000072701240006970423011000999999990208QRIBFTTA53037045802VN6304CBB4")
	card := vietqr.Transfer{BIN: "970403", Account: "9704031101234567", Card: true}
	wantPayload(t, card, "00020101021138600010A00000072701300006970403011697040311012345670208QRIBFTTC53037045802VN63044F52")
}

func TestD03PurposesLoseTheirAccents(t *testing.T) {
	for purpose, want := range map[string]string{
		"Ủng hộ quỹ": "Ung ho quy", norm.NFD.String("Ủng hộ quỹ"): "Ung ho quy", "ĐẮK LẮK đẹp": "DAK LAK dep", "  a \u00a0\n b\u200b ": "a b", "“Tình người” – 1": `"Tinh nguoi" - 1`,
	} {
		transfer := gift()
		transfer.Purpose = purpose
		payload, err := transfer.Payload()
		if err != nil || !strings.Contains(payload, fmt.Sprintf("08%02d%s6304", len(want), want)) {
			t.Errorf("%q: got %q, %v, want %q in it", purpose, payload, err, want)
		}
	}
}

func TestD03WhatAPayloadCannotSayIsRefused(t *testing.T) {
	for _, c := range []struct {
		change func(*vietqr.Transfer)
		want   string
	}{
		{func(t *vietqr.Transfer) { t.Purpose = strings.Repeat("x", 26) }, "/purpose too_long"},
		{func(t *vietqr.Transfer) { t.Purpose = strings.Repeat("æ", 13) }, "/purpose too_long"},
		{func(t *vietqr.Transfer) { t.Purpose = "捐款" }, "/purpose not_allowed"},
		{func(t *vietqr.Transfer) { t.Purpose = "a\x00b" }, "/purpose not_allowed"},
		{func(t *vietqr.Transfer) { t.Minor = -1 }, "/amount out_of_range"},
		{func(t *vietqr.Transfer) { t.Minor = 10_000_000_000_000 }, "/amount out_of_range"},
		{func(t *vietqr.Transfer) { t.BIN = "97041" }, "/bin wrong_format"},
		{func(t *vietqr.Transfer) { t.BIN = "97041A" }, "/bin wrong_format"},
		{func(t *vietqr.Transfer) { t.BIN = "٩٧٠٤١٥" }, "/bin wrong_format"},
		{func(t *vietqr.Transfer) { t.Account = "" }, "/account wrong_format"},
		{func(t *vietqr.Transfer) { t.Account = "11336666 8888" }, "/account wrong_format"},
		{func(t *vietqr.Transfer) { t.Account = "quỹ" }, "/account wrong_format"},
		{func(t *vietqr.Transfer) { t.Account = strings.Repeat("1", 20) }, "/account wrong_format"},
	} {
		transfer := gift()
		c.change(&transfer)
		_, err := transfer.Payload()
		wantFault(t, transfer, err, c.want)
	}
	_, err := vietqr.Transfer{Minor: -1}.Payload()
	wantFault(t, "all at once", err, "/bin wrong_format", "/account wrong_format", "/amount out_of_range")
	transfer := gift()
	transfer.Purpose, transfer.Account = strings.Repeat("x", 25), strings.Repeat("Z", 19)
	if _, err := transfer.Payload(); err != nil {
		t.Errorf("25 characters and 19: got %v", err)
	}
}

func TestTheChecksumIsThatOfTheCatalogue(t *testing.T) {
	if got := vietqr.CRC("123456789"); got != 0x29b1 {
		t.Errorf("got %04X, want 29B1", got)
	}
	if got := vietqr.CRC(""); got != 0xffff {
		t.Errorf("got %04X, want FFFF", got)
	}
}

func TestD03ChecksumsWithZerosAndInSmallLettersAreRead(t *testing.T) {
	const body = "00020101021238560010A0000007270126000697041501121133666688880208QRIBFTTA53037045408%08d5802VN62140810UH COVID196304%s"
	for amount, sum := range map[int64]string{18_611_000: "0283", 29_609_000: "79db", 53_099_000: "BBB8"} {
		got, err := vietqr.Parse(fmt.Sprintf(body, amount, sum))
		want := vietqr.Transfer{BIN: "970415", Account: "113366668888", Minor: amount, Purpose: "UH COVID19"}
		if err != nil || got != want {
			t.Errorf("%s: got %+v, %v, want %+v", sum, got, err, want)
		}
	}
	_, err := vietqr.Parse(fmt.Sprintf(body, 53_099_000, "BBB5"))
	wantFault(t, "BBB5", err, " wrong_checksum")
}

func TestPayloadsOfOtherIssuersAreRead(t *testing.T) {
	const merchant = "38560010A0000007270126000697041501121133666688880208QRIBFTTA"
	open := vietqr.Transfer{BIN: "970415", Account: "113366668888"}
	with := func(change func(*vietqr.Transfer)) vietqr.Transfer { t := open; change(&t); return t }
	for body, want := range map[string]vietqr.Transfer{
		"000201" + "5802VN" + "62100806Gop y " + "5303704" + merchant + "010211":  with(func(t *vietqr.Transfer) { t.Purpose = "Gop y " }),
		"000201" + merchant + "62130809Lê Anh Tú" + "5802VN":                      with(func(t *vietqr.Transfer) { t.Purpose = "Lê Anh Tú" }),
		"000201" + merchant + "62150811Lê Anh Tú" + "5802VN":                      with(func(t *vietqr.Transfer) { t.Purpose = "Lê Anh Tú" }),
		"000201" + merchant + "5405500.0":                                         with(func(t *vietqr.Transfer) { t.Minor = 500 }),
		"000201" + merchant + "54010" + "6200":                                    open,
		"000201" + "38560010A0000007270138000697041501121133666688880208QRIBFTTA": open,
	} {
		got, err := vietqr.Parse(summed(body))
		if err != nil || got != want {
			t.Errorf("%s: got %+v, %v, want %+v", body, got, err, want)
		}
	}
}

func TestOtherNetworksAreNamedAsSuch(t *testing.T) {
	const merchant = "38560010A0000007270126000697041501121133666688880208QRIBFTTA"
	for _, body := range []string{
		"000201" + "26280010A0000007750110PAYCODE123" + "5303704",
		"000201" + "38560010A0000007280126000697041501121133666688880208QRIBFTTA",
		"000201" + "38540010A0000007270126000697041501121133666688880206QRPUSH",
		"000201" + merchant + "5303840",
		"000201" + "5303704",
	} {
		_, err := vietqr.Parse(summed(body))
		wantFault(t, body, err, " other_network")
	}
}

func TestWhatContradictsItselfIsNotRead(t *testing.T) {
	const merchant = "38560010A0000007270126000697041501121133666688880208QRIBFTTA"
	for _, payload := range []string{
		"", "hello", "6304", giftPayload[:60], giftPayload + "5802VN", strings.Repeat(giftPayload, 5), "\xff" + giftPayload,
		summed(""), summed(giftPayload), summed("000202" + merchant), summed(merchant + "000201"), summed("0002010102"),
		summed("000201" + merchant + merchant), summed("000201" + merchant + "5404-500"), summed("000201" + merchant + "540550.50"),
		summed("000201" + merchant + "541499999999999999"), summed("000201" + merchant + "5401x"), summed("000201" + merchant + "6205080900"),
		summed("000201" + "38550010A000000727012500069704150111113366668 880208QRIBFTTA"),
		summed("000201" + "38570010A00000072701270006970403011200110123456780208QRIBFTTA"),
		summed("000201" + "38220010A0000007270208QRIBFTTA"), summed("000201" + "3803001"),
		giftPayload[:len(giftPayload)-4] + "81G1", giftPayload[:len(giftPayload)-4] + "+1B1",
	} {
		_, err := vietqr.Parse(payload)
		wantFault(t, payload, err, " malformed")
	}
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		want := vietqr.Transfer{
			BIN: rapid.StringMatching(`[0-9]{6}`).Draw(r, "bin"), Account: rapid.StringMatching(`[0-9A-Za-z]{1,19}`).Draw(r, "account"),
			Card: rapid.Bool().Draw(r, "card"), Minor: rapid.Int64Range(0, 9_999_999_999_999).Draw(r, "amount"),
			Purpose: rapid.StringMatching(`([!-~]( ?[!-~]){0,12})?`).Draw(r, "purpose"),
		}
		payload, err := want.Payload()
		if err != nil {
			r.Fatal(err)
		}
		if got, err := vietqr.Parse(payload); err != nil || got != want {
			r.Errorf("%s: got %+v, %v, want %+v", payload, got, err, want)
		}
	})
}

// Every change of one character is found.
func TestEveryMisreadCharacterIsFound(t *testing.T) {
	for at := range len(giftPayload) {
		for c := byte(' '); c <= '~'; c++ {
			if strings.EqualFold(string(c), giftPayload[at:at+1]) {
				continue
			}
			if got, err := vietqr.Parse(giftPayload[:at] + string(c) + giftPayload[at+1:]); err == nil {
				t.Errorf("%q at %d: read as %+v", c, at, got)
			}
		}
	}
}

type corpus struct {
	Generate []struct {
		BIN     string `json:"bank_bin"`
		Account string `json:"account"`
		Amount  int64  `json:"amount"`
		Note    string `json:"note"`
		Payload string `json:"payload"`
	} `json:"generate"`
	Fold []struct {
		In    string `json:"in"`
		ASCII string `json:"ascii"`
	} `json:"ascii_fold"`
	Payloads []struct {
		Payload string `json:"payload"`
		Sound   bool   `json:"crc_ok"`
	} `json:"payloads"`
}

func readCorpus(t *testing.T) (c corpus) {
	t.Helper()
	root := os.Getenv("NEWSDESK_CORPORA")
	if root == "" {
		t.Skip("NEWSDESK_CORPORA is not set to the folder of test corpora")
	}
	text, err := os.ReadFile(filepath.Join(root, "vietqr", "payloads.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &c); err != nil || len(c.Generate) < 3 || len(c.Payloads) < 10 {
		t.Fatalf("the corpus has %d and %d payloads, %v", len(c.Generate), len(c.Payloads), err)
	}
	return c
}

func TestD03PayloadsOfOtherProgramsAreMadeAlike(t *testing.T) {
	for _, c := range readCorpus(t).Generate {
		wantPayload(t, vietqr.Transfer{BIN: c.BIN, Account: c.Account, Minor: c.Amount, Purpose: c.Note}, c.Payload)
	}
	for _, c := range readCorpus(t).Fold {
		transfer := vietqr.Transfer{BIN: "970415", Account: "1", Purpose: c.In}
		payload, err := transfer.Payload()
		if long := len(c.ASCII) > 25; long != (err != nil) || !long && !strings.Contains(payload, c.ASCII) {
			t.Errorf("%q: got %q, %v, want %q", c.In, payload, err, c.ASCII)
		}
	}
}

// Of the collected payloads with a right checksum one says 12 characters for an
// account that has 13.
func TestD03CollectedPayloadsAreReadIfTheyAreSound(t *testing.T) {
	contradicts := "00020101021138570010A00000072701270006970403011200110123456780208QRIBFTTA53037045802VN6304F4E5"
	for _, c := range readCorpus(t).Payloads {
		got, err := vietqr.Parse(c.Payload)
		switch {
		case c.Payload == contradicts:
			wantFault(t, c.Payload, err, " malformed")
		case !c.Sound && err == nil, c.Sound && err != nil:
			t.Errorf("%s: got %+v, %v; its checksum is right: %t", c.Payload, got, err, c.Sound)
		case c.Sound && (!strings.Contains(c.Payload, got.BIN) || !strings.Contains(c.Payload, got.Account)):
			t.Errorf("%s: got %+v", c.Payload, got)
		}
	}
}

// Whatever is read can be written, but for the purposes of others, and then says
// the same.
func FuzzParse(f *testing.F) {
	f.Add(giftPayload)
	f.Add(summed("00020138560010A0000007270126000697041501121133666688880208QRIBFTTA62130809Lê Anh Tú5802VN"))
	f.Add(summed("00020126280010A0000007750110PAYCODE1235303704"))
	f.Fuzz(func(t *testing.T, body string) {
		for _, payload := range []string{body, summed(body)} {
			got, err := vietqr.Parse(payload)
			if err != nil {
				if !fault.Is(err, fault.Invalid) || len(fault.Of(err).Fields) != 1 {
					t.Errorf("%q: got %v, want one fault of the payload", payload, err)
				}
				continue
			}
			got.Purpose = ""
			again, err := got.Payload()
			if err != nil {
				t.Fatalf("%q: %+v cannot be written: %v", payload, got, err)
			}
			if read, err := vietqr.Parse(again); err != nil || read != got {
				t.Errorf("%q: got %+v, %v, want %+v", again, read, err, got)
			}
		}
	})
}
