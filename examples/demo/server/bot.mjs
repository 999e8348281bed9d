import { setTimeout as wait } from 'node:timers/promises'

const thinkingMs = 700

/** What the bot knows to answer, by what it is asked; the last one fits everything. */
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
    ],
  },
  {
    asked: /\bcount\b/i,
    say: () => ['One', 'Two', 'Three', 'Four', 'Five'],
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
    asked: /./s,
    say: (text) => [`You wrote “${text}”. I am only a bot, but I have it, once, and in order.`],
  },
]

/** Answers the visitor while nobody sits at the console. */
export function createBot(session) {
  /** Its place in the chat; `undefined` while it is away. */
  let presence

  const answer = async ({ agent, scope }, text) => {
    const { say } = answers.find(({ asked }) => asked.test(text))
    for (const sentence of say(text)) {
      agent.typing()
      await wait(thinkingMs, undefined, { signal: scope.signal })
      await agent.say(sentence)
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
      // Asked twice, it answers one after the other, so that sentences do not mix.
      let answered = say(
        agent.say(`Hello ${session.party.name}! I am the bot: I answer until somebody sits down at the console.`),
      )
      const stopListening = session.onMessage(({ content }) => {
        answered = answered.then(() => say(answer(here, content.text)))
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

/** A chat that has ended, or a bot that was sent away, leaves nothing to say. */
function ignoreEnded() {}
