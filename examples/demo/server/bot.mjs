import { setTimeout as wait } from 'node:timers/promises'
import { textOf } from '@chat-transport/core'
import { shortText } from '../page/agent/short-text.js'

const thinkingMs = 400
/** How long it takes from one word to the next. */
const wordMs = 40
/** The bot remembers this many unanswered messages. It does not answer further ones. */
const mostUnanswered = 5

const sizes = {
  type: 'choices',
  text: 'I have one in green. Which size?',
  choices: [
    { label: 'Medium', value: 'coat-m' },
    { label: 'Large', value: 'coat-l' },
  ],
}
const coat = (size) => ({
  type: 'card',
  title: `A green coat, ${size}`,
  text: '80 €, at your door in two days.',
  actions: [
    { type: 'answer', label: 'Buy it', value: 'buy' },
    { type: 'url', label: 'What is a coat?', url: 'https://en.wikipedia.org/wiki/Coat' },
  ],
  fallback: `A green coat, ${size}: 80 €, at your door in two days.`,
})

const receipt = [
  'A green coat        80 €',
  'Delivery             0 €',
  'Paid with thanks. This is a demo, and so is the coat.',
].join('\n')

/** What the bot says when a choice of its own has been made, by the value of the choice. */
const replies = new Map([
  ['coat-m', () => [coat('medium')]],
  ['coat-l', () => [coat('large')]],
  ['buy', () => ['Sold! Nobody will send it to you, though: I am only a demo.']],
])

/**
 * The bot's answers, by what it is asked. They are texts, contents of other types, and what else an agent can do. The last one fits
 * everything.
 */
const answers = [
  {
    asked: /^(hi|hello|hey|good (morning|evening|day))\b/i,
    say: () => ['Ask me anything, or say “help”.'],
  },
  {
    asked: /\bhelp\b/i,
    say: () => [
      'Try this: cut the line, write me something, and open the line again.',
      'Or reload the page in the middle of it. Say “count” and I count to five while you are away.',
      'Or say “coat”, and answer with a click; “receipt”, and you get a file. You may send me one too.',
      'And you can edit, delete and react to what was said, or sign in, while we talk.',
    ],
  },
  {
    asked: /\bcount\b/i,
    say: () => ['One', 'Two', 'Three', 'Four', 'Five'],
  },
  {
    asked: /\bcoats?\b/i,
    say: () => [sizes],
  },
  {
    asked: /\b(file|invoice|receipt)\b/i,
    say: () => [
      (agent) => agent.sendFile(Buffer.from(receipt), { name: 'receipt.txt', type: 'text/plain', text: 'Here it is.' }),
    ],
  },
  {
    asked: /\b(order|delivery|parcel)\b/i,
    say: () => ['Your order left our house this morning. It should be with you tomorrow before noon.'],
  },
  {
    asked: /\b(thanks|thank you)\b/i,
    say: (_text, index) => [(agent) => agent.react(index, '❤️'), 'You are welcome!'],
  },
  {
    asked: /^/,
    say: (text) => [`You wrote “${shortText(text, 200)}”. I am only a bot, but I have it, once, and in order.`],
  },
]

/** The same participant after a restart, since its id is the same. */
const robin = { id: 'robin', name: 'Robin (bot)', type: 'external' }

/** Answers the visitor while nobody has joined at the console. It says who it is with its first answer: a chat begins with a message. */
export function createBot(session) {
  /** Its place in the chat; `undefined` while it is away. */
  let presence

  const answer = async ({ agent, scope, greeting }, { content, index }) => {
    for (const said of [...greeting.splice(0), ...answersTo(content, index)]) {
      agent.typing()
      await wait(thinkingMs, undefined, { signal: scope.signal })
      if (typeof said === 'string') await agent.say(wordsOf(said, scope.signal))
      else if (typeof said === 'function') await said(agent)
      else await agent.send(said)
    }
    agent.typing(false)
  }

  return {
    sitDown() {
      if (presence || session.status !== 'open') return
      const scope = new AbortController()
      const isBack = session.parties.some(({ id }) => id === robin.id) // after a restart of the server
      const agent = session.join(robin)
      const greeting = isBack
        ? []
        : [`Hello ${session.party.name}! I am the bot: I answer until somebody sits down at the console.`]
      const here = { agent, scope, greeting }
      const say = (act) => act.catch(ignoreEnded)
      let unanswered = 0
      // It answers one message after the other, so that sentences do not mix.
      let answered = lastUnanswered(session).then((event) => event && say(answer(here, event)), ignoreEnded)
      const stopListening = session.onMessage((event) => {
        if (unanswered >= mostUnanswered) return
        unanswered++
        answered = answered.then(() => say(answer(here, event))).finally(() => unanswered--)
      })
      scope.signal.addEventListener('abort', stopListening)
      presence = here
    },
    standUp() {
      if (!presence) return
      const { agent, scope } = presence
      presence = undefined
      scope.abort()
      agent.leave().catch(ignoreEnded)
    },
  }
}

/** What the visitor has said last, if nobody has answered it: the server may have been restarted meanwhile. */
async function lastUnanswered(session) {
  const { head, party } = session // What is said from here on is heard.
  const events = await session.transcript()
  const last = events.findLast(({ type, index, cut }) => type === 'EventMessage' && index <= head && !cut)
  return last?.party.id === party.id ? last : undefined
}

function answersTo(content, index) {
  if (content.type === 'file') return [`I have “${content.file.name}” now, all ${content.file.bytes} bytes of it.`]
  const text = textOf(content)
  const say = replies.get(content.answers?.value) ?? answers.find(({ asked }) => asked.test(text)).say
  return say(text, index)
}

/** A sentence word by word, as language models give it. Ends when the bot is sent away. */
async function* wordsOf(sentence, signal) {
  for (const word of sentence.split(/(?<= )/)) {
    yield word
    await wait(wordMs, undefined, { signal })
  }
}

/** The chat has ended, or the bot was sent away: there is nothing more to say. */
function ignoreEnded() {}
