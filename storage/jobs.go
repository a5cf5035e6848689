package storage

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Job is what Redis knows of one job of the calendar. Occurrences are moments
// of domain time, in whole seconds.
type Job struct {
	Done    time.Time // the last occurrence that needs nothing more; zero: unknown job
	Claimed bool      // a process that lives works on an occurrence
	claim   string    // as it stands in Redis: OCCURRENCE HOLDER:FENCE
}

// JobClaim is the right to run one occurrence of a job, until the process that
// has it is gone.
type JobClaim struct {
	Name string
	At   time.Time
	text string
}

func (c JobClaim) token() string { _, token, _ := strings.Cut(c.text, " "); return token }

// Jobs reads what became of every job so far.
func (s *Store) Jobs(ctx context.Context) (map[string]Job, error) {
	pipe := s.rdb.Pipeline()
	done, claims := pipe.HGetAll(ctx, s.keys.jobs()), pipe.HGetAll(ctx, s.keys.jobClaims())
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, fmt.Errorf("read the jobs: %w", err)
	}
	jobs := make(map[string]Job, len(done.Val()))
	for _, name := range slices.Sorted(maps.Keys(done.Val())) {
		text := done.Val()[name]
		unix, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return nil, badRecord{fmt.Errorf("job %s was last done at %q: %w", name, text, err)}
		}
		j := Job{Done: time.Unix(unix, 0), claim: claims.Val()[name]}
		if j.claim != "" {
			if j.Claimed, err = s.claimLives(ctx, j.claim); err != nil {
				return nil, err
			}
		}
		jobs[name] = j
	}
	return jobs, nil
}

// claimLives says whether whoever claimed still works. A claim in this
// process' own name that it does not know of is one whose answer was lost.
func (s *Store) claimLives(ctx context.Context, claim string) (bool, error) {
	token := JobClaim{text: claim}.token()
	holder, _, _ := cutToken(token)
	if holder == s.holder {
		_, known := s.held.Load(token)
		return known, nil
	}
	n, err := s.rdb.Exists(ctx, s.keys.holder(holder)).Result()
	if err != nil {
		return false, fmt.Errorf("look for the heartbeat behind a job: %w", err)
	}
	return n == 1, nil
}

// BeginJob notes a job that is new: nothing before from is ever caught up.
func (s *Store) BeginJob(ctx context.Context, name string, from time.Time) error {
	return wrap("begin job "+name, s.rdb.HSetNX(ctx, s.keys.jobs(), name, from.Unix()).Err())
}

// rewindJob notes an earlier moment as what was done last.
//
//	KEYS: jobs
//	ARGV: job, last occurrence that was done as it was read, moment (unix s)
//	Returns 1, or 0 if it was done again meanwhile.
var rewindJob = newScript(`
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1`)

// RewindJob notes that the last run of a job, which lies in the future, was that of
// a clock which was fast: whatever is due after to comes. ok is false if somebody
// else was faster.
func (s *Store) RewindJob(ctx context.Context, name string, seen Job, to time.Time) (ok bool, err error) {
	n, err := s.run(ctx, rewindJob, []string{s.keys.jobs()}, name, seen.Done.Unix(), to.Unix()).Int()
	return n == 1, wrap("rewind job "+name, err)
}

// claimJob gives one occurrence to one process.
//
//	KEYS: jobs, jobClaims, fence
//	ARGV: job, occurrence (unix s), claim that was seen and is dead ('' for
//	      none), holder
//	Returns the new claim, or '' if somebody was faster or it is done already.
var claimJob = newScript(`
local call = redis.call
local done = tonumber(call('HGET', KEYS[1], ARGV[1]) or '')
if not done or done >= tonumber(ARGV[2]) then return '' end
if (call('HGET', KEYS[2], ARGV[1]) or '') ~= ARGV[3] then return '' end
local claim = ARGV[2] .. ' ' .. ARGV[4] .. ':' .. call('INCR', KEYS[3])
call('HSET', KEYS[2], ARGV[1], claim)
return claim`)

// ClaimJob asks for the right to run the occurrence at, which comes after the
// last that is done. seen is the job as it was read; what somebody alive has
// claimed is not to be had.
func (s *Store) ClaimJob(ctx context.Context, name string, at time.Time, seen Job) (c JobClaim, ok bool, err error) {
	if seen.Claimed {
		return JobClaim{}, false, nil
	}
	claim, err := s.run(ctx, claimJob, []string{s.keys.jobs(), s.keys.jobClaims(), s.keys.fence()},
		name, at.Unix(), seen.claim, s.holder).Text()
	if err != nil {
		return JobClaim{}, false, fmt.Errorf("claim job %s at %d: %w", name, at.Unix(), err)
	}
	c = JobClaim{Name: name, At: at, text: claim}
	if claim != "" {
		s.held.Store(c.token(), struct{}{})
	}
	return c, claim != "", nil
}

// endJob ends a claim.
//
//	KEYS: jobs, jobClaims
//	ARGV: job, claim, occurrence that is done (unix s), or '' if it is not
//	Returns 1, or 0 if the claim was somebody else's by then.
var endJob = newScript(`
local call = redis.call
if call('HGET', KEYS[2], ARGV[1]) ~= ARGV[2] then return 0 end
if ARGV[3] ~= '' then call('HSET', KEYS[1], ARGV[1], ARGV[3]) end
call('HDEL', KEYS[2], ARGV[1])
return 1`)

// FinishJob notes that the occurrence is done; it never comes again. It returns
// ErrNotMine if the claim had been taken over.
func (s *Store) FinishJob(ctx context.Context, c JobClaim) error {
	return s.endJob(ctx, c, strconv.FormatInt(c.At.Unix(), 10))
}

// ReleaseJob gives an occurrence back that is not done, to be tried again.
func (s *Store) ReleaseJob(ctx context.Context, c JobClaim) error { return s.endJob(ctx, c, "") }

func (s *Store) endJob(ctx context.Context, c JobClaim, done string) error {
	defer s.held.Delete(c.token()) // whatever Redis answers: it is free as soon as nobody here has it
	n, err := s.run(ctx, endJob, []string{s.keys.jobs(), s.keys.jobClaims()}, c.Name, c.text, done).Int()
	switch {
	case err != nil:
		return fmt.Errorf("end job %s at %d: %w", c.Name, c.At.Unix(), err)
	case n == 0:
		return fmt.Errorf("end job %s at %d: %w", c.Name, c.At.Unix(), ErrNotMine)
	}
	return nil
}
