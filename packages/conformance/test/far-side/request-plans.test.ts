import { createRequestPlans } from '@chat-transport/conformance'
import { expect, it } from 'vitest'

it('treats the next requests as planned, one plan for each, and lets later ones pass', async () => {
  const { next, planRequests } = createRequestPlans()
  await planRequests(['fail', 'pass', 'fail'])
  expect([await next(), await next(), await next(), await next()]).toEqual(['fail', 'pass', 'fail', 'pass'])
})

it('holds a request until requests are planned anew, while those behind it pass', async () => {
  const { next, planRequests } = createRequestPlans()
  await planRequests(['hold'])
  const order: string[] = []
  const first = next().then(() => order.push('first'))
  await next().then(() => order.push('second'))
  await planRequests([])
  await first
  expect(order).toEqual(['second', 'first'])
})

it('says how many of the earlier plans were used', async () => {
  const { next, planRequests } = createRequestPlans()
  await planRequests(['pass', 'fail', 'pass'])
  await Promise.all([next(), next()])
  expect(await planRequests(['pass'])).toBe(2)
  expect(await planRequests([])).toBe(0)
})
