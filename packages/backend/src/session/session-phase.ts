/**
 * What has become of a session in this process.
 *
 *   starting ──confirmed──▶ open ──its end──▶ ended
 *       └─────────────── its time is over ──────┴──▶ removing ──the store forgets it──▶ removed
 *                                                        any ──shutdown──▶ closed
 *
 * `starting`: no page is known to have heard of it. `open`: shown to agents. `ended`: its transcript is closed, and can be read
 * until its time is over. The rest are gone for everybody, but only of one that is `removed` is it known that it is nowhere.
 */
export type SessionPhase = 'starting' | 'open' | 'ended' | GonePhase
export type GonePhase = 'removing' | 'removed' | 'closed'
const gonePhases: readonly SessionPhase[] = ['removing', 'removed', 'closed'] satisfies readonly GonePhase[]

export const isGone = (phase: SessionPhase) => gonePhases.includes(phase)
