import { handshakeWith, startOf } from '../clients/bayeux-messages.ts'
import { openPosts, postForEver } from '../clients/posts.ts'
import type { Origin } from '../clients/raw-socket.ts'
import { count, type Counts } from '../support/counts.ts'
import { answerName } from './answer-name.ts'

export interface PostStartsOptions {
  readonly connections: number
  readonly userData: object
}

/** Starts one session after another over each connection, and comes back to none of them. */
export function postStarts(origin: Origin, { connections, userData }: PostStartsOptions, achieved: Counts): void {
  const { post } = openPosts(origin, connections)
  postForEver(
    connections,
    () => post(JSON.stringify([handshakeWith(startOf('start', { userData }))])),
    ({ status, text }) => count(achieved, status === 200 ? answerName(text) : `answered ${status}`),
  )
}
