export interface ScriptBody {
  /**
   * `allow-oom`: runs when the server has no memory left, because it takes little or makes room. Without flags the first write is
   * refused then, before anything has changed, and what a script has read until then it may still answer.
   */
  readonly flags?: 'no-writes' | 'allow-oom'
  readonly lua: string
}
