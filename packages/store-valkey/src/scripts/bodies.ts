import { indexBodies } from './index-bodies.ts'
import { sessionBodies } from './session-bodies.ts'

export const bodies = { ...sessionBodies, ...indexBodies }

export type ScriptName = keyof typeof bodies
