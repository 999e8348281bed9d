import { checkArgument, createChat, guards } from '@chat-transport/core'
import type { Chat, ChatOptions, OpenOptions, StartRequest } from '@chat-transport/core'
import { createElement, useEffect, useState, type ReactElement, type ReactNode } from 'react'
import { ChatContext } from './chat-context.ts'
import { storeOf, type ChatSettings } from './chat-store.ts'

interface OpeningProps extends OpenOptions {
  /** What a start says of the visitor. @default nothing */
  readonly request?: StartRequest | undefined
  /**
   * What happens when the provider is mounted. `true`: what is stored is restored, or else a session is started. `'stored'`: what is
   * stored is restored; until `open()` there is nothing else, so that you can show a form. `false`: nothing until `open()` or `send()`.
   * @default true
   */
  readonly autoOpen?: boolean | 'stored'
  readonly children?: ReactNode
}

/** A chat, made outside the components; or the options of `createChat`, for one that is as old as the provider. */
export type ChatProviderProps = OpeningProps &
  (
    | { readonly chat: Chat; readonly options?: undefined }
    | {
        /** Read once. For a chat with others give the provider another `key`. */
        readonly options: ChatOptions
        readonly chat?: undefined
      }
  )

/**
 * Gives a chat to the hooks of all components in it, and holds its session: opens it when it is mounted, detaches when it goes, so that the
 * next one comes back to it. Providers of one chat share its session. Throws a `TypeError` that names a bad option.
 */
export function ChatProvider(props: ChatProviderProps): ReactElement {
  const { request, autoOpen = true, start, last, children } = props
  const chat = useGivenOrOwn(props)
  const settings: ChatSettings = { request, autoOpen, openOptions: { last, ...(start && { start }) } }
  const store = storeOf(chat, settings)
  useEffect(() => store.configure(settings))
  useEffect(() => store.mount(), [store])
  return createElement(ChatContext.Provider, { value: store }, children)
}

function useGivenOrOwn({ chat, options }: ChatProviderProps): Chat {
  const [own] = useState(() => options && createChat(options))
  const used = chat ?? own
  checkArgument('ChatProvider chat', used, guards.methods('openSession'))
  return used as Chat
}
