import { type ChildProcess, spawn } from 'node:child_process'
import { expect, test } from 'vitest'
import type { TestProduct } from '../../../product.ts'
import { killed } from './kills.ts'

test('what is killed again was back for a while before', async () => {
  const lives: { from: number; to: number }[] = []
  let child: ChildProcess | null = null
  let isOver = false
  const start = () => {
    const from = Date.now()
    child = spawn('sleep', ['60'])
    child.on('exit', () => {
      lives.push({ from, to: Date.now() })
      child = null
      if (!isOver) setTimeout(start, 100)
    })
  }
  start()
  const product = { pids: () => (child?.pid ? { api: child.pid } : {}) }
  const kills = Array.from({ length: 3 }, () => ({ part: 'api' as const, waitMs: 1 }))
  await killed({ office: { product } as unknown as TestProduct }, kills, 400)
  isOver = true
  ;(child as ChildProcess | null)?.kill('SIGKILL')
  // The first one may be killed at once.
  expect(lives.slice(1).map(({ from, to }) => to - from >= 400)).toEqual([true, true])
})
