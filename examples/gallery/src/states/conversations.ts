import type { State } from '../states.ts'
import { beginChat } from './conversation.ts'

const dayMs = 86_400_000

export const conversations: Readonly<Record<string, State>> = {
  conversation: {
    title: 'A conversation over two days, with two agents',
    async show(stage) {
      const { far, write, setTime, settle } = stage
      setTime(Date.now() - dayMs)
      const grace = await beginChat(stage)
      await grace.say('Yes, two of them are left. Shall I put one aside?')
      await write('Yes please. I can come by on Saturday.')
      await settle()
      setTime(Date.now())
      const alan = far.session.join({ name: 'Alan', avatarUrl: new URL('/alan.svg', location.href).href })
      await alan.joined()
      const { index } = await alan.say('Good morning! Your coat is at the desk, under “Ada”.')
      await write('Wonderful, thank you!')
      const session = far.session
      const last = (await session.transcript()).at(-1)?.index ?? 0
      await alan.react(last, '❤️')
      void alan.markRead(last)
      await alan.say('See you on Saturday.')
      await settle()
      void index
    },
  },
  typing: {
    title: 'Somebody is typing',
    async show(stage) {
      const grace = await beginChat(stage)
      grace.typing(true)
      await stage.settle()
    },
  },
  'typing-text': {
    title: 'What somebody is typing, where the server shows that',
    options: { transport: { backend: { sessionTimeoutMs: 86_400_000, typingPreview: true } } },
    async show(stage) {
      const grace = await beginChat(stage)
      grace.typing(true, 'I have found two of them in the back, one in')
      await stage.settle()
    },
  },
  streaming: {
    title: 'A reply that is still being said',
    async show(stage) {
      const { far, widget, write, settle } = stage
      widget.open()
      await write('How do I wash a wool coat?')
      const bot = await far.join({ name: 'Coat bot' })
      void bot.say(
        words(
          '**Hardly ever.** Air it instead:\n\n- hang it outside on a damp day\n- brush it when it is dry\n\nIf you must wash it, use',
        ),
      )
      await settle(400)
    },
  },
  'notification-offer': {
    title: 'Notifications are offered to who has written',
    async show(stage) {
      // As in a browser that has not been asked yet.
      Object.defineProperty(Notification, 'permission', { value: 'default' })
      stage.widget.notifications = true
      await beginChat(stage)
    },
  },
  restored: {
    title: 'After a reload, with what came meanwhile',
    async show(stage) {
      const { widget, far, transport, settle, reload } = stage
      await beginChat(stage)
      const { session } = far
      widget.chat = undefined // The page is closed.
      await settle()
      void transport
      const alan = session.join({ name: 'Alan' })
      await alan.joined()
      await alan.say('I have put the coat aside for you.')
      await reload()
      widget.open()
      await settle()
    },
  },
  'long-history': {
    title: '10,000 messages: the newest are drawn',
    options: {
      transport: { backend: { limits: { maxTranscriptEvents: 20_000, maxTranscriptBytes: 50_000_000 } } },
    },
    async show(stage) {
      const grace = await beginChat(stage)
      const { widget, settle, reload } = stage
      widget.chat = undefined // The page is closed while they are said.
      for (let at = 1; at <= 9_998; at++) {
        const said = grace.say(`Message ${at}`)
        if (at % 500 === 0) await said
      }
      await reload()
      widget.open()
      await settle(500)
    },
  },
  rush: {
    title: 'Opened while messages come as fast as they can: at the end',
    async show(stage) {
      const grace = await beginChat(stage)
      const { widget, settle } = stage
      const list = () => widget.shadowRoot?.querySelector('[role=log]')
      // Long ones and short ones take turns at being the newest, and something in the page wants to know how high they are.
      for (let at = 1; at <= 400; at++) {
        void grace.say(
          at % 80 < 40 ? `Message ${at}. ${'It is in blue, in green, and in others. '.repeat(6)}` : `${at}`,
        )
        if (at % 20 === 0) await grace.say(`${at} have come.`)
        void list()?.scrollHeight
        if (at % 50 === 0) await settle(16)
      }
      await settle()
    },
  },
  'scrolled-up': {
    title: 'Reading further up, while something new has come',
    async show(stage) {
      const grace = await beginChat(stage)
      for (let at = 1; at <= 30; at++) await grace.say(`This is number ${at} of the things that we have in blue.`)
      const { widget, settle } = stage
      await settle(200)
      const list = widget.shadowRoot?.querySelector('[role=log]')
      if (list) list.scrollTop = 200 - (list.scrollHeight - list.clientHeight)
      await settle(200)
      await grace.say('And one more.')
      await settle(100)
    },
  },
}

async function* words(text: string) {
  for (const word of text.split(/(?<= )/)) yield word
  await new Promise(() => undefined)
}
