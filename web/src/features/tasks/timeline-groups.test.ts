import { expect, test } from 'vitest'
import type { Fact } from '#domain/ledger/entry.ts'
import {
  entriesOf,
  happened,
  hash,
  proposalId,
  requested,
  runEnd,
  runFacts,
  stateOf,
  waitingFacts,
} from './sample-story.ts'
import { aboutOf, namesIn, storyGroups } from './timeline-groups.ts'

const groupsOf = (facts: Fact[]) => storyGroups(entriesOf(facts), stateOf(facts))
const approved = happened('approval_decided', 'mara', 100, {
  proposalId,
  verdict: 'approved',
  reason: '',
  hash,
  intentId: 'in_1',
})

test('what led to a run stands with it, newest first', () => {
  const [second, first] = groupsOf([...waitingFacts(), approved, ...runFacts('s2', 90), runEnd('s2', 80)])
  expect([second?.title, first?.title]).toEqual(['Run 2', 'Run 1'])
  expect(second?.entries.at(-1)?.type).toBe('approval_decided')
  expect(first?.entries.at(-1)?.type).toBe('task_requested')
  expect(second?.entries[0]?.type).toBe('run_ended')
})

test('what came after the last run is now, and the newest group of an open task is live', () => {
  const groups = groupsOf([...waitingFacts(), approved])
  expect(groups.map(({ title, isLive, stepId }) => [title, isLive, stepId])).toEqual([
    ['Now', true, null],
    ['Run 1', false, 's1'],
  ])
})

test('an open run is live under its own number', () => {
  const [run] = groupsOf([requested(), ...runFacts('s1', 10)])
  expect([run?.title, run?.isLive]).toEqual(['Run 1', true])
})

test('an ended task has an end and nothing live', () => {
  const groups = groupsOf([...waitingFacts(), happened('task_failed', 'system', 1, { error: 'x' })])
  expect(groups.map(({ title, isLive }) => [title, isLive])).toEqual([
    ['The end', false],
    ['Run 1', false],
  ])
})

test('every entry is in exactly one group', () => {
  const facts = [...waitingFacts(), approved, ...runFacts('s2', 90), runEnd('s2', 80), ...runFacts('s3', 70)]
  const seen = groupsOf(facts).flatMap(({ entries }) => entries.map((entry) => entry.streamSeq))
  expect(seen.toSorted((a, b) => b - a)).toEqual(seen)
  expect(seen).toHaveLength(facts.length)
})

test('a task of which nothing is recorded yet has no groups', () => {
  expect(storyGroups([], stateOf([requested()]))).toEqual([])
})

test('ids are turned into words where the task knows them, and stay ids where it does not', () => {
  const about = aboutOf(stateOf(waitingFacts()))
  expect([about.toolOf(proposalId), about.toolOf('p_x'), about.questionOf('q_x')]).toEqual([
    'send_message',
    'p_x',
    'q_x',
  ])
  const nameOf = namesIn(entriesOf(waitingFacts()))
  expect([nameOf('operator:op_theo'), nameOf('operator:op_gone')]).toEqual(['Theo Brandt', 'op_gone'])
})
