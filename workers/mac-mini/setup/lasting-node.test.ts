import { expect, test } from 'vitest'
import { lastingNode } from './lasting-node.ts'

const cellar = '/opt/homebrew/Cellar/node/24.1.0/bin/node'

/** A machine whose files are these, each with where it leads. */
const look = (running: string, folders: string[], leads: Record<string, string>) =>
  lastingNode({
    ...{ running, folders },
    realPathOf(file) {
      const real = { [running]: running, ...leads }[file]
      if (real === undefined) throw new Error(`ENOENT: ${file}`)
      return real
    },
  })

test('of Homebrew’s node its link is taken, and not the folder of a version that goes with an update', () => {
  const folders = [
    '/front-office/node_modules/.bin',
    '/opt/homebrew/Cellar/node/24.1.0/bin',
    '/opt/homebrew/bin',
  ]
  expect(look(cellar, folders, { '/opt/homebrew/bin/node': cellar })).toEqual({
    node: '/opt/homebrew/bin/node',
    isNodeLasting: true,
  })
})

test('another node that comes first on PATH is none of ours', () => {
  const leads = { '/usr/local/bin/node': '/usr/local/bin/node', '/opt/homebrew/bin/node': cellar }
  const { node } = look(cellar, ['/usr/local/bin', '/opt/homebrew/bin'], leads)
  expect(node).toBe('/opt/homebrew/bin/node')
})

test('a program that an update replaces where it is lasts by itself, on PATH or not', () => {
  const installed = { node: '/usr/local/bin/node', isNodeLasting: true }
  expect(look('/usr/local/bin/node', ['/usr/local/bin'], {})).toEqual(installed)
  expect(look('/usr/local/bin/node', [], {})).toEqual(installed)
})

test.each([
  ['a version manager that has each version on PATH itself', '/Users/ada/.nvm/versions/node/v24.1.0/bin'],
  ['a link that fnm made for one shell', '/Users/ada/.local/state/fnm_multishells/4711_1790000000/bin'],
  ['a shim, which is another program', '/Users/ada/.volta/bin'],
])('%s: the program itself, and it is said that it does not last', (_, folder) => {
  const running = '/Users/ada/.nvm/versions/node/v24.1.0/bin/node'
  const real = folder.includes('volta') ? '/Users/ada/.volta/bin/volta-shim' : running
  expect(look(running, [folder], { [`${folder}/node`]: real })).toEqual({
    node: running,
    isNodeLasting: false,
  })
})
