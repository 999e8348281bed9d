export function requireString(parameter: string, value: unknown): string {
  if (typeof value === 'string') return value
  throw new TypeError(`${parameter} must be a string`)
}

export function requireText(parameter: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value
  throw new TypeError(`${parameter} must be a string that is not empty`)
}
