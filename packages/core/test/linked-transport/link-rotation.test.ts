import { describe, expect, it } from 'vitest'
import { createLinkRotation, type LinkRotation } from '../../src/linked-transport/link-rotation.ts'

/** Which links are dialed while none can be connected; `wait` where the next dial waits for the retry delay. */
function dialsWhileFailing(rotation: LinkRotation, dials: number): string {
  const row: string[] = []
  for (let dial = 0; dial < dials; dial++) {
    row.push(String(rotation.current))
    if (!rotation.failed()) row.push('wait')
  }
  return row.join(' ')
}
/** So many links, each a way of its own. */
const each = (count: number) => [...Array(count).keys()]

/** A rotation whose link of this index has been connected. */
function rotationThatPrefers(index: number, ways: readonly number[]): LinkRotation {
  const rotation = createLinkRotation(ways)
  while (rotation.current !== index) rotation.failed()
  rotation.connected()
  return rotation
}

describe('the rotation of links', () => {
  it('tries all in turn, then waits before each', () => {
    expect(dialsWhileFailing(createLinkRotation(each(3)), 7)).toBe('0 1 2 wait 0 wait 1 wait 2 wait 0 wait')
  })

  it('waits after each failure of an only link', () => {
    expect(dialsWhileFailing(createLinkRotation(each(1)), 3)).toBe('0 wait 0 wait 0 wait')
    expect(dialsWhileFailing(rotationThatPrefers(0, each(1)), 4)).toBe('0 wait 0 wait 0 wait 0 wait')
  })

  it.each([
    [0, 2, '0 wait 0 wait 1 wait 0 wait 1 wait'],
    [1, 2, '1 wait 1 wait 0 wait 0 wait 1 wait'],
    [1, 3, '1 wait 1 wait 0 wait 2 wait 0 wait 1 wait 2 wait'],
  ])('tries the connected one first (%d of %d), the others after it has failed twice running', (index, count, row) => {
    expect(dialsWhileFailing(rotationThatPrefers(index, each(count)), row.match(/\d/g)?.length ?? 0)).toBe(row)
  })

  it('forgets a single failure once connected again', () => {
    const rotation = rotationThatPrefers(1, each(2))
    rotation.failed()
    rotation.connected()
    expect(dialsWhileFailing(rotation, 2)).toBe('1 wait 1 wait')
  })

  it('prefers the one that was connected last', () => {
    const rotation = rotationThatPrefers(0, each(2))
    rotation.failed()
    rotation.failed()
    expect(rotation.current).toBe(1)
    rotation.connected()
    expect(dialsWhileFailing(rotation, 2)).toBe('1 wait 1 wait')
  })

  describe('of two ways to three servers', () => {
    const ways = [0, 0, 0, 1, 1, 1]

    it('tries the first way to each server, then the other, at once; and waits from then on', () => {
      expect(dialsWhileFailing(createLinkRotation(ways), 8)).toBe('0 1 2 3 4 5 wait 0 wait 1 wait')
    })

    it.each([
      [0, '0 1 2 wait 0 wait 1 wait 2 wait 3 wait 4 wait 5 wait 0 wait'],
      [1, '1 2 0 wait 1 wait 2 wait 0 wait 3 wait 4 wait'],
      [5, '5 3 4 wait 5 wait 3 wait 4 wait 0 wait 1 wait'],
    ])(
      'goes on at the other servers at once when that of link %d is gone, and then twice in the same way',
      (index, row) => {
        expect(dialsWhileFailing(rotationThatPrefers(index, ways), row.match(/\d/g)?.length ?? 0)).toBe(row)
      },
    )

    it('stays with the server at which it was connected last', () => {
      const rotation = rotationThatPrefers(0, ways)
      rotation.failed()
      rotation.connected()
      expect(dialsWhileFailing(rotation, 3)).toBe('1 2 0 wait')
    })
  })
})
