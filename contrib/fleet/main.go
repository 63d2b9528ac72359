// Fleet shows what a shared token cache does for many processes. It starts
// processes of itself against a fake Spotify on loopback whose tokens live for
// seconds, lets them call for a while, kills some of them and starts others in
// their place:
//
//	go run ./fleet -processes 8 -cache redis://localhost:6379
//	go run ./fleet -cache postgres://localhost/test -life 10s -for 2m
//
// With a cache two fleets run side by side, one with it and one without. Stop the
// store meanwhile, and start it again: the fleet goes on.
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
	processes, kills int
	cache            string
	life, length     time.Duration
	every            time.Duration // between two tables
}

// parse reads the command line, all of it within bounds.
func parse(args []string) (settings, error) {
	var s settings
	flags := flag.NewFlagSet("fleet", flag.ContinueOnError)
	flags.IntVar(&s.processes, "processes", 8, "processes of each fleet, 1 to 32")
	flags.StringVar(&s.cache, "cache", "none", "redis://HOST:PORT, postgres://HOST/DB on loopback, or none; a table is made in the database")
	flags.DurationVar(&s.life, "life", 4*time.Second, "lifetime of a token, whole seconds from 2s to 1h")
	flags.DurationVar(&s.length, "for", 40*time.Second, "how long the fleets call, 1s to 5m")
	flags.IntVar(&s.kills, "kill", 2, "how many processes of each fleet are killed and replaced, at most all")
	flags.DurationVar(&s.every, "every", 5*time.Second, "time between two tables, at least 1s")
	if err := flags.Parse(args); err != nil {
		return s, err
	}
	within := func(name string, d, least, most time.Duration) error {
		if d < least || d > most {
			return fmt.Errorf("-%s is %v, not from %v to %v", name, d, least, most)
		}
		return nil
	}
	err := errors.Join(within("life", s.life, 2*time.Second, time.Hour), within("for", s.length, time.Second, 5*time.Minute),
		within("every", s.every, time.Second, time.Hour), onLoopback(s.cache))
	switch {
	case flags.NArg() > 0:
		err = errors.Join(err, fmt.Errorf("%q is no flag", flags.Arg(0)))
	case s.processes < 1 || s.processes > 32:
		err = errors.Join(err, fmt.Errorf("-processes is %d, not from 1 to 32", s.processes))
	case s.kills < 0:
		err = errors.Join(err, fmt.Errorf("-kill is %d", s.kills))
	}
	s.kills = min(s.kills, s.processes)
	return s, err
}

// run lets the fleets live and writes tables to w.
func run(ctx context.Context, args []string, w io.Writer) error {
	s, err := parse(args)
	if err != nil {
		return err
	}
	fleets := []*fleet{newFleet("no cache", noCache, s.life)}
	if s.cache != noCache {
		if err := prepare(ctx, s.cache); err != nil {
			fmt.Fprintf(w, "the cache cannot be used yet: %v\n", err)
		}
		fleets = append(fleets, newFleet("cache", s.cache, s.life))
	}
	for _, f := range fleets {
		defer f.close()
		for i := range s.processes {
			if err := f.start(fmt.Sprint(i + 1)); err != nil {
				return err
			}
		}
	}
	fmt.Fprintf(w, "%d processes a fleet, tokens of %v, for %v\n", s.processes, s.life, s.length)

	end := time.After(s.length)
	tick := time.NewTicker(s.every)
	defer tick.Stop()
	kill := time.NewTicker(s.length / time.Duration(s.kills+1))
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
