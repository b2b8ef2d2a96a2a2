package text_test

import (
	"strings"
	"testing"

	"newsdesk/internal/fault"
	"newsdesk/internal/text"
)

const sentence = "Chiều 24/3, Đoàn Khối Các cơ quan tỉnh tổ chức chương trình tọa đàm “Đảng với thanh niên – Thanh niên với Đảng”. "

func BenchmarkLines(b *testing.B) {
	s := strings.Repeat(sentence, 100)
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	for b.Loop() {
		var f fault.Fields
		text.Lines(&f, "/x", s, 100_000)
	}
}

func BenchmarkFold(b *testing.B) {
	s := strings.Repeat(sentence, 100)
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	for b.Loop() {
		text.Fold(s)
	}
}

func BenchmarkSlug(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		text.Slug(sentence)
	}
}
