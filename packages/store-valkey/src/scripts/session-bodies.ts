import type { ScriptBody } from './script-body.ts'

/** Where there is no cluster, the indexes are in reach: they change in the same step. */
const create: ScriptBody = {
  isAllowedWithoutMemory: false,
  lua: `
local key, expiry, startIndex, userIndex = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local record, visitor, user, json, command = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local maxEvents, maxBytes, expiresAt, joins = ARGV[6], ARGV[7], ARGV[8], ARGV[9]
local claim = {start = ARGV[10], page = ARGV[12], attach = ARGV[13], take = ARGV[14]}

local function newest(index, fits)
  for _, session in ipairs(redis.call('ZRANGE', index, 0, -1, 'REV')) do
    if exists(session) and fits(session) then return session end
  end
end

local function hasStart(session) return hasDevice(session, claim.start) end
local function isOpenOfUser(session)
  return redis.call('HGET', session, 'user') == user and not hasEnded(session)
end

if not isCluster then
  local known = newest(startIndex, hasStart) or (joins == '1' and user ~= '' and newest(userIndex, isOpenOfUser))
  if known then return {'known', state(known)} end
end
if redis.call('HEXISTS', key, 'void') == 1 then return {'void'} end
if exists(key) then return hasStart(key) and {'known', state(key)} or {'taken'} end

redis.call('HSET', key, 'record', record, 'visitor', visitor, 'first', 1, 'head', 0, 'bytes', 0,
  'old', 0, 'oldest', 1, 'oldBytes', 0, 'maxEvents', maxEvents, 'maxBytes', maxBytes)
if user ~= '' then redis.call('HSET', key, 'user', user) end
append(key, command, json)
local devices = {{claim.start, ARGV[11], '', 0}}
hold(key, devices, claim)
redis.call('HSET', key, 'devices', cjson.encode(devices))
redis.call('ZADD', expiry, expiresAt, key)
if not isCluster then
  touch(startIndex, key)
  if user ~= '' then touch(userIndex, key) end
end
return {'made', state(key)}
`,
}

const claim: ScriptBody = {
  isAllowedWithoutMemory: true,
  lua: `
local key, expiry = KEYS[1], KEYS[2]
local user, maxDevices, after, expiresAt = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local claim = {start = ARGV[5], page = ARGV[7], attach = ARGV[8], take = ARGV[9]}
local backend = ARGV[10]

if not exists(key) then return {'unknown'} end
local devices = list(key, 'devices')
local isKnown = placeOf(devices, claim.start)
if not isKnown then
  local isOfUser = user ~= '' and redis.call('HGET', key, 'user') == user
  if not maxDevices or not isOfUser or hasEnded(key) then return {'forgotten'} end
  table.insert(devices, {claim.start, ARGV[6], '', 0})
end
if isOfAnother(key, user) then return {'other-user'} end
if after > number(key, 'head') then return {'ahead', state(key), {}, epochOf(devices, claim.start) or 0} end

local holds = hold(key, devices, claim)
local forgotten = {}
if not isKnown then
  while #devices > maxDevices do table.insert(forgotten, table.remove(devices, 1)[1]) end
end
redis.call('HSET', key, 'devices', cjson.encode(devices))
if not isCluster then
  if not isKnown then touch(prefix .. 'start:' .. claim.start, key) end
  for _, start in ipairs(forgotten) do redis.call('ZREM', prefix .. 'start:' .. start, key) end
  forgotten = {}
end
if holds and not hasEnded(key) then redis.call('ZADD', expiry, 'XX', 'GT', expiresAt, key) end
local epoch = epochOf(devices, claim.start)
if holds then tell(key, 'claimed', '[' .. table.concat({backend, claim.start, claim.page, epoch}, ',') .. ']') end
return {holds and 'held' or 'taken', state(key), forgotten, epoch}
`,
}

/** What becomes of an event without being appended, if nothing more is to be done. */
const settled = `
local key, expiry, userIndex = KEYS[1], KEYS[2], KEYS[3]
local json, command, isEnd, expiresAt, visitor, user = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local fencedStart, fencedEpoch = ARGV[7], tonumber(ARGV[8])

if not exists(key) then return {'unknown'} end
local earlier = committed(key, command)
if earlier then return {'repeated', earlier} end
if hasEnded(key) then return {'ended', number(key, 'head')} end
if fencedStart ~= '' and epochOf(list(key, 'devices'), fencedStart) ~= fencedEpoch then return {'fenced'} end
if visitor ~= '' and isOfAnother(key, user) then return {'other-user'} end
`

