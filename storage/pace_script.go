package storage

// The scripts share one reading of the clock and one arithmetic of pace: these
// texts stand before the scripts that need them.

// clockScript gives Redis' time in milliseconds.
const clockScript = `
local function clock()
	local t = redis.call('TIME')
	return t[1] * 1000 + math.floor(t[2] / 1000)
end
`

// paceScript decides when a message may leave.
//
// A pace is one number, the moment (ms, with fractions) at which its next message
// is free, as in the generic cell rate algorithm: each message moves it on by the
// interval, and it may run ahead of the clock by the burst. No pace is believed to
// lie further ahead than its own rule can put it: a clock that stepped back
// would else silence a chat, or the whole bot, for as long as the step.
//
// admit takes a message's turn in its chat's pace and in the whole bot's (if all
// is not 0), in both or in neither. It returns how long to wait (ms), or nil and,
// if it is the chat that has to wait, until when. The whole pace may be reserved
// up to ahead (ms).
//
// fresh says whether a waiting message answers something that came in the last
// so many seconds: see the payload of a reply. Such a message does not count in
// the whole bot's pace; nor does a deletion.
const paceScript = clockScript + `
local wholeMost = 1000
local function use(key, at, every, now)
	redis.call('SET', key, string.format('%.3f', at + every), 'PX', math.ceil(at + every - now))
end
local function free(key, now, most)
	local at = tonumber(redis.call('GET', key) or '0')
	if at <= now + most then return math.max(at, now) end
	use(key, now, most, now) -- else it would keep its distance
	return now + most
end
local function admit(chat, every, burst, whole, all, ahead, now)
	local mine, wait = now, 0
	if every > 0 then
		mine = free(chat, now, burst * every)
		local from = mine - (burst - 1) * every
		if from > now then return nil, from end
	end
	if all > 0 then
		local at = free(whole, now, wholeMost + all)
		wait = at - now
		if wait > ahead then return nil end
		use(whole, at, all, now)
	end
	if every > 0 then use(chat, mine, every, now) end
	return math.ceil(wait)
end
local function fresh(body, now, seconds)
	local kind = string.sub(body, 1, 1)
	if kind == 'd' then return true end
	if kind ~= 'r' and kind ~= 'q' then return false end
	local age = now / 1000 - (tonumber(string.sub(body, 4, 13)) or 0)
	return age > -2 and age < tonumber(seconds)
end
`
