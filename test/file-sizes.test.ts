import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../local/install.mjs'

const most = { code: 300, tests: 400 }
/** Longer for a reason that stands here. The list is the debt. */
const exempt: string[] = []

const isCode = (path: string) => /\.([cm]?[jt]sx?|go|css)$/.test(path)
const isTest = (path: string) => /\.(test|e2e|openclaw)\.tsx?$|_test\.go$/.test(path)
const mostOf = (path: string) => (isTest(path) ? most.tests : most.code)

interface File {
  path: string
  lines: number
}

/** As git lists them, new ones too: what is generated is ignored there. */
function filesOfRepository(): File[] {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
  const listed = execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\0')
  const paths = [...new Set(listed)].filter((path) => isCode(path) && existsSync(join(root, path)))
  return paths.map((path) => ({ path, lines: linesOf(readFileSync(join(root, path), 'utf8')) }))
}

const linesOf = (text: string) => text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
const isTooLong = ({ path, lines }: File) => lines > mostOf(path)

function tableOf(files: File[]): string {
  const roomOf = ({ path }: File) => (path.includes('/') ? path.replace(/\/.*/, '') : '(root)')
  const rooms = [...new Set(files.map(roomOf))].sort()
  const lines = rooms.map((room) => {
    const inRoom = files.filter((file) => roomOf(file) === room)
    const code = inRoom.filter(({ path }) => !isTest(path)).map(({ lines }) => lines)
    const longest = Math.max(...inRoom.map(({ lines }) => lines))
    return `${room.padEnd(12)}${String(inRoom.length).padStart(5)} files, median ${median(code)} lines, longest ${longest}`
  })
  return lines.join('\n')
}

test('no file is longer than can be read at once, but for those named here', () => {
  const files = filesOfRepository()
  console.log(tableOf(files))
  expect(files.length).toBeGreaterThan(100)
  const tooLong = files.filter((file) => isTooLong(file) && !exempt.includes(file.path))
  expect(tooLong.map(({ path, lines }) => `${path}: ${lines} of ${mostOf(path)} lines`)).toEqual([])
})

test('no exemption is left over', () => {
  const needed = filesOfRepository().filter(isTooLong)
  expect(exempt.filter((path) => !needed.some((file) => file.path === path))).toEqual([])
})

test.each([
  ['a/one.ts', 300, false],
  ['a/one.ts', 301, true],
  ['a/one.test.ts', 400, false],
  ['a/one.test.tsx', 401, true],
])('%s with %i lines is too long: %s', (path, lines, expected) => {
  expect(isTooLong({ path, lines })).toBe(expected)
})
