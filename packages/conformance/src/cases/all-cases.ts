import { attachFirstCases } from './l1-attach-first.ts'
import { everythingHandedOnCases } from './l2-everything-handed-on.ts'
import { heartbeatCases } from './l2-heartbeats.ts'
import { lostByCleanCloseCases } from './l3-closed-cleanly.ts'
import { lostIsSaidCases } from './l3-lost-is-said.ts'
import { closedByTheSignalCases } from './l4-closed-by-the-signal.ts'
import { commandsInOrderCases } from './l5-commands-in-order.ts'
import { oneSessionPerStartCases } from './t01-one-session-per-start.ts'
import { restorationFailsOpenlyCases } from './t02-restoration-fails-openly.ts'
import { eventsUnchangedCases } from './t03-events-unchanged.ts'
import { heartbeatsAreNoEventsCases } from './t03-heartbeats.ts'
import { orderWithoutGapsCases } from './t04-order-without-gaps.ts'
import { cleanCloseReportedCases } from './t05-closed-cleanly.ts'
import { eachOutageCases } from './t05-each-outage.ts'
import { silenceMeasuredCases } from './t05-heartbeats.ts'
import { outagesReportedCases } from './t05-outages-reported.ts'
import { pageEventsCases } from './t05-page-events.ts'
import { shortOutagesCases } from './t06-short-outages.ts'
import { connectedWhenCaughtUpCases } from './t07-connected-when-caught-up.ts'
import { nothingLeftCases } from './t09-nothing-left.ts'
import { silentAfterCloseCases } from './t09-silent-after-close.ts'
import { closableAtEveryMomentCases } from './t10-closable-at-every-moment.ts'
import { attemptsAnnouncedCases } from './t11-attempts-announced.ts'
import { commandsLostCases } from './t11-commands-lost.ts'
import { cleanCloseIsNoEndCases } from './t11-closed-cleanly.ts'
import { commandsSentAgainCases } from './t11-commands-sent-again.ts'
import { keepsTryingCases } from './t11-keeps-trying.ts'
import { keepsTryingOfflineCases } from './t11-page-events.ts'
import { restoredFromTheCommandCases } from './t12-restored-from-the-command.ts'
import { anyFrameSurvivedCases } from './t13-any-frame-survived.ts'
import { noSideEffectsCases } from './t14-no-side-effects.ts'
import { nothingCrossesCases } from './t15-nothing-crosses.ts'
import { sessionsApartCases } from './t15-sessions-apart.ts'
import { neverStealsCases } from './t16-never-steals.ts'
import { credentialsCases } from './t17-credentials.ts'
import { credentialsRefusedCases } from './t17-credentials-refused.ts'
import { credentialsNotGivenCases } from './t17-credentials-not-given.ts'
import { theLastEventsCases } from './t18-the-last-events.ts'
import type { ConformanceCase } from '../case/conformance-case.ts'
import type { Harness } from '../far-side/harness.ts'

/** The cases for a link alone. */
export const linkCases: readonly ConformanceCase[] = Object.freeze([
  ...attachFirstCases,
  ...everythingHandedOnCases,
  ...heartbeatCases,
  ...lostIsSaidCases,
  ...lostByCleanCloseCases,
  ...closedByTheSignalCases,
  ...commandsInOrderCases,
])

/** Whether a case works without a reconnect. */
const isBasic = ({ requires }: ConformanceCase) => !requires?.includes('T11')

/** The cases for a transport, also for `linkedTransport` over a link. The cases of a rule come before those that require it. */
export const transportCases: readonly ConformanceCase[] = Object.freeze([
  ...noSideEffectsCases.filter(isBasic),
  ...restoredFromTheCommandCases.filter(isBasic),
  ...connectedWhenCaughtUpCases.filter(isBasic),
  ...keepsTryingCases,
  ...attemptsAnnouncedCases,
  ...keepsTryingOfflineCases,
  ...connectedWhenCaughtUpCases.filter((each) => !isBasic(each)),
  ...eventsUnchangedCases,
  ...heartbeatsAreNoEventsCases,
  ...restoredFromTheCommandCases.filter((each) => !isBasic(each)),
  ...noSideEffectsCases.filter((each) => !isBasic(each)),
  ...outagesReportedCases,
  ...eachOutageCases,
  ...silenceMeasuredCases,
  ...cleanCloseReportedCases,
  ...pageEventsCases,
  ...cleanCloseIsNoEndCases,
  ...orderWithoutGapsCases,
  ...commandsSentAgainCases,
  ...oneSessionPerStartCases,
  ...restorationFailsOpenlyCases,
  ...shortOutagesCases,
  ...closableAtEveryMomentCases,
  ...silentAfterCloseCases,
  ...nothingLeftCases,
  ...anyFrameSurvivedCases,
  ...sessionsApartCases,
  ...commandsLostCases,
  ...nothingCrossesCases,
  ...neverStealsCases,
  ...credentialsCases,
  ...credentialsRefusedCases,
  ...credentialsNotGivenCases,
  ...theLastEventsCases,
])

/**
 * The cases for a harness. The cases of a rule come before those that require it. Making the transport comes first, because an
 * import inside `createTransport` happens then. A transport over a link requires the link's rules.
 */
export function conformanceCases({ open }: Pick<Harness, 'open'>): readonly ConformanceCase[] {
  const [making, ...others] = transportCases as [ConformanceCase, ...ConformanceCase[]]
  if (!open) return transportCases
  const linkRules = [...new Set(linkCases.map(({ rule }) => rule))]
  const overTheLink = (each: ConformanceCase) => ({ ...each, requires: [...linkRules, ...(each.requires ?? [])] })
  return [making, ...linkCases, ...others.map(overTheLink)]
}
