import { describe, expect, it } from 'vitest'
import { createLinkRota, type LinkRota } from '../../src/linked-transport/link-rotation.ts'

/** Which links are dialed while none can be connected; `wait` where the next dial waits for the retry delay. */
function dialsWhileFailing(rota: LinkRota, dials: number): string {
  const row: string[] = []
  for (let dial = 0; dial < dials; dial++) {
    row.push(String(rota.current))
    if (!rota.failed()) row.push('wait')
  }
  return row.join(' ')
}
/** A rota whose link of this index has been connected. */
function rotaThatPrefers(index: number, count: number): LinkRota {
  const rota = createLinkRota(count)
  while (rota.current !== index) rota.failed()
  rota.connected()
  return rota
}

describe('the rota of links', () => {
  it('tries all in turn, then waits', () => {
    expect(dialsWhileFailing(createLinkRota(3), 7)).toBe('0 1 2 wait 0 1 2 wait 0')
  })

  it('waits after each failure of an only link', () => {
    expect(dialsWhileFailing(createLinkRota(1), 3)).toBe('0 wait 0 wait 0 wait')
    expect(dialsWhileFailing(rotaThatPrefers(0, 1), 4)).toBe('0 wait 0 wait 0 wait 0 wait')
  })

  it.each([
    [0, 2, '0 wait 0 1 wait 0 1 wait'],
    [1, 2, '1 wait 1 0 wait 0 1 wait'],
    [1, 3, '1 wait 1 0 2 wait 0 1 2 wait'],
  ])('tries the connected one first (%d of %d), the others after it has failed twice running', (index, count, row) => {
    expect(dialsWhileFailing(rotaThatPrefers(index, count), row.match(/\d/g)?.length ?? 0)).toBe(row)
  })

  it('forgets a single failure once connected again', () => {
    const rota = rotaThatPrefers(1, 2)
    rota.failed()
    rota.connected()
    expect(dialsWhileFailing(rota, 2)).toBe('1 wait 1')
  })

  it('prefers the one that was connected last', () => {
    const rota = rotaThatPrefers(0, 2)
    rota.failed()
    rota.failed()
    expect(rota.current).toBe(1)
    rota.connected()
    expect(dialsWhileFailing(rota, 2)).toBe('1 wait 1')
  })
})
