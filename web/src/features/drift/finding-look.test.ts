import { expect, test } from 'vitest'
import type { FindingRow } from '#api/findings/contract.ts'
import { lookOf, pageOf } from './finding-look.ts'
import { comparedWords } from './look-words.ts'

const about = (kind: FindingRow['kind'], key: string, difference: FindingRow['difference'] = 'lost') =>
  pageOf({ kind, difference, subject: { key, name: 'Letter', where: 'Bakery' } } as FindingRow)

test('a finding leads to the task, or to the run of a runbook, that it is about', () => {
  expect(about('task', 't_1')).toEqual({ href: '/tasks/t_1', words: 'Open the task' })
  expect(about('runbook', 'rr_1')).toEqual({ href: '/runbook-runs/rr_1', words: 'Open the run' })
  expect(about('run_end', 't_1/s2', 'unheeded')?.href).toBe('/tasks/t_1')
  expect(about('projection', 'rr_1', 'unlike')?.href).toBe('/runbook-runs/rr_1')
  expect(about('workflow', 'rr_1', 'paused')?.href).toBe('/runbook-runs/rr_1')
})

test('or to where that part of Front Office is shown', () => {
  expect(about('relay', 'relay', 'stuck')?.href).toBe('/executors')
  expect(about('sequencer', 'sequencer', 'stuck')?.href).toBe('/ledger')
})

test('and to nothing where the record has none', () => {
  expect(about('workflow', 't_1', 'extra')).toBeNull()
  expect(about('projection', 'agent/ag_1', 'unlike')).toBeNull()
  expect(about('blob', 'aa', 'missing')).toBeNull()
})

test('a look at home says how many streams it held against their rows', () => {
  const compared = { cron: 0, agents: 0, files: 0, tasks: 1, runs: 0, workflows: 2, unread: [] }
  const folded = { streams: 40, after: 'task/t_1' }
  expect(comparedWords('front-office', { ...compared, folded })).toBe(
    '1 open task, 2 running workflows and the rows of 40 streams',
  )
  expect(comparedWords('front-office', compared)).toBe('1 open task and 2 running workflows')
})

test('what ran past the gate looks otherwise than what another plugin changed', () => {
  const gate = (difference: FindingRow['difference']) =>
    lookOf({ kind: 'gate_plugin', status: 'open', difference })
  expect(gate('ungated')).toMatchObject({ word: 'Ran past the gate', tone: 'danger' })
  expect(gate('changed').word).toBe('Ran otherwise')
  expect(gate('extra').word).toBe('Open')
})

test('a ledger that is not as it was noted is a danger, and a place that can’t be used is not', () => {
  const anchor = (difference: FindingRow['difference']) =>
    lookOf({ kind: 'anchor', status: 'open', difference })
  expect(anchor('changed')).toMatchObject({ word: 'Not as it was noted', tone: 'danger' })
  expect(anchor('stuck').word).toBe('Open')
})
