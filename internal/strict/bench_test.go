package strict_test

import (
	"fmt"
	"strings"
	"testing"

	"newsdesk/internal/strict"
)

func articleBody() string {
	paragraph := `{"id":"b%d","type":"paragraph","text":[{"text":"Chiều 24/3, "},{"text":"Đoàn Khối","marks":["strong"]},{"text":" các cơ quan tỉnh tổ chức chương trình tọa đàm “Đảng với thanh niên – Thanh niên với Đảng”."}]}`
	blocks := make([]string, 15)
	for i := range blocks {
		blocks[i] = fmt.Sprintf(paragraph, i)
	}
	return `{"title":"Tọa đàm","section_id":"0192f0c1-7d5e-7b3a-9c11-5f0a2b7c9e10","urgency":5,"blocks":[` + strings.Join(blocks, ",") + `]}`
}

type span struct {
	Text  string   `json:"text"`
	Marks []string `json:"marks"`
}

type article struct {
	Title     string  `json:"title"`
	SectionID string  `json:"section_id"`
	Urgency   int     `json:"urgency"`
	HeroID    *string `json:"hero_id"`
	Blocks    []struct {
		ID   string `json:"id"`
		Type string `json:"type"`
		Text []span `json:"text"`
	} `json:"blocks"`
}

func BenchmarkDecode(b *testing.B) {
	plain := articleBody()
	for name, body := range map[string]string{
		"article":  plain,
		"null":     strings.Replace(plain, `{`, `{"hero_id":null,`, 1),
		"unknown":  strings.Replace(plain, `{`, `{"hero":null,`, 1),
		"brackets": strings.Repeat("[", 1_000_000),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				_ = strict.Decode(strings.NewReader(body), limit, new(article))
			}
		})
	}
}
