import { createChat } from '@chat-transport/core'
import type { State } from '../states.ts'
import { beginChat } from './conversation.ts'

export const endings: Readonly<Record<string, State>> = {
  leaving: {
    title: 'Asked whether to end the chat',
    async show(stage) {
      stage.widget.rating = true
      await beginChat(stage)
      stage.widget.shadowRoot?.querySelector<HTMLElement>('.header .icon-button')?.click()
    },
  },
  ended: {
    title: 'The agent has ended the chat',
    async show(stage) {
      stage.widget.rating = true
      const grace = await beginChat(stage)
      await grace.say('It is at the desk. Have a nice day!')
      await stage.far.endSession('closed')
      await stage.settle()
    },
  },
  rated: {
    title: 'A chat that was rated',
    async show(stage) {
      stage.widget.rating = true
      await beginChat(stage)
      await stage.far.endSession('closed')
      await stage.settle()
      stage.widget.shadowRoot?.querySelectorAll<HTMLElement>('.star')[3]?.click()
    },
  },
  unsent: {
    title: 'A chat that ended before something was delivered',
    async show(stage) {
      await beginChat(stage)
      stage.far.error(51)
      await stage.write('One more thing: do you have gloves?')
      await stage.far.endSession('closed')
      await stage.settle()
    },
  },
  expired: {
    title: 'What was stored has expired (152)',
    async show(stage) {
      await beginChat(stage)
      await stage.far.expireSession()
      await stage.reload()
      stage.widget.open()
    },
  },
  'taken-over': {
    title: 'The chat is open elsewhere',
    async show(stage) {
      await beginChat(stage)
      createChat({ transport: stage.transport, storage: stage.storage }).openSession()
      await stage.settle(200)
    },
  },
  refused: {
    title: 'A start that the server refuses',
    async show({ widget, far, write, settle }) {
      far.error(101)
      far.error(101)
      widget.open()
      await write('Hello!')
      await settle(200)
    },
  },
}
