package storage

import (
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/storage/redistest"
)

func job(t *testing.T, s *Store, name string) Job {
	t.Helper()
	jobs, err := s.Jobs(t.Context())
	ok(t, err)
	return jobs[name]
}

// claimed claims an occurrence and fails if that is not possible.
func claimed(t *testing.T, s *Store, at time.Time) JobClaim {
	t.Helper()
	c, got, err := s.ClaimJob(t.Context(), "digest", at, job(t, s, "digest"))
	ok(t, err)
	if !got {
		t.Fatalf("no claim on %v", at)
	}
	return c
}

// notClaimed asks that an occurrence is not to be had.
func notClaimed(t *testing.T, s *Store, at time.Time, seen Job) {
	t.Helper()
	_, got, err := s.ClaimJob(t.Context(), "digest", at, seen)
	ok(t, err)
	if got {
		t.Fatalf("%v is claimed a second time", at)
	}
}

func TestJobIsDoneOnce(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		one := newStore(t, rdb)
		two := sibling(t, one)
		notClaimed(t, one, noon, Job{}) // nobody began it
		ok(t, one.BeginJob(t.Context(), "digest", noon))
		ok(t, two.BeginJob(t.Context(), "digest", noon.Add(time.Hour))) // too late to count
		before := job(t, two, "digest")
		if !before.Done.Equal(noon) || before.Claimed {
			t.Fatalf("a new job is %+v", before)
		}
		notClaimed(t, one, noon, before)
		at := noon.Add(time.Minute)
		c := claimed(t, one, at)
		notClaimed(t, two, at, before)
		if !job(t, one, "digest").Claimed || !job(t, two, "digest").Claimed {
			t.Fatal("the claim is not seen")
		}
		ok(t, one.FinishJob(t.Context(), c))
		wantErr(t, one.FinishJob(t.Context(), c), ErrNotMine)
		wantErr(t, one.ReleaseJob(t.Context(), c), ErrNotMine)
		notClaimed(t, two, at, job(t, two, "digest"))
		notClaimed(t, two, noon, job(t, two, "digest"))
		if after := job(t, two, "digest"); !after.Done.Equal(at) || after.Claimed {
			t.Fatalf("a done job is %+v", after)
		}
		c = claimed(t, two, at.Add(time.Minute))
		ok(t, two.ReleaseJob(t.Context(), c))
		if after := job(t, one, "digest"); !after.Done.Equal(at) || after.Claimed {
			t.Fatalf("a job given back is %+v", after)
		}
		claimed(t, one, at.Add(time.Minute))
	})
}

// TestAJobOfAFastClock: its last run counts for nothing, unless somebody ran it since.
func TestAJobOfAFastClock(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ok(t, s.BeginJob(t.Context(), "digest", noon))
		fast := noon.Add(24 * time.Hour)
		seen := job(t, s, "digest")
		ok(t, s.FinishJob(t.Context(), claimed(t, s, fast)))
		rewind := func(seen Job, want bool) {
			t.Helper()
			if got, err := s.RewindJob(t.Context(), "digest", seen, noon); err != nil || got != want {
				t.Errorf("rewound: %v, %v", got, err)
			}
		}
		rewind(seen, false)
		notClaimed(t, s, noon.Add(time.Hour), job(t, s, "digest"))
		seen = job(t, s, "digest")
		rewind(seen, true)
		rewind(seen, false)
		ok(t, s.FinishJob(t.Context(), claimed(t, s, noon.Add(time.Hour))))
		claimed(t, s, fast)
	})
}

// TestClaimOfTheDead: whoever takes a claim over has it alone, and the one who
// was thought dead changes nothing any more.
func TestClaimOfTheDead(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		one := newStore(t, rdb)
		two, three := sibling(t, one), sibling(t, one)
		ok(t, one.BeginJob(t.Context(), "digest", noon))
		at := noon.Add(time.Minute)
		dead := claimed(t, one, at)
		ok(t, rdb.Del(t.Context(), one.keys.holder(one.holder)).Err())
		seen := job(t, two, "digest")
		if seen.Claimed {
			t.Fatal("the dead are at work")
		}
		c := claimed(t, two, at)
		notClaimed(t, three, at, seen)
		wantErr(t, one.FinishJob(t.Context(), dead), ErrNotMine)
		if !job(t, three, "digest").Claimed {
			t.Fatal("the dead ended a claim that is not theirs")
		}
		ok(t, two.FinishJob(t.Context(), c))
		if got := job(t, three, "digest"); !got.Done.Equal(at) {
			t.Fatalf("done: %v", got.Done)
		}
	})
}

// TestClaimWhoseAnswerWasLost: a process does not wait for itself.
func TestClaimWhoseAnswerWasLost(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	s := newStore(t, rdb)
	ok(t, s.BeginJob(t.Context(), "digest", noon))
	c := claimed(t, s, noon.Add(time.Minute))
	s.held.Delete(c.token()) // as if the answer had not come
	if job(t, s, "digest").Claimed {
		t.Fatal("waits for a claim that nobody knows of")
	}
	claimed(t, s, noon.Add(time.Minute))
}

// TestOneClaimOfMany races processes for one occurrence.
func TestOneClaimOfMany(t *testing.T) {
	one := newStore(t, redistest.Start(t).Client())
	ok(t, one.BeginJob(t.Context(), "digest", noon))
	for round := 1; round <= 20; round++ {
		at := noon.Add(time.Duration(round) * time.Minute)
		var all sync.WaitGroup
		var mu sync.Mutex
		var got []JobClaim
		stores := make([]*Store, 8)
		seen := job(t, one, "digest")
		for i := range stores {
			stores[i] = sibling(t, one)
			all.Go(func() {
				c, mine, err := stores[i].ClaimJob(t.Context(), "digest", at, seen)
				if err != nil {
					t.Error(err)
				}
				if mine {
					mu.Lock()
					got = append(got, c)
					mu.Unlock()
				}
			})
		}
		all.Wait()
		if len(got) != 1 {
			t.Fatalf("%d claims", len(got))
		}
		ok(t, one.FinishJob(t.Context(), got[0]))
	}
}
