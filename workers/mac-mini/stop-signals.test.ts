import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '#test/temp-folder.ts'
import { restBeforeStart } from './restart-rest.ts'
import { listenForEnd } from './stop-signals.ts'

/** A process under launchd, and what its next start reads. */
async function started(folder = tempFolder()) {
  const from = new EventEmitter()
  const ends = listenForEnd(from)
  await restBeforeStart({ folder, say: () => {}, signal: ends.told, waitMs: () => 0 })
  const aborted = () => [ends.told.aborted, ends.stopping.aborted, ends.draining.aborted]
  return { folder, from, ends, aborted, soonEnded: () => readFileSync(join(folder, 'starts'), 'utf8').trim() }
}

test('a worker that fails at once, again and again, was not told to end: each start counts the one before', async () => {
  const { folder } = await started()
  for (const soonEnded of ['2', '3', '4']) {
    const next = await started(folder)
    next.ends.beginWork()
    next.ends.end()
    expect(next.aborted()).toEqual([false, true, false])
    expect(next.soonEnded()).toBe(soonEnded)
  }
})

test.each(['SIGTERM', 'SIGINT', 'disconnect'])(
  '%s ends it now, and its next start is a first one',
  async (name) => {
    const { from, ends, aborted, soonEnded } = await started()
    ends.beginWork()
    from.emit(name)
    expect(aborted()).toEqual([true, true, false])
    expect(soonEnded()).toBe('0')
  },
)

test('SIGUSR2 lets runs end first, where there may be some', async () => {
  const before = await started()
  before.from.emit('SIGUSR2')
  expect(before.aborted()).toEqual([true, true, true])
  const { from, ends, aborted, soonEnded } = await started()
  ends.beginWork()
  from.emit('SIGUSR2')
  expect(aborted()).toEqual([true, false, true])
  expect(soonEnded()).toBe('0')
})
