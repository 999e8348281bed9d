import type { EndReason } from '../line/end-reason.ts'

/** The close codes of RFC 6455 that this server uses. */
export const closeCode = {
  normal: 1000,
  goingAway: 1001,
  unsupportedData: 1003,
  malformed: 1007,
  policy: 1008,
  tooLarge: 1009,
  failed: 1011,
  tryAgainLater: 1013,
}

/** The close code for each end of a line. */
export const endReasonCodes: Readonly<Record<EndReason, number>> = {
  superseded: closeCode.normal,
  taken: closeCode.normal,
  ended: closeCode.normal,
  expired: closeCode.normal,
  'login-expired': closeCode.normal,
  shutdown: closeCode.goingAway,
  overflow: closeCode.policy,
  unavailable: closeCode.failed,
  disconnected: closeCode.normal,
  lost: closeCode.normal,
}
