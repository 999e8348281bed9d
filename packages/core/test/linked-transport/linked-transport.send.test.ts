import { describe, expect, it } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import type { MarkRead, SendTyping } from '../../src/index.ts'
import { hello, openConnected, openConnection, retryDelayMs } from '../support/open-connection.ts'

const typing: SendTyping = { type: 'SendTyping', id: 't1', isTyping: true }
const read: MarkRead = { type: 'MarkRead', id: 'r1', upTo: 1 }

/** What has become of a command so far. */
function watch(sent: void | Promise<void>): () => Promise<unknown> {
  let outcome: unknown = 'under way'
  Promise.resolve(sent).then(
    () => (outcome = 'written'),
    (cause: unknown) => (outcome = cause),
  )
  return () => settle().then(() => outcome)
}

describe('sending', () => {
  it.each([hello('m1'), typing, read])('writes $type at once, and waits for nothing', async (command) => {
    const { connection, dial } = await openConnected()
    expect(connection.send(command)).toBeUndefined()
    expect(dial.commands).toEqual([command])
  })

  it.each([hello('m1'), typing])(
    'resolves at the acknowledgement of $type, where the link has one',
    async (command) => {
      const { connection, dial } = await openConnected({ scripts: [{ acknowledges: true }] })
      const outcome = watch(connection.send(command))
      dial.message(1, command.id)
      expect(await outcome()).toBe('under way')
      dial.acknowledge()
      expect(await outcome()).toBe('written')
    },
  )

  it.each([1, 2, 3, 51, 52, 777])('is not concerned by a refusal (%d): it is an event', async (code) => {
    const { connection, dial, listener } = await openConnected()
    const outcome = watch(connection.send(hello('m1')))
    const event = dial.error(code, 'm1')
    expect(await outcome()).toBe('written')
    expect(listener.events.at(-1)).toBe(event)
    expect(listener.path).toEqual(['connected'])
  })

  it.each([50, 100, 101])('%d refuses no command: the line is lost, and the next attach decides', async (code) => {
    const { clock, connection, dial, dials, listener } = await openConnected()
    void connection.send(hello('m1'))
    const event = dial.error(code, 'm1')
    await settle()
    expect(listener.events).toContain(event)
    expect(listener.path).toEqual(['connected', 'reconnecting'])
    expect(listener.changes.at(-1)?.cause).toMatchObject({ code, event })
    await clock.advance(retryDelayMs)
    expect(dials[1]?.attach).toMatchObject({ type: 'RestoreSession', take: false })
  })

  it.each([1, 50, 51, 100, 101])('takes an error without a command (%d) for a notice', async (code) => {
    const { connection, dial, listener } = await openConnected()
    void connection.send(hello('m1'))
    const event = dial.error(code)
    await settle()
    expect(listener.events.at(-1)).toBe(event)
    expect(listener.path).toEqual(['connected'])
  })

  it('can be repeated with the same id, on the same line and on the next', async () => {
    const { connection, dial, dropAndRedial, accept, links } = await openConnected()
    void connection.send(hello('m1'))
    void connection.send(hello('m1'))
    expect(dial.commands).toEqual([hello('m1'), hello('m1')])
    await dropAndRedial()
    await accept()
    void connection.send(hello('m1'))
    expect(links[0]?.dial.commands).toEqual([hello('m1')])
  })

  it('keeps the order given (L5)', async () => {
    const { connection, dial } = await openConnected()
    const ids = ['m1', 'm2', 'm3', 'm4']
    for (const id of ids) void connection.send(hello(id))
    expect(dial.commands.map(({ id }) => id)).toEqual(ids)
  })

  it.each(['before the first answer', 'while catching up', 'while reconnecting', 'after the end'])(
    'rejects at once %s, and queues nothing',
    async (when) => {
      const opened = await openConnection()
      const { connection, dial, dials } = opened
      if (when !== 'before the first answer') dial.answer({ head: when === 'while catching up' ? 1 : 0 })
      await settle()
      if (when === 'while reconnecting') dial.drop()
      if (when === 'after the end') connection.close()
      await expect(connection.send(hello('m1'))).rejects.toThrow('unable to send: the line is not open')
      if (when === 'while reconnecting') {
        await opened.clock.advance(retryDelayMs)
        await opened.accept()
      }
      expect(dials.flatMap(({ commands }) => commands)).toEqual([])
    },
  )

  it('can be done from inside the connected handler', async () => {
    const opened = await openConnection()
    const { connection, listener } = opened
    listener.react(({ what }) => {
      if (what === 'connectivity') void connection.send(hello('m1'))
    })
    await opened.accept()
    listener.react(() => undefined)
    expect(opened.dial.commands).toEqual([hello('m1')])
  })

  describe('loses the line', () => {
    it('when writing throws', async () => {
      const cause = new Error('buffer full')
      const take = () => {
        throw cause
      }
      const { connection, listener } = await openConnected({ scripts: [{ take }] })
      expect(() => connection.send(hello('m1'))).toThrow(cause)
      await settle()
      expect(listener.changes.at(-1)).toMatchObject({ current: 'reconnecting', cause })
    })

    it('when the write rejects', async () => {
      const { connection, dial, listener } = await openConnected({ scripts: [{ acknowledges: true }] })
      const cause = new Error('402')
      const outcome = watch(connection.send(hello('m1')))
      dial.failToWrite(cause)
      expect(await outcome()).toBe(cause)
      expect(listener.changes.at(-1)).toMatchObject({ current: 'reconnecting', cause })
    })

    it('from inside the write', async () => {
      const { connection, listener } = await openConnected({
        scripts: [{ acknowledges: true, take: (_command, dial) => dial.drop() }],
      })
      void connection.send(hello('m1'))
      await settle()
      expect(listener.path).toEqual(['connected', 'reconnecting'])
    })

    it('when an acknowledgement is 5 s overdue and nothing else arrives', async () => {
      const { clock, connection, dial, listener } = await openConnected({ scripts: [{ acknowledges: true }] })
      void connection.send(hello('m1'))
      const goesUpMs = Math.ceil(JSON.stringify(hello('m1')).length / 2)
      await clock.advance(4000)
      dial.beat()
      await clock.advance(4999 + goesUpMs)
      expect(listener.path).toEqual(['connected'])
      await clock.advance(1)
      expect(listener.path).toEqual(['connected', 'reconnecting'])
    })

    it('not for slow acceptance, once acknowledged or where the link acknowledges nothing', async () => {
      const { clock, connection, dial, listener } = await openConnected({ scripts: [{ acknowledges: true }] })
      void connection.send(hello('m1'))
      dial.acknowledge()
      await clock.advance(14_000)
      expect(listener.path).toEqual(['connected'])

      const silent = await openConnected()
      void silent.connection.send(hello('m1'))
      await silent.clock.advance(14_000)
      expect(silent.listener.path).toEqual(['connected'])
    })
  })
})
