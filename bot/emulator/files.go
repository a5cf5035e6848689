package emulator

import (
	"bytes"
	"fmt"
	"image"
	_ "image/gif" // so that pictures can be measured
	_ "image/jpeg"
	_ "image/png"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

const (
	maxPhoto    = 10 << 20
	maxDownload = 20 << 20
)

// file is what lies behind a file_id.
type file struct {
	kind          string // photo, document, voice or sticker
	id, unique    string
	name, mime    string
	data          []byte // nil: size zeros
	size          int64
	width, height int
	seconds       int
	emoji         string
}

type files struct {
	mu       sync.RWMutex
	byID     map[string]*file // by file_id
	byUnique map[string]*file // by file_unique_id, which a path contains
	next     int
}

// add stores a file and returns it as a message's medium.
func (fs *files) add(f *file) *Media {
	if f.data != nil {
		f.size = int64(len(f.data))
	}
	fs.mu.Lock()
	fs.next++
	n := fs.next
	prefix := map[string]string{"photo": "AgACAgIAAxkBAAI", "document": "BQACAgIAAxkBAAI", "voice": "AwACAgIAAxkBAAI", "sticker": "CAACAgIAAxkBAAI"}[f.kind]
	f.id = fmt.Sprintf("%s%08x%s", prefix, n, "ZmlsZSBvZiB0aGUgZW11bGF0b3IgLSBub3QgYSByZWFsIG9uZQACOgQ")
	f.unique = fmt.Sprintf("AQAD%08xcnJy", n)
	fs.byID[f.id], fs.byUnique[f.unique] = f, f
	fs.mu.Unlock()
	return f.media()
}

func (f *file) media() *Media {
	return &Media{f.kind, f.id, f.unique, f.name, f.mime, f.size, f.width, f.height, f.seconds, f.emoji}
}

// photo stores a picture. Data that are no image get a size of their own.
func (fs *files) photo(data []byte) *Media {
	f := &file{kind: "photo", data: data, width: 640, height: 480}
	if c, _, err := image.DecodeConfig(bytes.NewReader(data)); err == nil {
		f.width, f.height = c.Width, c.Height
	}
	return fs.add(f)
}

func (fs *files) get(id string) *file {
	fs.mu.RLock()
	defer fs.mu.RUnlock()
	return fs.byID[id]
}

// LoseFile makes Telegram refuse a file that it has shown before.
func (s *Server) LoseFile(fileID string) {
	s.files.mu.Lock()
	defer s.files.mu.Unlock()
	delete(s.files.byID, fileID)
}

// FileBytes returns a file's content by its file_id, whoever sent it.
func (s *Server) FileBytes(fileID string) ([]byte, bool) {
	f := s.files.get(fileID)
	if f == nil {
		return nil, false
	}
	if f.data == nil {
		return make([]byte, f.size), true
	}
	return f.data, true
}

// outgoing finds the file that the bot sends: uploaded, attached or known.
func (s *Server) outgoing(r *request, kind string) (*Media, *refusal) {
	value := r.get(kind)
	up := r.files[kind]
	if name, ok := strings.CutPrefix(value, "attach://"); ok {
		up = r.files[name]
		value = ""
	}
	switch {
	case up != nil:
		return s.store(kind, up, r)
	case value == "":
		return nil, bad("there is no " + kind + " in the request")
	case strings.HasPrefix(value, "http://"), strings.HasPrefix(value, "https://"):
		return nil, bad("failed to get HTTP URL content")
	}
	f := s.files.get(value)
	if f == nil {
		return nil, bad("wrong file identifier/HTTP URL specified")
	}
	if f.kind != kind {
		return nil, bad(fmt.Sprintf("can't use file of type %s as %s", upperFirst(f.kind), upperFirst(kind)))
	}
	return f.media(), nil
}

func (s *Server) store(kind string, up *upload, r *request) (*Media, *refusal) {
	if len(up.data) == 0 {
		return nil, bad("file must be non-empty")
	}
	if len(up.data) > maxUpload {
		return nil, &refusal{code: 413, text: "Request Entity Too Large"}
	}
	f := &file{kind: kind, data: up.data, name: up.name, mime: up.mime, seconds: int(r.number("duration", 0, 0, 1<<31-1))}
	if kind != "photo" {
		if f.mime == "" || f.mime == "application/octet-stream" {
			f.mime = http.DetectContentType(up.data)
		}
		return s.files.add(f), nil
	}
	if len(up.data) > maxPhoto {
		return nil, bad(fmt.Sprintf("file of size %d bytes is too big for a photo; the maximum size is %d bytes", len(up.data), maxPhoto))
	}
	c, _, err := image.DecodeConfig(bytes.NewReader(up.data))
	if err != nil {
		return nil, bad("IMAGE_PROCESS_FAILED")
	}
	if c.Width+c.Height > 10_000 || c.Width > 20*c.Height || c.Height > 20*c.Width {
		return nil, bad("PHOTO_INVALID_DIMENSIONS")
	}
	f.name, f.mime, f.width, f.height = "", "", c.Width, c.Height
	return s.files.add(f), nil
}

func (s *Server) getFile(r *request, b []byte) ([]byte, *refusal) {
	id := r.get("file_id")
	if id == "" {
		return b, bad("file_id not specified")
	}
	f := s.files.get(id)
	switch {
	case f == nil:
		return b, bad("invalid file_id")
	case f.size > maxDownload:
		return b, bad("file is too big")
	}
	b = append(b, `{"file_id":`...)
	b = appendString(b, f.id)
	b = appendField(b, "file_unique_id", f.unique)
	b = appendInt(b, "file_size", f.size)
	b = appendField(b, "file_path", f.kind+"s/"+f.unique+extension(f))
	return append(b, '}'), nil
}

func extension(f *file) string {
	switch f.kind {
	case "photo":
		return ".jpg"
	case "voice":
		return ".oga"
	case "sticker":
		return ".webp"
	}
	if i := strings.LastIndexByte(f.name, '.'); i >= 0 && len(f.name)-i <= 6 && !strings.ContainsAny(f.name[i:], `/\?#%`) {
		return f.name[i:]
	}
	return ""
}

// serveFile answers /file/bot<token>/<path>.
func (s *Server) serveFile(w http.ResponseWriter, rest string) {
	token, path, _ := strings.Cut(rest, "/")
	if token != s.opts.Token {
		s.refuse(w, "file", &refusal{code: 401, text: "Unauthorized"})
		return
	}
	unique, _, _ := strings.Cut(path[strings.IndexByte(path, '/')+1:], ".")
	s.files.mu.RLock()
	f := s.files.byUnique[unique]
	s.files.mu.RUnlock()
	if f == nil || f.size > maxDownload {
		s.refuse(w, "file", &refusal{code: 404, text: "Not Found"})
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Length", strconv.FormatInt(f.size, 10))
	if f.data != nil {
		_, _ = w.Write(f.data) // the client may be gone
		return
	}
	_, _ = io.CopyN(w, zeros{}, f.size) // as above
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
