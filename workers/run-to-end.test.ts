import { expect, test } from 'vitest'
import { runToEnd } from './run-to-end.ts'

test('a worker that failed and waits for ever counts as ended', async () => {
  const hanging = { run: () => new Promise<void>(() => {}), getState: () => 'FAILED' as const }
  await expect(runToEnd(hanging)).rejects.toThrow('the worker failed')
})

test('one that says why it failed is heard', async () => {
  const run = async () => {
    throw new Error('Namespace default is not found.')
  }
  await expect(runToEnd({ run, getState: () => 'FAILED' })).rejects.toThrow('Namespace')
})

test('one that ends as it should ends', async () => {
  await runToEnd({ run: async () => {}, getState: () => 'STOPPED' })
})
