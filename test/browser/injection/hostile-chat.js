// A chat whose server puts one text, `evil`, wherever a text can be, and what comes of it in the page. The checks that the SDK
// has on its way are left out: what is drawn has to be harmless by itself.

window.executed = []
window.xss = () => window.executed.push(window.current)
window.alert = window.xss

/** Something in every place of a chat where the far side, or the visitor, has a say. */
function entriesWith(evil) {
  const party = { id: 'agent', name: evil, type: 'agent', avatarUrl: evil }
  const own = { id: 'visitor', name: evil, type: 'client', avatarUrl: evil }
  let index = 0
  const said = (content, more = {}) => {
    index++
    const event = { type: 'EventMessage', index, at: 0, party, content }
    return { key: `${index}`, at: 0, index, event, ...more }
  }
  const file = { id: evil, name: evil, bytes: 3 }
  const contents = [
    { type: 'text', text: evil },
    { type: 'text', text: `see https://example.com/${evil} and ${evil}` },
    { type: 'text', text: evil, format: 'markdown' },
    { type: 'text', text: `[${evil}](https://example.com) **${evil}** \`${evil}\``, format: 'markdown' },
    { type: 'text', text: `[go](${evil}) ![go](${evil}) <${evil}>`, format: 'markdown' },
    { type: 'text', text: evil, format: evil },
    { type: 'remark', text: evil },
    { type: 'url', url: evil },
    { type: 'url', url: evil, text: evil },
    { type: 'url', url: `https://example.com/${evil}`, text: evil },
    { type: 'choices', text: evil, choices: [{ label: evil, value: evil }], fallback: evil },
    { type: 'card', title: evil, text: evil, image: { url: evil, alt: evil }, fallback: evil },
    {
      type: 'card',
      title: evil,
      image: { url: `https://example.com/${evil}`, alt: evil },
      actions: [
        { type: 'url', label: evil, url: evil },
        { type: 'url', label: evil, url: `https://example.com/${evil}` },
        { type: 'answer', label: evil, value: evil },
        { type: evil, label: evil, url: evil },
      ],
    },
    { type: 'file', file: { ...file, type: 'image/png', url: evil }, text: evil },
    { type: 'file', file: { ...file, type: 'image/png', url: `https://example.com/${evil}` }, text: evil },
    { type: 'file', file: { ...file, type: 'image/svg+xml', url: evil } },
    { type: 'file', file: { ...file, type: evil, url: evil } },
    { type: evil, text: evil, url: evil, title: evil, fallback: evil },
    { type: 'unknown', fallback: evil },
    { type: '__proto__', fallback: evil },
  ]
  return [
    ...contents.map((content) => said(content)),
    said(
      { type: 'text', text: evil },
      {
        edited: true,
        reactions: [
          { party, emoji: evil },
          { party: own, emoji: evil },
        ],
      },
    ),
    ...['EventParticipantJoined', 'EventParticipantLeft', 'EventParticipantUpdated', evil].map((type) => {
      index++
      return { key: `${index}`, at: 0, index, event: { type, index, at: 0, party, reason: evil } }
    }),
    {
      key: 'part',
      at: 0,
      streaming: true,
      part: { type: 'EventMessagePart', draft: evil, party, offset: 0, text: `${evil} [go](${evil}` },
    },
    ...['sending', 'queued', 'failed'].map((delivery) => ({
      key: delivery + evil,
      at: 0,
      delivery,
      command: { type: 'SendMessage', id: evil, content: { type: 'text', text: evil } },
      // 51: meant for visitors to read.
      error: Object.assign(new window.ChatTransport.ChatError(51, evil)),
    })),
    {
      key: 'file',
      at: 0,
      delivery: 'uploading',
      progress: 0.5,
      command: {
        type: 'SendMessage',
        id: 'file',
        content: { type: 'file', file: { ...file, type: evil }, text: evil },
      },
    },
  ]
}

/** A chat as the widget sees one, made of entries. */
function chatOf(evil) {
  const party = { id: 'agent', name: evil, type: 'agent', avatarUrl: evil }
  const handlers = {}
  const state = {
    status: 'connected',
    party: { id: 'visitor', name: evil, type: 'client' },
    transcript: entriesWith(evil),
    hasEarlier: true,
    typing: [party, { ...party, id: 'other' }],
    typists: [],
    reads: [{ party, upTo: 3 }],
    unread: 2,
    uploads: { url: evil, token: evil, maxBytes: 1, types: [evil] },
    participants: [party, { ...party, id: 'other' }],
  }
  const session = new Proxy(state, {
    get(values, name) {
      if (name in values) return values[name]
      if (typeof name !== 'string' || name === 'then') return undefined
      if (!name.startsWith('on')) return () => Promise.reject(new window.ChatTransport.ChatError(52, evil))
      return (run) => {
        handlers[name] = run
        return () => delete handlers[name]
      }
    },
  })
  const chat = { openSession: () => session, restoreSession: async () => session, onRetry: () => () => undefined }
  return { chat, handlers, state, party }
}

