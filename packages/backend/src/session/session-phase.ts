/**
 * The phases of a session in this process.
 *
 *   starting ──confirmed──▶ open ──its end──▶ ended
 *   found    ──confirmed──▶
 *       └────────────────── time is up ─────────┴──▶ removing ──the store has forgotten it──▶ removed
 *                                                        any ──shutdown──▶ closed
 *
 * `starting`: made here, and no page is known to have heard of it. `found`: in the store from before, and no page has come back
 * to it. `open`: shown to agents. `ended`: its transcript is closed, and can be read until its time is up. The other phases are
 * gone for everybody, but only a `removed` session is known to be nowhere.
 */
export type SessionPhase = 'starting' | 'found' | 'open' | 'ended' | GonePhase
export type GonePhase = 'removing' | 'removed' | 'closed'
const gonePhases: readonly SessionPhase[] = ['removing', 'removed', 'closed'] satisfies readonly GonePhase[]

export const isGone = (phase: SessionPhase) => gonePhases.includes(phase)
