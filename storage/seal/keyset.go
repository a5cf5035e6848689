package seal

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyderivation"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/prf"
	tinkpb "github.com/tink-crypto/tink-go/v2/proto/tink_go_proto"
)

// Keyset is what turns the records in Redis back into people and words. It has
// two parts with two lives: sealing keys, which rotate, and one pseudonym
// secret, which never changes, for changing it would make everyone a stranger.
//
// The sealing keys are a Tink keyset of key derivers (HKDF-SHA256): For derives
// each programme's own XChaCha20-Poly1305 keys. That cipher because its random
// 24-byte nonces do not repeat however many records are sealed (AES-GCM's 12
// bytes would need counting and forced rotation at some billions), because
// Tink can derive it, and because it is quick on small machines without AES.
type Keyset struct {
	pseudonyms []byte // pseudonymSecretSize bytes, for life
	derivers   *keyset.Handle
}

const (
	keysetFormat        = 1
	pseudonymSecretSize = 32
	maxKeysetFile       = 1 << 20
)

// keysetFile is the keyset as it lies on disk.
type keysetFile struct {
	Format     int             `json:"porchlight_keyset"`
	Pseudonyms []byte          `json:"pseudonym_secret"`
	Derivers   json.RawMessage `json:"sealing_keys"`
}

// NewKeyset makes a keyset from fresh randomness. It panics only if the
// cryptography compiled into the binary is broken.
func NewKeyset() *Keyset {
	derivers, err := keyset.NewHandle(sealingTemplate())
	if err != nil {
		panic(fmt.Sprintf("making a keyset: %v", err))
	}
	return &Keyset{pseudonyms: Random(pseudonymSecretSize), derivers: derivers}
}

// Rotate adds a fresh sealing key, which seals from now on. Whatever older keys
// sealed still opens. Pseudonyms and fingerprint stay. Sealers made before keep
// sealing as before; it must not run beside For.
func (k *Keyset) Rotate() error {
	manager := keyset.NewManagerFromHandle(k.derivers)
	id, err := manager.Add(sealingTemplate())
	if err != nil {
		return fmt.Errorf("rotate keyset: new key: %w", err)
	}
	if err := manager.SetPrimary(id); err != nil {
		return fmt.Errorf("rotate keyset: make key %d primary: %w", id, err)
	}
	derivers, err := manager.Handle()
	if err != nil {
		return fmt.Errorf("rotate keyset: %w", err)
	}
	k.derivers = derivers
	return nil
}

// WriteKeyset writes a new keyset file, readable by its owner only, and returns
// when it is on the disk, whole. A file that exists is never overwritten: it
// may be the only key to somebody's data (fs.ErrExist).
func WriteKeyset(path string, k *Keyset) error {
	return saveKeyset(path, k, func(temp string) error {
		err := os.Link(temp, path) // unlike a rename, refuses an existing file
		if errors.Is(err, fs.ErrExist) {
			return fmt.Errorf("keyset %s exists already and is never overwritten: name another file, or move it away if nothing was ever stored with it: %w", path, fs.ErrExist)
		}
		return err
	})
}

// ReplaceKeyset writes a rotated keyset over its former self: after a crash the
// file is the old one or the new one, never something between.
func ReplaceKeyset(path string, k *Keyset) error {
	return saveKeyset(path, k, func(temp string) error {
		if err := keepOwner(temp, path); err != nil {
			return err
		}
		return os.Rename(temp, path)
	})
}

// saveKeyset writes a temporary file beside path and lets place bring it there.
func saveKeyset(path string, k *Keyset, place func(temp string) error) error {
	text, err := k.encode()
	if err != nil {
		return fmt.Errorf("write keyset %s: %w", path, err)
	}
	folder := filepath.Dir(path)
	temp, err := os.CreateTemp(folder, ".keyset-*") // 0600
	if err != nil {
		return fmt.Errorf("write keyset %s: %w", path, err)
	}
	defer os.Remove(temp.Name())
	_, err = temp.Write(text)
	err = errors.Join(err, temp.Sync(), temp.Close())
	if err != nil {
		return fmt.Errorf("write keyset %s: %w", path, err)
	}
	if err := place(temp.Name()); err != nil {
		return fmt.Errorf("write keyset %s: %w", path, err)
	}
	return syncFolder(folder)
}

