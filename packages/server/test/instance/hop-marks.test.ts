import { expect, test } from 'vitest'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import { HopMarks } from '../../src/instance/hop-marks.ts'

const secret = 'a secret of thirty-two characters'
const asked = { method: 'POST', path: '~n3.sealed' }
const address = '203.0.113.7'

function markedRequest(body?: string) {
  const clock = fakeClock()
  const server = () => new HopMarks(secret, clock)
  return { clock, server, ...server().mark({ ...asked, address, ...(body !== undefined && { body }) }) }
}

test('a mark tells the address of the client, and its answer is proved by who has the secret', () => {
  const { server, mark, proof } = markedRequest()
  expect(server().read(mark, asked)).toMatchObject({ address, proof })
})

test('a mark that was altered, or is for another request, or of another secret, is forged', () => {
  const { clock, server, mark, proof } = markedRequest('[]')
  const [time = '', nonce, , digest, signature] = mark.split('.')
  const elsewhere = Buffer.from('198.51.100.1').toString('base64url')
  const altered = [
    `${time}.${nonce}.${elsewhere}.${digest}.${signature}`,
    `${time}.${nonce}.${Buffer.from(address).toString('base64url')}..${signature}`,
  ]
  const marks = server()
  for (const forged of ['', '.', 'x', mark.slice(0, -1), ...altered, `${mark}.x`])
    expect([forged, marks.read(forged, asked)]).toEqual([forged, 'forged'])
  expect(marks.read(mark, { ...asked, path: '~n4.sealed' })).toBe('forged')
  expect(marks.read(mark, { ...asked, method: 'DELETE' })).toBe('forged')
  expect(marks.read(mark.replace(String(signature), proof), asked)).toBe('forged')
  expect(new HopMarks('another one of thirty-two letters', clock).read(mark, asked)).toBe('forged')
  expect(marks.read(mark, asked)).toMatchObject({ address })
})

test('a mark is for one body', () => {
  const { server, mark } = markedRequest('[{"channel":"/meta/connect"}]')
  const read = server().read(mark, asked)
  if (typeof read === 'string') throw new Error(read)
  expect(read.isFor('[{"channel":"/meta/connect"}]')).toBe(true)
  for (const other of ['', '[]', '[{"channel":"/meta/handshake"}]']) expect(read.isFor(other)).toBe(false)
})

test('a mark of what is sent as it comes is for no body that is known', () => {
  const { server, mark } = markedRequest()
  const read = server().read(mark, asked)
  if (typeof read === 'string') throw new Error(read)
  for (const body of ['', '[]']) expect(read.isFor(body)).toBe(false)
})

test.each([-30_000, 0, 30_000])(
  'a mark is good once, by clocks that are %s ms apart, and not again later',
  async (apart) => {
    const { clock, server, mark } = markedRequest()
    const marks = server()
    clock.jumpWallClock(apart)
    expect(marks.read(mark, asked)).toMatchObject({ address })
    for (let second = 0; second < 70; second++) {
      expect(['forged', 'untimely']).toContain(marks.read(mark, asked))
      await clock.advance(1_000)
      marks.read(server().mark({ ...asked, address }).mark, asked)
    }
    expect(marks.read(mark, asked)).toBe('untimely')
  },
)

test.each([-30_001, 30_001])('a mark by a clock that is %s ms apart is of no use', (apart) => {
  const { clock, server, mark } = markedRequest()
  clock.jumpWallClock(apart)
  expect(server().read(mark, asked)).toBe('untimely')
})
