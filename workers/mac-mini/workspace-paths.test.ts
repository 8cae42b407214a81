import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { safeTools } from '#domain/policy/gate-policy.ts'
import { tempFolder } from '#test/temp-folder.ts'
import { fileTools, isInWorkspace } from './plugin/workspace-paths.js'

function aWorkspace() {
  const folder = tempFolder()
  for (const name of ['work', 'work/sub', 'work-other']) mkdirSync(join(folder, name))
  for (const name of ['secret', 'work/file', 'work-other/file']) writeFileSync(join(folder, name), 'x')
  symlinkSync(join(folder, 'secret'), join(folder, 'work', 'link'))
  symlinkSync(folder, join(folder, 'work', 'up'))
  symlinkSync(join(folder, 'work', 'file'), join(folder, 'work', 'sub', 'near'))
  return { folder, work: join(folder, 'work') }
}
const reads = (path: unknown, workspace: string | null) => isInWorkspace('read', { path }, workspace)

test('what lies in the workspace is within it, also by links, and where it is not there yet', () => {
  const { work } = aWorkspace()
  const inside = ['file', './file', 'sub/../file', 'new/deep', '', '.', 'sub/near', '@file', 'a..b', '..a']
  for (const path of [...inside, join(work, 'file'), work, pathToFileURL(join(work, 'file')).href])
    expect([path, reads(path, work)]).toEqual([path, true])
  expect(isInWorkspace('ls', {}, work)).toBe(true)
  expect(isInWorkspace('grep', { pattern: '/a..b/../', glob: '*.md' }, work)).toBe(true)
  expect(isInWorkspace('find', { pattern: '**/*.md', path: 'sub' }, work)).toBe(true)
})

test('what leads out of it is not, whatever way it is put', () => {
  const { folder, work } = aWorkspace()
  const outside = ['../secret', 'sub/../../secret', '/etc/hostname', '~', '~/.ssh/id_rsa', '@/etc/hostname']
  const links = ['link', 'up/secret', 'up/new', 'file:///etc/hostname', 'file://%', '../work-other/file']
  for (const path of [...outside, ...links, folder, `${work}-other/file`, 7, ['file', '../secret'], {}])
    expect([path, reads(path, work)]).toEqual([path, false])
  expect(isInWorkspace('read', { file_path: '../secret' }, work)).toBe(false)
  expect(isInWorkspace('find', { pattern: '../*' }, work)).toBe(false)
  expect(isInWorkspace('grep', { pattern: 'x', glob: '/etc/*' }, work)).toBe(false)
  expect(reads('file', join(folder, 'gone'))).toBe(false)
})

test('where the workspace is not known, only what can’t leave it by its words is within', () => {
  for (const path of ['file', 'sub/file', '']) expect(reads(path, null)).toBe(true)
  for (const path of ['../x', '/etc/hostname', '~/x', 'file:///x', '@../x', 'a\\..\\..\\x'])
    expect([path, reads(path, null)]).toEqual([path, false])
})

test('only tools that are safe otherwise are let pass by their paths', () => {
  for (const tool of fileTools) expect(safeTools).toContain(tool)
})
