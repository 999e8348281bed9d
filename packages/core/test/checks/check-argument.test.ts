import { describe, expect, it } from 'vitest'
import { checkArgument, checkOptions } from '../../src/checks/check-argument.ts'
import { guard, milliseconds, only, optional, string, wholeNumber } from '../../src/checks/guards.ts'

describe('a demand', () => {
  it('lets pass what fits', () => {
    expect(() => checkArgument('it', 'a', string)).not.toThrow()
  })
  it('names what does not', () => {
    expect(() => checkArgument('it', 1, string)).toThrow('it: expected a string, got 1')
  })
  it('answers a number out of range with a RangeError, anything else with a TypeError', () => {
    expect(() => checkArgument('it', -1, milliseconds)).toThrow(RangeError)
    expect(() => checkArgument('it', -1, optional(wholeNumber(1)))).toThrow(RangeError)
    expect(() => checkArgument('it', '1', milliseconds)).toThrow(TypeError)
    expect(() => checkArgument('it', 1, string)).toThrow(TypeError)
  })
  it('goes by what the guard says, not by how it says it', () => {
    const aList = guard('a list that is not empty', (value) => Array.isArray(value) && value.length > 0, Array.isArray)
    expect(() => checkArgument('it', [], aList)).toThrow(RangeError)
    expect(() => checkArgument('it', 'x', aList)).toThrow(TypeError)
    const notANumber = guard('anything but a number', (value) => typeof value !== 'number')
    expect(() => checkArgument('it', 1, notANumber)).toThrow(TypeError)
  })
})

describe('a demand of options', () => {
  const guards = {
    url: string,
    delayMs: optional(milliseconds),
    outbox: optional(only({ maxMessages: wholeNumber(1) }, 'option')),
  }

  it('lets pass what fits', () => {
    expect(() => checkOptions('make', { url: 'a' }, guards)).not.toThrow()
    expect(() => checkOptions('make', { url: 'a', later: undefined }, guards)).not.toThrow()
  })
  it.each([
    [undefined, 'make options: expected an object, got undefined', TypeError],
    [[], 'make options: expected an object, got array', TypeError],
    [{}, 'make url: expected a string, got undefined', TypeError],
    [{ url: 'a', delayMs: -1 }, 'make delayMs: expected a number of milliseconds, 0 or more, got -1', RangeError],
    [
      { url: 'a', outbox: { maxMessages: 0 } },
      'make outbox.maxMessages: expected a whole number of at least 1, got 0',
      RangeError,
    ],
    [{ ulr: 'a' }, 'make ulr: there is no such option', TypeError],
    [{ url: 'a', outbox: { most: 1 } }, 'make outbox.most: there is no such option', TypeError],
  ])('names what is wrong with %j', (options, message, Failure) => {
    expect(() => checkOptions('make', options as object, guards)).toThrow(message)
    expect(() => checkOptions('make', options as object, guards)).toThrow(Failure)
  })
})
