package v1_test

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"newsdesk/internal/payment"
	"newsdesk/internal/testkit/newsroom"
)

// transfer has somebody transfer money to the account of F, which is for it alone.
func (f *civic) transfer(minor, reference string) {
	f.t.Helper()
	f.sepay(`{"id":` + strings.TrimLeft(reference, "MB.") + `,"gateway":"Vietcombank","transactionDate":"2020-03-24 18:26:00","accountNumber":"113366668888","code":null,"content":"ung ho","transferType":"in","transferAmount":` +
		minor + `,"accumulated":0,"subAccount":null,"referenceCode":"` + reference + `","description":""}`).Want(200)
}

func TestE10CampaignsOfAnEventAndFiguresInAnArticle(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		f := openF(t, n)
		f.merchant(payment.Merchant{Provider: payment.SePay, Secret: "test_sepay_secret"})
		event := n.Do("editor_in_chief", "POST", "/v1/editorial/events", `{"title":"Tọa đàm","start":{"date":"2020-03-24"},"campaigns":[{"campaign_id":"`+f.id+`"}]}`).Want(201)
		n.Do("editor_in_chief", "POST", "/v1/editorial/events/"+event.Text("id")+"/publish", "", "If-Match", event.ETag()).Want(200)
		article := n.Do("editor_in_chief", "POST", editorialArticles, `{"title":"Ủng hộ quỹ","campaign_ids":["`+f.id+`"],"body":[
			{"type":"paragraph","text":[{"text":"Đã nhận:"}]},{"type":"campaign_figure","campaign_id":"`+f.id+`","figure":"raised"},{"type":"campaign","campaign_id":"`+f.id+`"}]}`).Want(201)
		n.Do("editor_in_chief", "POST", path(article)+"/publish", "", "If-Match", article.ETag()).Want(200)
		n.Settle()

		at := "/v1/articles/ung-ho-quy"
		before := n.Do("", "GET", at, "").Want(200)
		f.transfer("300000", "MB.77")
		n.Settle()
		after := n.Do("", "GET", at, "").Want(200)
		if before.ETag() == after.ETag() || after.Text("revision") != before.Text("revision") {
			t.Errorf("the article did not follow the ledger: %s", after.Body)
		}
		if got := after.Text("body/1/value/amount"); got != "300000" {
			t.Errorf("got %s, want the figure of the ledger: %s", got, after.Body)
		}
		if got := n.Do("", "GET", at+"?body=html", "").Want(200).Text("body_html"); !strings.Contains(got, "300.000\u00a0₫") || !strings.Contains(got, "2020-03-24") {
			t.Errorf("got %s, want the amount and as of when", got)
		}

		whole := n.Do("", "GET", "/v1/events/toa-dam?include=campaigns", "").Want(200)
		if whole.Text("campaigns/0/campaign/purpose") != "ủng hộ phòng, chống dịch Covid-19" || whole.Text("campaigns/0/campaign/state") != "open" {
			t.Errorf("got %s, want the campaign whole", whole.Body)
		}
		for _, address := range []string{"/v1/events/toa-dam/json-ld", "/v1/campaigns/covid19/json-ld"} {
			if linked := n.Do("", "GET", address, "").Want(200); !strings.Contains(string(linked.Body), `"DonateAction"`) {
				t.Errorf("%s: got %s, want an action to donate", address, linked.Body)
			}
		}
		draft := n.Do("editor_in_chief", "GET", "/v1/editorial/campaigns/"+f.id, "").Want(200)
		n.Do("editor_in_chief", "POST", "/v1/editorial/campaigns/"+f.id+"/unpublish", `{"note":"Thử"}`, "If-Match", draft.ETag()).Want(200)
		if linked := n.Do("", "GET", "/v1/events/toa-dam/json-ld", "").Want(200); strings.Contains(string(linked.Body), "DonateAction") {
			t.Errorf("got %s, want no action to donate", linked.Body)
		}
		n.Do("", "GET", "/v1/campaigns/covid19/json-ld", "").Want(410)
		n.Do("", "GET", "/v1/campaigns/covid19/progress", "").Want(410)
	})
}

// Whoever follows the figures gets each change, as the progress route answers it.
func TestTheFiguresAreStreamed(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		f := openF(t, n)
		f.merchant(payment.Merchant{Provider: payment.SePay, Secret: "test_sepay_secret"})
		server := httptest.NewServer(n.Handler)
		defer server.Close()
		defer n.Pulse.Close()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/v1/campaigns/covid19/progress/stream", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := server.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = answer.Body.Close() }()
		if got := answer.Header.Get("Content-Type"); got != "text/event-stream" {
			t.Errorf("got %s", got)
		}
		told := make(chan string)
		go func() {
			defer close(told)
			for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
				if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
					told <- data
				}
			}
		}()
		next := func() string {
			select {
			case data := <-told:
				return data
			case <-time.After(10 * time.Second):
				t.Fatal("nothing came for 10 s")
			}
			return ""
		}
		if first := next(); !strings.Contains(first, `"net":0`) {
			t.Errorf("got %s, want the figures as they are", first)
		}
		f.transfer("300000", "MB.78")
		if second := next(); !strings.Contains(second, `"net":300000`) {
			t.Errorf("got %s, want the figures as they have become", second)
		}
	})
}
