/** A rule of PROTOCOL.md or PROTOCOL-BINDINGS.md. */
export type ServerRuleId = `P${number}`

/** What a rule asks of the server, in one sentence, or why no case can see whether a server keeps it. */
export type ServerRule = { readonly asks: string } | { readonly unseen: string }

const client = 'It binds the client only.'
const streams = "It is about what an agent's side streams, which the kit cannot make it do."
const uploads = 'It is about files, which go beside the line, where the kit does not look.'

/** Every rule of the protocol, in the order of its sections. */
export const serverRules: Readonly<Record<ServerRuleId, ServerRule>> = Object.freeze({
  P1: { asks: 'Every event is a JSON object with a string `type` that begins with `Event`.' },
  P2: { asks: 'Unknown fields are ignored, never refused.' },
  P3: { asks: 'A command of unknown type is answered with error 1.' },
  P4: { unseen: client },
  P5: {
    asks: 'Transcript events carry `index` (from 1, no gaps, never given twice) and `at` (epoch milliseconds), and never change.',
  },
  P6: { asks: 'A transcript event is not sent before the store has it: what the store cannot take is not accepted.' },
  P7: { asks: 'A second attach on a line has no effect: it is answered with error 3, or closes the line.' },
  P8: {
    asks: 'An attach is answered with exactly one of EventAttached, EventSessionTaken and EventError, with its `id`, before any event.',
  },
  P9: { unseen: client },
  P10: {
    asks: 'A start makes a session only if none has its `id` and `secret`; another `secret` is answered with error 50.',
  },
  P72: {
    asks: 'The first event of a session is EventParticipantJoined of the visitor, and its start is answered with `head` 1.',
  },
  P11: {
    asks: 'A restore never makes a session. Unknown `sessionId` and wrong `secret` are both answered with error 50, in the same way.',
  },
  P12: {
    asks: 'A server that cannot tell whether there is a session, as with its store out of reach, answers 100 to an attach, never 50.',
  },
  P13: {
    asks: '`after` above the head is answered with error 50, before anything else is decided, and changes nothing.',
  },
  P14: {
    asks: 'An attachment is sent every event after `after`, in order, without gaps, missed and new ones in one stream.',
  },
  P105: {
    asks: '`last` of an attach with `after` 0 brings the newest events alone; `from` says where they begin, `participants` who is there.',
  },
  P15: { asks: '`first` is 1 while nothing was dropped, and never above `head`.' },
  P16: { unseen: client },
  P17: {
    asks: 'Accepting an attach ends the previous attachment in the same step: nothing late has effect, nothing more is sent there.',
  },
  P77: { unseen: 'It is about attaches that the server is slow to let in, which the kit cannot make slow.' },
  P18: { asks: 'The end of a line detaches the session only if it is the line of the current attachment.' },
  P19: {
    asks: '`take: true` makes its page the holder, once per pair of `id` and `pageId`; with `take: false` only the holder gets in.',
  },
  P20: {
    asks: 'When another page takes the session, the older line is sent EventSessionTaken; when the same page attaches again, it is not.',
  },
  P21: { unseen: client },
  P22: { unseen: client },
  P23: { unseen: client },
  P24: { asks: "A session's commands are carried out one after another, in the order received." },
  P25: {
    asks: "A transcript command is accepted by its event, which carries the command's `id` and is sent to the visitor too.",
  },
  P26: { asks: 'A command that is repeated is answered with its one original event.' },
  P73: {
    asks: 'A repeat that is invalid, too large, or later than the end of the session is answered with the original event too.',
  },
  P106: {
    asks: 'ReadTranscript is answered with the newest events before an index, in order, as they were sent, also after the end.',
  },
  P107: { unseen: client },
  P95: { asks: 'A message is edited by an event of its own; its EventMessage stays as it was.' },
  P96: { asks: 'A change to what is no message, or is deleted, is answered with error 3.' },
  P97: { asks: 'A reaction is answered with its event, also when it changes nothing.' },
  P98: { unseen: client },
  P99: { unseen: 'It says what pages show; of the server, that a deleted message is sent as it was, which is P95.' },
  P27: { unseen: client },
  P28: { unseen: client },
  P29: { asks: 'A refusal had no effect. 50, 100 and 101 refuse no command: they end the line.' },
  P30: {
    unseen:
      'The acknowledgement can be told from the event only while a command takes long, which the kit cannot bring about.',
  },
  P31: { asks: 'A command is checked in the order of P31; 2 and 3 name the parameter as a path.' },
  P32: { asks: 'The EventError of a passing command carries its `id`; when all is well there is no answer.' },
  P33: { asks: 'Typing is not in the transcript, and EventTyping is never about the visitor.' },
  P34: { asks: "Of a party's `upTo` values the highest counts; one above the head is answered with error 3." },
  P74: { asks: 'A party that has read nothing is not in `reads`, and MarkRead with 0 changes nothing.' },
  P85: { unseen: 'It is about contents of an application’s own, which the kit knows nothing of.' },
  P86: { asks: 'Content of a type that is not accepted is answered with error 3 that names `content.type`.' },
  P87: { asks: 'No link is accepted that runs code in a page, as `javascript:` does.' },
  P88: { asks: 'What a text `answers` is told as it was sent.' },
  P89: { asks: 'The `format` of a text is told as it was sent.' },
  P35: { asks: 'Events fit the types of the protocol: a client makes error 151 of one that does not.' },
  P36: { unseen: client },
  P37: { asks: 'Error codes are those of section 6, in the meaning given.' },
  P38: { unseen: client },
  P39: { unseen: client },
  P40: { unseen: 'It says what an error without `commandId` means; there is nothing to do wrong.' },
  P41: { asks: 'A session lives for `timeoutMs` with nobody attached, not shorter, and is then answered with 50.' },
  P42: {
    asks: 'An ended session can still be attached to, and read; a new command is answered with 52, once P31 has found nothing.',
  },
  P43: { asks: 'After EventSessionEnded nothing is added to the transcript.' },
  P44: { asks: 'On every line something reaches the client at least every 10 s, on the path that delivers events.' },
  P45: { asks: 'A server that shuts down closes its lines rather than fall silent.' },
  P46: {
    asks: 'The handshake reply carries the answer in `ext.chat`; a refusal has `successful: false`; one WebSocket carries one handshake.',
  },
  P47: {
    asks: 'Commands and events are the `data` of messages on /service/chat; several in one frame are taken in order.',
  },
  P48: {
    asks: 'A Bayeux session is one line and never resumes; a message from a removed one is answered 402 and has no effect.',
  },
  P75: {
    asks: 'Over long-polling a fenced line that has to be told keeps its Bayeux session until EventSessionTaken has reached it.',
  },
  P49: { unseen: client },
  P50: { asks: '/meta/connect is held for 10 s at most.' },
  P51: {
    asks: 'On WebSocket events come at once, without a /meta/connect; on long-polling in replies to /meta/connect only.',
  },
  P52: { asks: 'No cookie is needed.' },
  P53: { asks: 'callback-polling is not offered.' },
  P54: {
    asks: 'A frame or body that is no array of Bayeux messages is answered, or closes its line, and disturbs no other.',
  },
  P55: { asks: '/meta/disconnect detaches and ends nothing.' },
  P76: { asks: 'A body with 32,768 characters of messages gets through.' },
  P108: { unseen: 'It is about several servers, and the kit tests one.' },
  P109: { unseen: client },
  P56: { unseen: 'It binds those who write a binding.' },
  P64: { asks: 'Posts and upgrades with a foreign `Origin` are refused with 403, and CORS never says `*`.' },
  P65: { asks: 'Bodies are accepted as application/json only (else 415).' },
  P57: {
    asks: 'Commands up to `maxMessageBytes` are accepted, larger ones answered with error 3; none is refused for coming too fast.',
  },
  P58: { asks: 'Strings and JSON values within the bounds of P58 are accepted.' },
  P59: { asks: 'Whatever else is bounded is answered, or closes the line; the server never falls silent.' },
  P90: { unseen: uploads },
  P91: { unseen: uploads },
  P92: { unseen: uploads },
  P93: { unseen: uploads },
  P94: { unseen: uploads },
  P100: { unseen: streams },
  P101: { unseen: streams },
  P102: { unseen: client },
  P103: { unseen: streams },
  P104: { unseen: 'That it is told to agents only where it may be is not seen from a page.' },
  P60: { asks: '`sessionId` and `secret` are the right to speak for a session, and nothing else is needed.' },
  P61: { unseen: client },
  P62: {
    unseen: 'How the server keeps the secret is not seen from outside. (That guessing is answered as in P11 is.)',
  },
  P63: { asks: 'The secret is in no event and no error. (The log cannot be seen from outside.)' },
  P78: { asks: '`auth` is in no event and no error. (The log cannot be seen from outside.)' },
  P79: {
    asks: 'A session is one user’s for life from the first attach as that user on; another user, or nobody known, is answered with 101.',
  },
  P80: {
    asks: 'When credentials expire their line ends, and nothing is sent about it; other lines and the session go on.',
  },
  P81: {
    asks: 'Identify is answered by an EventParticipantUpdated, or fails alone with 101; the line lasts as long as what it brought.',
  },
  P82: {
    asks: 'A start of a user who has a session attaches to it as a further device, whose own the `id` and `secret` are from then on.',
  },
  P83: {
    asks: 'Devices are attached side by side, each with its own cursor; fence, holder and take are within one device.',
  },
  P84: { asks: "MarkRead is told to the visitor's other devices, and not to the page that said it." },
  P66: { unseen: "It is about the site's own authentication, which the kit knows nothing of." },
  P67: { unseen: client },
  P68: { unseen: 'It binds later versions of the protocol.' },
  P69: { unseen: 'What an older server does with a new command is P3.' },
  P70: { unseen: 'Private names are nobody else’s business.' },
  P71: { unseen: 'It binds later versions of the protocol.' },
})

export const serverRuleIds = Object.keys(serverRules) as readonly ServerRuleId[]

/** The rule as a sentence. */
export function serverRuleSentence(rule: ServerRuleId): string {
  const known = serverRules[rule]
  if (!known) return 'an unknown rule'
  return 'asks' in known ? known.asks : known.unseen
}
