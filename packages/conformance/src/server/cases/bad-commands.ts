/** What is wrong with a command, and the code and parameter that its EventError must name. */
export interface BadCommand {
  /** The case is `P31/<name>`. */
  readonly name: string
  readonly what: string
  /** Fields that replace those of a good command of this kind; `undefined` leaves one out. */
  readonly sent: unknown
  readonly code: 2 | 3
  readonly parameter?: string
}

const id = 'kit-bad-command'
const text = (value: unknown) => ({ type: 'SendMessage', id, content: { type: 'text', text: value } })
const message = (content: unknown) => ({ type: 'SendMessage', id, content })

/** Commands that are wrong in each way that P31 lists. */
export const badCommands: readonly BadCommand[] = [
  { name: 'null', what: 'null', sent: null, code: 3 },
  { name: 'list', what: 'a list', sent: [], code: 3 },
  { name: 'string', what: 'a string', sent: 'SendMessage', code: 3 },
  { name: 'number', what: 'a number', sent: 5, code: 3 },
  { name: 'true', what: 'true', sent: true, code: 3 },
  { name: 'no-type', what: 'a command without a type', sent: { id }, code: 2, parameter: 'type' },
  { name: 'type-number', what: 'a command whose type is a number', sent: { type: 5, id }, code: 3, parameter: 'type' },
  {
    name: 'message-no-id',
    what: 'a message without an id',
    sent: { type: 'SendMessage', content: { type: 'text', text: 'x' } },
    code: 2,
    parameter: 'id',
  },
  {
    name: 'message-id-list',
    what: 'a message whose id is a list',
    sent: { ...text('x'), id: [] },
    code: 3,
    parameter: 'id',
  },
  {
    name: 'message-id-empty',
    what: 'a message whose id is empty',
    sent: { ...text('x'), id: '' },
    code: 3,
    parameter: 'id',
  },
  {
    name: 'message-no-content',
    what: 'a message without content',
    sent: { type: 'SendMessage', id },
    code: 2,
    parameter: 'content',
  },
  {
    name: 'message-no-text',
    what: 'a message without a text',
    sent: message({ type: 'text' }),
    code: 2,
    parameter: 'content.text',
  },
  {
    name: 'message-no-content-type',
    what: 'a message whose content has no type',
    sent: message({ text: 'x' }),
    code: 2,
    parameter: 'content.type',
  },
  {
    name: 'message-other-case',
    what: 'a message with `Content` in place of `content`',
    sent: { type: 'SendMessage', id, Content: { type: 'text', text: 'x' } },
    code: 2,
    parameter: 'content',
  },
  {
    name: 'message-content-null',
    what: 'a message whose content is null',
    sent: message(null),
    code: 3,
    parameter: 'content',
  },
  {
    name: 'message-content-list',
    what: 'a message whose content is a list',
    sent: message([]),
    code: 3,
    parameter: 'content',
  },
  {
    name: 'message-text-number',
    what: 'a message whose text is a number',
    sent: text(5),
    code: 3,
    parameter: 'content.text',
  },
  {
    name: 'message-text-empty',
    what: 'a message whose text is empty',
    sent: text(''),
    code: 3,
    parameter: 'content.text',
  },
  {
    name: 'message-type-unknown',
    what: 'a message of a type that visitors cannot send',
    sent: message({ type: 'hologram', text: 'x' }),
    code: 3,
    parameter: 'content.type',
  },
  {
    name: 'notice-missing',
    what: 'SendNotice without a notice',
    sent: { type: 'SendNotice', id },
    code: 2,
    parameter: 'notice',
  },
  {
    name: 'notice-no-name',
    what: 'a notice without a name',
    sent: { type: 'SendNotice', id, notice: {} },
    code: 2,
    parameter: 'notice.name',
  },
  {
    name: 'notice-name-number',
    what: 'a notice whose name is a number',
    sent: { type: 'SendNotice', id, notice: { name: 5 } },
    code: 3,
    parameter: 'notice.name',
  },
  {
    name: 'user-data-missing',
    what: 'UpdateUserData without user data',
    sent: { type: 'UpdateUserData', id },
    code: 2,
    parameter: 'userData',
  },
  {
    name: 'user-data-list',
    what: 'user data that is a list',
    sent: { type: 'UpdateUserData', id, userData: [] },
    code: 3,
    parameter: 'userData',
  },
  {
    name: 'typing-missing',
    what: 'SendTyping that does not say which',
    sent: { type: 'SendTyping', id },
    code: 2,
    parameter: 'isTyping',
  },
  {
    name: 'typing-number',
    what: 'SendTyping with 1 for true',
    sent: { type: 'SendTyping', id, isTyping: 1 },
    code: 3,
    parameter: 'isTyping',
  },
  {
    name: 'read-missing',
    what: 'MarkRead without a place',
    sent: { type: 'MarkRead', id },
    code: 2,
    parameter: 'upTo',
  },
  {
    name: 'read-text',
    what: 'MarkRead at a place in quotes',
    sent: { type: 'MarkRead', id, upTo: '1' },
    code: 3,
    parameter: 'upTo',
  },
  {
    name: 'read-half',
    what: 'MarkRead at half a place',
    sent: { type: 'MarkRead', id, upTo: 0.5 },
    code: 3,
    parameter: 'upTo',
  },
  {
    name: 'read-negative',
    what: 'MarkRead below 0',
    sent: { type: 'MarkRead', id, upTo: -1 },
    code: 3,
    parameter: 'upTo',
  },
]

