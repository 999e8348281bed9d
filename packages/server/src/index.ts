export {
  createChatServer,
  type ChatServer,
  type ChatServerObserver,
  type ChatServerOptions,
  type CloseOptions,
} from './chat-server.ts'
export type { FrontObserver, ObservedRefusal } from './front-observer.ts'
export type { OpenLines } from './fronts.ts'
export type { FrontOptions } from './chat-server-options.ts'
export type { FileOptions, ScanFile, ScannedFile, StoredUpload, UploadStore } from './files/file-options.ts'
export type { AllowedOrigins } from './http/origin-policy.ts'
export type { AnyHttpServer } from './http/mount.ts'
export type { AddressLimits } from './line/address-quotas.ts'
export type { InstanceOptions } from './instance/instance-options.ts'
export type { ClientAddress } from './http/client-address.ts'

// For what else is served on the same HTTP server, such as an API for agents.
export { mount, type MountedHandlers, type Unmount } from './http/mount.ts'
export { isOwnOrigin } from './http/origin-policy.ts'
export { readBody, type BodyLimits, type UnreadBody } from './http/request-body.ts'
export { refuseUpgrade, type HttpRefusal } from './http/http-answer.ts'
export { countedAddress, type CountedAddress } from './http/counted-address.ts'
