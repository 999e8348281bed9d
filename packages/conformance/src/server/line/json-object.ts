import type { JsonObject } from './server-line.ts'

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const objectOrNothing = (value: unknown): JsonObject | undefined => (isObject(value) ? value : undefined)
