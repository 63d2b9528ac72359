//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package lockedfile

import (
	"errors"
	"os"
	"syscall"
)

// tryLock takes an flock, which the system releases when the process ends.
func tryLock(path string) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	for {
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err != syscall.EINTR {
			break
		}
	}
	if err == nil {
		return func() { f.Close() }, nil
	}
	f.Close()
	switch {
	case err == syscall.EWOULDBLOCK:
		return nil, errLocked
	case errors.Is(err, errors.ErrUnsupported), err == syscall.ENOLCK, err == syscall.EINVAL:
		return nil, errUnsupported
	}
	return nil, &os.PathError{Op: "lock", Path: path, Err: err}
}
