package donor_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"newsdesk/internal/donor"
	"newsdesk/internal/fault"
)

func TestPeopleAreKeptInOneForm(t *testing.T) {
	p, f := donor.Person{
		Name: norm.NFD.String("  Nguyễn Văn An "), Email: " An@Example.com ", Phone: "0912 345 678", Address: " 1 Tràng Tiền\nHà Nội ",
		TaxID: " 0101234567-001", Message: " Cố\tlên\r\nmiền \u202eTrung\u202c\x07! ",
	}.Clean()
	want := an()
	want.Email = "An@Example.com"
	if p != want || len(f) > 0 {
		t.Errorf("got %q, %v, want %q", fields(p), f, fields(want))
	}
	if again, f := p.Clean(); again != p || len(f) > 0 {
		t.Errorf("again: got %q, %v", fields(again), f)
	}
	if p, f := (donor.Person{}).Clean(); p != (donor.Person{}) || len(f) > 0 {
		t.Errorf("nothing: got %q, %v", fields(p), f)
	}
}

func fields(p donor.Person) []string {
	return []string{p.Name, p.Email, p.Phone, p.Address, p.TaxID, p.Message}
}

func TestAllThatIsWrongWithAPersonIsSaidAtOnceAndNotRepeated(t *testing.T) {
	_, f := donor.Person{
		Name: "Secret\u200bName", Email: "secret at example", Phone: "call secret", Address: strings.Repeat("secret ", 100),
		TaxID: "secret!", Message: strings.Repeat("secret", 30),
	}.Clean()
	wantFields(t, "a person", f.Err(), "/name invisible_character", "/email wrong_format", "/phone wrong_format", "/address too_long", "/tax_id wrong_format", "/message too_long")
	if said := f.Err().Error(); strings.Contains(strings.ToLower(said), "secret") {
		t.Errorf("the fault repeats what was sent: %s", said)
	}
	for _, p := range []donor.Person{{Name: "a\nb"}, {Name: "\xff"}, {Name: strings.Repeat("x", 201)}, {Email: "a@b\u202e"}, {Email: strings.Repeat("x", 250) + "@b.vn"}, {Address: "\x00"}, {TaxID: strings.Repeat("1", 21)}} {
		if _, f := p.Clean(); len(f) == 0 {
			t.Errorf("%q is taken", fields(p))
		}
	}
	if p, f := (donor.Person{Message: "\xff\x00\u2066\u200f" + strings.Repeat("ế", 140)}).Clean(); len(f) > 0 || p.Message != strings.Repeat("ế", 140) {
		t.Errorf("140 letters: got %q, %v", p.Message, f)
	}
}

func TestTelephoneNumbersAreOfVietnamUnlessTheySayOtherwise(t *testing.T) {
	for typed, want := range map[string]string{
		"0912345678": "+84912345678", "0912.345.678": "+84912345678", "(+84) 912": "", "+84 912 345 678": "+84912345678", "+84 (0)912-345-678": "+84912345678",
		"84912345678": "+84912345678", "0084912345678": "+84912345678", "024 3825 1234": "+842438251234", "0225 382 5123": "+842253825123",
		"+1 415 555 2671": "+14155552671", "001 415 555 2671": "+14155552671", "+4915112345678": "+4915112345678",
		"912345678": "", "0112345678": "", "09123456789": "", "091234567": "", "+": "", "-": "", "00": "", "0": "", "+0912345678": "", "+1234567": "",
		"+1234567890123456": "", "0912345678 ext 5": "", "٠٩١٢٣٤٥٦٧٨": "", "++84912345678": "", "84": "", "19001234": "",
	} {
		p, f := donor.Person{Phone: typed}.Clean()
		if ok := len(f) == 0; ok != (want != "") || ok && p.Phone != want {
			t.Errorf("%q: got %q, %v, want %q", typed, p.Phone, f, want)
		}
	}
}

func TestATelephoneNumberStaysWhatItIs(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		typed := rapid.OneOf(rapid.StringMatching(`(\+|00|0|84)?[0-9 .()-]{0,14}`), rapid.String()).Draw(r, "typed")
		p, f := donor.Person{Phone: typed}.Clean()
		if len(f) > 0 || p.Phone == "" {
			return
		}
		again, f := p.Clean()
		if again.Phone != p.Phone || len(f) > 0 || p.Phone[0] != '+' || len(p.Phone) > 16 {
			r.Errorf("%q: got %q, then %q, %v", typed, p.Phone, again.Phone, f)
		}
	})
}