const append = `${settled}
if visitor ~= '' then
  redis.call('HSET', key, 'visitor', visitor)
  if user ~= '' then
    if not isCluster and redis.call('HGET', key, 'user') ~= user then touch(userIndex, key) end
    redis.call('HSET', key, 'user', user)
  end
end
if isEnd == '1' then
  redis.call('HSET', key, 'ended', 1)
  if expiresAt ~= '' then redis.call('ZADD', expiry, expiresAt, key) end
end
local index = append(key, command, json)
tell(key, 'appended', index .. '\\n' .. visitor .. '\\n' .. json)
return {'appended', index}
`

const read: ScriptBody = {
  isAllowedWithoutMemory: true,
  isReadOnly: true,
  lua: `
local key, after, maxBytes = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2])
if not exists(key) then return {0} end
local first, head = math.max(number(key, 'first'), after + 1), number(key, 'head')
local answer, bytes = {first}, 0
for index = first, head do
  local json = event(key, index)
  bytes = bytes + #json
  if index > first and bytes > maxBytes then break end
  table.insert(answer, json)
end
return answer
`,
}

const markRead: ScriptBody = {
  isAllowedWithoutMemory: true,
  lua: `
local key, party, upTo, mark = KEYS[1], ARGV[1], tonumber(ARGV[2]), ARGV[3]
if not exists(key) then return 0 end
local reads = list(key, 'reads')
local place = placeOf(reads, party) or #reads + 1
if (reads[place] and reads[place][2] or 0) >= upTo then return 0 end
reads[place] = {party, upTo, mark}
redis.call('HSET', key, 'reads', cjson.encode(reads))
return 1
`,
}

/** Removes the sessions of a bucket, those that expired at a time alone if one is given, and says what is left of them in indexes. */
const remove: ScriptBody = {
  isAllowedWithoutMemory: true,
  lua: `
local expiry, expiredAt = KEYS[1], tonumber(ARGV[1])
local removed = {}
for place = 2, #KEYS do
  local key = KEYS[place]
  local score = tonumber(redis.call('ZSCORE', expiry, key))
  if not exists(key) then
    redis.call('ZREM', expiry, key)
  elseif not expiredAt or (score and score <= expiredAt) then
    local starts, user = {}, redis.call('HGET', key, 'user') or ''
    for _, device in ipairs(list(key, 'devices')) do table.insert(starts, device[1]) end
    if not isCluster then
      for _, start in ipairs(starts) do redis.call('ZREM', prefix .. 'start:' .. start, key) end
      if user ~= '' then redis.call('ZREM', prefix .. 'user:' .. user, key) end
      starts, user = {}, ''
    end
    redis.call('UNLINK', key)
    redis.call('ZREM', expiry, key)
    tell(key, 'removed', '')
    table.insert(removed, {key, user, starts})
  end
end
return removed
`,
}

/** Of sessions of one bucket. Answers the keys of those that are not there. */
const renew: ScriptBody = {
  isAllowedWithoutMemory: true,
  lua: `
local expiry, expiresAt = KEYS[1], ARGV[1]
local unknown = {}
for place = 2, #KEYS do
  if not exists(KEYS[place]) then
    table.insert(unknown, KEYS[place])
  elseif not hasEnded(KEYS[place]) then
    redis.call('ZADD', expiry, 'XX', 'GT', expiresAt, KEYS[place])
  end
end
return unknown
`,
}

const expired: ScriptBody = {
  isAllowedWithoutMemory: true,
  isReadOnly: true,
  lua: `
local expired = {}
for _, expiry in ipairs(KEYS) do
  local there = redis.call('ZRANGE', expiry, '-inf', ARGV[1], 'BYSCORE', 'LIMIT', 0, ARGV[2], 'WITHSCORES')
  for place = 1, #there, 2 do table.insert(expired, {there[place], there[place + 1]}) end
end
return expired
`,
}

export const sessionBodies = {
  create,
  claim,
  append: { isAllowedWithoutMemory: false, lua: append },
  settled: { isAllowedWithoutMemory: true, isReadOnly: true, lua: settled },
  /** The end of a session makes room soon. */
  end: { isAllowedWithoutMemory: true, lua: append },
  find: { isAllowedWithoutMemory: true, isReadOnly: true, lua: `if exists(KEYS[1]) then return state(KEYS[1]) end` },
  // Whoever asks acknowledges what is found: it has to be as safe as what `append` answers.
  committed: {
    isAllowedWithoutMemory: true,
    lua: `if exists(KEYS[1]) then return committed(KEYS[1], ARGV[1]) end`,
  },
  read,
  markRead,
  remove,
  renew,
  expired,
} satisfies Readonly<Record<string, ScriptBody>>
