import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { RunItem } from '#domain/run/run.ts'
import { aTime } from '#test/builders.ts'
import { tempFolder } from '#test/temp-folder.ts'
import { SignalRefused } from './item-sender.ts'
import { openLateItems } from './late-items.ts'

const update = (id: string): RunItem => ({ kind: 'update', id, at: aTime, stepId: 's1', text: 'So far.' })
/** A sender that is kept makes its next items wait for longer than any test. */
const once = { firstMs: 1, gapMs: 600_000, calmGapMs: 600_000 }

function someLate(answer: (sent: string[]) => Promise<void> = async () => {}, pace = once) {
  const dataFolder = tempFolder()
  const sent: string[] = []
  const send = async (_: string, items: RunItem[]) => {
    sent.push(...items.map(({ id }) => id))
    await answer(sent)
  }
  const late = openLateItems({ dataFolder, send, pace })
  onTestFinished(() => late.stop())
  return { late, sent, files: () => readdirSync(join(dataFolder, 'late')) }
}

test('of a task whose late items are through nothing is kept: the next one begins anew', async () => {
  const { late, sent, files } = someLate()
  late.tell('t_1', update('u_1'))
  await expect.poll(files).toEqual([])
  late.tell('t_1', update('u_2'))
  await expect.poll(() => sent).toEqual(['u_1', 'u_2'])
})

test('of a task that has ended nothing is kept either', async () => {
  const { late, sent, files } = someLate(async () => {
    throw new SignalRefused('workflow execution already completed', true)
  })
  late.tell('t_1', update('u_1'))
  await expect.poll(files).toEqual([])
  late.tell('t_1', update('u_2'))
  await expect.poll(() => sent).toEqual(['u_1', 'u_2'])
})

test('what comes while the last of them is on its way is neither lost nor told twice', async () => {
  let arrive = () => {}
  const onItsWay = () => new Promise<void>((resolve) => (arrive = resolve))
  const { late, sent, files } = someLate(onItsWay, { firstMs: 1, gapMs: 1, calmGapMs: 1 })
  late.tell('t_1', update('u_1'))
  await expect.poll(() => sent).toEqual(['u_1'])
  late.tell('t_1', update('u_2'))
  arrive()
  await expect.poll(() => sent).toEqual(['u_1', 'u_2'])
  expect(files()).toHaveLength(1)
  arrive()
  await expect.poll(files).toEqual([])
  expect(sent).toEqual(['u_1', 'u_2'])
})
