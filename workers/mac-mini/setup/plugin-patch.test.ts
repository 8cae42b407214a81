import { expect, test } from 'vitest'
import { pluginChange } from './plugin-patch.ts'

const wanted = {
  folder: '/front-office/plugin',
  url: 'http://127.0.0.1:4010',
  token: 'the-token-of-the-bridge',
  stopFile: '/front-office/data/STOP',
}
const entry = {
  'front-office': {
    enabled: true,
    config: { url: wanted.url, token: wanted.token, stopFile: wanted.stopFile },
    hooks: { allowConversationAccess: true },
  },
}

test('a gateway without plugins gets ours, and no list that would forbid others', () => {
  const { patch, words } = pluginChange({}, wanted)
  expect(patch).toEqual({ plugins: { load: { paths: [wanted.folder] }, entries: entry } })
  expect(words).toEqual([
    'plugins.load.paths: add /front-office/plugin',
    "plugins.entries.front-office: enabled, with the address http://127.0.0.1:4010 and the bridge's token",
    'plugins.entries.front-office.hooks.allowConversationAccess: true, so that it can add the Context Pack to a run',
    'plugins.entries.front-office.config.stopFile: /front-office/data/STOP, which it looks at while the worker is away',
  ])
})

test('arrays are whole in a patch, so what they hold stays', () => {
  const current = { plugins: { allow: ['other'], load: { paths: ['/other'] } } }
  const { patch, words } = pluginChange(current, wanted)
  expect(patch).toEqual({
    plugins: {
      load: { paths: ['/other', wanted.folder] },
      allow: ['other', 'front-office'],
      entries: entry,
    },
  })
  expect(words).toContain('plugins.allow: add front-office')
})

test('an empty list allows nobody, so ours is added to it', () => {
  expect(pluginChange({ plugins: { allow: [] } }, wanted).patch).toMatchObject({
    plugins: { allow: ['front-office'] },
  })
})

test('what is installed already is not added twice', () => {
  const { patch } = pluginChange({ plugins: { allow: ['x'] } }, wanted)
  const current = patch as Parameters<typeof pluginChange>[0]
  const again = pluginChange(current, wanted)
  expect(again.patch).toEqual(patch)
  expect(again.words.filter((line) => /: add |had the address/.test(line))).toEqual([])
})

test('another address than before is named', () => {
  const before = {
    'front-office': { enabled: false, config: { url: 'http://127.0.0.1:1', token: 'old-token' } },
  }
  const { patch, words } = pluginChange({ plugins: { entries: before } }, wanted)
  expect(words.at(-1)).toBe('(it had the address http://127.0.0.1:1)')
  expect(patch).toMatchObject({ plugins: { entries: entry } })
})

test('no words hold a secret, of before or of now', () => {
  const before = { 'front-office': { config: { url: 'http://127.0.0.1:1', token: 'old-token' } } }
  const said = pluginChange({ plugins: { entries: before } }, wanted).words.join('\n')
  expect(said).not.toContain(wanted.token)
  expect(said).not.toContain('old-token')
})
