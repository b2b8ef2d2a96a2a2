package main

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write what is generated to the golden file")

const (
	fixture = "testdata/gazette"
	golden  = "testdata/gazette.json"
)

func TestDescriptionOfTheGazetteIsTheGoldenOne(t *testing.T) {
	got, err := generate(t.Context(), fixture)
	if err != nil {
		t.Fatalf("generate: %v", err)
	}
	if *update {
		if err := os.WriteFile(golden, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("the description differs from the golden file; -want +got:\n%s", diff)
	}
}

func TestDescriptionReadsBackAsValidOpenAPI31(t *testing.T) {
	text, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		t.Fatalf("load: %v", err)
	}
	if err := doc.Validate(t.Context(), openapi3.EnableExamplesValidation()); err != nil {
		t.Errorf("the golden file is not valid: %v", err)
	}
	if doc.OpenAPI != version {
		t.Errorf("version: got %s, want %s", doc.OpenAPI, version)
	}
}

func TestSchemasJudgeValuesAsTheTypesDo(t *testing.T) {
	text, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		t.Fatalf("load: %v", err)
	}
	article := func(change map[string]any) map[string]any {
		value := map[string]any{
			"id": "0192f0c1-a7b0-7e6d-8f00-3a5b6c7d8e9f", "type": "article", "title": "Tọa đàm", "status": "draft",
			"mood": nil, "section": nil, "body": []any{}, "corrections": []any{},
			"created_at": "2026-11-22T03:10:00Z", "published_at": nil,
		}
		for name, v := range change {
			if value[name] = v; v == absent {
				delete(value, name)
			}
		}
		return value
	}
	for _, c := range []struct {
		says   string
		schema string
		value  any
		valid  bool
	}{
		{"an article whose nullable members are null", "Article", article(nil), true},
		{"an article in a section", "Article", article(map[string]any{"section": map[string]any{"slug": "doan-the"}}), true},
		{"an article in a section without a slug", "Article", article(map[string]any{"section": map[string]any{}}), false},
		{"an article of a known mood", "Article", article(map[string]any{"mood": "glad"}), true},
		{"an article of an unknown mood", "Article", article(map[string]any{"mood": "bored"}), false},
		{"an article without a title", "Article", article(map[string]any{"title": absent}), false},
		{"an article whose body is null", "Article", article(map[string]any{"body": nil}), false},
		{"an article with a paragraph", "Article", article(map[string]any{"body": []any{map[string]any{"type": "paragraph", "text": "…"}}}), true},
		{"an article with a block of an unknown type", "Article", article(map[string]any{"body": []any{map[string]any{"type": "poem", "text": "…"}}}), false},
		{"a figure without a caption", "Block", map[string]any{"type": "figure"}, false},
		{"an input with a title alone", "ArticleInput", map[string]any{"title": "Tọa đàm"}, true},
		{"an input without a title", "ArticleInput", map[string]any{"section_id": "x"}, false},
		{"an input with a member that does not exist", "ArticleInput", map[string]any{"title": "Tọa đàm", "colour": "red"}, false},
		{"an article with a member that is new", "Article", article(map[string]any{"colour": "red"}), true},
		{"a patch of what is JSON in Go", "ArticlePatch", map[string]any{"body": []any{map[string]any{"type": "paragraph", "text": "…"}}}, true},
		{"a patch with a block of an unknown type", "ArticlePatch", map[string]any{"body": []any{map[string]any{"type": "poem"}}}, false},
		{"an empty patch", "ArticlePatch", map[string]any{}, true},
	} {
		err := doc.ValidateSchemaJSON(doc.Components.Schemas[c.schema].Value, c.value, openapi3.EnableJSONSchema2020())
		if got := err == nil; got != c.valid {
			t.Errorf("%s: got valid %t, want %t (%v)", c.says, got, c.valid, err)
		}
	}
}

// absent marks a member to leave out.
const absent = "\x00absent"

func TestWhatIsMissingIsRefusedAllAtOnce(t *testing.T) {
	_, err := generate(t.Context(), edited(t, map[string]string{
		"// @ID       listArticles\n":   "",
		"// @Summary  List articles\n":  "",
		"// @Tags     Articles\n":       "",
		`"Version that you have"`:       `" "`,
		`"The article"`:                 `" "`,
		"// @ID        updateArticle\n": "",
	}))
	if err == nil {
		t.Fatal("got no error, want one that lists what is missing")
	}
	for _, want := range []string{
		"GET /v1/articles has no operation identifier (@ID)",
		"GET /v1/articles has no @Summary",
		"GET /v1/articles has no @Tags",
		`GET /v1/articles has no description of the parameter "If-None-Match"`,
		"POST /v1/editorial/articles has no description of the body",
		"PATCH /v1/editorial/articles/{id} has no operation identifier (@ID)",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("got %q, want it to say %q", err, want)
		}
	}
}

