import { setTimeout as wait } from 'node:timers/promises'
import { textOf } from '@chat-transport/core'
import { shortText } from './recent-events.mjs'

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

/** What the bot says when a choice of its own has been made, by the value of the choice. */
const replies = new Map([
  ['coat-m', () => [coat('medium')]],
  ['coat-l', () => [coat('large')]],
  ['buy', () => ['Sold! Nobody will send it to you, though: I am only a demo.']],
])

/** The bot's answers, by what it is asked: texts, or contents of other types. The last one fits everything. */
const answers = [
  {
    asked: /^(hi|hello|hey|good (morning|evening|day))\b/i,
    say: () => ['Hello! Ask me anything, or say “help”.'],
  },
  {
    asked: /\bhelp\b/i,
    say: () => [
      'Try this: cut the line, write me something, and open the line again.',
      'Or reload the page in the middle of it. Say “count” and I count to five while you are away.',
      'Or say “coat”, and answer with a click.',
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
    asked: /\b(order|delivery|parcel)\b/i,
    say: () => ['Your order left our house this morning. It should be with you tomorrow before noon.'],
  },
  {
    asked: /\b(thanks|thank you)\b/i,
    say: () => ['You are welcome!'],
  },
  {
    asked: /^/,
    say: (text) => [`You wrote “${shortText(text, 200)}”. I am only a bot, but I have it, once, and in order.`],
  },
]

/** Answers the visitor while nobody has joined at the console. */
export function createBot(session) {
  /** Its place in the chat; `undefined` while it is away. */
  let presence

  const answer = async ({ agent, scope }, content) => {
    const text = textOf(content)
    const say = replies.get(content.answers?.value) ?? answers.find(({ asked }) => asked.test(text)).say
    for (const said of say(text)) {
      agent.typing()
      await wait(thinkingMs, undefined, { signal: scope.signal })
      await (typeof said === 'string' ? agent.say(wordsOf(said, scope.signal)) : agent.send(said))
    }
    agent.typing(false)
  }

  return {
    sitDown() {
      if (presence || session.status !== 'open') return
      const scope = new AbortController()
      const agent = session.join({ name: 'Robin (bot)', type: 'external' })
      const here = { agent, scope }
      const say = (act) => act.catch(ignoreEnded)
      let unanswered = 0
      // It answers one message after the other, so that sentences do not mix.
      let answered = say(
        agent.say(`Hello ${session.party.name}! I am the bot: I answer until somebody sits down at the console.`),
      )
      const stopListening = session.onMessage(({ content }) => {
        if (unanswered >= mostUnanswered) return
        unanswered++
        answered = answered.then(() => say(answer(here, content))).finally(() => unanswered--)
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

/** A sentence word by word, as language models give it. Ends when the bot is sent away. */
async function* wordsOf(sentence, signal) {
  for (const word of sentence.split(/(?<= )/)) {
    yield word
    await wait(wordMs, undefined, { signal })
  }
}

/** The chat has ended, or the bot was sent away: there is nothing more to say. */
function ignoreEnded() {}
