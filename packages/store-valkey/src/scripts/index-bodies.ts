import type { ScriptBody } from './script-body.ts'

/**
 * Reserves a start or a user for a session that is about to be made, unless others are in the index. Then they are answered, the
 * newest first, each with how long ago it came, in milliseconds. Those named `dead` are dropped, and those named `other` passed over.
 */
const reserve: ScriptBody = {
  isAllowedWithoutMemory: false,
  lua: `
local index, session, dead, other = KEYS[1], ARGV[1], cjson.decode(ARGV[2]), cjson.decode(ARGV[3])
for _, each in ipairs(dead) do redis.call('ZREM', index, each) end
local passed = {[session] = true}
for _, each in ipairs(other) do passed[each] = true end
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local there = redis.call('ZRANGE', index, 0, -1, 'REV', 'WITHSCORES')
local others = {}
for place = 1, #there, 2 do
  if not passed[there[place]] then
    table.insert(others, {there[place], math.floor((now - tonumber(there[place + 1])) / 1000)})
  end
end
if #others == 0 then touch(index, session) end
return others
`,
}

/**
 * Looks whether a session has a start (`start`), or is open and its user's (`user`). With \`1\`, a session that is not there is
 * made impossible: whoever was about to make it has taken too long, or is gone.
 */
const look: ScriptBody = {
  isAllowedWithoutMemory: true,
  lua: `
local key, kind, id, isToBeVoid = KEYS[1], ARGV[1], ARGV[2], ARGV[3]
if not exists(key) then
  if isToBeVoid ~= '1' then return {'absent'} end
  redis.call('HSET', key, 'void', 1)
  redis.call('PEXPIRE', key, 3600000)
  return {'dead'}
end
if kind == 'start' then return hasDevice(key, id) and {'fits', state(key)} or {'other'} end
if hasEnded(key) then return {'dead'} end
return redis.call('HGET', key, 'user') == id and {'fits', state(key)} or {'other'}
`,
}

/** The indexes of starts and users where they are in another slot than their sessions. */
export const indexBodies = {
  reserve,
  look,
  touch: { isAllowedWithoutMemory: true, lua: `touch(KEYS[1], ARGV[1])` },
  drop: { isAllowedWithoutMemory: true, lua: `redis.call('ZREM', KEYS[1], ARGV[1])` },
} satisfies Readonly<Record<string, ScriptBody>>
