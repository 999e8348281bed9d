import { byId } from '../dom.js'

const title = document.title

/** Calls for the visitor: by the number on the closed window in every tab, and in one tab's title, as one tab would ring. */
export function createAttention() {
  const badge = byId('unread')
  return {
    /** @param {boolean | undefined} leads `undefined`: tabs do not share, so each calls for itself */
    show(unread, leads) {
      badge.hidden = unread === 0
      badge.textContent = String(unread)
      badge.setAttribute('aria-label', `${unread} unread`)
      document.title = unread > 0 && leads !== false ? `(${unread}) ${title}` : title
    },
  }
}
