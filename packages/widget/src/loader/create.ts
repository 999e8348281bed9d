/** A new element with these properties. */
export const create = <Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<Record<string, unknown>>,
): HTMLElementTagNameMap[Name] => Object.assign(document.createElement(name), properties)
