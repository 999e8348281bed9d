import { expect, test } from 'vitest'
import { commandRunner } from '../support/run-command.ts'

const run = commandRunner()

test('a log that is not read on a terminal is one JSON object a line', async () => {
  const command = run({ environment: { CHAT_STORE_TYPE: 'memory' } })
  await command.url()
  for (const line of command.log.trimEnd().split('\n'))
    expect(JSON.parse(line)).toMatchObject({
      level: 30,
      time: expect.any(Number) as number,
      msg: expect.any(String) as string,
    })
})

test('log.format text is for people', async () => {
  const command = run({ environment: { CHAT_STORE_TYPE: 'memory', CHAT_LOG_FORMAT: 'text' } })
  await command.url()
  expect(command.log).toMatch(/^\[\d\d:\d\d:\d\d\.\d{3}\] INFO: metrics at http/)
})
