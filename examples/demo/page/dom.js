/** The element with this id. */
export function byId(id) {
  const found = document.getElementById(id)
  if (!found) throw new Error(`The page has no #${id}`)
  return found
}

/** A new element. Attributes that are `undefined` are left out; `on…` functions become listeners; text is never markup. */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') node.addEventListener(name.slice('on'.length), value)
    else if (value !== undefined) node.setAttribute(name, value)
  }
  node.append(...children.filter((child) => child !== undefined))
  return node
}

/** Keeps the list at its end for as long as the reader is there: when entries come, and when the room for them changes. */
export function stayAtEnd(list) {
  let atEnd = true
  const follow = () => {
    if (atEnd) list.scrollTop = list.scrollHeight
  }
  list.addEventListener('scroll', () => (atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40))
  new ResizeObserver(follow).observe(list)
  new MutationObserver(follow).observe(list, { childList: true })
}

export function timeOfDay(at) {
  return new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
}
