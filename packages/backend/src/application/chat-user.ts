/** Who the visitor is: JSON values. Agents find it as `session.user`. */
export interface ChatUser {
  /** Tells users apart, at most 200 characters. It is not shown to pages. */
  readonly id: string
  /** Shown as the visitor's name, in place of a nickname; at most 200 characters. */
  readonly name?: string
  readonly [field: string]: unknown
}
