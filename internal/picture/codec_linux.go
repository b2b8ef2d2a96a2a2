package picture

import (
	"os"
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"
)

// confine gives the program a group of its own, so that it can be killed with all
// that it begins, and, where the kernel lets us, no network, no other processes and
// no user of this machine.
func (h *Helper) confine(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if h.confined {
		cmd.SysProcAttr.Cloneflags = syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET | syscall.CLONE_NEWIPC | syscall.CLONE_NEWUTS
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: nobody, HostID: os.Getuid(), Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: nobody, HostID: os.Getgid(), Size: 1}}
	}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}

// nobody is the id that the program believes to have.
const nobody = 65534

// The bounds of the program. The largest picture that is taken needs about half of
// the memory.
const (
	memoryMost = 1 << 30 // bytes of addresses
	timeMost   = 60      // seconds of the processor
	filesMost  = 64      // open at once
)

// limit bounds what a process may use. It can write no file, only to pipes.
func limit(pid int) error {
	for resource, most := range map[int]uint64{
		unix.RLIMIT_AS: memoryMost, unix.RLIMIT_CPU: timeMost, unix.RLIMIT_NOFILE: filesMost, unix.RLIMIT_FSIZE: 0, unix.RLIMIT_CORE: 0,
	} {
		err := unix.Prlimit(pid, resource, &unix.Rlimit{Cur: most, Max: most}, nil)
		if err != nil && err != unix.ESRCH { // it may have ended already
			return os.NewSyscallError("prlimit", err)
		}
	}
	return nil
}
