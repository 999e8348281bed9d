import type { BrokenStore } from './broken-store.ts'
import { brokenClaims } from './claims.ts'
import { brokenCommands } from './commands.ts'
import { brokenForgetting } from './forgetting.ts'
import { brokenReferences } from './references.ts'
import { brokenHalves } from './halves.ts'
import { brokenOverlaps } from './overlaps.ts'
import { brokenRestarts } from './restarts.ts'
import { brokenConnections } from './connections.ts'
import { brokenBuses } from './buses.ts'
import { brokenDevices } from './devices.ts'
import { brokenEpochsAndFences } from './fences.ts'
import { brokenSessions } from './sessions.ts'
import { brokenTexts } from './texts.ts'
import { brokenTranscripts } from './transcripts.ts'
import { brokenPeople } from './visitors.ts'

/** Stores with one fault each: bugs that stores on databases have, and some that they might have. */
export const brokenStores: readonly BrokenStore[] = [
  ...brokenSessions,
  ...brokenTranscripts,
  ...brokenCommands,
  ...brokenClaims,
  ...brokenDevices,
  ...brokenEpochsAndFences,
  ...brokenPeople,
  ...brokenTexts,
  ...brokenForgetting,
  ...brokenReferences,
  ...brokenOverlaps,
  ...brokenRestarts,
  ...brokenHalves,
  ...brokenConnections,
  ...brokenBuses,
]
