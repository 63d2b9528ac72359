package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
)

const columns = 100 // of the text

// report writes the findings, as text while the check runs or as JSON at its
// end.
type report struct {
	w         io.Writer
	options   options
	target    string
	lifetime  time.Duration // of the token
	found     []finding
	rateLimit *finding // the group that met a 429, or nil
	limitedAt int      // its request
}

func newReport(w io.Writer, at target, o options) *report {
	return &report{w: w, options: o, target: at.name}
}

// text writes text unless JSON is wanted.
func (r *report) text(format string, args ...any) {
	if !r.options.json {
		fmt.Fprintf(r.w, format, args...)
	}
}

func (r *report) begin(lifetime time.Duration) {
	r.lifetime = lifetime
	r.text("\nChecking %s.\n\nToken: received, valid for %s\n\n", r.target, lifetime)
}

func (r *report) add(f finding, request int) {
	r.found = append(r.found, f)
	if f.state == limited {
		r.rateLimit, r.limitedAt = &f, request
	}
	result := string(f.state)
	if f.limit != "" {
		result += ", up to " + f.limit + " items per page"
	}
	if f.detail != "" {
		result += ": " + f.detail
	}
	r.text("%-33s%s\n", f.name, wrap(result, 33))
	if f.advice != "" {
		r.text("%35s%s\n", "", wrap(f.advice, 35))
	}
}

// end writes the conclusions.
func (r *report) end(requests int) error {
	name, reasons := mode(r.found)
	rateLimit := fmt.Sprintf("none in %d requests", requests)
	if r.rateLimit != nil {
		rateLimit = fmt.Sprintf("met at request %d (%s): %s; nothing was sent after it", r.limitedAt, r.rateLimit.name, r.rateLimit.detail)
	}
	var models []modelDrift
	if r.options.drift {
		var err error
		if models, err = compare(r.found); err != nil {
			return err
		}
	}
	if r.options.json {
		return r.writeJSON(name, reasons, rateLimit, models)
	}
	r.text("\nRate limit: %s\nMode: %s\n", wrap(rateLimit, 12), wrap(name, 6))
	for _, reason := range reasons {
		r.text("  - %s\n", wrap(reason, 4))
	}
	if r.options.drift {
		r.writeDrift(models)
	}
	return nil
}

func (r *report) writeDrift(models []modelDrift) {
	r.text("\nFields of the responses and of the SDK's models:\n")
	agree := 0
	for _, m := range models {
		if len(m.Unknown)+len(m.Missing) == 0 {
			agree++
			continue
		}
		r.text("%s\n", m.Model)
		if len(m.Unknown) > 0 {
			r.text("  only in responses: %s\n", wrap(strings.Join(m.Unknown, " "), 21))
		}
		if len(m.Missing) > 0 {
			r.text("  only in the model: %s\n", wrap(strings.Join(m.Missing, " "), 21))
		}
	}
	r.text("%d other models agree.\n", agree)
}

func (r *report) writeJSON(mode string, reasons []string, rateLimit string, models []modelDrift) error {
	type group struct {
		Name   string `json:"name"`
		State  state  `json:"state"`
		Detail string `json:"detail,omitempty"`
		Limit  string `json:"page_limit,omitempty"`
		Advice string `json:"advice,omitempty"`
	}
	object := struct {
		Target    string       `json:"target"`
		Lifetime  float64      `json:"token_seconds"`
		Mode      string       `json:"mode"`
		Reasons   []string     `json:"reasons"`
		RateLimit string       `json:"rate_limit"`
		Groups    []group      `json:"groups"`
		Models    []modelDrift `json:"models,omitempty"`
	}{r.target, r.lifetime.Seconds(), mode, reasons, rateLimit, nil, models}
	for _, f := range r.found {
		object.Groups = append(object.Groups, group{f.name, f.state, f.detail, f.limit, f.advice})
	}
	encoder := json.NewEncoder(r.w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(object)
}

// wrap breaks text at spaces so that its lines end before the last column. The
// text begins at column indent, and so do all further lines.
func wrap(text string, indent int) string {
	var b strings.Builder
	at := indent
	for i, word := range strings.Fields(text) {
		switch n := len([]rune(word)); {
		case i == 0:
			at += n
		case at+1+n > columns:
			b.WriteString("\n" + strings.Repeat(" ", indent))
			at = indent + n
		default:
			b.WriteByte(' ')
			at += 1 + n
		}
		b.WriteString(word)
	}
	return b.String()
}
