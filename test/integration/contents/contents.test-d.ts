// Checked by `npm run typecheck`; nothing in here is run.
import type { Agent, ChatBackendOptions, ContentSchemas } from '@chat-transport/backend'
import type { ChatSession, ContentOf, EventMessage, MessageContent, VisitorContent } from '@chat-transport/core'
import type * as v from 'valibot'
import { describe, expectTypeOf, test } from 'vitest'
import type * as z from 'zod'
import type { orderInValibot, orderInZod, Order } from './order.ts'

describe('content that an application has declared', () => {
  test('has its type and a fallback besides what was declared', () => {
    expectTypeOf<ContentOf<'order'>>().toEqualTypeOf<Order & { readonly type: 'order'; readonly fallback: string }>()
    expectTypeOf<{ type: 'order'; fallback: string; number: string; lines: [] }>().toExtend<MessageContent>()
    expectTypeOf<{ type: 'order'; number: string; lines: [] }>().not.toExtend<MessageContent>()
    expectTypeOf<{ type: 'order'; fallback: string; number: 17; lines: [] }>().not.toExtend<MessageContent>()
    expectTypeOf<{ type: 'hologram'; fallback: string }>().not.toExtend<MessageContent>()
  })

  test('is sent by visitors and agents, and told by its type', () => {
    expectTypeOf<ContentOf<'order'>>().toExtend<VisitorContent>()
    expectTypeOf<ContentOf<'order'>>().toExtend<Parameters<ChatSession['sendMessage']>[0]>()
    expectTypeOf<ContentOf<'order'>>().toExtend<Parameters<Agent['send']>[0]>()
    expectTypeOf<Extract<EventMessage['content'], { type: 'order' }>['lines']>().toEqualTypeOf<Order['lines']>()
  })

  test('is checked by a schema of the same shape', () => {
    expectTypeOf<{ order: typeof orderInZod }>().toExtend<ContentSchemas>()
    expectTypeOf<{ order: typeof orderInValibot }>().toExtend<ContentSchemas>()
    expectTypeOf<{ contents: { order: typeof orderInZod } }>().toExtend<ChatBackendOptions>()
    type InZod = z.ZodObject<{ number: z.ZodNumber }>
    type InValibot = v.ObjectSchema<{ readonly number: v.NumberSchema<undefined> }, undefined>
    expectTypeOf<{ order: InZod }>().not.toExtend<ContentSchemas>()
    expectTypeOf<{ order: InValibot }>().not.toExtend<ContentSchemas>()
    expectTypeOf<{ undeclared: InZod }>().toExtend<ContentSchemas>()
    expectTypeOf<{ order: Order }>().not.toExtend<ContentSchemas>()
  })
})
