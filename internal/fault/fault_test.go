package fault_test

import (
	"errors"
	"fmt"
	"testing"

	"newsdesk/internal/fault"
)

func TestWhatIsNotAFaultIsInternalAndHidden(t *testing.T) {
	cause := errors.New("table articles is locked")
	f := fault.Of(fmt.Errorf("save: %w", cause))
	if f.Kind != fault.Internal || f.Text.String() == cause.Error() {
		t.Errorf("got %v %q, want an internal fault that hides its cause", f.Kind, f.Text)
	}
	if !errors.Is(f, cause) {
		t.Error("the cause is lost to the log")
	}
}

func TestAFaultIsFoundBehindItsWrapping(t *testing.T) {
	err := error(fault.New(fault.NotFound, "Not found"))
	fault.Wrap(&err, "read %d", 7)
	if !fault.Is(err, fault.NotFound) || fault.Is(nil, fault.Internal) {
		t.Errorf("got %v, want a NotFound fault", err)
	}
}

func TestFieldsAreOneFault(t *testing.T) {
	var f fault.Fields
	if f.Err() != nil {
		t.Error("no fields are a fault")
	}
	f.If(false, "/title", "required", "Say it")
	f.If(true, "/body", "required", "Say %s", "more")
	moved := f.At("/data")
	err := fault.Of(moved.Err())
	if err.Kind != fault.Invalid || len(err.Fields) != 1 || err.Fields[0].Name != "/data/body" || err.Fields[0].String() != "Say more" {
		t.Errorf("got %+v, want one field at /data/body", err)
	}
	if f[0].Name != "/body" {
		t.Error("At moved the fields it was given")
	}
}
