import { expect, it, onTestFinished, vi } from 'vitest'
import { type ChatTransport, createChat, linkedTransport, memoryStorage, silentLogger } from '@chat-transport/core'
import { throwingLogger } from '../../../test/support/throwing-logger.ts'
import { sharedByTabs } from '../src/index.ts'
import { loneLeader, restoring } from './support/lone-leader.ts'
import { tabWorld } from './support/tab-world.ts'

const line = () => linkedTransport({ name: 'none', address: 'https://chat.example', open: () => () => undefined })

it('has the chat kept where every tab finds it, without being told to', () => {
  expect(createChat({ transport: sharedByTabs(line()) }).report()).toContain('storage: localStorage')
})

it('keeps the chat there also in a browser that cannot share, whose newest tab takes it', () => {
  vi.stubGlobal('BroadcastChannel', undefined)
  onTestFinished(() => void vi.unstubAllGlobals())
  const { storageArea, leads, name, address } = sharedByTabs(line())
  expect({ storageArea, leads, name, address }).toEqual({
    storageArea: 'local',
    leads: true,
    name: 'none',
    address: 'https://chat.example',
  })
})

it('tells who leads to every handler, and goes on leading, when one of them throws', async () => {
  const reported = vi.fn()
  vi.stubGlobal('reportError', reported)
  onTestFinished(() => void vi.unstubAllGlobals())
  const { openTab, clock, leaders } = tabWorld()
  const tab = openTab()
  const told: boolean[] = []
  tab.transport.onLeading(() => {
    throw new Error('a fault of the page')
  })
  tab.transport.onLeading((leads) => told.push(leads))
  tab.open()
  await clock.advance(500)
  expect(told).toEqual([true])
  expect(reported).toHaveBeenCalledTimes(1)
  expect(tab.session.status).toBe('connected')
  expect(leaders()).toEqual([tab])
})

it('ends the chat in every tab when the transport throws in place of connecting', async () => {
  const { browser, clock, ...world } = tabWorld()
  const broken: ChatTransport = {
    name: 'broken',
    connect() {
      throw new TypeError('no such network')
    },
  }
  const openTab = () => {
    const { locks, openChannel } = browser.openTab()
    const place = { name: 'shop', storage: world.home.pageStorage, locks, openChannel }
    const chat = createChat({ transport: sharedByTabs(broken, { ...place, clock }), storage: memoryStorage(), clock })
    const session = chat.openSession()
    const ended = vi.fn()
    session.onSessionEnded(ended)
    return { session, ended }
  }
  const tabs = [openTab(), openTab()]
  await clock.advance(5_000)
  for (const { session, ended } of tabs) {
    expect(session.status).toBe('ended')
    expect(ended).toHaveBeenCalledWith({
      reason: 'refused',
      cause: expect.objectContaining({ message: 'no such network' }) as Error,
    })
  }
})

it('closes the line of every session, and says which did not close', () => {
  const logger = { ...silentLogger, error: vi.fn() }
  const { attaches, lines, stop } = loneLeader({ logger })
  attaches('T1', restoring({ secret: 'first' }))
  attaches('T2', restoring({ secret: 'second' }))
  for (const line of lines)
    line.whenClosed = () => {
      throw new TypeError('stuck')
    }
  stop()
  expect(lines.map(({ closed }) => closed)).toEqual(['detached', 'detached'])
  expect(logger.error).toHaveBeenCalledTimes(2)
  expect(logger.error).toHaveBeenCalledWith('the transport did not close', new TypeError('stuck'))
})

it('leads and connects with a logger that throws', async () => {
  const reported = vi.fn()
  vi.stubGlobal('reportError', reported)
  onTestFinished(() => void vi.unstubAllGlobals())
  const { openTab, clock, leaders } = tabWorld()
  const tab = openTab({ tabs: { logger: throwingLogger } })
  tab.open()
  await clock.advance(500)
  expect([tab.session.status, leaders()]).toEqual(['connected', [tab]])
  expect(reported).toHaveBeenCalled()
})
