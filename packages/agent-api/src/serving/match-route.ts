import type { Operation } from '../operations/operation.ts'

interface Route {
  readonly pattern: RegExp
  readonly operations: Operation[]
}

export interface RouteMatch {
  /** By method. */
  readonly operations: readonly Operation[]
  readonly path: Readonly<Record<string, string>>
}

/** Finds the operations of a path below the API's own. */
export class Routes {
  readonly #routes = new Map<string, Route>()

  constructor(operations: readonly Operation[]) {
    for (const operation of operations) {
      const known = this.#routes.get(operation.route)
      if (known) known.operations.push(operation)
      else this.#routes.set(operation.route, { pattern: patternOf(operation.route), operations: [operation] })
    }
  }

  /** `undefined` when there is no such path, or a part of it is not encoded as it should be. */
  match(path: string): RouteMatch | undefined {
    for (const { pattern, operations } of this.#routes.values()) {
      const found = pattern.exec(path)
      const decoded = found && decodeAll(found.groups ?? {})
      if (decoded) return { operations, path: decoded }
    }
    return undefined
  }
}

const patternOf = (route: string) => new RegExp(`^${route.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`)

function decodeAll(parts: Readonly<Record<string, string>>): Record<string, string> | undefined {
  try {
    return Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, decodeURIComponent(part)]))
  } catch {
    return undefined // a stray percent sign: there is nothing by such a name
  }
}
