import { pino } from 'pino'
import { expect, test } from 'vitest'
import { adapted } from '../../src/log/create-logger.ts'

function logging(level = 'info') {
  const lines: string[] = []
  const logger = adapted(pino({ level, base: null, timestamp: false }, { write: (line) => void lines.push(line) }))
  return { logger, lines: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) }
}

test('a line of the SDK becomes an object with its text and level', () => {
  const { logger, lines } = logging()
  logger.info('session abc: started')
  logger.debug('not at this level')
  expect(lines()).toEqual([{ level: 30, msg: 'session abc: started' }])
})

test('an error comes with its stack, and other details as they are', () => {
  const { logger, lines } = logging()
  logger.error('session store: append failed', new Error('no disk'), { attempt: 2 })
  logger.warn('odd', 5)
  expect(lines()).toMatchObject([
    {
      level: 50,
      msg: 'session store: append failed',
      err: { type: 'Error', message: 'no disk', stack: expect.stringContaining('create-logger.test') as string },
      details: [{ attempt: 2 }],
    },
    { level: 40, msg: 'odd', details: [5] },
  ])
})