/** A change to a good attach that makes it bad. */
export interface BadAttach {
  /** The case is `P31/<name>`. */
  readonly name: string
  readonly what: string
  readonly without?: string
  readonly fields?: object
  readonly code: 2 | 3
  readonly parameter: string
}

export const badStarts: readonly BadAttach[] = [
  { name: 'start-no-secret', what: 'a start without a secret', without: 'secret', code: 2, parameter: 'secret' },
  { name: 'start-no-id', what: 'a start without an id', without: 'id', code: 2, parameter: 'id' },
  { name: 'start-no-page', what: 'a start without a pageId', without: 'pageId', code: 2, parameter: 'pageId' },
  {
    name: 'start-no-take',
    what: 'a start that does not say whether it takes',
    without: 'take',
    code: 2,
    parameter: 'take',
  },
  {
    name: 'start-take-word',
    what: 'a start whose take is a word',
    fields: { take: 'yes' },
    code: 3,
    parameter: 'take',
  },
  {
    name: 'start-take-text',
    what: 'a start whose take is true in quotes',
    fields: { take: 'true' },
    code: 3,
    parameter: 'take',
  },
  { name: 'start-id-number', what: 'a start whose id is a number', fields: { id: 5 }, code: 3, parameter: 'id' },
  {
    name: 'start-secret-empty',
    what: 'a start whose secret is empty',
    fields: { secret: '' },
    code: 3,
    parameter: 'secret',
  },
  {
    name: 'start-nickname-number',
    what: 'a start whose nickname is a number',
    fields: { nickname: 5 },
    code: 3,
    parameter: 'nickname',
  },
  {
    name: 'start-user-data-list',
    what: 'a start whose user data is a list',
    fields: { userData: [] },
    code: 3,
    parameter: 'userData',
  },
]

export const badRestores: readonly BadAttach[] = [
  { name: 'restore-no-after', what: 'a restore without `after`', without: 'after', code: 2, parameter: 'after' },
  {
    name: 'restore-no-session',
    what: 'a restore without a sessionId',
    without: 'sessionId',
    code: 2,
    parameter: 'sessionId',
  },
  {
    name: 'restore-after-negative',
    what: 'a restore after a negative index',
    fields: { after: -1 },
    code: 3,
    parameter: 'after',
  },
  {
    name: 'restore-after-half',
    what: 'a restore after half an index',
    fields: { after: 0.5 },
    code: 3,
    parameter: 'after',
  },
  {
    name: 'restore-after-text',
    what: 'a restore after an index in quotes',
    fields: { after: '0' },
    code: 3,
    parameter: 'after',
  },
  { name: 'restore-after-word', what: 'a restore after a word', fields: { after: 'all' }, code: 3, parameter: 'after' },
]
