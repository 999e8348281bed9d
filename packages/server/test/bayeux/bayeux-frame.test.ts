import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseFrame } from '../../src/bayeux/bayeux-frame.ts'

const parse = (json: unknown) => parseFrame(JSON.stringify(json))

describe('a frame', () => {
  test('keeps the fields the server uses, and leaves the others behind', () => {
    const command = { type: 'SendMessage', id: 'm' }
    const { frame } = parse([
      { id: '1', channel: '/service/chat', clientId: 'c', data: command, ext: { a: 1 }, reply: {}, _json: 'x' },
    ])
    expect(frame).toEqual({
      messages: [{ id: '1', channel: '/service/chat', clientId: 'c', data: command, ext: { a: 1 } }],
      isHandshake: false,
      isConnect: false,
      isPublish: true,
      clientId: 'c',
    })
  })

  test('says whether it is a handshake or holds a /meta/connect', () => {
    expect(parse([{ channel: '/meta/handshake' }]).frame).toMatchObject({ isHandshake: true, isConnect: false })
    expect(parse([{ channel: '/service/chat' }, { channel: '/meta/connect' }]).frame).toMatchObject({ isConnect: true })
  })

  test('keeps of the advice of a /meta/connect how long to hold it, and of other messages nothing', () => {
    const advice = { timeout: 5, interval: 1e9, reconnect: 'none' }
    expect(parse([{ channel: '/meta/connect', advice }]).frame?.messages).toEqual([
      { channel: '/meta/connect', advice: { timeout: 5 } },
    ])
    expect(parse([{ channel: '/service/chat', advice }]).frame?.messages).toEqual([{ channel: '/service/chat' }])
  })

  test.each([
    [[{ channel: '' }]],
    [[{ channel: '/' }]],
    [[{ channel: '//a' }]],
    [[{ channel: '__proto__' }]],
    [[{ channel: `/${'a'.repeat(300)}` }]],
    [[{ channel: '/a', id: 1 }]],
    [[{ channel: '/a', clientId: 'x'.repeat(300) }]],
    [[{ channel: '/a', ext: [] }]],
    [[{ channel: '/meta/connect', advice: [] }]],
    [[{ channel: '/meta/connect', advice: { timeout: -1 } }]],
    [[{ channel: '/meta/subscribe', subscription: [null] }]],
    [[{ channel: '/a', clientId: 'x' }, { channel: '/a' }]],
    [{ channel: '/a' }],
    [[[]]],
  ])('such as %j is invalid', (json) => {
    expect(parse(json).refusal).toMatchObject({ kind: 'invalid', reason: expect.stringMatching(/.+/) })
  })

  test('is either read or refused, whatever it is', () => {
    const outcomes = ['frame', 'refusal']
    fc.assert(fc.property(fc.string(), (text) => Object.keys(parseFrame(text)).every((key) => outcomes.includes(key))))
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.jsonValue(), message)), (json) => {
        const { frame } = parse(json)
        return frame === undefined || frame.messages.length === json.length
      }),
    )
  })
})

/** Something like a Bayeux message. */
const message = fc.record(
  {
    channel: fc.oneof(fc.constantFrom('/meta/handshake', '/meta/connect', '/service/chat'), fc.jsonValue()),
    id: fc.oneof(fc.string(), fc.jsonValue()),
    clientId: fc.oneof(fc.constant('c'), fc.jsonValue()),
    ext: fc.jsonValue(),
    advice: fc.oneof(fc.record({ timeout: fc.jsonValue() }), fc.jsonValue()),
    subscription: fc.jsonValue(),
    data: fc.jsonValue(),
  },
  { requiredKeys: [] },
)
