import { setting, unset } from '../schema/setting.ts'
import { bytes, milliseconds, wholeNumber } from '../schema/values.ts'

const count = (most = 10_000_000, least = 1) => wholeNumber(least, most)

/** What visitors and clients may use. The READMEs of the back end and the server say what happens at each bound. */
export const limitSettings = {
  maxMessageBytes: setting(bytes(1_024, 16_777_216), 32_768, 'The size of one command, as JSON.'),
  commandsPerSecond: setting(count(1_000_000), 20, 'Commands of a visitor a second. Further ones wait.'),
  maxTranscriptEvents: setting(
    count(),
    250_000,
    'How many events of a session are kept. Beyond it the oldest are forgotten.',
  ),
  maxTranscriptBytes: setting(bytes(1_024, 2 ** 30), 33_554_432, 'How large they may be together, as JSON.'),
  maxUserDataNames: setting(count(100_000), 200, 'How many names the user data of a session may have.'),
  maxUserDataBytes: setting(bytes(1_024, 16_777_216), 65_536, 'How large the user data of a session may be, as JSON.'),
  maxSessions: setting(
    count(),
    50_000,
    'How many sessions may be live. Beyond it starts are refused, unless one gives way.',
  ),
  maxUnconfirmedBytes: setting(bytes(65_536), 33_554_432, 'The memory of all starts that no page has confirmed.'),
  maxUnconfirmedBytesPerAddress: setting(bytes(65_536), 4_194_304, 'The same for the starts of one address.'),
  startsPerMinute: setting(count(), 600, 'How many sessions one address may start in a minute.'),
  maxSessionsPerAddress: setting(count(), 2_000, 'How many sessions one address may have.'),
  maxDevices: setting(count(1_000), 10, 'On how many devices a user may have one session.'),
  maxEndedSessions: setting(count(10_000_000, 0), 10_000, 'How many ended sessions are kept to be read.'),
  maxEndedBytes: setting(bytes(0), 134_217_728, 'How large their transcripts may be together, as JSON.'),
  maxConnections: setting(count(), 10_000, 'How many lines may be open at the same time.'),
  maxFrameBytes: unset(
    bytes(1_024, 33_554_432),
    '262144, or 2 × limits.maxMessageBytes if that is more',
    'The largest frame or body. It needs room for limits.maxMessageBytes and 1024 bytes.',
  ),
  messagesPerSecond: unset(
    count(),
    '5 × limits.commandsPerSecond',
    'Bayeux messages of a line a second. Further ones wait.',
  ),
  bodyTimeoutMs: setting(
    milliseconds(1, 3_600_000),
    10_000,
    'How long the body of a request may take, unless it brings 512 bytes a second.',
  ),
  address: {
    messagesPerSecond: unset(
      count(1_000_000_000),
      '25 × limits.messagesPerSecond',
      'Messages of an address a second that belong to no line, such as handshakes.',
    ),
    unattachedSockets: setting(count(), 1_000, 'Sockets of an address without an attached line.'),
    unfinishedRequests: setting(count(), 500, 'Requests of an address whose body has not come.'),
    keptBytes: setting(
      bytes(1_024),
      16_777_216,
      'Bytes of unfinished frames and unanswered posts that are kept for an address.',
    ),
  },
}
