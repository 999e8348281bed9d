import type { Logger } from '@chat-transport/core'
import type { TabStorage } from '../tab/environment.ts'
import { messagesVersion } from '../tab/messages.ts'

/** As many as a server takes. What is longer, another script has put there. */
const mostCharacters = 128

/**
 * The page that the browser is for the server (S6): the id of the first page that has attached, kept for all tabs, so that none
 * is taken for another browser.
 */
export function createBrowserPage(storage: TabStorage | undefined, name: string, logger: Logger) {
  const key = `chat-transport:${messagesVersion}:${name}:page`
  const tried = <Result>(use: () => Result): Result | undefined => {
    try {
      return use()
    } catch (error) {
      logger.debug('tabs: the storage does not keep which page this browser is', error)
      return undefined
    }
  }
  return {
    /** The one that is kept, or else `given`, which is kept from now on. */
    keep(given: string): string {
      const kept = tried(() => storage?.getItem(key))
      if (kept && kept.length <= mostCharacters) return kept
      tried(() => storage?.setItem(key, given))
      return given
    },
    /** For when the visitor signs out. */
    forget: () => tried(() => storage?.removeItem(key)),
  }
}