func TestUnsoundTypesAreRefused(t *testing.T) {
	for _, c := range []struct {
		says    string
		changes map[string]string
		want    string
	}{
		{"two types of one name", map[string]string{
			"// Section is a part": "// Turn turns.\ntype Turn struct{ A string `json:\"a\"` }\n\n// Section is a part",
			"*Section ":            "*Turn ",
		}, "would both be called Turn"},
		{"a union member that is text", map[string]string{
			"Figure    Figure // a picture": "Figure    string // a picture",
		}, "is not an object with a name of its own"},
		{"a union member of no type", map[string]string{
			`enums:"figure"`: `enums:"figure,picture"`,
		}, "must have the one value"},
		{"an example that breaks its schema", map[string]string{
			`minLength:"1" maxLength:"200" example:"Tọa đàm"`: `minLength:"1" maxLength:"2" example:"Tọa đàm"`,
		}, "Headline: example Tọa đàm"},
		{"a member that nobody has described", map[string]string{" // Where it stands": ""}, `the member "status" of Article has no description`},
		{"an unknown type", map[string]string{"rest.Page[Article]": "rest.Pages[Article]"}, "read the annotations"},
	} {
		_, err := generate(t.Context(), edited(t, c.changes))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got error %v, want one that says %q", c.says, err, c.want)
		}
	}
}

// edited returns a copy of the fixture with parts of its articles replaced. It
// fails the test if there is no such part.
func edited(t *testing.T, changes map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(fixture)); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "v1", "articles.go")
	source, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	text := string(source)
	for from, to := range changes {
		if !strings.Contains(text, from) {
			t.Fatalf("the fixture does not contain %q", from)
		}
		text = strings.Replace(text, from, to, 1)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestNamesAreThoseThatClientsSee(t *testing.T) {
	for from, want := range map[string]string{
		"v1.Article":                     "Article",
		"rest.Page-v1_Article":           "ArticlePage",
		"rest.Page-v1_BlockUnion":        "BlockPage",
		"gazette_api_v1.Article":         "Article",
		"rest.Pair-v1_Article-v1_Author": "ArticleAuthorPair",
		"rest.Page-gazette_v1_Article":   "ArticlePage",
		"Article":                        "Article",
	} {
		if got := publicName(from); got != want {
			t.Errorf("publicName(%q): got %q, want %q", from, got, want)
		}
	}
}

func TestAnnotatingTwiceChangesNothingMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fields := rapid.SliceOfN(rapid.SampledFrom([]string{
			"A string", "A time.Time", "A *time.Time `json:\"a\"`", "A []time.Time `json:\"a,omitzero\"`",
			"A int `json:\"a\" validate:\"required\"`", "A struct { B time.Time }", "A Opt[string]", "A strict.Opt[[]time.Time] `json:\"a\"`", "Other",
		}), 0, 4).Draw(t, "fields")
		name := rapid.SampledFrom([]string{"Thing", "ThingInput", "ThingPatch"}).Draw(t, "name")
		source := "package p\n\nimport \"time\"\n\n// " + name + " is a thing.\ntype " + name + " struct {\n\t" + strings.Join(fields, "\n\t") + "\n}\n"
		once := annotated(t, []byte(source))
		twice := annotated(t, once)
		if diff := cmp.Diff(string(once), string(twice)); diff != "" {
			t.Errorf("the second time changed more; -once +twice:\n%s", diff)
		}
	})
}

func annotated(t *rapid.T, text []byte) []byte {
	src, err := parse("p.go", text)
	if err != nil {
		t.Fatalf("not Go: %v\n%s", err, text)
	}
	got, err := annotate(src, inputsOf([]source{src}))
	if err != nil {
		t.Fatalf("annotate %s: %v", text, err)
	}
	return got
}

func TestUnionsDescribeTheTypeOfTheirPackageOrTheOnlyOne(t *testing.T) {
	for _, c := range []struct {
		says  string
		files map[string]string // package to source
		want  map[string]string
		fails bool
	}{
		{"a pair in one package", map[string]string{"a": "type Block any; type BlockUnion struct{}"}, map[string]string{"a.Block": "a.BlockUnion"}, false},
		{"a pair across packages", map[string]string{"a": "type Block any", "b": "type BlockUnion struct{}"}, map[string]string{"a.Block": "b.BlockUnion"}, false},
		{"a pair beside a stranger", map[string]string{"a": "type Block any; type BlockUnion struct{}", "b": "type Block any"}, map[string]string{"a.Block": "a.BlockUnion"}, false},
		{"a union of its own", map[string]string{"a": "type BlockUnion struct{}"}, map[string]string{}, false},
		{"a union between two", map[string]string{"a": "type Block any", "b": "type Block any", "c": "type BlockUnion struct{}"}, map[string]string{}, true},
	} {
		var sources []source
		for pkg, text := range c.files {
			src, err := parse(pkg+".go", []byte("package "+pkg+"\n"+text))
			if err != nil {
				t.Fatal(err)
			}
			src.pkg = pkg
			sources = append(sources, src)
		}
		got, err := unionsOf(sources)
		if (err != nil) != c.fails {
			t.Errorf("%s: got error %v, want one: %t", c.says, err, c.fails)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s; -want +got:\n%s", c.says, diff)
		}
	}
}
