// Command testsummary reads the output of go test -json, prints what failed and
// which tests were skipped, and appends a line with the numbers to the file that
// is its second argument, under the name that is its first. It exits with 1 if a
// test failed or none ran.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

type event struct {
	Action, Package, Test, Output string
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: go test -json ... | testsummary NAME FILE")
		os.Exit(2)
	}
	var (
		passed, skipped, failed int
		output                  = map[string]*strings.Builder{} // by package and test
	)
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 16<<20)
	for in.Scan() {
		var e event
		if json.Unmarshal(in.Bytes(), &e) != nil {
			fmt.Println(in.Text()) // of the build
			continue
		}
		key := e.Package + " " + e.Test
		switch e.Action {
		case "output", "build-output":
			if output[key] == nil {
				output[key] = new(strings.Builder)
			}
			output[key].WriteString(e.Output)
			if e.Action == "build-output" || e.Test == "" && (strings.HasPrefix(e.Output, "ok ") || strings.HasPrefix(e.Output, "FAIL") || strings.HasPrefix(e.Output, "panic")) {
				fmt.Print(e.Output)
			}
		case "fail":
			if failed++; output[key] != nil {
				fmt.Printf("--- %s\n%s", key, output[key])
			}
		case "skip":
			if e.Test != "" {
				skipped++
				fmt.Printf("skipped: %s\n%s", key, output[key])
			}
		case "pass":
			if e.Test != "" {
				passed++
			}
		}
		if e.Action == "pass" || e.Action == "fail" || e.Action == "skip" {
			delete(output, key)
		}
	}
	line := fmt.Sprintf("%s: %d passed, %d failed, %d skipped\n", os.Args[1], passed, failed, skipped)
	f, err := os.OpenFile(os.Args[2], os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err == nil {
		_, err = f.WriteString(line)
	}
	if err == nil {
		err = f.Close()
	}
	fmt.Print(line)
	if err != nil || in.Err() != nil || failed > 0 || passed == 0 {
		fmt.Println(err, in.Err())
		os.Exit(1)
	}
}
