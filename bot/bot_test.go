package bot

import (
	"testing"

	"github.com/redis/go-redis/v9"
)

func TestFirstConversation(t *testing.T) {
	eachStore(t, func(t *testing.T, rdb redis.UniversalClient) {
		w := newTown(t, rdb)
		w.start(w.bot())
		p := w.person(7001, "en")
		w.settle(p)
		w.press(p, "💬 Something worries me")
		w.sees(p, "1 of 4")
	})
}
