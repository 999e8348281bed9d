import { secret, setting } from '../schema/setting.ts'
import { listOf, text } from '../schema/values.ts'

const origin = text('origins, such as https://desk.example', /^https?:\/\/[^/\s]+$/)
const token = text('name=token, the token of 32 characters or more', /^[\w.-]{1,64}=[\w.~+/=-]{32,}$/)

/** Agents and bots, which use the API of `@chat-transport/agent-api` on the port of the chat. */
export const agentSettings = {
  tokens: secret(
    listOf(token, 'a list of name=token, each token of 32 characters or more'),
    'the API is not served',
    'Who may use the API for agents, and their tokens. A name is that of a console or a bot.',
  ),
  path: setting(
    text("a path that begins with a slash and ends without one, such as '/agent/v1'", /^(\/[\w.~-]+)+$/),
    '/agent/v1',
    'The path of the API.',
  ),
  allowedOrigins: setting(
    listOf(origin, 'a list of origins, such as https://desk.example'),
    [],
    'Pages that may use the API besides those of its own origin, such as a console.',
  ),
}
