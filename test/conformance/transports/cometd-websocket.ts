import { cometdHarness } from './cometd-harness.ts'

export const harnessFor = cometdHarness('websocket')
