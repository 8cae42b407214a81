import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { bundleWorkflowCode } from '@temporalio/worker'
import { beforeAll, expect, test } from 'vitest'

/** 900,620 bytes with five workflows, most of them the SDK’s, and a tenth more. */
const budgetBytes = 990_000

let code = ''
let modules: string[] = []
beforeAll(async () => {
  const workflowsPath = new URL('./index.ts', import.meta.url).pathname
  const quiet = { trace() {}, debug() {}, info() {}, warn() {}, error() {}, log() {} }
  const bundle = await bundleWorkflowCode({ workflowsPath, logger: quiet })
  code = bundle.code.replace(/\n\/\/# sourceMappingURL=.*/s, '')
  modules = [...code.matchAll(/!\*\*\* (\.\/\S+) \*\*\*!/g)].map((match) => match[1] ?? '')
}, 60_000)

test('the bundle holds the workflows, and of ours only them and pure rules', () => {
  const ours = modules.filter((path) => !path.includes('node_modules'))
  expect(ours).toContain('./workflows/task/task-workflow.ts')
  const rest = ours.filter((path) => !/^\.\/(workflows|domain)\//.test(path))
  expect(rest).toEqual([])
})

test('no schema library gets in: rules import the types of shapes, not the shapes', () => {
  const packages = modules
    .filter((path) => path.includes('node_modules'))
    .map((path) => path.replace(/.*node_modules\/((?:@[^/]+\/)?[^/]+).*/, '$1'))
  expect([...new Set(packages)].sort()).toEqual([
    '@temporalio/common',
    '@temporalio/workflow',
    'long',
    'ms',
    'nexus-rpc',
  ])
  expect(code).not.toMatch(/zod/i)
})

test('the bundle stays in its budget', () => {
  expect(Buffer.byteLength(code)).toBeLessThan(budgetBytes)
})

test('the Temporal packages share one protobufjs: with two, messages of one are none of the other', () => {
  const folder = join(process.cwd(), 'node_modules/@temporalio')
  const used = readdirSync(folder)
    .map((name) => join(folder, name, 'package.json'))
    .filter((file) => existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).dependencies?.protobufjs)
    .map((file) => createRequire(file).resolve('protobufjs/package.json'))
  expect(used.length).toBeGreaterThan(1)
  const [only, ...others] = new Set(used)
  expect(others).toEqual([])
  const { version } = JSON.parse(readFileSync(only ?? '', 'utf8'))
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
  expect(version).toBe(dependencies.protobufjs)
})
