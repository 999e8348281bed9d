/** What is wrong with a command, and the code and parameter that its EventError must name. */
export interface BadCommand {
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
  { what: 'null', sent: null, code: 3 },
  { what: 'a list', sent: [], code: 3 },
  { what: 'a string', sent: 'SendMessage', code: 3 },
  { what: 'a number', sent: 5, code: 3 },
  { what: 'true', sent: true, code: 3 },
  { what: 'a command without a type', sent: { id }, code: 2, parameter: 'type' },
  { what: 'a command whose type is a number', sent: { type: 5, id }, code: 3, parameter: 'type' },
  {
    what: 'a message without an id',
    sent: { type: 'SendMessage', content: { type: 'text', text: 'x' } },
    code: 2,
    parameter: 'id',
  },
  { what: 'a message whose id is a list', sent: { ...text('x'), id: [] }, code: 3, parameter: 'id' },
  { what: 'a message whose id is empty', sent: { ...text('x'), id: '' }, code: 3, parameter: 'id' },
  { what: 'a message without content', sent: { type: 'SendMessage', id }, code: 2, parameter: 'content' },
  { what: 'a message without a text', sent: message({ type: 'text' }), code: 2, parameter: 'content.text' },
  { what: 'a message whose content has no type', sent: message({ text: 'x' }), code: 2, parameter: 'content.type' },
  { what: 'a message whose content is null', sent: message(null), code: 3, parameter: 'content' },
  { what: 'a message whose content is a list', sent: message([]), code: 3, parameter: 'content' },
  { what: 'a message whose text is a number', sent: text(5), code: 3, parameter: 'content.text' },
  { what: 'a message whose text is empty', sent: text(''), code: 3, parameter: 'content.text' },
  {
    what: 'a message of a type that visitors cannot send',
    sent: message({ type: 'hologram', text: 'x' }),
    code: 3,
    parameter: 'content.type',
  },
  { what: 'SendNotice without a notice', sent: { type: 'SendNotice', id }, code: 2, parameter: 'notice' },
  { what: 'a notice without a name', sent: { type: 'SendNotice', id, notice: {} }, code: 2, parameter: 'notice.name' },
  {
    what: 'a notice whose name is a number',
    sent: { type: 'SendNotice', id, notice: { name: 5 } },
    code: 3,
    parameter: 'notice.name',
  },
  { what: 'UpdateUserData without user data', sent: { type: 'UpdateUserData', id }, code: 2, parameter: 'userData' },
  {
    what: 'user data that is a list',
    sent: { type: 'UpdateUserData', id, userData: [] },
    code: 3,
    parameter: 'userData',
  },
  { what: 'SendTyping that does not say which', sent: { type: 'SendTyping', id }, code: 2, parameter: 'isTyping' },
  { what: 'MarkRead without a place', sent: { type: 'MarkRead', id }, code: 2, parameter: 'upTo' },
  { what: 'MarkRead at half a place', sent: { type: 'MarkRead', id, upTo: 0.5 }, code: 3, parameter: 'upTo' },
  { what: 'MarkRead below 0', sent: { type: 'MarkRead', id, upTo: -1 }, code: 3, parameter: 'upTo' },
]

/** A change to a good attach that makes it bad. */
export interface BadAttach {
  readonly what: string
  readonly without?: string
  readonly fields?: object
  readonly code: 2 | 3
  readonly parameter: string
}

export const badStarts: readonly BadAttach[] = [
  { what: 'a start without a secret', without: 'secret', code: 2, parameter: 'secret' },
  { what: 'a start without an id', without: 'id', code: 2, parameter: 'id' },
  { what: 'a start without a pageId', without: 'pageId', code: 2, parameter: 'pageId' },
  { what: 'a start that does not say whether it takes', without: 'take', code: 2, parameter: 'take' },
  { what: 'a start whose take is a word', fields: { take: 'yes' }, code: 3, parameter: 'take' },
  { what: 'a start whose id is a number', fields: { id: 5 }, code: 3, parameter: 'id' },
  { what: 'a start whose secret is empty', fields: { secret: '' }, code: 3, parameter: 'secret' },
  { what: 'a start whose nickname is a number', fields: { nickname: 5 }, code: 3, parameter: 'nickname' },
  { what: 'a start whose user data is a list', fields: { userData: [] }, code: 3, parameter: 'userData' },
]

export const badRestores: readonly BadAttach[] = [
  { what: 'a restore without `after`', without: 'after', code: 2, parameter: 'after' },
  { what: 'a restore without a sessionId', without: 'sessionId', code: 2, parameter: 'sessionId' },
  { what: 'a restore after a negative index', fields: { after: -1 }, code: 3, parameter: 'after' },
  { what: 'a restore after half an index', fields: { after: 0.5 }, code: 3, parameter: 'after' },
  { what: 'a restore after a word', fields: { after: 'all' }, code: 3, parameter: 'after' },
]
