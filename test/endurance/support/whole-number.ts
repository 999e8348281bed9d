/** The number that a command line's option gives. Throws a `RangeError` that names the option. */
export function wholeNumber(option: string, text: string): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value
  throw new RangeError(`${option} must be a whole number, not ${text}`)
}
