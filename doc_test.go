package spotify_test

import (
	"context"
	"go/ast"
	gotoken "go/token"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

// cells splits the lines of a table in a doc comment at gaps of white space, and
// returns those with n cells.
func cells(text string, n int) (rows [][]string) {
	gap := regexp.MustCompile(`\s{2,}`)
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "\t") {
			continue
		}
		if row := gap.Split(strings.TrimSpace(line), -1); len(row) == n {
			rows = append(rows, row)
		}
	}
	return rows
}

// section returns what a doc comment says below a heading.
func section(text, heading string) string {
	_, text, _ = strings.Cut(text, "# "+heading+"\n")
	text, _, _ = strings.Cut(text, "\n# ")
	return text
}

// The retry table of the package documentation says what the tests of retries
// verify, and has no row that they do not.
func TestDocumentedRetriesAreTheTestedOnes(t *testing.T) {
	_, files := sources(t)
	documented := map[string][2]string{}
	for _, row := range cells(section(files["doc.go"].Doc.Text(), "Retries"), 3)[1:] {
		documented[row[0]] = [2]string{row[1], row[2]}
	}
	readme := readmeRetries(t)
	tested := map[string]bool{}
	for _, row := range retryRows() {
		want := [2]string{"error", "error"}
		if row.again != never {
			want[0] = "retry"
		}
		switch {
		case row.again == always:
			want[1] = "retry"
		case row.maybeExecuted:
			want[1] += ", may have executed"
		}
		if documented[row.documented] != want {
			t.Errorf("the row %q says %q, but for %q the tests want %q", row.documented, documented[row.documented], row.name, want)
		}
		want[1] = strings.Replace(want[1], ", may have executed", " with `MayHaveExecuted`", 1)
		if got, ok := readme[row.documented]; got != want && (ok || row.documented != unreadableRow) {
			t.Errorf("the README says %q of %q, but for %q the tests want %q", got, row.documented, row.name, want)
		}
		tested[row.documented] = true
	}
	for name := range documented {
		if !tested[name] {
			t.Errorf("no test of retries belongs to the row %q", name)
		}
	}
}

// readmeRetries returns the cells of the README's retry table by the row of the
// package documentation that they are about. It has fewer rows.
func readmeRetries(t *testing.T) map[string][2]string {
	words := map[string]string{limitedRow: "429", failingRow: "408", unreachedRow: "no connection", lostRow: "connection lost",
		truncatedRow: "truncated", permanentRow: "certificate", othersRow: "other statuses"}
	found := map[string][2]string{}
	_, table, _ := strings.Cut(readFile(t, "README.md"), "\n| result |")
	table, _, _ = strings.Cut(table, "\n\n")
	for _, line := range strings.Split(table, "\n")[1:] {
		row := strings.Split(strings.Trim(line, "| "), " | ")
		for name, word := range words {
			if len(row) == 3 && strings.Contains(row[0], word) {
				found[name] = [2]string{row[1], row[2]}
			}
		}
	}
	return found
}

// The table of token states in the documentation of TokenProvider, line by line.
func TestDocumentedTokenStatesAreTheTestedOnes(t *testing.T) {
	_, files := sources(t)
	doc := ""
	for _, decl := range files["token_provider.go"].Decls {
		if d, ok := decl.(*ast.GenDecl); ok && d.Tok == gotoken.TYPE {
			doc = d.Doc.Text()
		}
	}
	const (
		token1    = "the token"
		ahead     = "the token; a refresh starts in the background"
		waits     = "a new token, or the current one after 5 seconds"
		noToken   = "a new token, or an error"
		over10m   = "over 10 minutes"
		from10m   = "10 minutes to 30 seconds"
		from30s   = "30 seconds to 0"
		isExpired = "no token, or expired"
	)
	tests := []struct {
		state, outcome string
		left           []time.Duration // before the expiry
	}{
		{over10m, token1, []time.Duration{time.Hour, 20 * time.Minute, 10*time.Minute + 1}},
		{from10m, ahead, []time.Duration{5 * time.Minute, time.Minute, 30*time.Second + 1}}, // at random before these
		{from30s, waits, []time.Duration{30 * time.Second, 20 * time.Second, 10 * time.Second}},
		{isExpired, noToken, []time.Duration{0, -1, -time.Hour}},
	}
	documented := cells(doc, 2)
	if len(documented) != len(tests) {
		t.Fatalf("%d lines are documented: %q", len(documented), documented)
	}
	for i, tt := range tests {
		if !slices.Equal(documented[i], []string{tt.state, tt.outcome}) {
			t.Errorf("line %d says %q, but the test wants %q: %q", i+1, documented[i], tt.state, tt.outcome)
		}
		for _, left := range tt.left {
			for _, up := range []bool{true, false} {
				synctest.Test(t, func(t *testing.T) {
					f := &fake{token: func(n int, r *http.Request) (*http.Response, error) {
						if n == 1 {
							return newTokenResponse(1, 3600), nil
						}
						if err := sleepContext(r.Context(), time.Second); err != nil || !up {
							return hang(r)
						}
						return newTokenResponse(n, 7200), nil
					}}
					p := f.provider(t)
					wantToken(t, p, 1, 0)
					time.Sleep(time.Hour - left)
					start := time.Now()
					got, err := p.AccessToken(t.Context())
					took := time.Since(start)
					synctest.Wait()
					requested := f.tokenRequests() == 2
					var outcome string
					switch {
					case err == nil && got == token(1) && took == 0:
						outcome = token1
						if requested {
							outcome = ahead
						}
					case up && got == token(2) && took == time.Second, !up && got == token(1) && took == 5*time.Second:
						outcome = waits
						if left <= 0 {
							outcome = noToken
						}
					case !up && authErr(t, err).Timeout():
						outcome = noToken
					}
					if outcome != tt.outcome {
						t.Errorf("%v before the expiry a caller gets %q, want %q (after %v: %v)", left, outcome, tt.outcome, took, recorded(err))
					}
				})
			}
		}
	}
}

