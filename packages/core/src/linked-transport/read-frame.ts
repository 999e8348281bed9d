/** Parses text as JSON. Text that is no JSON stays as it is, so that the session can raise error 151. */
export function readFrame(data: unknown): unknown {
  if (typeof data !== 'string') return data
  try {
    return JSON.parse(data)
  } catch {
    return data // the session's guards name the problem
  }
}
