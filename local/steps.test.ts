import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, relative } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { root } from './install.mjs'
import { runStep, type Step, workflowBundle } from './steps.ts'

let folder: string
let said: string[]
let step: Step
const at = (...names: string[]) => join(folder, ...names)
const make = (changes: Partial<Step> = {}, signal?: AbortSignal) =>
  runStep({ ...step, ...changes }, (line) => said.push(line), signal)

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'front-office-steps-'))
  mkdirSync(at('sources'))
  writeFileSync(at('sources/one.ts'), '1')
  writeFileSync(at('sources/one.test.ts'), '1')
  said = []
  const output = at('made')
  const script = `fs.mkdirSync(${JSON.stringify(output)}, { recursive: true })
    fs.writeFileSync(${JSON.stringify(join(output, 'page.html'))}, 'made')`
  step = {
    name: `test-${basename(folder)}`,
    words: 'making pages',
    inputs: [relative(root, at('sources'))],
    counts: (path) => !path.endsWith('.test.ts'),
    output: relative(root, output),
    command: ['-e', script],
  }
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
  rmSync(join(workflowBundle, '..', `${step.name}.stamp`), { force: true })
})

test('it is done once, and skipped while nothing changed', async () => {
  expect(await make()).toBe(true)
  expect(readdirSync(at('made'))).toEqual(['page.html'])
  expect(await make()).toBe(false)
  expect(said).toEqual(['making pages'])
})

test.each([
  ['an input changed', () => writeFileSync(at('sources/one.ts'), '2')],
  ['an input is new', () => writeFileSync(at('sources/two.ts'), '')],
  ['an input is gone', () => rmSync(at('sources/one.ts'))],
  ['the output changed', () => writeFileSync(at('made/page.html'), 'something else')],
  ['the output has lost a file', () => rmSync(at('made/page.html'))],
  ['the output is gone', () => rmSync(at('made'), { recursive: true })],
])('it is done again when %s', async (_, change) => {
  await make()
  change()
  expect(await make()).toBe(true)
  expect(await make()).toBe(false)
})

test('what does not count changes nothing', async () => {
  await make()
  writeFileSync(at('sources/one.test.ts'), '2')
  expect(await make()).toBe(false)
})

test('one that failed or was stopped is tried again', async () => {
  await expect(make({ command: ['-e', 'process.exit(3)'] })).rejects.toThrow('ended with 3')
  const stopping = new AbortController()
  const stopped = make({ command: ['-e', 'setTimeout(() => {}, 600_000)'] }, stopping.signal)
  setTimeout(() => stopping.abort(), 300)
  await expect(stopped).rejects.toThrow()
  expect(existsSync(at('made'))).toBe(false)
  expect(await make()).toBe(true)
})
