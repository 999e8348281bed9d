import { version } from '@chat-transport/core'

export { sharedByTabs, sharedState } from '@chat-transport/tabs'

/** Where chat-transport.js has put what this script takes of core, and does not have itself: see scripts/bundle/core-of-the-page.mjs. */
const { ChatTransport } = globalThis as { readonly ChatTransport?: { readonly version?: string } }

if (ChatTransport?.version !== version) {
  const found = ChatTransport ? `version ${ChatTransport.version ?? 'unknown'}` : 'none'
  throw new Error(
    `chat-transport.tabs.js needs the script chat-transport.js of its own version, ${version}, before it in the page; found ${found}`,
  )
}
