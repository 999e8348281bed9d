import { describe, expect, it } from 'vitest'
import {
  commandVectors,
  documentedEvents,
  eventVectors,
  exchangeVectors,
  mentionedRules,
  protocolRules,
} from '../../../test/support/protocol-vectors.ts'
import { eventProblem as problemOf, readRawEvent } from '../src/protocol/raw-event.ts'

describe('events of the protocol', () => {
  it.each(eventVectors().filter(({ outcome }) => outcome === 'accepted'))('$rule accepts $name', ({ event }) => {
    expect(problemOf(readRawEvent(event))).toBeUndefined()
  })

  it.each(eventVectors().filter(({ outcome }) => outcome === 151))('$rule makes 151 of $name', ({ event, path }) => {
    expect(problemOf(readRawEvent(event))?.split(':')[0]).toBe(path)
  })

  it.each(documentedEvents())('accepts the $type that the protocol shows', (event) => {
    expect(problemOf(readRawEvent(event))).toBeUndefined()
  })

  it('shows every event that the vectors know to be valid, except those of later versions', () => {
    const valid = eventVectors().filter(({ outcome }) => outcome === 'accepted')
    const known = valid.map(({ event }) => (event as { type: string }).type).filter((type) => !laterVersions.has(type))
    expect(new Set(documentedEvents().map(({ type }) => type))).toEqual(new Set(known))
  })
})

/** A new rule takes the next number. No number is given up. */
const newestRule = 109

const laterVersions = new Set(['EventQueuePosition', 'EventFormFilled', 'constructor'])

describe('the rules of the protocol', () => {
  it('lays down every rule from P1 to the newest exactly once', () => {
    const numbers = protocolRules().map((id) => Number(id.slice(1)))
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: newestRule }, (_, place) => place + 1))
  })

  it('has every rule that it, or a vector, refers to', () => {
    const vectors = [...eventVectors(), ...commandVectors(), ...exchangeVectors()]
    const referredTo = new Set([...mentionedRules(), ...vectors.map(({ rule }) => rule)])
    const rules = protocolRules()
    expect([...referredTo].filter((id) => !rules.includes(id))).toEqual([])
  })
})

describe('the vectors', () => {
  it.each([
    ['commands', commandVectors()],
    ['events', eventVectors()],
    ['exchanges', exchangeVectors()],
  ])('have a name of their own each: %s', (_, vectors) => {
    const names = vectors.map(({ name }) => name)
    expect(names).toEqual([...new Set(names)])
  })
})
