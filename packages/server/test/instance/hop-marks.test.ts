import { expect, test } from 'vitest'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import { HopMarks } from '../../src/instance/hop-marks.ts'

const secret = 'a secret of thirty-two characters'
const path = '~n3.sealed'

function markedRequest() {
  const clock = fakeClock()
  const marks = new HopMarks(secret, clock)
  return { clock, marks, ...marks.mark({ address: '203.0.113.7', path }) }
}

test('a mark tells the address of the client, and its answer is proved by who has the secret', () => {
  const { clock, mark, proof } = markedRequest()
  expect(new HopMarks(secret, clock).read(mark, path)).toEqual({ address: '203.0.113.7', proof })
})

test('a mark that was altered, or is for another path, or of another secret, is forged', () => {
  const { clock, marks, mark, proof } = markedRequest()
  const [time = '', nonce, , signature] = mark.split('.')
  const elsewhere = Buffer.from('198.51.100.1').toString('base64url')
  for (const forged of ['', '.', 'x', mark.slice(0, -1), `${time}.${nonce}.${elsewhere}.${signature}`, `${mark}.x`])
    expect([forged, marks.read(forged, path)]).toEqual([forged, 'forged'])
  expect(marks.read(mark, '~n4.sealed')).toBe('forged')
  expect(marks.read(mark.replace(String(signature), proof), path)).toBe('forged')
  expect(new HopMarks('another one of thirty-two letters', clock).read(mark, path)).toBe('forged')
})

test('an old mark is of no use, so that none can be used again later', async () => {
  const { clock, marks, mark } = markedRequest()
  await clock.advance(300_000)
  expect(marks.read(mark, path)).toMatchObject({ address: '203.0.113.7' })
  await clock.advance(1)
  expect(marks.read(mark, path)).toBe('forged')
})
