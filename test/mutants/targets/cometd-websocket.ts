import { startCometd } from './start-cometd.ts'

export const start = startCometd('websocket')