/** All elements, also those in shadow trees. */
function elementsIn(root) {
  return [...root.querySelectorAll('*')].flatMap((element) => [
    element,
    ...(element.shadowRoot ? elementsIn(element.shadowRoot) : []),
  ])
}

const forbidden =
  'script, iframe, frame, object, embed, base, meta, link, style, template, math, foreignObject, animate, set, use'
const addressed = [
  'href',
  'src',
  'srcset',
  'action',
  'formaction',
  'data',
  'poster',
  'background',
  'ping',
  'xlink:href',
]
const safe = /^(https?:|mailto:|tel:)/

/** What an attribute has that could run something, or lead to it. */
function dangerIn({ name, value }) {
  if (/^on/i.test(name) || name === 'srcdoc') return name
  return addressed.includes(name) && !safe.test(value) ? `${name}=${value}` : undefined
}

/** What a link leads to, as its browser reads it. */
function dangerOfLink(link) {
  if (link.href && !safe.test(link.protocol)) return link.protocol
  return link.target === '_blank' && !link.relList.contains('noopener') ? 'without noopener' : undefined
}

function dangersOf(element) {
  const found = element.matches(forbidden) ? ['forbidden'] : []
  found.push(...[...element.attributes].map(dangerIn), element.localName === 'a' ? dangerOfLink(element) : undefined)
  return found.filter(Boolean).map((danger) => `${element.localName}: ${danger}`)
}

const settled = () => new Promise((resolve) => setTimeout(resolve))

/** Shows a chat full of `evil`, does what visitors can do in it, and returns what is dangerous in the page. */
window.showHostile = async (evil) => {
  window.current = evil
  const dangers = new Set()
  const look = async (widget) => {
    await widget.updateComplete
    for (const element of elementsIn(widget.shadowRoot)) dangersOf(element).forEach((danger) => dangers.add(danger))
  }
  const { chat, handlers, state, party } = chatOf(evil)
  const widget = document.createElement('chat-widget')
  Object.assign(widget, { chat, rating: true, greetAfter: 0, emojis: ['👍', evil], request: { nickname: evil } })
  widget.setAttribute('lang', evil)
  widget.texts = { title: evil, greeting: evil }
  document.body.append(widget)
  await look(widget)
  widget.open()
  await look(widget)
  // A menu of a message, and everything that can be pressed but links, which lead out of the page.
  for (const selector of [
    '.more',
    '.menu button',
    '.choice',
    '.card button',
    '.reaction',
    '.text-button',
    '.menu-choice',
  ]) {
    widget.shadowRoot.querySelector(selector)?.click()
    if (selector === '.more') await look(widget)
    await widget.updateComplete
  }
  await look(widget)
  for (const link of widget.shadowRoot.querySelectorAll('a[href]')) {
    link.addEventListener('click', (event) => event.preventDefault())
    link.click()
  }
  handlers.onMessageReceived?.({ type: 'EventMessage', index: 99, at: 0, party, content: { type: 'text', text: evil } })
  handlers.onError?.({ type: 'EventError', error: { code: 152, description: evil, errorCode: 152 } })
  await look(widget)
  state.status = 'ended'
  handlers.onSessionEnded?.({ reason: evil })
  await look(widget)
  await settled()
  widget.remove()
  await settled()
  return [...dangers]
}

/** The same texts in a form before the chat, and in all that a page says itself. */
window.showHostileForm = async (evil) => {
  window.current = evil
  const dangers = new Set()
  const widget = document.createElement('chat-widget')
  const { chat } = chatOf(evil)
  chat.restoreSession = async () => undefined
  const options = [{ value: evil, label: evil }]
  const form = {
    title: evil,
    text: evil,
    submit: evil,
    fields: [
      { name: evil, label: evil, hint: evil, required: true },
      { name: 'other', label: evil, type: 'select', options },
      { name: 'yes', label: evil, type: 'checkbox' },
    ],
  }
  Object.assign(widget, { chat, form })
  document.body.append(widget)
  await widget.updateComplete
  widget.open()
  await settled()
  await widget.updateComplete
  for (const element of elementsIn(widget.shadowRoot)) dangersOf(element).forEach((danger) => dangers.add(danger))
  widget.remove()
  return [...dangers]
}

/** Takes a text for HTML, as a careless widget does: what runs then could have run. */
window.showCarelessly = async (evil) => {
  window.current = evil
  const place = document.createElement('div')
  document.body.append(place)
  place.innerHTML = evil
  await new Promise((resolve) => setTimeout(resolve, 20))
  for (const link of place.querySelectorAll('a')) link.click()
  const dangers = elementsIn(place).flatMap(dangersOf)
  place.remove()
  return dangers
}
