import { createHash } from 'node:crypto'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fileWithin } from '#activities/openclaw/workspace-file.ts'
import { tempFolder } from '#test/temp-folder.ts'
import { ArtifactShelf, usualLimits } from './artifact-shelf.ts'
import { copyOfFile } from './file-copy.ts'

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')
const item = (itemId: string) => ({ itemId, taskId: 't_1' })

function aWorkspace() {
  const [workspace, dataFolder] = [tempFolder(), tempFolder()]
  const file = (name: string, text: string) => {
    writeFileSync(join(workspace, name), text)
    return fileWithin(workspace, name) as { path: string; size: number }
  }
  const open = (limits = usualLimits) => new ArtifactShelf(dataFolder, limits)
  const kept = () => readdirSync(join(dataFolder, 'artifacts', 'bytes'))
  return { workspace, dataFolder, file, open, kept }
}

test('bytes are kept as they were when they were recorded, whatever becomes of the file, also after a restart', async () => {
  const { file, open } = aWorkspace()
  const letter = file('letter.md', 'Dear Ada')
  const waiting = await open().keep(item('a_1'), letter)
  expect(waiting).toMatchObject({ hash: hashOf('Dear Ada'), size: 8, notKept: null })
  writeFileSync(letter.path, 'Dear Bob')
  const shelf = open()
  expect(shelf.waiting()).toEqual([waiting])
  expect(readFileSync(shelf.pathOf(waiting.hash), 'utf8')).toBe('Dear Ada')
})

test('the same item again is one, also while it is copied; equal bytes of two lie once and go with the last', async () => {
  const { file, open, kept } = aWorkspace()
  const shelf = open()
  const letter = file('letter.md', 'Dear Ada')
  const [one, again] = await Promise.all([shelf.keep(item('a_1'), letter), shelf.keep(item('a_1'), letter)])
  expect(again).toBe(one)
  const two = await shelf.keep(item('a_2'), letter)
  expect(kept()).toEqual([hashOf('Dear Ada')])
  shelf.done(one)
  expect(kept()).toHaveLength(1)
  shelf.done(two)
  expect([kept(), shelf.waiting(), open().waiting()]).toEqual([[], [], []])
})

test('at its limit only hashes are kept, with the reason; what was brought makes room again', async () => {
  const { file, open, kept } = aWorkspace()
  const limits = { ...usualLimits, mostBytes: 10 }
  const one = await open(limits).keep(item('a_1'), file('a', '12345678'))
  const shelf = open(limits)
  const two = await shelf.keep(item('a_2'), file('b', 'abcdefgh'))
  expect(two).toMatchObject({ hash: hashOf('abcdefgh'), size: 8, notKept: 'spool_full' })
  expect(kept()).toEqual([one.hash])
  shelf.done(one)
  expect(await shelf.keep(item('a_3'), file('c', 'ABCDEFGH'))).toMatchObject({ notKept: null })
})

test('on a disk that is nearly full the hash alone is kept, and of no more than 500 MB', async () => {
  const { file, open } = aWorkspace()
  const crowded = open({ ...usualLimits, freeBytes: Number.MAX_SAFE_INTEGER })
  expect(await crowded.keep(item('a_1'), file('a', 'x'))).toMatchObject({
    notKept: 'disk_full',
    hash: hashOf('x'),
  })
  const growing = file('growing', 'x')
  truncateSync(growing.path, 500_000_001)
  await expect(crowded.keep(item('a_2'), growing)).rejects.toThrow('more than 500000000 bytes')
})

test('what a crash left half copied, or without its note, is gone after it', async () => {
  const { dataFolder, open, kept } = aWorkspace()
  open()
  const root = join(dataFolder, 'artifacts')
  writeFileSync(join(root, 'copying', 'a_1'), 'half')
  writeFileSync(join(root, 'bytes', hashOf('x')), 'x')
  writeFileSync(join(root, 'queue', 'a_1.json.next'), '{"itemId"')
  expect(open().waiting()).toEqual([])
  expect(kept()).toEqual([])
  expect(existsSync(join(root, 'copying', 'a_1'))).toBe(false)
})

test('a link that takes the place of the file, or of a folder on its way, is not followed', async () => {
  const { workspace, file, open, kept } = aWorkspace()
  const secret = join(tempFolder(), 'secret')
  writeFileSync(secret, 'secret')
  const swapped = file('a', 'harmless')
  renameSync(swapped.path, join(workspace, 'b'))
  symlinkSync(secret, swapped.path)
  await expect(open().keep(item('a_1'), swapped)).rejects.toThrow()
  mkdirSync(join(workspace, 'sub'))
  const below = file('sub/secret', 'harmless')
  renameSync(join(workspace, 'sub'), join(workspace, 'was'))
  symlinkSync(join(secret, '..'), join(workspace, 'sub'))
  await expect(open().keep(item('a_2'), below)).rejects.toThrow('is not the file it was')
  expect(kept()).toEqual([])
})

test('of what is too much to be kept, no link is hashed either', async () => {
  const { file, open, workspace } = aWorkspace()
  const secret = join(tempFolder(), 'secret')
  writeFileSync(secret, 'secret')
  const swapped = file('a', 'harmless')
  renameSync(swapped.path, join(workspace, 'b'))
  symlinkSync(secret, swapped.path)
  await expect(open({ ...usualLimits, mostBytes: 1 }).keep(item('a_1'), swapped)).rejects.toThrow()
})

test('a link in the place of kept bytes, or a note that leads elsewhere, is not followed', async () => {
  const { dataFolder, file, open } = aWorkspace()
  const secret = join(tempFolder(), 'secret')
  writeFileSync(secret, 'Dear Ada')
  const shelf = open()
  const waiting = await shelf.keep(item('a_1'), file('letter.md', 'Dear Ada'))
  rmSync(shelf.pathOf(waiting.hash))
  symlinkSync(secret, shelf.pathOf(waiting.hash))
  await expect(shelf.open(waiting)).rejects.toThrow('ELOOP')
  const note = join(dataFolder, 'artifacts', 'queue', 'a_1.json')
  for (const change of [{ hash: '../../config.json' }, { itemId: '../../config' }]) {
    writeFileSync(note, JSON.stringify({ ...waiting, ...change }))
    expect(() => open()).toThrow(/is no (sha256|name of a file)/)
  }
})

test('a file that grows without end is left', async () => {
  const { workspace, file } = aWorkspace()
  const growing = file('log', 'x'.repeat(10))
  appendFileSync(growing.path, 'y'.repeat(10))
  await expect(copyOfFile(growing, join(workspace, 'copy'), 15)).rejects.toThrow('it grew')
})
