import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { commandRunner, newFolder } from './support/run-command.ts'

const run = commandRunner()

describe('--check', () => {
  test('says that all is right, and starts nothing', async () => {
    const command = run({ args: ['--check'], environment: { CHAT_PORT: '1' } })
    expect(await command.ended()).toBe(0)
    expect(command.log).toBe('The settings are right.\n')
    expect(existsSync(join(command.folder, 'chat-data'))).toBe(false)
  })

  test.each<[string, object, readonly (string | RegExp)[]]>([
    [
      'of all that is named',
      {
        store: { sqlite: { file: 'absent/chat.sqlite' } },
        files: { enabled: true, folder: 'taken/files' },
        tls: { certFile: 'cert.pem', keyFile: 'key.pem' },
      },
      [
        /^tls\.certFile cert\.pem cannot be read/,
        /^store\.sqlite\.file: this user cannot write in the folder absent \(ENOENT.*Make it, or name another one$/,
        /^files\.folder: this user cannot write in the folder taken\/files \(ENOTDIR/,
      ],
    ],
    [
      'of a folder in place of the file',
      { store: { sqlite: { file: '.' } } },
      ['store.sqlite.file: . is a folder, and a file is to be there. Move the folder, or name another file'],
    ],
    [
      'of a folder that both are to be in, once',
      { dataFolder: 'taken', files: { enabled: true } },
      ['dataFolder: taken is no folder. Move it, or name another one'],
    ],
  ])('tells what is wrong with files and folders: %s', async (_what, file, problems) => {
    const folder = newFolder()
    writeFileSync(join(folder, 'taken'), '')
    const command = run({ folder, file, args: ['--check'] })
    expect(await command.ended()).toBe(1)
    const lines = command.errors.trimEnd().split('\n')
    expect(lines.map((line) => line.replace('chat-transport-server: ', ''))).toEqual(
      problems.map((problem) => (problem instanceof RegExp ? expect.stringMatching(problem) : problem)),
    )
    expect(command.log).toBe('')
  })

  test('finds a folder right that is there, or is made', async () => {
    const folder = newFolder()
    mkdirSync(join(folder, 'there'))
    const file = { store: { sqlite: { file: 'there/chat.sqlite' } }, files: { enabled: true, folder: 'to/be/made' } }
    expect(await run({ folder, file, args: ['--check'] }).ended()).toBe(0)
    expect(readdirSync(folder).sort()).toEqual(['chat.json', 'there'])
  })
})
