import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { SendMessage, TranscriptEvent } from '../../src/index.ts'
import { createTranscript, type Transcript } from '../../src/transcript/transcript.ts'
import { eventOf, message } from '../support/scripted-transport.ts'

const command = (id: string): SendMessage => ({ type: 'SendMessage', id, content: { type: 'text', text: id } })
const ownEvent = (id: string, index: number) => eventOf(command(id), index) as TranscriptEvent
const keys = (transcript: Transcript) => transcript.entries.map(({ key }) => key)

describe('a transcript', () => {
  it('puts events by index, then what is on its way in order of creation', () => {
    const transcript = createTranscript()
    transcript.add({ command: command('a'), at: 1, after: 0 })
    transcript.add({ command: command('b'), at: 1, after: 0 })
    transcript.addEvent(message(1), false)
    transcript.mark('b', 'sending')
    expect(keys(transcript)).toEqual(['1', 'a', 'b'])
  })

  it('merges an own message with its event, under the key it had', () => {
    const transcript = createTranscript()
    transcript.add({ command: command('a'), at: 1, after: 0 })
    transcript.add({ command: command('b'), at: 1, after: 0 })
    transcript.addEvent(ownEvent('b', 1), true)
    expect(transcript.entries.map(({ key, delivery, index }) => [key, delivery, index])).toEqual([
      ['b', 'sent', 1],
      ['a', 'queued', undefined],
    ])
    expect(transcript.entries[0]?.command).toEqual(command('b'))
  })

  it('adds no own message whose event is here: it is settled, and stays so', () => {
    const transcript = createTranscript()
    transcript.addEvent(ownEvent('a', 1), true)
    transcript.add({ command: command('a'), at: 1, after: 1 })
    expect([keys(transcript), transcript.isUnsettled('a'), transcript.isSent('a')]).toEqual([['a'], false, true])
  })

  it('does not merge with an event of another party that names the same command', () => {
    const transcript = createTranscript()
    transcript.add({ command: command('a'), at: 1, after: 0 })
    transcript.addEvent({ ...message(1), commandId: 'a' }, false)
    expect(keys(transcript)).toEqual(['1', 'a'])
  })

  it('keeps a failed one behind the index after which it was created', () => {
    const transcript = createTranscript()
    transcript.addEvent(message(1), false)
    transcript.add({ command: command('a'), at: 1, after: 1 })
    transcript.add({ command: command('b'), at: 1, after: 1 })
    transcript.addEvent(message(2), false)
    transcript.add({ command: command('c'), at: 1, after: 2 })
    for (const id of ['c', 'b', 'a']) transcript.mark(id, 'failed', new Error('no'))
    transcript.addEvent(message(3), false)
    expect(keys(transcript)).toEqual(['1', 'a', 'b', '2', 'c', '3'])
  })

  it('lets an event win over an earlier failure', () => {
    const transcript = createTranscript()
    transcript.add({ command: command('a'), at: 1, after: 0 })
    transcript.mark('a', 'failed', new Error('no'))
    transcript.addEvent(message(1), false)
    transcript.addEvent(ownEvent('a', 2), true)
    expect(transcript.entries.map(({ key, delivery, error }) => [key, delivery, error])).toEqual([
      ['1', undefined, undefined],
      ['a', 'sent', undefined],
    ])
  })

  it('puts an event that was given up and comes after all where it belongs', () => {
    const transcript = createTranscript()
    transcript.addEvent(message(1), false)
    transcript.add({ command: command('a'), at: 1, after: 1 })
    transcript.addEvent(message(3), false)
    transcript.addEvent(ownEvent('a', 2), true)
    expect(keys(transcript)).toEqual(['1', 'a', '3'])
  })

  it('gives no two entries one key, even when a server answers a command twice', () => {
    const transcript = createTranscript()
    transcript.addEvent(ownEvent('a', 1), true)
    transcript.addEvent(ownEvent('a', 2), true)
    expect(keys(transcript)).toEqual(['a', '2'])
  })

  it('is a stable snapshot between changes, and an old one never changes', () => {
    const transcript = createTranscript()
    transcript.addEvent(message(1), false)
    const before = transcript.entries
    expect(transcript.entries).toBe(before)
    transcript.addEvent(message(2), false)
    transcript.add({ command: command('a'), at: 1, after: 2 })
    expect(transcript.entries).not.toBe(before)
    expect([before.length, before.map(({ key }) => key), before[1]]).toEqual([1, ['1'], undefined])
  })
})

