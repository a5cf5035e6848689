package redisclient

import (
	"errors"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"
)

func TestParseURLOfOneServer(t *testing.T) {
	tests := []struct {
		raw, network, addr, user, password string
		db                                 int
		encrypted                          bool
	}{
		{"redis://localhost", "tcp", "localhost:6379", "", "", 0, false},
		{"redis://:secret@10.0.0.1:7000/3", "tcp", "10.0.0.1:7000", "", "secret", 3, false},
		{"redis://bot:p%40ss@h:1/0", "tcp", "h:1", "bot", "p@ss", 0, false},
		{"rediss://bot:secret@redis.example:6380", "tcp", "redis.example:6380", "bot", "secret", 0, true},
		{"redis://[::1]:6379", "tcp", "[::1]:6379", "", "", 0, false},
		{"unix:///run/redis.sock", "unix", "/run/redis.sock", "", "", 0, false},
		{"unix://:secret@/run/redis.sock?db=2", "unix", "/run/redis.sock", "", "secret", 2, false},
	}
	for _, tt := range tests {
		t.Run(tt.raw, func(t *testing.T) {
			client, err := ParseURL(tt.raw)
			if err != nil {
				t.Fatal(err)
			}
			defer client.Close()
			o := client.(*redis.Client).Options()
			if o.Network != tt.network || o.Addr != tt.addr || o.Username != tt.user || o.Password != tt.password || o.DB != tt.db || (o.TLSConfig != nil) != tt.encrypted {
				t.Errorf("options %s %s %s %s %d, encrypted %v", o.Network, o.Addr, o.Username, o.Password, o.DB, o.TLSConfig != nil)
			}
			// go-redis turns MaxRetries -1 into 0.
			if !o.ContextTimeoutEnabled || o.MaxRetries != 0 || o.MaintNotificationsConfig.IsEnabled() || o.PoolSize != poolSize || o.DialTimeout != dialTimeout {
				t.Errorf("not tuned: %+v", o)
			}
		})
	}
}

func TestParseURLOfSentinels(t *testing.T) {
	client, err := ParseURL("redis+sentinel://bot:p%3Ass@s1:26379,s2,[::1]:5/main/4?sentinel_password=x")
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	o := client.(*redis.Client).Options()
	if o.Addr != "FailoverClient" || o.Username != "bot" || o.Password != "p:ss" || o.DB != 4 || !o.ContextTimeoutEnabled || o.MaxRetries != 0 || o.MaintNotificationsConfig.IsEnabled() {
		t.Errorf("options %+v", o)
	}
}

func TestParseURLOfACluster(t *testing.T) {
	for _, raw := range []string{"redis+cluster://bot:secret@h1:7000,h2", "redis+cluster://bot:secret@h1:7000", "rediss+cluster://bot:secret@h1:7000/"} {
		client, err := ParseURL(raw)
		if err != nil {
			t.Fatal(err)
		}
		defer client.Close()
		cluster, ok := client.(*redis.ClusterClient)
		if !ok {
			t.Fatalf("%s: a %T: one address of a cluster is still a cluster", raw, client)
		}
		o := cluster.Options()
		if o.Addrs[0] != "h1:7000" || o.Username != "bot" || o.Password != "secret" || !o.ContextTimeoutEnabled || o.MaintNotificationsConfig.IsEnabled() || (o.TLSConfig != nil) != strings.HasPrefix(raw, "rediss") {
			t.Errorf("%s: %+v", raw, o)
		}
	}
}

func TestParseURLRefusals(t *testing.T) {
	for _, raw := range []string{
		"", "hunter2", "localhost:6379", "http://:hunter2@h", "redis://:hunter2@h:port", "redis://:hun%zzter2@h",
		"redis://h/notanumber", "redis://h?unknown=hunter2", "unix://", "redis://user:hunter2/@h:1",
		"redis+sentinel://:hunter2@h:1", "redis+sentinel://:hunter2@/main", "redis+sentinel://h:1/main/x", "redis+sentinel://h:1/main/0?hunter2=1",
		"redis+sentinel://:%hunter2@h/main", "redis+sentinel://h:99999/main", "redis+sentinel://h:0/main", "redis+sentinel://a:b:c/main",
		"redis+cluster://", "redis+cluster://:hunter2@h:1/3", "redis+cluster://h:1,", "redis+cluster://h:1?%zz", "redis+cluster://u:hunter2#@h:1 2",
		"Redis+Nothing://:hunter2@h",
	} {
		client, err := ParseURL(raw)
		if err == nil {
			client.Close()
			t.Errorf("%q was understood", raw)
			continue
		}
		if strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), "redis://") {
			t.Errorf("%q: error tells too much or too little: %v", raw, err)
		}
	}
}

func FuzzParseURL(f *testing.F) {
	for _, seed := range [][2]string{{"redis://:", "@h:1/2"}, {"redis+sentinel://u:", "@a,b:2/m/1"}, {"redis+cluster://", ":1"}, {"unix://", "?db=1"}, {"rediss://%", "@[::1]"}} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		client, err := ParseURL(before + "hunter2" + after)
		if err == nil {
			err = client.Close()
			if err != nil && !errors.Is(err, redis.ErrClosed) {
				t.Fatal(err)
			}
			return
		}
		if strings.Contains(err.Error(), "hunter2") {
			t.Fatalf("the error holds a secret: %v", err)
		}
	})
}
