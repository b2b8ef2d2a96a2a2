package journal

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"

	"github.com/go-json-experiment/json"

	"newsdesk/internal/fault"
)

// ReadFile reads a file of checkpoints: one in JSON on each line. A file that
// is not there holds none. Lines that a power failure cut short are left out;
// any other line that is no checkpoint is an error.
func ReadFile(path string) (list []Checkpoint, err error) {
	defer fault.Wrap(&err, "journal.ReadFile(%s)", path)
	file, err := os.Open(path) //nolint:gosec // the operator names the file
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	return read(file)
}

func read(r io.Reader) (list []Checkpoint, err error) {
	lines := bufio.NewReader(r)
	for n := 1; ; n++ {
		line, end := lines.ReadBytes('\n')
		if end != nil && !errors.Is(end, io.EOF) {
			return nil, end
		}
		if line = bytes.TrimSpace(line); bytes.HasSuffix(line, []byte("}")) {
			var c Checkpoint
			if err := json.Unmarshal(line, &c, json.RejectUnknownMembers(true)); err != nil {
				return nil, fmt.Errorf("line %d is no checkpoint: %w", n, err)
			}
			list = append(list, c)
		}
		if end != nil {
			return list, nil //nolint:nilerr // it is the end of the file
		}
	}
}

// keep adds c to the end of the file, readable by its owner alone, and returns
// once it is on stable storage. The line end goes first too, because what is
// there may have been cut short.
func keep(path string, c Checkpoint) (err error) {
	line, err := json.Marshal(c)
	if err != nil {
		return err
	}
	const mode = 0o600
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, mode) //nolint:gosec // the operator names the file
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if _, err := file.Write(slices.Concat([]byte("\n"), line, []byte("\n"))); err != nil {
		return err
	}
	return file.Sync()
}
