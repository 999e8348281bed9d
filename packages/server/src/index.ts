export { createChatServer, type ChatServer, type ChatServerOptions } from './chat-server.ts'
export type { FrontOptions } from './chat-server-options.ts'
export type { AllowedOrigins } from './http/origin-policy.ts'
export type { AnyHttpServer } from './http/mount.ts'
