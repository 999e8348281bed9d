/** How far an endpoint has been told of a session. */
export interface WebhookPlace {
  /** The endpoint's name. */
  readonly endpoint: string
  readonly sessionId: string
  /** The index of the last event that needs no delivery any more. */
  readonly after: number
}

/** Where places are kept, so that a server that starts again goes on where it was. Called once for each delivery. */
export interface WebhookCursors {
  list(): Promise<readonly WebhookPlace[]>
  /** In place of what was kept of the same endpoint and session. */
  save(place: WebhookPlace): Promise<void>
  remove(endpoint: string, sessionId: string): Promise<void>
}

/** Places that are lost with the process. */
export const noCursors: WebhookCursors = {
  list: async () => [],
  save: async () => undefined,
  remove: async () => undefined,
}
