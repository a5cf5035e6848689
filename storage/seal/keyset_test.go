package seal

import (
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestKeysetFileKeepsEverything(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keyset")
	k := NewKeyset()
	if err := WriteKeyset(path, k); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v, %v", info.Mode(), err)
	}
	read, warning, err := ReadKeyset(path)
	if err != nil || warning != "" {
		t.Fatalf("warning %q, error %v", warning, err)
	}
	sealed := k.For("kherson").Seal("name", nil, []byte("Ann"))
	if plain, err := read.For("kherson").Open("name", nil, sealed); err != nil || string(plain) != "Ann" {
		t.Fatalf("the keyset read back opens %q, %v", plain, err)
	}
	if read.For("kherson").Fingerprint() != k.For("kherson").Fingerprint() {
		t.Fatal("the keyset read back has another fingerprint")
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".keyset-*")); len(left) > 0 {
		t.Fatalf("left behind: %v", left)
	}
}

func TestKeysetIsNeverOverwritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keyset")
	if err := os.WriteFile(path, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := WriteKeyset(path, NewKeyset()); !errors.Is(err, fs.ErrExist) {
		t.Fatalf("error %v, want fs.ErrExist", err)
	}
	if text, _ := os.ReadFile(path); string(text) != "precious" {
		t.Fatalf("the file became %q", text)
	}
}

func TestRotatedKeysetReplacesItsFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keyset")
	k := NewKeyset()
	if err := WriteKeyset(path, k); err != nil {
		t.Fatal(err)
	}
	old := k.For("kherson").Seal("name", nil, []byte("Ann"))
	if err := errors.Join(k.Rotate(), ReplaceKeyset(path, k)); err != nil {
		t.Fatal(err)
	}
	read, _, err := ReadKeyset(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, sealed := range [][]byte{old, k.For("kherson").Seal("name", nil, []byte("Ann"))} {
		if _, err := read.For("kherson").Open("name", nil, sealed); err != nil {
			t.Fatal(err)
		}
	}
}

func TestReadKeysetSaysWhatToDo(t *testing.T) {
	folder := t.TempDir()
	whole, err := NewKeyset().encode()
	if err != nil {
		t.Fatal(err)
	}
	text := string(whole)
	tests := []struct{ name, content, says string }{
		{"empty", "", "is not a porchlight keyset"},
		{"words", "hello", "is not a porchlight keyset"},
		{"other JSON", `{"a":1}`, "is not a porchlight keyset"},
		{"cut", text[:len(text)/2], "is not a porchlight keyset"},
		{"twice", text + text, "is not a porchlight keyset"},
		{"newer", strings.Replace(text, `"porchlight_keyset": 1`, `"porchlight_keyset": 2`, 1), "was written by a newer porchlight"},
		{"no format", strings.Replace(text, "porchlight_keyset", "x", 1), "is not a porchlight keyset"},
		{"no secret", strings.Replace(text, "pseudonym_secret", "x", 1), "is not a porchlight keyset"},
		{"short secret", `{"porchlight_keyset":1,"pseudonym_secret":"AAAA","sealing_keys":{}}`, "is not a porchlight keyset"},
		{"no keys", strings.Replace(text, "sealing_keys", "x", 1), "is not a porchlight keyset"},
		{"too long", strings.Repeat(" ", maxKeysetFile) + text, "is not a porchlight keyset"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(folder, "keyset")
			if err := os.WriteFile(path, []byte(tt.content), 0o600); err != nil {
				t.Fatal(err)
			}
			_, _, err := ReadKeyset(path)
			if err == nil || !strings.Contains(err.Error(), tt.says) || !strings.Contains(err.Error(), path) || strings.Contains(err.Error(), "\n") {
				t.Fatalf("error %v, want one line with the path and %q", err, tt.says)
			}
		})
	}
	if _, _, err := ReadKeyset(filepath.Join(folder, "none")); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "porchlight keygen") {
		t.Errorf("missing: %v", err)
	}
	if _, _, err := ReadKeyset(folder); err == nil || !strings.Contains(err.Error(), "cannot be read") {
		t.Errorf("a folder: %v", err)
	}
}

func TestOpenKeysetFileIsAWarning(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keyset")
	if err := WriteKeyset(path, NewKeyset()); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	k, warning, err := ReadKeyset(path)
	if k == nil || err != nil || !strings.Contains(warning, "chmod 600") {
		t.Fatalf("keyset %v, warning %q, error %v", k != nil, warning, err)
	}
}

func FuzzReadKeyset(f *testing.F) {
	whole, err := NewKeyset().encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add(whole[:len(whole)/2])
	f.Add([]byte(`{"porchlight_keyset":1,"pseudonym_secret":"AAAA","sealing_keys":{"primaryKeyId":1,"key":[]}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		k, err := decodeKeyset(text)
		if err != nil {
			return
		}
		// Whatever is taken for a keyset must work as one.
		s := k.For("kherson")
		if plain, err := s.Open("x", nil, s.Seal("x", nil, []byte("y"))); err != nil || string(plain) != "y" {
			t.Fatalf("opened %q, %v", plain, err)
		}
	})
}

// A keyset and a record of format 1, rotated once since: every later version
// must open them.
func TestFormat1StillOpens(t *testing.T) {
	k, _, err := ReadKeyset(filepath.Join("testdata", "keyset-format-1"))
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := hex.DecodeString("01193332a65a6de64013ad54ce7c8e4fd69746ca25f36f264af0f20e2336ecbf5f66a75c42d3dcb099b7c3c47e37f3ad")
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := k.For("kherson").Open("name", []byte("ann"), sealed); err != nil || string(plain) != "Ann" {
		t.Fatalf("opened %q, %v", plain, err)
	}
}