func TestD13NothingOfAPersonReachesALog(t *testing.T) {
	request := donor.Request{ID: "an@example.com", Contact: "an@example.com", Note: "Nguyễn Văn An"}
	export := donor.Export{Person: an(), Requests: []donor.Request{request}}
	var log bytes.Buffer
	for _, handler := range []slog.Handler{slog.NewTextHandler(&log, nil), slog.NewJSONHandler(&log, nil)} {
		logger := slog.New(handler)
		logger.Info("said", "person", an(), "request", request, "export", export)
		p := an()
		logger.Info("said", "person", &p, "request", &request, "export", &export)
	}
	for _, v := range []any{an(), request, export, []donor.Person{an()}, &request, errors.Join(fault.New(fault.Conflict, "It exists already").Because(fmt.Errorf("%v", an())))} {
		fmt.Fprintf(&log, "%v %+v %#v %s\n", v, v, v, v)
	}
	for _, said := range []string{"Nguy", "example", "912345678", "0101234567", "Tràng", "Trung"} {
		if strings.Contains(log.String(), said) {
			t.Errorf("%q is in the log:\n%s", said, log.String())
		}
	}
}

func TestD13NamesAreShownAsFarAsTheirOwnersLike(t *testing.T) {
	for _, c := range []struct {
		mode         donor.Mode
		name, locale string
		want         string
	}{
		{donor.Initials, "NGUYEN VAN AN", "vi", "NGUYEN V. A."},
		{donor.Initials, "  Nguyễn  Đình Ấn ", "en", "Nguyễn Đ. Ấ."},
		{donor.Initials, norm.NFD.String("Nguyễn Ấn"), "vi", "Nguyễn Ấ."},
		{donor.Initials, "An", "vi", "A."},
		{donor.Initials, "", "vi", "Ẩn danh"},
		{donor.FullName, "NGUYEN VAN AN", "vi", "NGUYEN VAN AN"},
		{donor.FullName, " ", "en", "Anonymous"},
		{donor.Anonymous, "NGUYEN VAN AN", "vi", "Ẩn danh"},
		{donor.Anonymous, "NGUYEN VAN AN", "vi-VN", "Ẩn danh"},
		{donor.Anonymous, "NGUYEN VAN AN", "fr", "Anonymous"},
		{"", "NGUYEN VAN AN", "VI", "Ẩn danh"},
		{"everything", "NGUYEN VAN AN", "", "Anonymous"},
	} {
		if got := donor.Wall(c.mode, c.name, c.locale); got != c.want {
			t.Errorf("%q of %q in %q: got %q, want %q", c.mode, c.name, c.locale, got, c.want)
		}
	}
}

func TestMessagesWithLinksAndNumbersAreFlagged(t *testing.T) {
	for message, want := range map[string]string{
		"Cố lên miền Trung! Tp.HCM ủng hộ 1.000.000.000 đ ngày 24/3/2020": "",
		"Chúc 100 gia đình.Mong bình an. 2020 2021":                       "",
		"xem https://kiemtien.example":                                    "link",
		"Xem WWW.kiemtien":                                                "link",
		"vào zalo.me/g/abc nhé":                                           "link",
		"vay nhanh tại vay24h.vn!":                                        "link",
		"thư: a@b.com":                                                    "link",
		"vаy24h.соm":                                                      "link", // in Cyrillic
		"ｖａｙ.ｃｏｍ":                                                         "link",
		"gọi 0912 345 678":                                                "phone",
		"gọi 0912.345.678 hoặc t.me/x":                                    "link phone",
		"+84-912-345-678":                                                 "phone",
		"STK 113366668888":                                                "phone",
		"Ｏ９: ０９１２３４５６７８":                                                  "phone",
		"ủng hộ 500.000.000 đồng, 200000 đồng":                            "",
	} {
		if got := strings.Join(donor.Flags(message), " "); got != want {
			t.Errorf("%q: got %q, want %q", message, got, want)
		}
	}
}
