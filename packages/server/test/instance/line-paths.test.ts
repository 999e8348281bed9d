import { expect, test } from 'vitest'
import { LinePaths } from '../../src/instance/line-paths.ts'

const paths = new LinePaths('a secret of thirty-two characters')
const server = { name: 'n3', url: 'http://10.0.0.3:8080/cometd' }

test('a path begins with the name, shows nothing of the url, and is opened by servers with the same secret', () => {
  const path = paths.seal(server)
  expect(path).toMatch(/^~n3\.[\w-]+$/)
  expect(Buffer.from(path.slice(4), 'base64url').toString('latin1')).not.toContain('10.0.0.3')
  expect(new LinePaths('a secret of thirty-two characters').open(path)).toEqual(server)
})

test('what another secret has sealed, and what was altered in any place, is not opened', () => {
  const path = paths.seal(server)
  expect(new LinePaths('another one of thirty-two letters').open(path)).toBeUndefined()
  for (let place = 0; place < path.length; place++) {
    const altered = path.slice(0, place) + (path[place] === 'A' ? 'B' : 'A') + path.slice(place + 1)
    expect([altered, paths.open(altered)?.url]).toEqual([altered, altered === path ? server.url : undefined])
  }
})

test.each(['', '~', '~n3', '~n3.', '~n3.AAAA', `~n3.${'A'.repeat(60)}`, '~n3.a/b', '~n 3.AAAA', 'n3.AAAA', '~files'])(
  'what is no path of a line is not opened: %j',
  (path) => {
    expect(paths.open(path)).toBeUndefined()
  },
)
