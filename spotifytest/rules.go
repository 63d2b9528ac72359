package spotifytest

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// rule is a fault, a sequence of faults or a stub that waits for requests.
type rule struct {
	selector
	steps []Fault   // of a fault; one, unless it is a sequence
	stub  *response // of a stub
	name  string    // for messages: what was called, and where

	matched int // requests that were selected
	used    int // those that the rule applied to, after Skip and by Chance
	random  *rand.Rand
}

// selector describes the requests that a rule applies to.
type selector struct {
	method, path string
	query        url.Values
	match        func(Request) bool
	skip, times  int
	chance       float64
	optional     bool
}

// newSelector checks what a rule selects. open permits paths that the Web API
// does not have.
func newSelector(s selector, open bool) (selector, error) {
	if method, path, ok := strings.Cut(s.path, " "); ok {
		if s.method != "" {
			return s, fmt.Errorf("the path %q has a method, and so has the field Method", s.path)
		}
		s.method, s.path = method, path
	}
	switch {
	case s.skip < 0 || s.times < 0:
		return s, fmt.Errorf("negative Skip %d or Times %d", s.skip, s.times)
	case s.chance < 0 || s.chance > 1:
		return s, fmt.Errorf("the Chance %v is not between 0 and 1", s.chance)
	case s.path != "" && !strings.HasPrefix(s.path, "/"):
		return s, fmt.Errorf("the path %q does not begin with a slash", s.path)
	case strings.ContainsAny(s.path, "?#"):
		return s, fmt.Errorf("the path %q has a query; use the field Query", s.path)
	case strings.HasPrefix(s.path, "/v1/"):
		return s, fmt.Errorf("the path %q has the /v1 of the base URL; leave it out", s.path)
	case !open && !knownPath(s.method, s.path):
		return s, fmt.Errorf("no request can match: the Web API has no endpoint %q", strings.TrimSpace(s.method+" "+s.path))
	}
	return s, nil
}

func newFaultRule(f Fault) (*rule, error) {
	sel, err := newSelector(selector{f.Method, f.Path, f.Query, f.Match, f.Skip, f.Times, f.Chance, f.Optional}, f.Handler != nil)
	if err == nil {
		err = f.check()
	}
	if err == nil && f.passes() {
		err = errors.New("the fault has no effect; to let requests pass use Skip, or Sequence")
	}
	return &rule{selector: sel, steps: []Fault{f}, random: rand.New(rand.NewPCG(f.Seed, f.Seed))}, err
}

func newSequenceRule(path string, steps []Fault) (*rule, error) {
	sel, err := newSelector(selector{path: path, times: len(steps)}, false)
	if err != nil {
		return nil, err
	}
	if len(steps) == 0 {
		return nil, errors.New("there are no steps")
	}
	for i, f := range steps {
		if f.Method != "" || f.Path != "" || f.Query != nil || f.Match != nil || f.Skip != 0 || f.Times != 0 || f.Chance != 0 {
			return nil, fmt.Errorf("step %d selects requests", i)
		}
		if err := f.check(); err != nil {
			return nil, fmt.Errorf("step %d: %w", i, err)
		}
	}
	return &rule{selector: sel, steps: slices.Clone(steps)}, nil
}

func newStubRule(s Stub) (*rule, error) {
	sel, err := newSelector(selector{s.Method, s.Path, s.Query, s.Match, s.Skip, s.Times, 0, s.Optional}, false)
	if err != nil {
		return nil, err
	}
	r := response{cmp.Or(s.Status, http.StatusOK), http.Header{}, nil}
	if r.status < 200 || r.status > 299 {
		return nil, fmt.Errorf("the status %d is not a success; use Fail", r.status)
	}
	switch b := s.Body.(type) {
	case nil:
	case string:
		r.body = []byte(b)
	case []byte:
		r.body = slices.Clone(b)
	default:
		if r.body, err = json.Marshal(b); err != nil {
			return nil, fmt.Errorf("the body: %w", err)
		}
	}
	r.setType()
	r.add(s.Header)
	return &rule{selector: sel, stub: &r}, nil
}

func (f *Fault) check() error {
	if f.Status != 0 && (f.Status < 200 || f.Status > 599) {
		return fmt.Errorf("the status %d is not between 200 and 599", f.Status)
	}
	if f.Delay < 0 || f.BodyDelay < 0 {
		return fmt.Errorf("negative Delay %v or BodyDelay %v", f.Delay, f.BodyDelay)
	}
	return nil
}

// replaces reports whether a fault has a response of its own.
func (f *Fault) replaces() bool { return f.Status != 0 || f.Body != "" }

// passes reports whether a fault has no effect.
func (f *Fault) passes() bool {
	return !f.replaces() && len(f.Header) == 0 && f.RetryAfter == "" && f.Delay == 0 && f.BodyDelay == 0 &&
		!f.Truncate && !f.Reset && f.Handler == nil
}

// addRule puts a rule into effect and returns the function that removes it.
func (s *Server) addRule(r *rule, kind string) (stop func()) {
	path := cmp.Or(r.path, "the Web API")
	r.name = kind + " for " + strings.TrimSpace(r.method+" "+path)
	if _, file, line, ok := runtime.Caller(2); ok {
		r.name += fmt.Sprintf(" at %s:%d", filepath.Base(file), line)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rules = append(s.rules, r)
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.rules = slices.DeleteFunc(s.rules, func(other *rule) bool { return other == r })
	}
}

// ruleFor returns the fault and the stub that apply to a request, nil if there
// is none.
func (s *Server) ruleFor(r Request) (*Fault, *response) {
	s.mu.Lock()
	rules := slices.Clone(s.rules)
	s.mu.Unlock()
	// User functions run without the lock: they may block.
	rules = slices.DeleteFunc(rules, func(rule *rule) bool { return !rule.selects(r) })

	s.mu.Lock()
	defer s.mu.Unlock()
	var stub *response
	for _, rule := range slices.Backward(rules) {
		if rule.stub != nil && rule.next() {
			stub = rule.stub
			break
		}
	}
	for _, rule := range rules {
		if rule.stub == nil && rule.next() {
			return &rule.steps[min(rule.used, len(rule.steps))-1], stub
		}
	}
	return nil, stub
}

// next counts a request and reports whether the rule applies to it.
func (r *rule) next() bool {
	if r.times > 0 && r.used >= r.times {
		return false
	}
	r.matched++
	if r.matched <= r.skip || r.chance > 0 && r.random.Float64() >= r.chance {
		return false
	}
	r.used++
	return true
}

func (s *selector) selects(r Request) bool {
	switch {
	case s.method != "" && s.method != r.Method, !matchPath(s.path, r.Path):
		return false
	}
	for k, values := range s.query {
		for _, v := range values {
			if !slices.Contains(r.Query[k], v) {
				return false
			}
		}
	}
	return s.match == nil || s.match(r)
}

// unmatched returns the names of the rules that applied to no request.
func (s *Server) unmatched() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var names []string
	for _, r := range s.rules {
		if r.optional || r.used > 0 || r.chance > 0 && r.matched > 0 {
			continue
		}
		name := r.name
		if r.matched > 0 {
			name += fmt.Sprintf(" (%d matched, but Skip is %d)", r.matched, r.skip)
		}
		names = append(names, name)
	}
	return names
}
