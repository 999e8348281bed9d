import { setting, unset, type ValuesOf } from '../schema/setting.ts'
import { listOf, milliseconds, oneOf, path, port, text, wholeNumber, yesOrNo } from '../schema/values.ts'
import { storeSettings } from '../stores/store-kinds.ts'
import { agentSettings } from './agent-settings.ts'
import { instanceSettings } from './instance-settings.ts'
import { fileSettings } from './file-settings.ts'
import { limitSettings } from './limit-settings.ts'

const host = text('a host name or an address')
const origin = text("origins, such as https://shop.example, or '*'", /^(\*|null|[A-Za-z][\w.+-]*:\/\/[^/\s]*)$/)

/** All settings of the command. Their names in the file, in the environment, in `--help` and in SETTINGS.md come from here. */
export const settings = {
  host: setting(host, '127.0.0.1', 'The address to listen on. 0.0.0.0 or :: for all of this machine.'),
  port: setting(port, 8080, 'The port of the chat. 0 takes a free one.'),
  path: setting(
    text("a path that begins with a slash and ends without one, such as '/cometd'", /^(\/[\w.~-]+)+$/),
    '/cometd',
    'The path of the chat, and everything below it.',
  ),
  allowedOrigins: setting(
    listOf(origin, 'a list of origins, such as https://shop.example'),
    [],
    "Pages that may use the server besides those of its own origin. '*' for all.",
  ),
  tls: {
    certFile: unset(path, 'plain HTTP', 'The certificate and its chain, PEM. Goes with tls.keyFile.'),
    keyFile: unset(path, 'plain HTTP', 'The private key of the certificate, PEM.'),
  },
  trustedProxies: setting(
    wholeNumber(0, 20),
    0,
    'How many proxies are before this server. A client has the address that the first of them has seen, by X-Forwarded-For.',
  ),
  instance: instanceSettings,
  keepAliveTimeoutMs: setting(
    milliseconds(1, 3_600_000),
    5_000,
    'How long an idle HTTP connection stays open. Behind a proxy: longer than the proxy keeps it.',
  ),
  dataFolder: setting(
    path,
    'chat-data',
    'Where the server keeps its data, unless a setting names another place. Made when it is missing.',
  ),
  store: storeSettings,
  sessionTimeoutMs: setting(milliseconds(), 1_800_000, 'How long a session lives with nobody attached.'),
  startTimeoutMs: setting(milliseconds(), 30_000, 'How long a start is kept that no page has confirmed.'),
  keepEndedMs: setting(milliseconds(), 1_800_000, 'How long a session that has ended can still be read.'),
  heartbeatMs: setting(milliseconds(1, 10_000), 10_000, 'How long an idle /meta/connect is held.'),
  absenceTimeoutMs: setting(
    milliseconds(1, 3_600_000),
    10_000,
    'How long a client may be away before its line is lost.',
  ),
  typingPreview: setting(yesOrNo, false, 'Whether agents see what visitors type before they send it.'),
  agents: agentSettings,
  files: fileSettings,
  limits: limitSettings,
  log: {
    level: setting(
      oneOf(['debug', 'info', 'warn', 'error', 'silent']),
      'info',
      'What is logged. No level has messages, names or secrets.',
    ),
    format: setting(
      oneOf(['auto', 'json', 'text']),
      'auto',
      'json: one object a line. auto: text on a terminal, else json.',
    ),
  },
  metrics: {
    enabled: setting(yesOrNo, true, 'Whether /metrics, /healthz and /readyz are served on a port of their own.'),
    host: setting(
      host,
      '127.0.0.1',
      'The address of that port. Whoever reaches it can read the metrics: keep it private.',
    ),
    port: setting(port, 9464, 'That port. 0 takes a free one.'),
  },
  drainDelayMs: setting(
    milliseconds(0, 3_600_000),
    0,
    'After SIGTERM: how long everything goes on while /readyz says no, so that a balancer notices.',
  ),
  drainMs: setting(
    milliseconds(0, 3_600_000),
    0,
    'Then: over which time lines end one after another. 0 where no other server can take them.',
  ),
  closeTimeoutMs: setting(
    milliseconds(2, 3_600_000),
    5_000,
    'Then: how long clients, commands under way and the store may take to finish, before they are cut off.',
  ),
}

export type Settings = ValuesOf<typeof settings>
