/** Calls `look` for every node of a syntax tree, parents first, with what it is to its parent; `false` leaves out what is below. */
export function visit(node, look, role = 'program') {
  if (look(node, role) === false) return
  for (const [name, value] of Object.entries(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child?.type === 'string') visit(child, look, `${node.type}.${name}`)
    }
  }
}
