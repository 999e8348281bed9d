import * as v from 'valibot'
import * as z from 'zod'

/** Content of an application's own. Declared in a program of its own: the other tests know nothing of it. */
export interface Order {
  readonly number: string
  readonly lines: readonly { readonly sku: string; readonly count: number }[]
}
declare module '@chat-transport/core' {
  interface MessageContents {
    order: Order
  }
}

export const orderInZod = z.object({
  number: z.string().min(1),
  lines: z.array(z.object({ sku: z.string(), count: z.int().min(1) })),
})
export const orderInValibot = v.object({
  number: v.pipe(v.string(), v.nonEmpty()),
  lines: v.array(v.object({ sku: v.string(), count: v.pipe(v.number(), v.integer(), v.minValue(1)) })),
})
