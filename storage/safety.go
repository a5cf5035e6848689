package storage

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"
)

// ErrMayLose: Redis is set up in a way that loses data. The error says in which,
// and what to do.
var ErrMayLose = errors.New("this Redis may lose people's data")

// Safety is what Redis says about how it keeps data.
type Safety struct {
	Faults    []string // what loses data, each with its remedy
	Unchecked []string // what it would not tell
}

// Err is nil if nothing is wrong, else an ErrMayLose that lists the faults.
func (f Safety) Err() error {
	if len(f.Faults) == 0 {
		return nil
	}
	return fmt.Errorf("%w: %s", ErrMayLose, strings.Join(f.Faults, "; "))
}

// CheckSafety asks the node that holds the programme whether it keeps what it
// acknowledges: an append-only file, synced before each answer, and nothing
// evicted. The error is about reaching it.
func (s *Store) CheckSafety(ctx context.Context) (Safety, error) {
	var f Safety
	node, err := s.master(ctx)
	if err != nil {
		return f, fmt.Errorf("look how Redis keeps data: %w", err)
	}
	ask := func(section, field string) (string, error) {
		fields, err := infoOf(ctx, node, section)
		if refused(err) {
			f.Unchecked = append(f.Unchecked, field)
			return "", nil
		}
		return fields[field], err
	}
	file, err := ask("persistence", "aof_enabled")
	if err != nil {
		return f, fmt.Errorf("look how Redis keeps data: %w", err)
	}
	policy, err := ask("memory", "maxmemory_policy")
	if err != nil {
		return f, fmt.Errorf("look how Redis keeps data: %w", err)
	}
	synced, err := node.ConfigGet(ctx, "appendfsync").Result()
	if refused(err) {
		f.Unchecked = append(f.Unchecked, "appendfsync")
	} else if err != nil {
		return f, fmt.Errorf("look how Redis keeps data: %w", err)
	}
	if value := synced["appendfsync"]; value != "" && value != "always" && file == "1" {
		f.Faults = append(f.Faults, "it answers before what it was told is on the disk (appendfsync "+value+"): set appendfsync always")
	}
	if file == "0" {
		f.Faults = append(f.Faults, "it keeps no append-only file, so a restart loses what came last: set appendonly yes and appendfsync always")
	}
	if policy != "" && policy != "noeviction" {
		f.Faults = append(f.Faults, "it deletes people when its memory is full (maxmemory-policy "+policy+"): set maxmemory-policy noeviction")
	}
	return f, nil
}

// Evicted is how many keys Redis deleted to make room since it started.
func (s *Store) Evicted(ctx context.Context) (int, error) {
	node, err := s.master(ctx)
	if err != nil {
		return 0, fmt.Errorf("look what Redis evicted: %w", err)
	}
	stats, err := infoOf(ctx, node, "stats")
	if err != nil {
		return 0, fmt.Errorf("look what Redis evicted: %w", err)
	}
	n, err := strconv.Atoi(stats["evicted_keys"])
	if err != nil {
		return 0, fmt.Errorf("look what Redis evicted: %w", err)
	}
	return n, nil
}

// refused says whether Redis answered, and would not tell: a managed service
// forbids INFO or CONFIG.
func refused(err error) bool {
	var answered redis.Error
	return err != nil && errors.As(err, &answered) && !errors.Is(err, redis.Nil)
}
