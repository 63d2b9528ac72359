// Fleet shows what a shared token cache does for many processes. It starts copies
// of itself that call a fake Spotify on loopback, whose tokens expire after
// seconds. Meanwhile it kills some of the processes and replaces them:
//
//	go run ./fleet -processes 8 -cache redis://localhost:6379
//	go run ./fleet -cache postgres://localhost/test -life 10s -for 2m
//
// With a cache, two fleets run at the same time, one with it and one without. You
// can stop the cache's server and start it again: the calls continue.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var err error
	if len(os.Args) == 2 && os.Args[1] == memberCommand {
		err = member(ctx, os.Stdin, os.Stdout)
	} else {
		err = run(ctx, os.Args[1:], os.Stdout)
	}
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "fleet:", err)
		os.Exit(1)
	}
}

type settings struct {
	processes, kills   int
	cache              string
	lifetime, duration time.Duration // of a token; of the run
	every              time.Duration // between two tables
}

// parse reads the command line and checks that all values are in range.
func parse(args []string) (settings, error) {
	var s settings
	flags := flag.NewFlagSet("fleet", flag.ContinueOnError)
	flags.IntVar(&s.processes, "processes", 8, "processes of each fleet, 1 to 32")
	flags.StringVar(&s.cache, "cache", "none", "redis://HOST:PORT, postgres://HOST/DB on loopback, or none; a table is created in the database")
	flags.DurationVar(&s.lifetime, "life", 4*time.Second, "lifetime of a token, whole seconds from 2s to 1h")
	flags.DurationVar(&s.duration, "for", 40*time.Second, "how long the fleets call, 1s to 5m")
	flags.IntVar(&s.kills, "kill", 2, "how many processes of each fleet are killed and replaced, at most all")
	flags.DurationVar(&s.every, "every", 5*time.Second, "time between two tables, at least 1s")
	if err := flags.Parse(args); err != nil {
		return s, err
	}
	checkRange := func(name string, d, lowest, highest time.Duration) error {
		if d < lowest || d > highest {
			return fmt.Errorf("-%s is %v, want %v to %v", name, d, lowest, highest)
		}
		return nil
	}
	err := errors.Join(checkRange("life", s.lifetime, 2*time.Second, time.Hour), checkRange("for", s.duration, time.Second, 5*time.Minute),
		checkRange("every", s.every, time.Second, time.Hour), checkLoopback(s.cache))
	switch {
	case flags.NArg() > 0:
		err = errors.Join(err, fmt.Errorf("unexpected argument %q", flags.Arg(0)))
	case s.processes < 1 || s.processes > 32:
		err = errors.Join(err, fmt.Errorf("-processes is %d, want 1 to 32", s.processes))
	case s.kills < 0:
		err = errors.Join(err, fmt.Errorf("-kill is %d, want 0 or more", s.kills))
	}
	s.kills = min(s.kills, s.processes)
	return s, err
}

// run runs the fleets and writes tables to w.
func run(ctx context.Context, args []string, w io.Writer) error {
	s, err := parse(args)
	if err != nil {
		return err
	}
	fleets := []*fleet{newFleet("no cache", noCache, s.lifetime)}
	if s.cache != noCache {
		if err := prepare(ctx, s.cache); err != nil {
			fmt.Fprintf(w, "the cache cannot be used yet: %v\n", err)
		}
		fleets = append(fleets, newFleet("cache", s.cache, s.lifetime))
	}
	for _, f := range fleets {
		defer f.close()
		for i := range s.processes {
			if err := f.start(fmt.Sprint(i + 1)); err != nil {
				return err
			}
		}
	}
	fmt.Fprintf(w, "%d processes in each fleet, tokens that live for %v, for %v\n", s.processes, s.lifetime, s.duration)

	end := time.After(s.duration)
	tick := time.NewTicker(s.every)
	defer tick.Stop()
	kill := time.NewTicker(s.duration / time.Duration(s.kills+1))
	defer kill.Stop()
	for killed := 0; ; {
		select {
		case <-tick.C:
			fmt.Fprint(w, "\n", table(fleets))
		case <-kill.C:
			if killed == s.kills {
				continue
			}
			killed++
			for _, f := range fleets {
				f.kill(fmt.Sprint(killed))
				if err := f.start(fmt.Sprint(killed, " again")); err != nil {
					return err
				}
			}
		case <-end:
			return finish(fleets, w)
		case <-ctx.Done():
			return finish(fleets, w)
		}
	}
}

func finish(fleets []*fleet, w io.Writer) error {
	var errs []error
	for _, f := range fleets {
		errs = append(errs, f.stop())
	}
	fmt.Fprint(w, "\n", table(fleets), "\n", summary(fleets))
	return errors.Join(errs...)
}
