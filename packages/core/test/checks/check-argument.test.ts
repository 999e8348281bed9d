import { describe, expect, it } from 'vitest'
import { checkArgument, checkOptions } from '../../src/checks/check-argument.ts'
import { milliseconds, optional, place, string } from '../../src/checks/guards.ts'

describe('a demand', () => {
  it('lets pass what fits', () => {
    expect(() => checkArgument('it', 'a', string)).not.toThrow()
  })
  it('names what does not', () => {
    expect(() => checkArgument('it', 1, string)).toThrow('it: expected a string, got 1')
  })
  it('answers a number out of range with a RangeError, anything else with a TypeError', () => {
    expect(() => checkArgument('it', -1, milliseconds)).toThrow(RangeError)
    expect(() => checkArgument('it', -1, optional(place))).toThrow(RangeError)
    expect(() => checkArgument('it', '1', milliseconds)).toThrow(TypeError)
    expect(() => checkArgument('it', 1, string)).toThrow(TypeError)
  })
})

describe('a demand of options', () => {
  const guards = { url: string, delayMs: optional(milliseconds) }

  it('lets pass what fits', () => {
    expect(() => checkOptions('make', { url: 'a' }, guards)).not.toThrow()
  })
  it.each([
    [undefined, 'make options: expected an object, got undefined', TypeError],
    [[], 'make options: expected an object, got array', TypeError],
    [{}, 'make url: expected a string, got undefined', TypeError],
    [{ url: 'a', delayMs: -1 }, 'make delayMs: expected a number of milliseconds, 0 or more, got -1', RangeError],
  ])('names what is wrong with %j', (options, message, Failure) => {
    expect(() => checkOptions('make', options as object, guards)).toThrow(message)
    expect(() => checkOptions('make', options as object, guards)).toThrow(Failure)
  })
})
