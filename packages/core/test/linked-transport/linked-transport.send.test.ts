import { describe, expect, it } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { ChatError, type MarkRead, type SendTyping } from '../../src/index.ts'
import { hello, openConnected, openConnection, retryDelayMs } from '../support/open-connection.ts'

const typing: SendTyping = { type: 'SendTyping', id: 't1', isTyping: true }
const read: MarkRead = { type: 'MarkRead', id: 'r1', upTo: 1 }

/** What has become of a promise so far. */
function watch(promise: Promise<void>): () => Promise<unknown> {
  let outcome: unknown = 'under way'
  promise.then(
    () => (outcome = 'accepted'),
    (cause: unknown) => (outcome = cause),
  )
  return () => settle().then(() => outcome)
}
const unknownOutcome = { message: 'the line was lost before the command was answered: its outcome is unknown' }

describe('sending (T8)', () => {
  it('resolves when the event with its id has gone through onEvent', async () => {
    const { connection, dial, listener } = await openConnected()
    const outcome = watch(connection.send(hello('m1')))
    expect(dial.commands).toEqual([hello('m1')])
    expect(await outcome()).toBe('under way')
    const seen: string[] = []
    listener.react(({ what }) => seen.push(what))
    void connection.send(hello('m1')).then(() => seen.push('accepted'))
    dial.message(1, 'm1')
    await settle()
    expect(seen).toEqual(['event', 'accepted'])
    expect(await outcome()).toBe('accepted')
  })

  it('resolves at the original event, when the command had been done before', async () => {
    const { connection, dial } = await openConnected({ head: 3 })
    const outcome = watch(connection.send(hello('m1')))
    dial.message(2, 'm1')
    expect(await outcome()).toBe('accepted')
  })

  it('does not resolve while its event waits for an earlier one', async () => {
    const { connection, dial } = await openConnected()
    const outcome = watch(connection.send(hello('m1')))
    dial.message(2, 'm1')
    expect(await outcome()).toBe('under way')
    dial.message(1)
    expect(await outcome()).toBe('accepted')
  })

  it.each([1, 2, 3, 51, 52, 777])(
    'rejects with the error of the server (%d); the line and later commands go on',
    async (code) => {
      const { connection, dial, listener } = await openConnected()
      const refused = watch(connection.send(hello('m1')))
      const later = watch(connection.send(hello('m2')))
      const event = dial.error(code, 'm1')
      dial.message(1, 'm2')
      expect(await refused()).toMatchObject({ name: 'ChatError', code, event })
      expect(await later()).toBe('accepted')
      expect(listener.events).toContain(event)
      expect(listener.path).toEqual(['connected'])
    },
  )

  it.each([50, 100, 101])(
    'is not refused by %d: the line is lost, the outcome unknown, the next attach decides',
    async (code) => {
      const { clock, connection, dial, dials, listener } = await openConnected()
      const outcome = watch(connection.send(hello('m1')))
      const event = dial.error(code, 'm1')
      expect(await outcome()).toMatchObject(unknownOutcome)
      expect(await outcome()).not.toBeInstanceOf(ChatError)
      expect(listener.events).toContain(event)
      expect(listener.path).toEqual(['connected', 'reconnecting'])
      expect(listener.changes.at(-1)?.cause).toMatchObject({ code, event })
      await clock.advance(retryDelayMs)
      expect(dials[1]?.attach).toMatchObject({ type: 'RestoreSession', take: false })
    },
  )

  it.each([1, 50, 51, 100, 101])('takes an error without a command (%d) for a notice', async (code) => {
    const { connection, dial, listener } = await openConnected()
    const outcome = watch(connection.send(hello('m1')))
    const event = dial.error(code)
    expect(await outcome()).toBe('under way')
    expect(listener.events.at(-1)).toBe(event)
    expect(listener.path).toEqual(['connected'])
  })

  it('can be repeated with the same id after an unknown outcome', async () => {
    const { connection, dial, dropAndRedial, accept, links } = await openConnected()
    const lost = watch(connection.send(hello('m1')))
    dial.drop()
    expect(await lost()).toMatchObject(unknownOutcome)
    await dropAndRedial()
    await accept()
    const again = watch(connection.send(hello('m1')))
    expect(links[0]?.dial.commands).toEqual([hello('m1')])
    links[0]?.dial.message(1, 'm1')
    expect(await again()).toBe('accepted')
  })

  it('gives both promises of the same id the one event', async () => {
    const { connection, dial } = await openConnected()
    const outcomes = [watch(connection.send(hello('m1'))), watch(connection.send(hello('m1')))]
    dial.message(1, 'm1')
    for (const outcome of outcomes) expect(await outcome()).toBe('accepted')
  })

  it('finds the page told of the lost line before the commands reject', async () => {
    const { connection, dial, listener } = await openConnected()
    const seen: unknown[] = []
    connection.send(hello('m1')).catch(() => seen.push(listener.path.at(-1)))
    dial.drop()
    await settle()
    expect(seen).toEqual(['reconnecting'])
  })

  it('keeps the order given (L5)', async () => {
    const { connection, dial } = await openConnected()
    const ids = ['m1', 'm2', 'm3', 'm4']
    const all = ids.map((id) => connection.send(hello(id)))
    expect(dial.commands.map(({ id }) => id)).toEqual(ids)
    ids.forEach((id, index) => dial.message(index + 1, id))
    await Promise.all(all)
  })

  it.each([typing, read])('resolves $type when written', async (command) => {
    const { connection, dial } = await openConnected()
    await connection.send(command)
    expect(dial.commands).toEqual([command])
  })

  it('resolves a command of the moment at its acknowledgement, where the link has one', async () => {
    const { connection, dial } = await openConnected({ scripts: [{ acknowledges: true }] })
    const outcome = watch(connection.send(typing))
    expect(await outcome()).toBe('under way')
    dial.acknowledge()
    expect(await outcome()).toBe('accepted')
  })

  it('does not take an acknowledgement for acceptance', async () => {
    const { connection, dial } = await openConnected({ scripts: [{ acknowledges: true }] })
    const outcome = watch(connection.send(hello('m1')))
    dial.acknowledge()
    expect(await outcome()).toBe('under way')
    dial.message(1, 'm1')
    expect(await outcome()).toBe('accepted')
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
    let outcome: Promise<void> | undefined
    listener.react(({ what }) => {
      if (what === 'connectivity') outcome = connection.send(hello('m1'))
    })
    await opened.accept()
    listener.react(() => undefined)
    opened.dial.message(1, 'm1')
    await expect(outcome).resolves.toBeUndefined()
  })

  it('settles although its answer comes before the write returns', async () => {
    const { connection } = await openConnected({
      scripts: [{ take: ({ id }, dial) => void dial.message(1, id) }],
    })
    await expect(connection.send(hello('m1'))).resolves.toBeUndefined()
  })

  describe('loses the line', () => {
    it('when writing throws', async () => {
      const cause = new Error('buffer full')
      const opened = await openConnected({
        scripts: [
          {
            take() {
              throw cause
            },
          },
        ],
      })
      const outcome = watch(opened.connection.send(hello('m1')))
      expect(await outcome()).toMatchObject({ ...unknownOutcome, cause })
      expect(opened.listener.changes.at(-1)).toMatchObject({ current: 'reconnecting', cause })
    })

    it('when the write rejects', async () => {
      const { connection, dial, listener } = await openConnected({ scripts: [{ acknowledges: true }] })
      const outcome = watch(connection.send(hello('m1')))
      dial.failToWrite(new Error('402'))
      expect(await outcome()).toMatchObject(unknownOutcome)
      expect(listener.path).toEqual(['connected', 'reconnecting'])
    })

    it('from inside the write', async () => {
      const { connection, listener } = await openConnected({
        scripts: [{ acknowledges: true, take: (_command, dial) => dial.drop() }],
      })
      const outcome = watch(connection.send(hello('m1')))
      expect(await outcome()).toMatchObject(unknownOutcome)
      expect(listener.path).toEqual(['connected', 'reconnecting'])
    })

    it('when an acknowledgement is 5 s overdue and nothing else arrives', async () => {
      const { clock, connection, dial, listener } = await openConnected({ scripts: [{ acknowledges: true }] })
      const outcome = watch(connection.send(hello('m1')))
      await clock.advance(4000)
      dial.beat()
      await clock.advance(4999)
      expect(listener.path).toEqual(['connected'])
      await clock.advance(1)
      expect(listener.path).toEqual(['connected', 'reconnecting'])
      expect(await outcome()).toMatchObject(unknownOutcome)
    })

    it('not for slow acceptance, once acknowledged or where the link acknowledges nothing', async () => {
      const { clock, connection, dial, listener } = await openConnected({ scripts: [{ acknowledges: true }] })
      const acknowledged = watch(connection.send(hello('m1')))
      dial.acknowledge()
      await clock.advance(14_000)
      expect(listener.path).toEqual(['connected'])
      dial.message(1, 'm1')
      expect(await acknowledged()).toBe('accepted')

      const silent = await openConnected()
      const unacknowledged = watch(silent.connection.send(hello('m1')))
      await silent.clock.advance(14_000)
      expect(await unacknowledged()).toBe('under way')
      silent.dial.message(1, 'm1')
      expect(await unacknowledged()).toBe('accepted')
    })
  })
})
