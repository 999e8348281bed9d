import { attachFirstCases } from './cases/l1-attach-first.ts'
import { everythingHandedOnCases } from './cases/l2-everything-handed-on.ts'
import { lostIsSaidCases } from './cases/l3-lost-is-said.ts'
import { closedByTheSignalCases } from './cases/l4-closed-by-the-signal.ts'
import { commandsInOrderCases } from './cases/l5-commands-in-order.ts'
import { oneSessionPerStartCases } from './cases/t01-one-session-per-start.ts'
import { restorationFailsOpenlyCases } from './cases/t02-restoration-fails-openly.ts'
import { eventsUnchangedCases } from './cases/t03-events-unchanged.ts'
import { orderWithoutGapsCases } from './cases/t04-order-without-gaps.ts'
import { outagesReportedCases } from './cases/t05-outages-reported.ts'
import { shortOutagesCases } from './cases/t06-short-outages.ts'
import { connectedWhenCaughtUpCases } from './cases/t07-connected-when-caught-up.ts'
import { commandsSettledCases } from './cases/t08-commands-settled.ts'
import { silentAfterCloseCases } from './cases/t09-silent-after-close.ts'
import { closableAtEveryMomentCases } from './cases/t10-closable-at-every-moment.ts'
import { keepsTryingCases } from './cases/t11-keeps-trying.ts'
import { restoredFromTheCommandCases } from './cases/t12-restored-from-the-command.ts'
import { anyFrameSurvivedCases } from './cases/t13-any-frame-survived.ts'
import { noSideEffectsCases } from './cases/t14-no-side-effects.ts'
import { sessionsApartCases } from './cases/t15-sessions-apart.ts'
import { neverStealsCases } from './cases/t16-never-steals.ts'
import type { ConformanceCase } from './conformance-case.ts'
import type { Harness } from './harness.ts'

/** What a link is tried with, alone. */
export const linkCases: readonly ConformanceCase[] = Object.freeze([
  ...attachFirstCases,
  ...everythingHandedOnCases,
  ...lostIsSaidCases,
  ...closedByTheSignalCases,
  ...commandsInOrderCases,
])

/** Does not need a line that is lost and mended. */
const isBasic = ({ requires }: ConformanceCase) => !requires?.includes('T11')

/** What a transport is tried with, so also `linkedTransport` over a link. A case follows those of the rules it requires. */
export const transportCases: readonly ConformanceCase[] = Object.freeze([
  ...noSideEffectsCases.filter(isBasic),
  ...restoredFromTheCommandCases,
  ...connectedWhenCaughtUpCases.filter(isBasic),
  ...keepsTryingCases,
  ...connectedWhenCaughtUpCases.filter((each) => !isBasic(each)),
  ...eventsUnchangedCases,
  ...noSideEffectsCases.filter((each) => !isBasic(each)),
  ...outagesReportedCases,
  ...orderWithoutGapsCases,
  ...commandsSettledCases,
  ...oneSessionPerStartCases,
  ...restorationFailsOpenlyCases,
  ...shortOutagesCases,
  ...closableAtEveryMomentCases,
  ...silentAfterCloseCases,
  ...anyFrameSurvivedCases,
  ...sessionsApartCases,
  ...neverStealsCases,
])

/**
 * The cases for a harness, in an order in which each follows what it requires. Making the transport comes first, since an
 * import inside `createTransport` happens then; a transport over a link presupposes the link's rules.
 */
export function conformanceCases({ open }: Pick<Harness, 'open'>): readonly ConformanceCase[] {
  const [making, ...others] = transportCases as [ConformanceCase, ...ConformanceCase[]]
  if (!open) return transportCases
  const linkRules = [...new Set(linkCases.map(({ rule }) => rule))]
  const overTheLink = (each: ConformanceCase) => ({ ...each, requires: [...linkRules, ...(each.requires ?? [])] })
  return [making, ...linkCases, ...others.map(overTheLink)]
}
