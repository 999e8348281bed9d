/**
 * A session is one hash, so that it is read, written, moved and removed as a whole. Ids are JSON strings: pages may make any.
 *
 *   record, visitor    JSON                       user               the id of its user, if it has one
 *   first, head        the oldest and the newest event of the transcript, and its `bytes`
 *   old, oldest        how many events have left it and stay for their commands, from which on, and their `oldBytes`
 *   devices            [start, hash of the secret, page that holds the session, epoch], those that were given it longest ago first
 *   epoch              the newest of them
 *   takes, reads       [attach, page] of the latest takes; [party, up to, mark] of each party
 *   ended, void        set when it has ended; set in place of all others when it must not be made any more
 *   e:12               an event: its command, a line break, its JSON
 *   c:"id"             the index of the event of a command
 *   o:3                the index of the third event that has left the transcript and stays for its command
 *
 * Beside the sessions of a bucket, in the same slot: `expiry`, a sorted set of their keys by the time at which they expire. And on
 * their own: a sorted set for each start and each user, of the keys of the sessions that have it, by the time they got it.
 */
export const sessionLibrary = `
local function exists(key) return redis.call('HEXISTS', key, 'head') == 1 end

local function list(key, field)
  local text = redis.call('HGET', key, field)
  return text and cjson.decode(text) or {}
end

local function state(key)
  return redis.call('HMGET', key, 'record', 'visitor', 'devices', 'first', 'head', 'reads')
end

local function placeOf(rows, id)
  for place, row in ipairs(rows) do if row[1] == id then return place end end
end

-- Nothing: the device is not known.
local function epochOf(devices, start)
  local place = placeOf(devices, start)
  return place and devices[place][4]
end

-- Those who listen to the session hear of it in the same step.
local function tell(key, what, text) redis.call('SPUBLISH', key .. ':told', what .. '\\n' .. text) end

local function hasDevice(key, start) return placeOf(list(key, 'devices'), start) ~= nil end
local function hasEnded(key) return redis.call('HEXISTS', key, 'ended') == 1 end

local function isOfAnother(key, user)
  local owner = redis.call('HGET', key, 'user')
  return owner and owner ~= user
end

local function event(key, index)
  local text = redis.call('HGET', key, 'e:' .. index)
  local line = string.find(text, '\\n', 1, true)
  return string.sub(text, line + 1), string.sub(text, 1, line - 1)
end

local function committed(key, command)
  local index = command ~= '' and redis.call('HGET', key, 'c:' .. command)
  if index then return {tonumber(index), (event(key, index))} end
end

-- Later than any time before in the index, also when the clock was set back.
local function touch(index, session)
  local time = redis.call('TIME')
  local now = time[1] * 1000000 + time[2]
  local newest = redis.call('ZRANGE', index, 0, 0, 'REV', 'WITHSCORES')[2]
  if newest and tonumber(newest) >= now then now = tonumber(newest) + 1 end
  redis.call('ZADD', index, now, session)
end
`

/** Appends an event, and forgets what is too old then. */
export const transcriptLibrary = `
local function number(key, field) return tonumber(redis.call('HGET', key, field)) end

-- Events of commands stay, so that repeats are recognized.
local function withoutOldest(key, window)
  while window.first < window.head and (window.head - window.first >= window.maxEvents or window.bytes > window.maxBytes) do
    local json, command = event(key, window.first)
    window.bytes = window.bytes - #json
    if command == '' then
      redis.call('HDEL', key, 'e:' .. window.first)
    else
      redis.call('HSET', key, 'o:' .. window.oldest + window.old, window.first)
      window.old = window.old + 1
      window.oldBytes = window.oldBytes + #json
    end
    window.first = window.first + 1
  end
end

-- Of the events that stayed for their commands, as many are kept as of the others.
local function withoutOldestCommands(key, window)
  while window.old > 1 and (window.old > window.maxEvents or window.oldBytes > window.maxBytes) do
    local index = redis.call('HGET', key, 'o:' .. window.oldest)
    local json, command = event(key, index)
    redis.call('HDEL', key, 'o:' .. window.oldest, 'e:' .. index, 'c:' .. command)
    window.old = window.old - 1
    window.oldBytes = window.oldBytes - #json
    window.oldest = window.oldest + 1
  end
end

local fields = {'first', 'head', 'bytes', 'old', 'oldest', 'oldBytes', 'maxEvents', 'maxBytes'}

local function append(key, command, json)
  local window = {}
  for place, value in ipairs(redis.call('HMGET', key, unpack(fields))) do window[fields[place]] = tonumber(value) end
  window.head = window.head + 1
  window.bytes = window.bytes + #json
  redis.call('HSET', key, 'e:' .. window.head, command .. '\\n' .. json)
  if command ~= '' then redis.call('HSET', key, 'c:' .. command, window.head) end
  withoutOldest(key, window)
  withoutOldestCommands(key, window)
  local values = {}
  for place, field in ipairs(fields) do values[2 * place - 1], values[2 * place] = field, window[field] end
  redis.call('HSET', key, unpack(values))
  return window.head
end
`

/** Decides who holds a session. */
export const claimLibrary = `
-- More takes of one session than a visitor makes. Beyond it, the oldest pair of attach and page could take again.
local rememberedTakes = 100

-- Whether the claim takes the session: once per pair of attach id and page.
local function takes(key, claim)
  if claim.take ~= '1' then return false end
  local known = list(key, 'takes')
  for _, pair in ipairs(known) do
    if pair[1] == claim.attach and pair[2] == claim.page then return false end
  end
  table.insert(known, {claim.attach, claim.page})
  if #known > rememberedTakes then table.remove(known, 1) end
  redis.call('HSET', key, 'takes', cjson.encode(known))
  return true
end

-- Whether the page holds the session on its device, after a claim that takes it or not.
local function hold(key, devices, claim)
  local place = placeOf(devices, claim.start)
  local device = devices[place]
  if not takes(key, claim) and device[3] ~= '' and device[3] ~= claim.page then return false end
  table.remove(devices, place)
  table.insert(devices, {device[1], device[2], claim.page, redis.call('HINCRBY', key, 'epoch', 1)})
  return true
end
`
