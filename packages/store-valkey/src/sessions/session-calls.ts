import type { Claim, EventToStore, JoinedEvent, SessionRecord, StoredVisitor } from '@chat-transport/backend'
import { encoded } from './keys.ts'

const flag = (value: boolean) => (value ? 1 : 0)
const orNothing = <Value>(value: Value | undefined, text: (value: Value) => string | number) =>
  value === undefined ? '' : text(value)

const userOf = ({ user }: StoredVisitor) => orNothing(user?.id, encoded)

const claimant = ({ device, pageId, attachId, take }: Claim) => [
  encoded(device.startId),
  encoded(device.secretHash),
  encoded(pageId),
  encoded(attachId),
  flag(take),
]

/** What scripts are given, in their order. */
export const argumentsOf = {
  create: (record: SessionRecord, { json, commandId, visitor }: JoinedEvent, claim: Claim) => [
    JSON.stringify(record),
    JSON.stringify(visitor),
    userOf(visitor),
    json,
    orNothing(commandId, encoded),
    record.maxTranscriptEvents,
    record.maxTranscriptBytes,
    claim.expiresAt,
    flag(claim.join !== undefined),
    ...claimant(claim),
  ],
  claim: (claim: Claim) => [
    orNothing(claim.userId, encoded),
    orNothing(claim.join?.maxDevices, Number),
    claim.after,
    claim.expiresAt,
    ...claimant(claim),
    encoded(claim.backendId),
  ],
  append: ({ json, commandId, isEnd, expiresAt, visitor, fence }: EventToStore) => [
    json,
    orNothing(commandId, encoded),
    flag(isEnd),
    orNothing(expiresAt, Number),
    orNothing(visitor, JSON.stringify),
    visitor ? userOf(visitor) : '',
    orNothing(fence?.startId, encoded),
    orNothing(fence?.epoch, Number),
  ],
}
