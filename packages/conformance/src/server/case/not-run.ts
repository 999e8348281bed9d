/** The case cannot be run here; the message says why. */
export class NotRun extends Error {
  override readonly name = 'NotRun'
}

/** Something that the case needs does not work, and it is not the case's rule that is broken. */
export class NotReached extends Error {
  override readonly name = 'NotReached'
}
