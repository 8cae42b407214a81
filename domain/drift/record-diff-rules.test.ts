import { expect, test } from 'vitest'
import { minutesOn } from '#test/stories.ts'
import { compareRecord, type RecordSight, withFolded } from './record-diff-rules.ts'

const task = { taskId: 't_1', title: 'Write', projectId: 'pr_1', projectName: 'Letter' }
const sight = (change: Partial<RecordSight> = {}): RecordSight => ({
  ...{ now: minutesOn(10), undelivered: null, unplaced: null, apart: [], takeovers: [], missingTexts: [] },
  ...change,
})
const waiting = (minute: number) => ({
  ...{ id: 'in_1', of: 'task/t_1', since: minutesOn(minute), count: 3, attempts: 7 },
})

test('what is kept as it should be is no finding, nor what has only just come', () => {
  expect(compareRecord(sight())).toEqual([])
  expect(compareRecord(sight({ undelivered: waiting(9), unplaced: waiting(9.5) }))).toEqual([])
})

test('a relay or sequencer that does not move is one finding, however much waits', () => {
  const [relay, sequencer] = compareRecord(sight({ undelivered: waiting(2), unplaced: waiting(2) }))
  expect(relay).toMatchObject({
    ...{ kind: 'relay', difference: 'stuck', projectId: null, mark: 'in_1' },
    ours: '3 asked for and not delivered',
    theirs: `the oldest waits since ${minutesOn(2)}, for task/t_1; tried 7 times`,
  })
  expect(sequencer).toMatchObject({ kind: 'sequencer', ours: '3 recorded and without a place' })
  const more = compareRecord(sight({ undelivered: { ...waiting(2), count: 9, attempts: 8 } }))[0]
  expect([more?.mark, more?.subject]).toEqual([relay?.mark, relay?.subject])
})

test('rows that say something else than their entries', () => {
  const own = { key: 't_1', name: 'Write', project: { id: 'pr_1', name: 'Letter' }, isWritable: true }
  const apart = { ...own, folded: ['task title: "Write"', 'task status: "done"'], kept: ['task title: "x"'] }
  const [found, other] = compareRecord(sight({ apart: [apart, { ...apart, kept: [] }] }))
  expect(found).toMatchObject({
    ...{ kind: 'projection', difference: 'changed', projectId: 'pr_1' },
    subject: { key: 't_1', name: 'Write', where: 'Letter' },
    ...{ ours: 'task title: "Write"\ntask status: "done"', theirs: 'task title: "x"' },
  })
  expect(found?.mark).not.toBe(other?.mark)
  const ofHouse = { ...apart, key: 'executor/mac', name: 'Mac mini', project: null, isWritable: false }
  expect(compareRecord(sight({ apart: [ofHouse] }))).toMatchObject([
    { difference: 'unlike', subject: { key: 'executor/mac', where: 'Front Office' }, projectId: null },
  ])
})

test('a look says how far it went through the ledger, and why it goes no further', () => {
  const compared = { cron: 0, agents: 0, files: 0, tasks: 1, workflows: 1, unread: ['x'] }
  expect(withFolded(compared, {})).toEqual(compared)
  const folded = { streams: 7, after: 'task/t_1' }
  expect(withFolded(compared, { folded: { ...folded, halt: '' } })).toEqual({ ...compared, folded })
  const halted = withFolded(compared, { folded: { ...folded, halt: 'too many' } })
  expect(halted.unread).toEqual(['x', 'too many'])
})

test('of runs that took over from one that knew more, the last of each task', () => {
  const run = { ...task, runId: 'r2', streamSeq: 9, after: 4, setAside: [5, 6] }
  const found = compareRecord(sight({ takeovers: [run, { ...run, runId: 'r3', setAside: [] }] }))
  expect(found).toMatchObject([
    {
      ...{ kind: 'reset', difference: 'taken_over', mark: 'r3 9' },
      ours: 'went on to entry 8; set aside: nothing',
      theirs: 'a run that knows it up to entry 4 took over (r3)',
    },
  ])
})

test('a text that is named and not there', () => {
  const text = { hash: 'abc', name: 'Prices, version 2', projectId: 'pr_1', where: 'Letter' }
  expect(compareRecord(sight({ missingTexts: [text] }))).toMatchObject([
    { kind: 'blob', difference: 'missing', subject: { key: 'abc' }, theirs: null },
  ])
})

test('bytes of an artifact that are gone or changed are said, each once; sights from before know of none', () => {
  const apart = { hash: 'abc', name: 'Letter of Write', projectId: 'pr_1', where: 'Letters' }
  const artifacts = (['missing', 'changed', 'lost'] as const).map((difference) => ({ ...apart, difference }))
  expect(compareRecord(sight({ artifacts }))).toMatchObject([
    { kind: 'artifact', difference: 'missing', subject: { key: 'abc' }, theirs: null },
    { kind: 'artifact', difference: 'changed', theirs: 'other bytes lie in their place' },
    { kind: 'artifact', difference: 'lost', theirs: null },
  ])
  expect(compareRecord(sight({}))).toEqual([])
})

test('a place that the ledger does not go through any more is one finding, and so is one that can’t be used', () => {
  const noted = { position: 9, hash: 'abc', at: minutesOn(3) }
  const file = { place: 'file', target: '.data/anchors.ndjson', noted }
  const cut = { ...file, problem: 'The ledger ends with #4, and #9 was noted: its tail is cut.', isCut: true }
  const away = { ...file, problem: 'It can’t be used: it answers 403.', noted: null, isCut: false }
  const [first, other] = compareRecord(sight({ anchors: [cut, away] }))
  expect(first).toEqual({
    ...{ kind: 'anchor', difference: 'changed', projectId: null, mark: '9 abc' },
    subject: { key: 'file', name: '.data/anchors.ndjson', where: 'Front Office' },
    ...{ ours: `#9 was noted at ${minutesOn(3)}`, theirs: cut.problem },
  })
  expect(other).toMatchObject({ difference: 'stuck', ours: 'nothing was noted yet', theirs: away.problem })
  const more = compareRecord(sight({ anchors: [{ ...cut, problem: 'The ledger ends with #5.' }] }))[0]
  expect(more?.mark).toBe(first?.mark)
})
