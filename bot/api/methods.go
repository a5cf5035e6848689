package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// GetMe returns the bot that the token belongs to.
func (c *Client) GetMe(ctx context.Context) (tgbotapi.User, error) {
	me, err := c.library(ctx, "getMe", callLimit).GetMe()
	if err != nil {
		return tgbotapi.User{}, c.failed("getMe", err)
	}
	return me, nil
}

// DeleteWebhook turns to polling. Waiting updates are kept.
func (c *Client) DeleteWebhook(ctx context.Context) error {
	_, err := c.Call(ctx, "deleteWebhook", tgbotapi.Params{"drop_pending_updates": "false"})
	return err
}

// SetWebhook turns to the webhook at address. Waiting updates are kept;
// allowed must name every kind wanted, for Telegram remembers the last list.
func (c *Client) SetWebhook(ctx context.Context, address, secret string, allowed []string) error {
	kinds, err := json.Marshal(allowed)
	if err != nil {
		return fmt.Errorf("set webhook: allowed updates: %w", err)
	}
	params := tgbotapi.Params{"url": address, "allowed_updates": string(kinds), "drop_pending_updates": "false"}
	params.AddNonEmpty("secret_token", secret)
	_, err = c.Call(ctx, "setWebhook", params)
	return err
}

// AnswerCallback ends the spinner on a pressed button. Text beyond the 200
// characters that Telegram takes is cut.
func (c *Client) AnswerCallback(ctx context.Context, id, text string, alert bool) error {
	const most = 200
	params := tgbotapi.Params{"callback_query_id": id}
	if len(text) > most {
		if runes := []rune(text); len(runes) > most {
			text = string(runes[:most-1]) + "…"
		}
	}
	params.AddNonEmpty("text", text)
	params.AddBool("show_alert", alert)
	_, err := c.Call(ctx, "answerCallbackQuery", params)
	return err
}

// SetMyCommands sets the menu of a scope in a two-letter language; an empty
// language is for everyone whose own has no list.
func (c *Client) SetMyCommands(ctx context.Context, scope tgbotapi.BotCommandScope, language string, commands []tgbotapi.BotCommand) error {
	_, err := c.library(ctx, "setMyCommands", callLimit).
		Request(tgbotapi.NewSetMyCommandsWithScopeAndLanguage(scope, language, commands...))
	if err != nil {
		return c.failed("setMyCommands", err)
	}
	return nil
}

// DeleteMyCommands takes the menu of a scope away: people see the next wider
// scope's again. A scope that has none counts as done.
func (c *Client) DeleteMyCommands(ctx context.Context, scope tgbotapi.BotCommandScope) error {
	_, err := c.library(ctx, "deleteMyCommands", callLimit).Request(tgbotapi.NewDeleteMyCommandsWithScope(scope))
	if err != nil {
		return c.failed("deleteMyCommands", err)
	}
	return nil
}

// GetFile returns where a file that a person sent can be fetched for an hour.
func (c *Client) GetFile(ctx context.Context, fileID string) (tgbotapi.File, error) {
	file, err := c.library(ctx, "getFile", callLimit).GetFile(tgbotapi.FileConfig{FileID: fileID})
	if err != nil {
		return tgbotapi.File{}, c.failed("getFile", err)
	}
	return file, nil
}

// ErrTooLarge is returned by Download for a file above the caller's bound.
var ErrTooLarge = errors.New("the file is larger than allowed")

// Download fetches a file of at most limit bytes into memory.
func (c *Client) Download(ctx context.Context, fileID string, limit int64) ([]byte, error) {
	file, err := c.GetFile(ctx, fileID)
	if err != nil {
		return nil, err
	}
	if int64(file.FileSize) > limit {
		return nil, fmt.Errorf("download: %w: %d bytes of at most %d", ErrTooLarge, file.FileSize, limit)
	}
	address, err := c.fileAddress(file.FilePath)
	if err != nil {
		return nil, err
	}
	start := time.Now()
	ctx, cancel := context.WithTimeout(ctx, uploadLimit)
	defer cancel()
	data, err := c.fetch(ctx, address, limit)
	c.door.observe("download", outcome(err), time.Since(start))
	if errors.Is(err, errTooLarge) {
		return nil, fmt.Errorf("download: %w: more than %d bytes", ErrTooLarge, limit)
	}
	return data, err
}

func (c *Client) fetch(ctx context.Context, address string, limit int64) ([]byte, error) {
	var w wire
	r, err := http.NewRequestWithContext(w.watch(ctx), http.MethodGet, address, nil)
	if err != nil {
		return nil, &Error{Method: "download", Description: "the file's address is not one", Fate: NeverSent}
	}
	resp, err := c.door.transport.RoundTrip(r)
	if err != nil {
		return nil, c.door.lost(ctx, "download", err, !w.written.Load())
	}
	data, err := readAll(resp, limit)
	switch {
	case errors.Is(err, errTooLarge):
		return nil, err
	case resp.StatusCode != http.StatusOK:
		return nil, c.door.refused("download", resp, data)
	case err != nil:
		return nil, c.door.lost(ctx, "download", err, false)
	}
	return data, nil
}

// fileAddress puts a path from Telegram into the address, each part escaped,
// so that no answer can lead the request elsewhere.
func (c *Client) fileAddress(path string) (string, error) {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if part == "" || part == "." || part == ".." {
			return "", &Error{Method: "download", Description: "the file has no usable path", Fate: NeverSent}
		}
		parts[i] = url.PathEscape(part)
	}
	return fmt.Sprintf(c.files, c.bot.Token, strings.Join(parts, "/")), nil
}

// GetUpdates waits up to timeout for updates from offset on. Naming an offset
// confirms everything before it. Updates that cannot be decoded are in the
// batch with their Err; the error returned is the call's alone.
func (c *Client) GetUpdates(ctx context.Context, offset, limit int, timeout time.Duration, allowed []string) ([]Update, error) {
	kinds, err := json.Marshal(allowed)
	if err != nil {
		return nil, fmt.Errorf("get updates: allowed updates: %w", err)
	}
	params := tgbotapi.Params{
		"offset":  strconv.Itoa(offset),
		"limit":   strconv.Itoa(limit),
		"timeout": strconv.Itoa(int(timeout / time.Second)),
	}
	if allowed != nil {
		params["allowed_updates"] = string(kinds)
	}
	template, err := c.template("getUpdates")
	if err != nil {
		return nil, err
	}
	answer, err := c.door.call(ctx, timeout+pollMargin, "getUpdates", template, encode(params))
	if err != nil {
		return nil, err
	}
	var a struct {
		Result []jsontext.Value `json:"result"`
	}
	if err := quickly(answer, &a); err != nil {
		return nil, &Error{Method: "getUpdates", Code: http.StatusOK, Description: "the answer is not a list of updates", Fate: Unknown}
	}
	updates := make([]Update, len(a.Result))
	for i, raw := range a.Result {
		updates[i] = DecodeUpdate(raw)
	}
	return updates, nil
}
