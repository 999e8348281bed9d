/** What has become of the webhooks of one endpoint since this process began, and what waits now. */
export interface WebhookCounts {
  /** Webhooks that the endpoint has accepted. */
  readonly delivered: number
  /** Attempts that were not accepted. Each is followed by another one, or given up. */
  readonly failedAttempts: number
  /** As `onGivenUp` is told. */
  readonly givenUp: number
  /** Sessions whose next webhook waits: for its next attempt, or for one of `maxConcurrent`. */
  readonly waitingSessions: number
}
