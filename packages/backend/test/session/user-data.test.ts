import { describe, expect, it } from 'vitest'
import { memorySessionStore } from '../../src/index.ts'
import { aRestore, aStart, answerTo, connect, startBackend, startChat } from '../support/visitor.ts'

let ids = 0
const update = (userData: object, id = `u-${++ids}`) => ({ type: 'UpdateUserData', id, userData })
const numbered = (count: number, prefix = 'n', value: unknown = 0) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`${prefix}${at}`, value]))

describe('user data', () => {
  it('is bounded in names as a whole: an update beyond it is refused, and names the bound', async () => {
    const { page, session } = await startChat({ limits: { maxUserDataNames: 5 } }, { userData: numbered(2) })
    await page.send(update(numbered(3, 'm')))
    await page.send(update({ another: 1 }))
    expect(page.line.errors).toMatchObject([{ error: { code: 3 } }])
    expect(page.line.errors[0]?.error.description).toContain('may have 5 names, and would have 6')
    expect(session.userData).toEqual({ ...numbered(2), ...numbered(3, 'm') })
  })

  it('is bounded in bytes as a whole', async () => {
    const { page, session } = await startChat({ limits: { maxUserDataBytes: 1024 } })
    await page.send(update({ a: 'x'.repeat(500) }))
    await page.send(update({ b: 'é'.repeat(270) }))
    expect(page.line.errors).toMatchObject([{ error: { code: 3 } }])
    expect(page.line.errors[0]?.error.description).toContain('may have 1024 bytes')
    expect(Object.keys(session.userData)).toEqual(['a'])
  })

  it('may change for ever within its bound: a name that is there takes no more room', async () => {
    const limits = { maxUserDataNames: 3, maxUserDataBytes: 1024, commandsPerSecond: 100 }
    const { page, session } = await startChat({ limits })
    for (let round = 0; round < 20; round++) await page.send(update({ a: round, b: 'x'.repeat(900 - round) }))
    await page.send(update({ b: 'short' }))
    await page.send(update({ c: 'y'.repeat(900) }))
    expect(page.line.errors).toEqual([])
    expect(session.userData).toEqual({ a: 19, b: 'short', c: 'y'.repeat(900) })
  })

  it('of a start has the same bound', async () => {
    const { backend } = startBackend({ limits: { maxUserDataNames: 5 } })
    expect(await answerTo(backend, aStart({ userData: numbered(6) }))).toMatchObject({ error: { code: 3 } })
    expect(await answerTo(backend, aStart({ userData: numbered(5) }))).toMatchObject({ type: 'EventAttached' })
  })

  it('that was accepted stays accepted, though there would be no room for its repeat', async () => {
    const { page } = await startChat({ limits: { maxUserDataNames: 1 } })
    await page.send(update({ a: 1 }, 'first'))
    await page.send(update({ b: 1 }, 'second'))
    await page.send(update({ a: 1 }, 'first'))
    expect(page.line.errors).toMatchObject([{ commandId: 'second' }])
    expect(page.line.ofType('EventUserDataUpdated')).toHaveLength(2)
  })

  it('with new names each time is refused from the bound on, and a new process knows the same', async () => {
    const store = memorySessionStore()
    const { backend, page, session } = await startChat({ store, limits: { commandsPerSecond: 100_000 } })
    for (let round = 0; round < 225; round++) await page.send(update(numbered(2, `r${round}-`)))
    expect(page.line.errors).toHaveLength(125)
    const known = session.userData
    expect(Object.keys(known)).toHaveLength(200)
    await backend.close()
    const next = startBackend({ store })
    await connect(next.backend, aRestore(page.sessionId))
    expect(next.backend.session(page.sessionId)?.userData).toEqual(known)
  })

  it('is a copy each time: whoever changes it changes nothing', async () => {
    const { session } = await startChat({}, { userData: { tags: ['new'] } })
    Object.assign(session.userData, { tags: 'changed' })
    expect(session.userData).toEqual({ tags: ['new'] })
  })
})