// syncFolder makes a new name in a folder outlive a power cut.
func syncFolder(folder string) error {
	f, err := os.Open(folder)
	if err != nil {
		return fmt.Errorf("sync folder %s: %w", folder, err)
	}
	defer f.Close()
	if err := f.Sync(); err != nil {
		return fmt.Errorf("sync folder %s: %w", folder, err)
	}
	return nil
}

// ReadKeyset reads a keyset file. Its errors are one line each and say what to
// do; they never hold any of the file's content. A non-empty warning says that
// others on the machine can read the file.
func ReadKeyset(path string) (k *Keyset, warning string, err error) {
	f, err := os.Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, "", fmt.Errorf("keyset %s does not exist: restore it from your backup, or, if nothing has been stored yet, make one with: porchlight keygen %s: %w", path, path, fs.ErrNotExist)
	case err != nil:
		return nil, "", fmt.Errorf("keyset %s cannot be read: let the user that runs porchlight read it: %w", path, err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxKeysetFile+1))
	if err != nil {
		return nil, "", fmt.Errorf("keyset %s cannot be read: let the user that runs porchlight read it, and name a file: %w", path, err)
	}
	k, err = decodeKeyset(text)
	if err != nil {
		return nil, "", fmt.Errorf("keyset %s %w", path, err)
	}
	if info, err := f.Stat(); err == nil && info.Mode().Perm()&0o077 != 0 {
		warning = fmt.Sprintf("keyset %s can be read by others (%#o): chmod 600 %s", path, info.Mode().Perm(), path)
	}
	return k, warning, nil
}

func (k *Keyset) encode() ([]byte, error) {
	var derivers bytes.Buffer
	if err := insecurecleartextkeyset.Write(k.derivers, keyset.NewJSONWriter(&derivers)); err != nil {
		return nil, fmt.Errorf("encode sealing keys: %w", err)
	}
	text, err := json.MarshalIndent(keysetFile{keysetFormat, k.pseudonyms, derivers.Bytes()}, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode keyset: %w", err)
	}
	return append(text, '\n'), nil
}

// What can be wrong with a keyset file; ReadKeyset puts the path before it.
// The causes are left out: a parser's error may quote the secret.
var (
	errNotKeyset   = errors.New("is not a porchlight keyset: restore the file from your backup, or name the right one")
	errNewerKeyset = errors.New("was written by a newer porchlight: run that version")
)

func decodeKeyset(text []byte) (*Keyset, error) {
	var f keysetFile
	if len(text) > maxKeysetFile || json.Unmarshal(text, &f) != nil {
		return nil, errNotKeyset
	}
	if f.Format > keysetFormat {
		return nil, errNewerKeyset
	}
	if f.Format != keysetFormat || len(f.Pseudonyms) != pseudonymSecretSize ||
		bytes.Equal(f.Pseudonyms, make([]byte, pseudonymSecretSize)) {
		return nil, errNotKeyset
	}
	derivers, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(f.Derivers)))
	if err != nil {
		return nil, errNotKeyset
	}
	k := &Keyset{pseudonyms: f.Pseudonyms, derivers: derivers}
	// Whatever For will need is tried once here, where an error has somewhere to go.
	if _, err := k.aead("trial"); err != nil {
		return nil, errNotKeyset
	}
	return k, nil
}

// sealingTemplate describes a new sealing key: an HKDF key from which each
// programme's XChaCha20-Poly1305 key is derived.
func sealingTemplate() *tinkpb.KeyTemplate {
	t, err := keyderivation.CreatePRFBasedKeyTemplate(prf.HKDFSHA256PRFKeyTemplate(), aead.XChaCha20Poly1305KeyTemplate())
	if err != nil {
		panic(fmt.Sprintf("describing a sealing key: %v", err))
	}
	return t
}

// Random returns n random bytes. It never fails: crypto/rand ends the process
// rather than return anything predictable.
func Random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return b
}
