package storetest

import "syscall"

// attributes returns attributes that make a process end with the test, even if the
// test is killed.
func attributes(owner *syscall.Credential) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: owner, Pdeathsig: syscall.SIGKILL}
}