// The list of sentinels in the package documentation is that of the package, and
// that of the tests.
func TestDocumentedSentinelsAreTheTestedOnes(t *testing.T) {
	_, files := sources(t)
	declared := map[string]bool{}
	for _, f := range files {
		for _, decl := range f.Decls {
			d, ok := decl.(*ast.GenDecl)
			if !ok || d.Tok != gotoken.VAR {
				continue
			}
			for _, spec := range d.Specs {
				for _, name := range spec.(*ast.ValueSpec).Names {
					if strings.HasPrefix(name.Name, "Err") {
						declared[name.Name] = true
					}
				}
			}
		}
	}
	documented := map[string]bool{}
	for _, match := range regexp.MustCompile(`(?m)^ *- \[(Err\w+)\]: \S`).FindAllStringSubmatch(files["doc.go"].Doc.Text(), -1) {
		documented[match[1]] = true
	}
	tested := map[string]bool{}
	for name, sentinel := range sentinels {
		tested["Err"+name] = true
		if !strings.HasPrefix(sentinel.Error(), "spotify: ") {
			t.Errorf("the text of Err%s is %q", name, sentinel)
		}
	}
	for what, names := range map[string]map[string]bool{"documented": documented, "in the tests' table": tested} {
		if !maps.Equal(names, declared) {
			t.Errorf("%s: %v\ndeclared: %v", what, slices.Sorted(maps.Keys(names)), slices.Sorted(maps.Keys(declared)))
		}
	}
}

// Each record that the package documentation lists is one that the tests have
// seen, with these attributes.
func TestDocumentedLogRecordsAreTheTestedOnes(t *testing.T) {
	_, files := sources(t)
	log := &logLines{}
	synctest.Test(t, func(t *testing.T) {
		f := &fake{api: script(respond(503), respond(429, "Retry-After", "1"), respond(200))}
		f.token = func(n int, _ *http.Request) (*http.Response, error) {
			if n == 2 {
				return newResponse(400, `{"error":"invalid_client"}`), nil
			}
			return newTokenResponse(n, 3600), nil
		}
		failing := funcCache{get: func(context.Context, string) (spotify.Token, error) { return spotify.Token{}, errReset }}
		c := f.client(t, log.option(), spotify.WithTokenCache(failing))
		_ = recorded(getAlbum(t.Context(), c))
		time.Sleep(2 * time.Hour)
		_ = recorded(getAlbum(t.Context(), c))
		synctest.Wait()
	})
	rows := cells(section(files["doc.go"].Doc.Text(), "Logging"), 3)
	for _, row := range rows {
		lines := log.linesWith(row[0] + " ")
		if len(lines) == 0 {
			t.Errorf("%q is documented, but was not logged", row[0])
			continue
		}
		attributes := regexp.MustCompile(`\([^)]*\)`).ReplaceAllString(row[2], "")
		for name := range strings.SplitSeq(attributes, ",") {
			if !strings.Contains(lines[0], " "+strings.TrimSpace(name)+"=") {
				t.Errorf("%q is documented with %q, but was logged as %q", row[0], name, lines[0])
			}
		}
		if !strings.HasPrefix(lines[0], strings.ToUpper(row[1])+" ") {
			t.Errorf("%q is documented as %s, but was logged as %q", row[0], row[1], lines[0])
		}
	}
	if len(rows) != 6 {
		t.Errorf("%d records are documented", len(rows))
	}
}
