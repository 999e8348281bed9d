import { afterEach, expect, test, vi } from 'vitest'
import { createLogIn } from '../server/log-in.mjs'

afterEach(() => void vi.useRealTimers())

const check = (logIn: ReturnType<typeof createLogIn>, auth?: string) =>
  logIn.authenticate({}, { ...(auth !== undefined && { auth }) })

test('a token makes its bearer that user, under the same id however they write their name', () => {
  const logIn = createLogIn()
  expect(check(logIn, logIn.tokenFor(' Ann ').token)).toMatchObject({ user: { id: 'ann', name: 'Ann' } })
  expect(check(logIn, logIn.tokenFor('ann').token)).toMatchObject({ user: { id: 'ann' } })
})

test('who has no token may chat, and is not known', () => {
  expect(check(createLogIn())).toBe(true)
})

test('a token of another log-in, a changed one, and one without a signature are refused', () => {
  const logIn = createLogIn()
  const { token } = logIn.tokenFor('Ann')
  const [, signature] = token.split('.')
  const other = Buffer.from(JSON.stringify({ id: 'bob', name: 'Bob', expiresAt: Date.now() + 1_000 }))
  const forged = [`${other.toString('base64url')}.${signature}`, token.slice(0, -2), token.replace('.', ''), '', '.']
  for (const auth of [createLogIn().tokenFor('Ann').token, ...forged]) expect(check(logIn, auth)).toBe(false)
})

test('a token whose time is over is refused', () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  const logIn = createLogIn()
  const { token, expiresAt } = logIn.tokenFor('Ann')
  vi.setSystemTime(expiresAt)
  expect(check(logIn, token)).toBe(false)
})

test.each(['', '   ', 'x'.repeat(41)])('nobody is called “%s”', (name) => {
  expect(() => createLogIn().tokenFor(name)).toThrow(/1 to 40 characters/)
})
