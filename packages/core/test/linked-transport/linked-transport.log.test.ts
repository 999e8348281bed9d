import { describe, expect, it } from 'vitest'
import { fakeClock, settle } from '../../../../test/support/fake-clock.ts'
import { linkedTransport, type Logger, type OpenLink } from '../../src/index.ts'
import { hello, openConnected, openConnection, restore } from '../support/open-connection.ts'
import { recordingListener } from '../support/recording-listener.ts'

/** A logger, and what it was told at `info` and at `debug`. */
function recordingLogger() {
  const story: string[] = []
  const inputs: string[] = []
  const logger: Logger = {
    debug: (line) => void inputs.push(line),
    info: (line) => void story.push(line),
    warn: expect.unreachable,
    error: expect.unreachable,
  }
  return { logger, story, inputs }
}

describe('the log of a linked transport', () => {
  it('tells the story of a connection', async () => {
    const { logger, story } = recordingLogger()
    const opened = await openConnection({
      attach: restore,
      listener: recordingListener(17),
      options: { logger, name: 'websocket' },
    })
    await opened.clock.advance(340)
    opened.dial.answer({ head: 20 })
    opened.dial.messages(18, 19, 20)
    await settle()
    await opened.clock.advance(15_000)
    await opened.clock.advance(100)
    opened.dial.refuse(100)
    await settle()
    opened.connection.close('left')
    expect(story).toEqual([
      'dial websocket (attempt 1): RestoreSession after 17',
      'attached: head 20, 3 to catch up',
      'open after 340 ms',
      'lost: unable to trust the line: nothing arrived for 15000 ms',
      'retry in 0.1 s (attempt 2)',
      'dial websocket (attempt 2): RestoreSession after 20',
      'refused: ChatError 100',
      'retry in 0.1 s (attempt 3)',
      'closed: left',
    ])
  })

  it('says which of several links is dialed: by its name, or its number where it has none', async () => {
    const { logger, story } = recordingLogger()
    const { links } = await openConnection({ scripts: [{ name: 'websocket' }, { name: '' }], options: { logger } })
    links[0]?.dial.drop(new Error('refused'))
    await settle()
    expect(story.filter((line) => line.startsWith('dial'))).toEqual([
      'dial websocket (attempt 1): StartSession after 0',
      'dial scripted 2 (attempt 2): StartSession after 0',
    ])
  })

  it('names what a link threw by its name and numbers: its text may be the server’s', async () => {
    const { logger, story } = recordingLogger()
    const { dial, clock, dials } = await openConnected({ options: { logger } })
    dial.drop(Object.assign(new Error('closed: Ada L. was rude'), { code: 1006 }))
    await clock.advance(10_000)
    dials[1]?.drop(Object.assign(new Error('Ada L. is not known'), { status: 503 }))
    await clock.advance(10_000)
    dials[2]?.drop('Ada L.')
    await settle()
    expect(story.filter((line) => line.startsWith('lost'))).toEqual([
      'lost: Error 1006',
      'lost: Error 503',
      'lost: Error',
    ])
    expect(story.join()).not.toContain('Ada L.')
  })

  it('is given to links, too', async () => {
    const { logger, story } = recordingLogger()
    const open: OpenLink = (_attach, line) => {
      line.logger?.info('the link says so')
      return () => undefined
    }
    const connection = linkedTransport({ name: 'talking', open, clock: fakeClock() }).connect(
      restore,
      Object.assign(recordingListener(), { logger }),
    )
    await settle()
    connection.close()
    expect(story).toContain('the link says so')
  })

  it('names each input, also those that come too late, and never what they hold', async () => {
    const { logger, inputs, story } = recordingLogger()
    const { connection, dial } = await openConnected({ options: { logger } })
    void connection.send(hello('m1'))
    dial.message(1, 'm1')
    dial.beat()
    dial.drop()
    dial.message(2)
    dial.event('private')
    expect(inputs).toEqual(
      expect.arrayContaining([
        'received EventMessage 1 m1',
        'sign of life',
        'received EventMessage 2: ignored, the line is over',
        'received an event without a type: ignored, the line is over',
      ]),
    )
    expect([...inputs, ...story].join('\n')).not.toMatch(/Hello|message 1|s3cret|Bob|private/)
  })

  it('goes to the listener’s logger when the transport has none, whatever that logger does', async () => {
    const { logger, story } = recordingLogger()
    const listener = Object.assign(recordingListener(), { logger })
    const { dial } = await openConnected({ listener })
    dial.message(1)
    expect(story[0]).toBe('dial scripted (attempt 1): StartSession after 0')

    const own = recordingLogger()
    await openConnected({ listener: Object.assign(recordingListener(), { logger }), options: { logger: own.logger } })
    expect([own.story.length, story.length]).toEqual([3, 3])

    const fail = () => {
      throw new Error('mine')
    }
    const broken: Logger = { debug: fail, info: fail, warn: fail, error: fail }
    await openConnected({ listener: Object.assign(recordingListener(), { logger: broken }) })
  })

  it('warns once of a link that throws a TypeError, which no retry mends, and goes on dialing', async () => {
    const { logger } = recordingLogger()
    const warnings: string[] = []
    const warn = (line: string) => void warnings.push(line)
    const { clock, links } = await openConnection({ options: { logger: { ...logger, warn } } })
    const wrapped = new Error('unable to understand the server', { cause: new TypeError('x is not a function') })
    for (const cause of [new Error('refused'), new TypeError('x is not a function'), wrapped]) {
      links[0]?.dial.drop(cause)
      await clock.advance(1000)
    }
    expect(warnings.filter((line) => line.includes('TypeError'))).toEqual([
      'the link, or what gives the credentials, threw a TypeError',
    ])
  })
})
