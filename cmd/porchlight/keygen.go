package main

import (
	"fmt"
	"io"

	"porchlight/storage/seal"
)

// keygen writes a new keyset.
func keygen(args []string, out io.Writer) error {
	if len(args) != 1 {
		return setting("keygen takes one file: porchlight keygen FILE")
	}
	if err := seal.WriteKeyset(args[0], seal.NewKeyset()); err != nil {
		return settingError{err}
	}
	fmt.Fprintln(out, "wrote", args[0]+": keep a copy somewhere safe, apart from Redis")
	return nil
}
