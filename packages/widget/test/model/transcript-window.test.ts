import type { TranscriptEntry } from '@chat-transport/core'
import { describe, expect, test } from 'vitest'
import { createTranscriptWindow } from '../../src/model/transcript-window.ts'

/** Entries named by their number; those of a negative number show nothing. */
const entriesOf = (from: number, to: number): TranscriptEntry[] =>
  Array.from({ length: to - from + 1 }, (_, place) => ({ key: String(from + place), at: 0, index: from + place }))

const createWindow = () => createTranscriptWindow(({ index = 0 }) => index > 0)

type Window = ReturnType<typeof createWindow>

const shownIn = (window: Window, entries: readonly TranscriptEntry[]) => {
  const { entries: drawn, hasAbove, hasBelow } = window.draw(entries)
  return { from: drawn[0]?.index, to: drawn.at(-1)?.index, count: drawn.length, hasAbove, hasBelow }
}

describe('at the end', () => {
  test('the newest are drawn, and go on being the newest', () => {
    const window = createWindow()
    expect(shownIn(window, entriesOf(1, 1_000))).toEqual({
      from: 981,
      to: 1_000,
      count: 20,
      hasAbove: true,
      hasBelow: false,
    })
    expect(shownIn(window, entriesOf(1, 1_010))).toMatchObject({ from: 981, to: 1_010 })
    expect(shownIn(window, entriesOf(1, 1_011))).toMatchObject({ from: 992, to: 1_011 })
  })

  test('what shows nothing is not counted', () => {
    const window = createWindow()
    const entries = [...entriesOf(1, 70), ...entriesOf(-500, -1)]
    expect(shownIn(window, entries)).toMatchObject({ from: 51, to: 70, count: 20 })
  })

  test('more is drawn where the newest do not fill the page', () => {
    const window = createWindow()
    const entries = entriesOf(1, 1_000)
    window.draw(entries)
    expect(window.moveUp()).toBe(true)
    expect(shownIn(window, entries)).toMatchObject({ from: 971, to: 1_000 })
  })

  test('an empty transcript is drawn as nothing', () => {
    const window = createWindow()
    expect(shownIn(window, [])).toEqual({ from: undefined, to: undefined, count: 0, hasAbove: false, hasBelow: false })
    window.hold()
    expect([window.moveUp(), window.moveDown()]).toEqual([false, false])
  })
})

describe('further up', () => {
  const held = (entries = entriesOf(1, 1_000)) => {
    const window = createWindow()
    window.draw(entries)
    window.hold()
    return { window, entries }
  }

  test('what is read stays drawn, however much comes below', () => {
    const { window } = held()
    expect(shownIn(window, entriesOf(1, 1_030))).toMatchObject({ from: 981, to: 1_030, hasBelow: false })
    expect(shownIn(window, entriesOf(1, 9_000))).toMatchObject({ from: 981, to: 1_060, count: 80, hasBelow: true })
  })

  test('what is read stays drawn, however much comes above', () => {
    const { window } = held(entriesOf(501, 1_000))
    expect(shownIn(window, entriesOf(1, 1_000))).toMatchObject({ from: 981, to: 1_000 })
  })

  test('the reader who goes to the top, and back to the end, never has more than 80 before them', () => {
    const { window, entries } = held()
    const seen: number[] = []
    while (window.moveUp()) seen.push(shownIn(window, entries).count)
    expect(shownIn(window, entries)).toEqual({ from: 1, to: 80, count: 80, hasAbove: false, hasBelow: true })
    while (window.moveDown()) seen.push(shownIn(window, entries).count)
    expect(shownIn(window, entries)).toMatchObject({ to: 1_000, hasAbove: true, hasBelow: false })
    expect(Math.max(...seen)).toBe(80)
  })

  test('a move leaves most of what was drawn, so that what is in view stays', () => {
    const { window, entries } = held()
    for (let moves = 0; moves < 12; moves++) {
      window.moveUp()
      window.draw(entries)
    }
    const before = shownIn(window, entries)
    window.moveUp()
    expect(shownIn(window, entries)).toMatchObject({ from: Number(before.from) - 10, to: Number(before.to) - 10 })
    window.moveDown()
    expect(shownIn(window, entries)).toEqual(before)
  })

  test('when the first that is drawn is taken out, the next stands in its place', () => {
    const { window, entries } = held()
    expect(
      shownIn(
        window,
        entries.filter(({ index }) => index !== 981),
      ),
    ).toMatchObject({ from: 982, to: 1_000 })
  })

  test('the end has the newest again', () => {
    const { window, entries } = held()
    window.moveUp()
    window.draw(entries)
    window.followEnd()
    expect(shownIn(window, entries)).toMatchObject({ from: 981, to: 1_000, count: 20 })
  })
})

test('as long as nothing changes, what is drawn is the same object', () => {
  const window = createWindow()
  const entries = entriesOf(1, 1_000)
  const drawn = window.draw(entries)
  expect(window.draw(entries)).toBe(drawn)
  window.hold()
  window.moveUp()
  expect(window.draw(entries)).not.toBe(drawn)
})
