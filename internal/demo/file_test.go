package demo

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/fault"
)

const good = `---
kind: article
locale: vi
title: Chợ họp
standfirst: Chợ họp sớm.
section: kinh-te
tags: cho-que, am-thuc
byline: van-sa
display: 2020-01-19T06:30:00+07:00
---
Chợ đông.
`

func TestAFileIsReadStrictly(t *testing.T) {
	tests := []struct {
		name, file string
		faults     []string
	}{
		{"a good file", good, nil},
		{"an empty file", "", []string{"/content/a invalid", "/content/a/kind required"}},
		{"a page without text", "---\nkind: page\nlocale: vi\ntitle: Chợ\n---\n\n", []string{"/content/a/body required"}},
		{
			"an article that says nothing of itself",
			"---\nkind: article\n---\nChợ.\n",
			[]string{
				"/content/a/locale required", "/content/a/title required", "/content/a/standfirst required",
				"/content/a/section required", "/content/a/tags required", "/content/a/byline required",
				"/content/a/display required",
			},
		},
		{"a kind that is none", "---\nkind: poem\n---\nChợ.\n", []string{"/content/a/kind unknown"}},
		{
			"a page with a key of articles",
			"---\nkind: page\nlocale: vi\ntitle: Chợ\nsection: kinh-te\n---\nChợ.\n",
			[]string{"/content/a/section unknown"},
		},
		{
			"a key twice and a line without one",
			"---\nkind: page\nlocale: vi\ntitle: Chợ\ntitle: Chợ\ntitle:\n---\nChợ.\n",
			[]string{"/content/a/title duplicate", "/content/a invalid"},
		},
		{
			"an article whose references lead nowhere",
			"---\nkind: article\nlocale: vi\ntitle: Chợ\nstandfirst: Chợ.\nsection: x\ntags: cho-que, y\nbyline: z\n" +
				"translates: a\ndisplay: 2020-01-19\n---\nChợ.\n",
			[]string{
				"/content/a/display invalid", "/content/a/section not_found", "/content/a/tags/1 not_found",
				"/content/a/byline/0 not_found", "/content/a/translates not_found",
			},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			n, err := load(fstest.MapFS{"content/a.md": {Data: []byte(test.file)}})
			var got []string
			if err != nil {
				for _, f := range fault.Of(err).Fields {
					got = append(got, f.Name+" "+f.Code)
				}
			}
			if diff := cmp.Diff(test.faults, got); diff != "" {
				t.Errorf("got other faults (+) than wanted (-):\n%s", diff)
			}
			if (err == nil) != (len(n.Articles) == 1) {
				t.Errorf("got %d articles and error %v, want either", len(n.Articles), err)
			}
		})
	}
}
