import { objectOrNothing } from '../line/json-object.ts'
import type { JsonObject, ServerLine } from '../line/server-line.ts'

export const codeOf = (event: JsonObject | undefined): unknown => objectOrNothing(event?.error)?.code

export const descriptionOf = (event: JsonObject | undefined): string =>
  String(objectOrNothing(event?.error)?.description ?? '')

export const indexedOf = ({ events }: ServerLine): readonly JsonObject[] =>
  events.filter(({ index }) => index !== undefined)

/** Everything on the line that names this command. */
export const eventsFor = ({ events }: ServerLine, { id }: { readonly id: unknown }): readonly JsonObject[] =>
  events.filter(({ commandId }) => commandId === id)

const textOf = (event: JsonObject): unknown => objectOrNothing(event.content)?.text

export const eventWithText = ({ events }: ServerLine, text: string): JsonObject | undefined =>
  events.find((event) => event.type === 'EventMessage' && textOf(event) === text)
