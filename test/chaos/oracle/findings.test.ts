import { expect, test } from 'vitest'
import type { Done } from '../faults.ts'
import { verdictOf } from '../figures.ts'
import type { RawLine } from '../reader.ts'
import type { Evidence } from './evidence.ts'
import { goodEvidence, lineOf } from './world.ts'

const side = (text: string) => ({ hash: 'h', line: text, text, isMasked: false })
const sides = { ours: side('task status: done'), theirs: side('task status: running') }
const subject = { key: 't_1', name: 'One', where: 'Letter' }

function found(at: number, type: string, body: object): RawLine {
  const line = lineOf(at, type, body)
  return { ...line, entry: { ...line.entry, streamId: 'finding/fd_1', streamSeq: at - 9 } }
}
const opened = (kind: string, difference: string, about = subject) =>
  found(10, 'finding_opened', { kind, difference, subject: about, ...sides })

/** Apart from the chain, which examples have not got. */
const told = (lines: RawLine[], done: Done[] = []) => {
  const good = goodEvidence()
  const evidence: Evidence = { ...good, lines: [...good.lines, ...lines], done }
  const { breaches, line } = verdictOf(evidence)
  return { line, breaches: breaches.filter(({ words }) => words.includes('a look found')) }
}

test('rows that a look had to write again are a breach, however right they are at the end', () => {
  const mended = found(11, 'finding_mended', { detail: 'Wrote the row.', seen: null })
  const { breaches, line } = told([opened('projection', 'changed'), mended])
  expect(breaches).toEqual([
    {
      kind: 'record',
      words:
        'a look found projection changed, of t_1: "task status: done" should be, and there was "task status: running"',
    },
  ])
  expect(line).toContain('1 findings that no fault accounts for (0)')
})

test('each time counts: found again, and found to differ otherwise', () => {
  const again = ['finding_reopened', 'finding_changed'].map((type, at) =>
    found(12 + at, type, { difference: 'unlike', ...sides }),
  )
  expect(told([opened('projection', 'changed'), ...again]).breaches.map(({ words }) => words)).toEqual([
    expect.stringMatching('projection changed'),
    expect.stringMatching('projection unlike'),
    expect.stringMatching('projection unlike'),
  ])
})

test.each([
  ['projection', 'unlike', 'record'],
  ['blob', 'missing', 'record'],
  ['artifact', 'changed', 'record'],
  ['anchor', 'changed', 'record'],
  ['workflow', 'ahead', 'record'],
  ['workflow', 'extra', 'record'],
  ['runbook', 'lost', 'task'],
  ['anchor', 'stuck', 'recovery'],
  ['relay', 'stuck', 'recovery'],
  ['sequencer', 'stuck', 'recovery'],
])('%s %s must not be', (kind, difference, breach) => {
  expect(told([opened(kind, difference)]).breaches).toMatchObject([{ kind: breach }])
})

test.each([
  ['task', 'missing'],
  ['reset', 'taken_over'],
  ['workflow', 'stuck'],
  ['cron', 'extra'],
])('%s %s is judged elsewhere, or may be', (kind, difference) => {
  expect(told([opened(kind, difference)]).breaches).toEqual([])
})

test('a task whose workflow is lost is a breach, unless it was terminated or reset before', () => {
  const foundAt = Date.parse(opened('task', 'lost').entry.at)
  const fault = (kind: 'terminate' | 'reset', workflowId: string, at = foundAt - 1): Done => ({
    fault: kind === 'reset' ? { kind, pick: 0, point: 0, waitMs: 0 } : { kind, pick: 0, waitMs: 0 },
    ...{ at, backAt: null, recoveryMs: null, workflowId },
  })
  const kinds = (...done: Done[]) => told([opened('task', 'lost')], done).breaches.map(({ kind }) => kind)
  expect(kinds()).toEqual(['task'])
  expect(kinds(fault('terminate', 'task/t_1'))).toEqual([])
  expect(kinds(fault('reset', 'task/t_1'))).toEqual([])
  expect(kinds(fault('terminate', 'task/t_2'))).toEqual(['task'])
  expect(kinds(fault('terminate', 'task/t_1', foundAt + 1))).toEqual(['task'])
})
