// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest'
import { type Recent, recentItems, remember } from './recent.ts'

const item = (id: number): Recent => ({ label: `Task ${id}`, detail: '', icon: 'file', href: `/tasks/${id}` })
beforeEach(() => localStorage.clear())

test('the latest is first, each once, six at most', () => {
  for (const id of [1, 2, 3, 4, 5, 6, 7, 3]) remember(item(id))
  expect(recentItems().map(({ href }) => href.at(-1))).toEqual(['3', '7', '6', '5', '4', '2'])
})

test('what somebody else put there is left out', () => {
  expect(recentItems()).toEqual([])
  localStorage.setItem('front-office-recent', 'no json')
  expect(recentItems()).toEqual([])
  const foreign = { ...item(2), href: 'https://example.com' }
  localStorage.setItem('front-office-recent', JSON.stringify([null, 1, { label: 'x' }, foreign, item(1)]))
  expect(recentItems()).toEqual([item(1)])
})
