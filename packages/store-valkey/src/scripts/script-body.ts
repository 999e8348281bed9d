export interface ScriptBody {
  /**
   * Runs also when the server has no memory left, because it takes little, or makes room. Else it is refused then, before it begins.
   * No script tells the server that it reads only: replicas would run it, and what they have may be old.
   */
  readonly isAllowedWithoutMemory: boolean
  /** Reads only: nothing has to reach replicas or disks. */
  readonly isReadOnly?: boolean
  readonly lua: string
}