describe('the cost of an event', () => {
  type Method = (this: unknown[], ...args: unknown[]) => unknown

  /** Those that stop where they have found what they look for: they touch what they show to their function. */
  const searching = ['find', 'findIndex', 'findLast', 'findLastIndex', 'some', 'every']
  const untouching = ['constructor', 'at', 'push', 'pop', 'toString', 'toLocaleString']

  /** Counts the elements that arrays are copied, moved or walked by while `run` runs. */
  function elementsTouched(run: () => void): number {
    let touched = 0
    const count = (elements: number) => void (touched += elements)
    const prototype = Array.prototype as unknown as Record<PropertyKey, Method>
    const methods = Reflect.ownKeys(prototype).filter(
      (name) => typeof prototype[name] === 'function' && !untouching.includes(String(name)),
    )
    for (const name of methods) {
      const original = prototype[name] as Method
      prototype[name] = countedAs(name, original, count)
      onTestFinished(() => void (prototype[name] = original))
    }
    touched = 0 // what counts walks arrays, too
    run()
    return touched
  }

  function countedAs(name: PropertyKey, original: Method, count: (elements: number) => void): Method {
    if (searching.includes(String(name)))
      return function (test) {
        return original.call(this, (element: unknown, place: unknown) => {
          count(1)
          return (test as (element: unknown, place: unknown) => unknown)(element, place)
        })
      }
    return function (...args) {
      const { length } = this
      const result = Reflect.apply(original, this, args) as unknown
      if (name === 'indexOf') count(result === -1 ? length : Number(result) + 1)
      else if (name === 'splice') count(length - placeOf(args[0], length))
      else count(length)
      return result
    }
  }
  const placeOf = (start: unknown, length: number) =>
    Number(start) < 0 ? Math.max(0, length + Number(start)) : Math.min(length, Number(start))

  it.each([
    ['a copy', (array: number[]) => void array.slice(), 1000],
    ['a loop', (array: number[]) => void Math.max(...array), 1000],
    ['a search to the end', (array: number[]) => void array.indexOf(999), 1000],
    ['a search that stops', (array: number[]) => void array.find((each) => each === 9), 10],
    ['what is put in at the front', (array: number[]) => void array.splice(0, 0, 1), 1000],
    ['what is put in at the end', (array: number[]) => void array.splice(-1, 0, 1), 1],
    ['what is added', (array: number[]) => void array.push(1), 0],
  ])('is counted: %s', (_, work, touched) => {
    const array = Array.from({ length: 1000 }, (_, place) => place)
    expect(elementsTouched(() => work(array))).toBe(touched)
  })

  const transcriptOf = (first: number, last: number) => {
    const transcript = createTranscript()
    for (let index = first; index <= last; index++) transcript.addEvent(message(index), false)
    return transcript
  }

  it('is the same at 100,000 entries as at 1,000', () => {
    const costAt = (length: number) => {
      const transcript = transcriptOf(1, length)
      return elementsTouched(() => {
        for (let more = 1; more <= 10; more++) {
          transcript.add({ command: command(`c${more}`), at: 1, after: length + more })
          transcript.mark(`c${more}`, 'sending')
          transcript.addEvent(ownEvent(`c${more}`, length + more), true)
        }
      })
    }
    expect(costAt(100_000)).toBe(costAt(1000))
  })

  it('is one copy for all that came before somebody looks, and for an earlier one a move of what is behind it', () => {
    const transcript = transcriptOf(1_001, 2_000)
    const before = transcript.entries
    const touched = elementsTouched(() => {
      for (let index = 1_000; index > 800; index--) transcript.addEvent(message(index), false)
      for (let looks = 0; looks < 3; looks++) void transcript.entries
    })
    expect(transcript.entries[0]?.index).toBe(801)
    expect(touched).toBeGreaterThanOrEqual(1_200)
    const moved = (200 * (1_000 + 1_199)) / 2
    expect(touched).toBeLessThan(moved + 1_700)
    expect(before.length).toBe(1_000)
  })

  it('is no copy that a reader could change', () => {
    const read = transcriptOf(1, 2).entries as unknown[]
    expect(() => read.reverse()).toThrow(TypeError)
    expect(() => read.push('x')).toThrow(TypeError)
  })
})

describe('whatever comes, in whatever order', () => {
  interface Line {
    readonly index?: number
    readonly after: number
    readonly order: number
    readonly failed: boolean
  }

  /** A transcript, and the rules told slowly: what is in it, sorted from scratch. */
  function modelled() {
    const transcript = createTranscript()
    const lines = new Map<string, Line>()
    let position = 100
    let from = 101
    let order = 0
    const arrived = () => ({ index: position, after: position, order: 0, failed: false })
    const unsettled = (id: string) => {
      const line = lines.get(id)
      return line && line.index === undefined ? line : undefined
    }
    const steps = {
      others(_: string, skip: number) {
        position += 1 + skip
        transcript.addEvent(message(position), false)
        lines.set(String(position), arrived())
      },
      earlier() {
        from--
        transcript.addEvent(message(from), false)
        lines.set(String(from), { index: from, after: from, order: 0, failed: false })
      },
      add(id: string, long: number) {
        if (lines.has(id)) return
        const after = position - 10 * long
        transcript.add({ command: command(id), at: 1, after })
        lines.set(id, { after, order: ++order, failed: false })
      },
      fail(id: string) {
        const line = unsettled(id)
        if (line) lines.set(id, { ...line, failed: true })
        transcript.mark(id, 'failed', new Error('no'))
      },
      sending: (id: string) => void transcript.mark(id, 'sending'),
      arrive(id: string) {
        if (lines.has(id) && !unsettled(id)) return
        position++
        transcript.addEvent(ownEvent(id, position), true)
        lines.set(id, arrived())
      },
    }
    const isPlaced = ([, { index, failed }]: [string, Line]) => index !== undefined || failed
    const expected = () => {
      const all = [...lines]
      const placed = all.filter(isPlaced).sort(([, a], [, b]) => a.after - b.after || a.order - b.order)
      const pending = all.filter((line) => !isPlaced(line)).sort(([, a], [, b]) => a.order - b.order)
      return [...placed, ...pending].map(([key]) => key)
    }
    return { transcript, steps, expected }
  }

  it('has each thing once, placed as the rules say, with keys that stay', () => {
    const step = fc.record({
      name: fc.constantFrom('others', 'earlier', 'add', 'fail', 'sending', 'arrive'),
      id: fc.constantFrom('a', 'b', 'c', 'd'),
      skip: fc.nat({ max: 1 }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (history) => {
        const { transcript, steps, expected } = modelled()
        for (const { name, id, skip } of history) steps[name](id, skip)
        expect(keys(transcript)).toEqual(expected())
      }),
      { numRuns: 300 },
    )
  })
})
