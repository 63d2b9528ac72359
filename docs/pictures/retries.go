package main

// retries draws how the result of an attempt is decided upon. The rules are
// those of retry.go and network_errors.go.
func retries() string {
	s := newSVG(634, "What is retried")
	y := 44.0
	// decide draws a question with the answer that has a result at its right;
	// the other answer leads down.
	decide := func(answer, class string, result []string, question ...string) {
		high := 20 + 18*float64(max(len(question), len(result)))
		s.rect("box", 16, y, 260, high)
		for i, line := range question {
			s.text(146, y+(high-18*float64(len(question)))/2+14+18*float64(i), "middle", "", line)
		}
		s.arrow(276, y+high/2, 316, y+high/2)
		s.text(295, y+high/2-5, "middle", "small", answer)
		s.rect("box", 318, y, 146, high)
		s.rect(class, 318, y, 6, high)
		for i, line := range result {
			s.text(332, y+(high-18*float64(len(result)))/2+14+18*float64(i), "start", "", line)
		}
		y += high
		s.arrow(146, y, 146, y+22)
		s.text(154, y+15, "start", "small", map[string]string{"yes": "no", "no": "yes"}[answer])
		y += 24
	}
	decide("yes", "good", []string{"retry after the", "Retry-After"}, "status 429?")
	decide("yes", "good", []string{"retry with a", "new token"}, "status 401, for the first time?")
	decide("yes", "bad", []string{"error"}, "invalid certificate, unknown host,", "or a request that cannot be sent?")
	decide("yes", "good", []string{"retry after a", "backoff"}, "no connection, or refused", "by a proxy?")
	decide("no", "bad", []string{"error"}, "status 408, 500, 502, 503, 504,", "connection lost, timeout, or", "truncated response?")
	decide("yes", "good", []string{"retry after a", "backoff"}, "GET, PUT or DELETE? (not starting", "playback or reordering)")
	s.rect("box", 16, y, 448, 38)
	s.rect("bad", 16, y, 6, 38)
	s.text(32, y+24, "start", "", "error; MayHaveExecuted if no complete response arrived")
	s.text(16, y+60, "start", "small", "A retry needs an attempt left (WithMaxRetries), a wait that WithMaxRetryWait")
	s.text(16, y+76, "start", "small", "and the context allow, and, except after 429 and 401, the retry budget.")
	return s.String()
}
