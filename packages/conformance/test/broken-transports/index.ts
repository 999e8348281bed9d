import { brokenAnnouncing } from './announcing.ts'
import { brokenAttaching } from './attaching.ts'
import type { BrokenTransport } from './broken-transport.ts'
import { brokenAtCleanClose } from './clean-close.ts'
import { brokenBuiltIns } from './built-ins.ts'
import { brokenClosing } from './closing.ts'
import { brokenCommands } from './commands.ts'
import { brokenCredentials } from './credentials.ts'
import { brokenCrossing } from './crossing.ts'
import { brokenEarlyConnected } from './early-connected.ts'
import { brokenEvents } from './events.ts'
import { brokenHeartbeats } from './heartbeats.ts'
import { brokenTimes } from './inexact-times.ts'
import { brokenLastEvents } from './last-events.ts'
import { brokenLeftovers } from './leftovers.ts'
import { brokenLinks } from './links.ts'
import { brokenPayloads } from './payloads.ts'
import { brokenRequestLinks } from './requests.ts'
import { brokenRestoring } from './restoring.ts'
import { brokenLaterOn } from './later-on.ts'
import { brokenLosingEvents } from './losing-events.ts'
import { brokenMixedSessions } from './mixed-sessions.ts'
import { brokenRobustness } from './robustness.ts'
import { brokenShortcuts } from './shortcuts.ts'
import { brokenOutages } from './outages.ts'
import { brokenAtPageEvents } from './page-events.ts'
import { brokenRetrying } from './retrying.ts'
import { brokenCounts } from './too-few-or-many.ts'

export { idOf, type BrokenTransport } from './broken-transport.ts'

/** All broken transports: bugs that real clients have shipped, and some that they might ship. */
export const brokenTransports: readonly BrokenTransport[] = [
  ...brokenLinks,
  ...brokenAttaching,
  ...brokenEvents,
  ...brokenRobustness,
  ...brokenOutages,
  ...brokenEarlyConnected,
  ...brokenCommands,
  ...brokenRetrying,
  ...brokenClosing,
  ...brokenPayloads,
  ...brokenRequestLinks,
  ...brokenRestoring,
  ...brokenAnnouncing,
  ...brokenCrossing,
  ...brokenHeartbeats,
  ...brokenAtCleanClose,
  ...brokenAtPageEvents,
  ...brokenLeftovers,
  ...brokenBuiltIns,
  ...brokenMixedSessions,
  ...brokenTimes,
  ...brokenCounts,
  ...brokenLaterOn,
  ...brokenLosingEvents,
  ...brokenShortcuts,
  ...brokenCredentials,
  ...brokenLastEvents,
]
