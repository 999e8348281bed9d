const { title } = document

/** Calls for the visitor in the title of one tab, as one tab would ring: the one that holds the line for all. */
export function callFor({ unread }, leads) {
  document.title = unread > 0 && leads !== false ? `(${unread}) ${title}` : title
}
