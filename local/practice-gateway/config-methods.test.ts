import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { tempFolder } from '#test/temp-folder.ts'
import { configMethods } from './config-methods.ts'
import { MethodError } from './method.ts'
import { openStore } from './store.ts'

const path = 'agents.entries.main.skills'
let file: string
beforeEach(() => {
  file = join(tempFolder(), 'gateway.json')
})
interface Told {
  hash: string
  noop?: boolean
  config: { agents?: { entries?: Record<string, object> } }
  skills: { name: string; blockedByAgentFilter: boolean }[]
}
function ask(name: 'config.get' | 'config.patch' | 'skills.status', params: object = {}): Told {
  const { params: shape, run } = configMethods({ store: openStore(file) })[name]
  return run(shape.parse(params) as never, { scopes: new Set(), later: () => {} }) as Told
}
const patch = (skills: string[] | null, change: object = {}) =>
  ask('config.patch', {
    raw: JSON.stringify({ agents: { entries: { main: { skills } } } }),
    baseHash: ask('config.get').hash,
    ...change,
  })
const shown = () =>
  ask('skills.status')
    .skills.filter(({ blockedByAgentFilter }) => !blockedByAgentFilter)
    .map(({ name }) => name)

test('a list outlives a restart and hides the other skills; without one all are shown', () => {
  expect(shown()).toEqual(['github', 'release-notes', 'weather'])
  patch(['weather'])
  expect(shown()).toEqual(['weather'])
  patch(null, { replacePaths: [path] })
  expect(shown()).toHaveLength(3)
})

test('a write under another hash than the present one is refused, and so is one without', () => {
  expect(() => patch(['weather'], { baseHash: 'old' })).toThrow(
    /config changed since last load; re-run config.get/,
  )
  expect(() => patch(['weather'], { baseHash: undefined })).toThrow(MethodError)
  expect(shown()).toHaveLength(3)
})

test('what takes a name off a list has to say which list; what adds one need not', () => {
  patch(['weather'])
  expect(patch(['weather', 'github']).noop).toBeUndefined()
  expect(() => patch(['github'])).toThrow(`would remove entries from array path(s): ${path}`)
  expect(() => patch(null)).toThrow(path)
  patch(['github'], { replacePaths: [path] })
  expect(shown()).toEqual(['github'])
})

test('the same again changes nothing, and the rest of the configuration stays', () => {
  patch(['weather'])
  const before = ask('config.get')
  expect(patch(['weather']).noop).toBe(true)
  expect(ask('config.get')).toEqual(before)
  expect(before.config).toMatchObject({ gateway: { bind: 'loopback' } })
})
