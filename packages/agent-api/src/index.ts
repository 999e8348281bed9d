export { createAgentApi, type AgentApi } from './agent-api.ts'
export type { FeedTransport } from './serving/open-feeds.ts'
export type { AgentApiOptions } from './agent-api-options.ts'
export type { TokenOptions } from './access/known-tokens.ts'
export type { Access, DefaultProfile, Scope } from './access/caller.ts'
export type { AuthenticateAgent } from './access/gatekeeper.ts'
export type { Cursors, FeedItem } from './feed/feed-items.ts'
export type { ProblemDetails, ProblemPart } from './http/problem.ts'
export type { SessionView } from './sessions/session-view.ts'

// For what else reads JSON that people write, such as settings.
export { findJsonMistake, type JsonMistakeOptions } from './http/json-mistake.ts'

export { createWebhooks, type Webhooks } from './webhooks/create-webhooks.ts'
export type { WebhookCounts } from './webhooks/webhook-counts.ts'
export type { WebhookEndpoint, WebhooksOptions } from './webhooks/webhook-options.ts'
export type { WebhookCursors, WebhookPlace } from './webhooks/webhook-cursors.ts'
export type { WebhookType } from './webhooks/webhook.ts'
