package spotify

import (
	"cmp"
	"encoding/json"
	"strings"
)

// errorBody is the body of an error as the Web API and the Accounts service
// write it.
type errorBody struct {
	Error       json.RawMessage `json:"error"` // an object or a string
	Description string          `json:"error_description"`
}

type errorObject struct {
	Message     string `json:"message"`
	Reason      string `json:"reason"`
	Description string `json:"description"` // of very old responses
}

// errorMessage returns Spotify's message and reason from the body of an error:
// JSON whose error is an object or a string, or one line of plain text.
func errorMessage(body []byte) (message, reason string) {
	var b errorBody
	if decode(body, &b) != nil {
		text := strings.TrimSpace(string(body))
		if strings.ContainsAny(text, "\r\n<{") || len(text) > 300 {
			return "", ""
		}
		return text, ""
	}
	var object errorObject
	if decode(b.Error, &object) == nil {
		return cmp.Or(object.Message, object.Description), object.Reason
	}
	_ = json.Unmarshal(b.Error, &message) // a string, or nothing of use
	return cmp.Or(b.Description, message), ""
}
