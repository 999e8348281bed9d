import type { ChatError } from '@chat-transport/core'
import { describe, expect, it } from 'vitest'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import { startFaults } from '../../src/model/start-faults.ts'

function faultsOf() {
  const clock = fakeClock()
  const told: ChatError[] = []
  return { clock, told, faults: startFaults((error) => told.push(error), clock) }
}

describe('a widget without a server and a chat', () => {
  it('says so, once, however often it is drawn', async () => {
    const { clock, told, faults } = faultsOf()
    for (let time = 0; time < 5; time++) {
      faults.awaitChat()
      await clock.advance(1_000)
    }
    expect(told).toMatchObject([{ code: 200, description: 'unable to start the widget: set its server, or its chat' }])
  })

  it('says nothing when one comes a little later', async () => {
    const { clock, told, faults } = faultsOf()
    faults.awaitChat()
    await clock.advance(1_500)
    faults.forget()
    await clock.advance(60_000)
    expect(told).toEqual([])
  })

  it('says nothing once it has left the page, and waits anew when it is put back', async () => {
    const { clock, told, faults } = faultsOf()
    faults.awaitChat()
    faults.forget()
    await clock.advance(60_000)
    expect(told).toEqual([])
    faults.awaitChat()
    await clock.advance(2_000)
    expect(told).toHaveLength(1)
  })
})

describe('a setting that is wrong', () => {
  const wrong = (name: string) => new TypeError(`createWidgetModel ${name}: expected an object, got 3`)

  it('is told once, however often it is tried; another one is told, too', () => {
    const { told, faults } = faultsOf()
    for (const name of ['form', 'form', 'hours', 'hours']) faults.tell(wrong(name))
    expect(told.map(({ code, cause }) => [code, cause])).toEqual([
      [200, wrong('form')],
      [200, wrong('hours')],
    ])
  })

  it('is told again when something else is tried', () => {
    const { told, faults } = faultsOf()
    faults.tell(wrong('form'))
    faults.forget()
    faults.tell(wrong('form'))
    expect(told).toHaveLength(2)
  })
})
