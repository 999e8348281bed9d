/** A client says that it will not send something any more, as its documentation says that it may. */
export class GivenUp extends Error {
  override readonly name = 'GivenUp'
}

export function giveUp(cause: unknown): never {
  throw new GivenUp(String(cause), { cause })
}
