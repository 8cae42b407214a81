import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '#test/temp-folder.ts'
import { openJournal } from './journal.ts'

const key = 'task/t_test/s1/p'
const performed = { outcome: 'performed', detail: 'Sent.' } as const

test('an effect is started once for ever, also after the worker was started again', () => {
  const folder = tempFolder()
  const journal = openJournal(folder)
  expect(journal.find(key)).toBeNull()
  expect([journal.start(key), journal.start(key)]).toEqual([true, false])
  const again = openJournal(folder)
  expect(again.find(key)).toBe('started')
  expect(again.start(key)).toBe(false)
  expect(again.start('another')).toBe(true)
})

test('the same ask may start it again as long as it has no end, also after the worker was started again', () => {
  const folder = tempFolder()
  expect(openJournal(folder).start(key, undefined, { askId: 'ask-1' })).toBe(true)
  const again = openJournal(folder)
  expect([again.isFree(key, 'ask-1'), again.isFree(key, 'ask-2'), again.isFree(key)]).toEqual([
    true,
    false,
    false,
  ])
  expect([
    again.start(key, undefined, { askId: 'ask-2' }),
    again.start(key, undefined, { askId: 'ask-1' }),
  ]).toEqual([false, true])
  again.finish(key, performed)
  for (const journal of [again, openJournal(folder)])
    expect([journal.isFree(key, 'ask-1'), journal.start(key, undefined, { askId: 'ask-1' })]).toEqual([
      false,
      false,
    ])
})

test('a start is on disk before it is told', () => {
  const folder = tempFolder()
  const journal = openJournal(folder)
  journal.start(key)
  expect(openJournal(folder).find(key)).toBe('started')
})

test('what returned never goes back: not by another result, not by a start', () => {
  const folder = tempFolder()
  const journal = openJournal(folder)
  journal.start(key)
  journal.finish(key, performed)
  journal.finish(key, { outcome: 'uncertain', detail: 'Who knows.' })
  expect(journal.start(key)).toBe(false)
  expect(journal.find(key)).toEqual(performed)
  expect(openJournal(folder).find(key)).toEqual(performed)
  openJournal(folder).finish(key, { outcome: 'failed', detail: '' })
  expect(openJournal(folder).find(key)).toEqual(performed)
})

test('what is known only grows: an uncertain effect may turn out either way, once', () => {
  const uncertain = { outcome: 'uncertain', detail: 'Who knows.' } as const
  const failed = { outcome: 'failed', detail: 'No.' } as const
  const folder = tempFolder()
  const journal = openJournal(folder)
  journal.start(key)
  expect([journal.finish(key, uncertain), journal.finish(key, { ...uncertain, detail: 'Still.' })]).toEqual([
    true,
    false,
  ])
  expect(openJournal(folder).find(key)).toEqual(uncertain)
  expect([journal.finish(key, performed), journal.finish(key, failed)]).toEqual([true, false])
  expect(openJournal(folder).find(key)).toEqual(performed)
  journal.start('other')
  expect(['other', 'never'].map((one) => journal.finish(one, failed))).toEqual([true, false])
  expect(journal.finish('other', uncertain)).toBe(false)
})

test('it is the same one after a restart, and another one in another folder', () => {
  const folder = tempFolder()
  const { journalId } = openJournal(folder)
  expect(openJournal(folder).journalId).toBe(journalId)
  expect(openJournal(tempFolder()).journalId).not.toBe(journalId)
})

test('it is known which call of the agent started it, or else brought its end, also after the worker was started again', () => {
  const folder = tempFolder()
  const journal = openJournal(folder)
  journal.start(key, undefined, { toolCallId: 'call-1' })
  journal.finish(key, performed, 'call-2')
  // As a worker wrote it that kept no such word.
  journal.start('old')
  journal.finish('old', performed, 'call-3')
  journal.start('own')
  journal.finish('own', performed)
  journal.start('reopened', undefined, { toolCallId: 'call-4' })
  journal.reopen('reopened')
  for (const one of [journal, openJournal(folder)])
    expect([key, 'old', 'own', 'reopened', 'never'].map(one.callIdOf)).toEqual([
      ...['call-1', 'call-3'],
      ...[null, null, null],
    ])
})

test('what was never started has no result', () => {
  const folder = tempFolder()
  const journal = openJournal(folder)
  journal.finish(key, performed)
  expect([journal.find(key), openJournal(folder).find(key)]).toEqual([null, null])
})

test('a half-written last line is dropped: it was promised to nobody', () => {
  const folder = tempFolder()
  openJournal(folder).start(key)
  const file = join(folder, 'journal', 'effects.jsonl')
  appendFileSync(file, `\n{"phase":"returned","effectKey":"${key}","at":"2026`)
  const journal = openJournal(folder)
  expect(journal.find(key)).toBe('started')
  journal.finish(key, performed)
  expect(openJournal(folder).find(key)).toEqual(performed)
})

test('what was begun is known by its call, until it has an end or is known to have never got there', () => {
  const folder = tempFolder()
  const journal = openJournal(folder)
  const call = { sessionKey: 's', grant: { proposalId: 'p_1', tool: 'send_message', hash: 'h' } }
  expect(journal.start(key, call)).toBe(true)
  expect([journal, openJournal(folder)].map((one) => one.begun(key))).toEqual(
    Array(2).fill({ ...call, at: expect.any(String) }),
  )
  journal.reopen(key)
  expect([journal, openJournal(folder)].map((one) => [one.find(key), one.begun(key)])).toEqual(
    Array(2).fill([null, null]),
  )
  expect(journal.start(key, call)).toBe(true)
  journal.finish(key, performed)
  journal.reopen(key)
  expect([journal.begun(key), journal.find(key), journal.start(key)]).toEqual([null, performed, false])
})
