import type { StoreCase } from '../case/store-case.ts'
import { sessionCases } from './s01-sessions.ts'
import { appendingCases } from './s02-appending.ts'
import { readingCases } from './s03-reading.ts'
import { commandCases } from './s04-commands.ts'
import { trimmingCases } from './s05-trimming.ts'
import { repeatCases } from './s06-repeats.ts'
import { endCases } from './s07-end.ts'
import { textCases } from './s08-texts.ts'
import { idCases } from './s09-ids.ts'
import { startCases } from './s10-starts.ts'
import { holderCases } from './s11-holders.ts'
import { takeCases } from './s12-takes.ts'
import { refusedClaimCases } from './s13-refused-claims.ts'
import { deviceCases } from './s14-devices.ts'
import { visitorCases } from './s15-visitors.ts'
import { userCases } from './s16-users.ts'
import { readMarkCases } from './s17-read-marks.ts'
import { removalCases } from './s18-removal.ts'
import { expiryCases } from './s19-expiry.ts'
import { removingExpiredCases } from './s20-removing-expired.ts'
import { ownCopyCases } from './s21-own-copies.ts'
import { overlapCases } from './s22-overlapping.ts'
import { restartCases } from './s23-restart.ts'
import { cutOffCases } from './s24-cut-off.ts'
import { connectionCases } from './s25-connections.ts'
import { epochCases } from './s26-epochs.ts'
import { fenceCases } from './s27-fences.ts'
import { toldCases } from './s28-told.ts'
import { textTellingCases } from './s29-telling.ts'

/** Every case. The cases of a rule come before those that require it: texts and ids are tried once calls work. */
export const storeCases: readonly StoreCase[] = Object.freeze([
  ...sessionCases,
  ...appendingCases,
  ...readingCases,
  ...commandCases,
  ...trimmingCases,
  ...repeatCases,
  ...endCases,
  ...startCases,
  ...holderCases,
  ...takeCases,
  ...refusedClaimCases,
  ...deviceCases,
  ...epochCases,
  ...fenceCases,
  ...visitorCases,
  ...userCases,
  ...readMarkCases,
  ...textCases,
  ...idCases,
  ...removalCases,
  ...expiryCases,
  ...removingExpiredCases,
  ...ownCopyCases,
  ...overlapCases,
  ...restartCases,
  ...cutOffCases,
  ...connectionCases,
  ...toldCases,
  ...textTellingCases,
])
