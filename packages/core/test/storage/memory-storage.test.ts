import { expect, it } from 'vitest'
import { memoryStorage } from '../../src/index.ts'

it('memory storage keeps values as JSON would', () => {
  const storage = memoryStorage()
  const value = { list: [1] }
  void storage.save('a', value)
  value.list.push(2)
  expect([storage.load('a'), storage.load('b'), storage.keys()]).toEqual([{ list: [1] }, undefined, ['a']])
  void storage.remove('a')
  void storage.remove('a')
  expect([storage.load('a'), storage.keys()]).toEqual([undefined, []])
})
