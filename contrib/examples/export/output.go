package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"os"
)

// output is the CSV file together with its state.
type output struct {
	file *os.File
}

// openOutput opens the CSV file and cuts off what was written after the state was
// stored. A new file gets its header.
func openOutput(path string, st *state) (*output, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return nil, err
	}
	o := &output{f}
	info, err := f.Stat()
	switch {
	case err != nil:
	case info.Size() < st.Size:
		err = fmt.Errorf("%s is shorter than it was; delete it and %s to start again", path, statePath(path))
	case st.Size == 0:
		if err = f.Truncate(0); err == nil {
			err = o.append([][]string{st.source().header()}, st)
			st.Rows = 0
		}
	default:
		err = f.Truncate(st.Size)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return o, nil
}

// append writes rows and then the state that includes them.
func (o *output) append(rows [][]string, st *state) error {
	if _, err := o.file.Seek(st.Size, io.SeekStart); err != nil {
		return err
	}
	w := csv.NewWriter(o.file)
	if err := w.WriteAll(rows); err != nil {
		return err
	}
	size, err := o.file.Seek(0, io.SeekCurrent)
	if err != nil {
		return err
	}
	st.Size, st.Rows = size, st.Rows+len(rows)
	return st.save(statePath(o.file.Name()))
}

// finish closes the complete file, which needs no state.
func (o *output) finish() error {
	if err := o.file.Close(); err != nil {
		return err
	}
	return os.Remove(statePath(o.file.Name()))
}

// close closes the file if it is open.
func (o *output) close() { o.file.Close() }
