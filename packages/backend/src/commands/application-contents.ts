import type { MessageContent, MessageContents } from '@chat-transport/core'
import * as v from 'valibot'
import { jsonCopy } from '../json/json-copy.ts'
import { agentContent, isStandardContent } from './content-schemas.ts'
import { isJsonObject, someText } from './json-schemas.ts'
import { explain } from './parse-command.ts'
import { incorrectParameter } from './refusal.ts'
import type { ChatRefusal } from './refusal.ts'
import type { SchemaIssue, StandardSchema } from './standard-schema.ts'

/** The types that an application has declared: they have no `type` of their own. */
type OwnType = keyof {
  [Type in keyof MessageContents as MessageContents[Type] extends { readonly type: Type } ? never : Type]: true
}

/** How contents of the application's own are checked: by type, each with a schema of what it has besides `type` and `fallback`. */
export type ContentSchemas = Readonly<Record<string, StandardSchema>> & {
  readonly [Type in OwnType]?: StandardSchema<MessageContents[Type]>
}

/** Waits for a schema, but not for ever. */
type Within = <Result>(run: () => Result | Promise<Result>) => Promise<Result>

const mostIssues = 10
const mostCharacters = 200
const fallbackOnly = v.object({ content: v.object({ fallback: someText }) })

/** What may be said besides the standard contents, by visitors and agents alike. */
export class ApplicationContents {
  readonly #schemas: ReadonlyMap<string, StandardSchema>
  readonly #within: Within

  constructor(schemas: ContentSchemas, within: Within) {
    this.#schemas = new Map(Object.entries(schemas))
    this.#within = within
  }

  /**
   * Content as it may be said, made of what somebody wants to say: standard content as it is, other content as its schema gives
   * it back. Throws a `ChatRefusal` (2 or 3) that names what is wrong by its path and repeats nothing of the content.
   */
  async check<Content extends MessageContent>(content: Content): Promise<Content> {
    const { type, fallback, ...own } = content as Content & { readonly fallback?: unknown }
    if (isStandardContent(type)) return content
    const schema = this.#schemas.get(type)
    if (!schema) throw incorrectParameter(`content.type: ${nameOf(type)} is no type of content that this server knows`)
    const shown = v.safeParse(fallbackOnly, { content })
    if (!shown.success) throw explain(shown.issues)
    const result = await this.#within(() => schema['~standard'].validate(own))
    if (result.issues) throw notAsInSchema(type, result.issues)
    return { ...jsonObjectOf(type, result.value), type, fallback } as Content
  }

  /** The same for what an agent says: nobody has looked at it yet. */
  async checkOfAgent(content: MessageContent): Promise<MessageContent> {
    const parsed = v.safeParse(v.object({ content: agentContent }), { content })
    if (!parsed.success) throw explain(parsed.issues)
    return this.check(parsed.output.content)
  }
}

/** A schema that makes something else of content is a mistake of the application. */
function jsonObjectOf(type: string, value: unknown): object {
  const copy = jsonCopy(`contents.${type}`, value)
  if (isJsonObject(copy)) return copy as object
  throw new TypeError(`contents.${type}: expected a schema that gives back an object`)
}

/** The messages of a library may repeat what was said, so they are not told. */
function notAsInSchema(type: string, issues: readonly SchemaIssue[]): ChatRefusal {
  const paths = [...new Set(issues.map(pathOf))].slice(0, mostIssues).join(', ')
  return incorrectParameter(`${paths}: not as the schema of ${nameOf(type)} asks for`)
}

function pathOf({ path = [] }: SchemaIssue): string {
  const keys = path.map((part) => String(typeof part === 'object' ? part.key : part))
  return ['content', ...keys].join('.').slice(0, mostCharacters)
}

const nameOf = (type: string) => JSON.stringify(type.slice(0, mostCharacters))
