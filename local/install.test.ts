import { expect, test } from 'vitest'
import { isInstalled, nodeProblem, run } from './install.mjs'

test.each(['20.19.0', '20.20.2', '22.0.0', '24.1.0'])('Node %s is new enough', (version) => {
  expect(nodeProblem(version)).toBeNull()
})

test.each(['20.18.9', '18.20.0'])('Node %s is refused, naming the oldest that works', (version) => {
  expect(nodeProblem(version)).toContain('20.19')
})

test('what this very test runs from counts as installed', () => {
  expect(isInstalled({ withDev: true })).toBe(true)
})

test('a program that fails shows what it printed', async () => {
  await expect(run(process.execPath, ['-e', 'console.log("because"); process.exit(3)'])).rejects.toThrow(
    /ended with 3:\nbecause/,
  )
  await expect(run(process.execPath, ['-p', '1 + 1'])).resolves.toBe('2\n')
})
