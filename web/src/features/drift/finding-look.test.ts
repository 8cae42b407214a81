import { expect, test } from 'vitest'
import type { FindingRow } from '#api/findings/contract.ts'
import { pageOf } from './finding-look.ts'

const about = (kind: FindingRow['kind'], key: string, difference: FindingRow['difference'] = 'lost') =>
  pageOf({ kind, difference, subject: { key, name: 'Letter', where: 'Bakery' } } as FindingRow)

test('a finding leads to the task, or to the run of a runbook, that it is about', () => {
  expect(about('task', 't_1')).toEqual({ href: '/tasks/t_1', words: 'Open the task' })
  expect(about('runbook', 'rr_1')).toEqual({ href: '/runbook-runs/rr_1', words: 'Open the run' })
  expect(about('run_end', 't_1/s2', 'unheeded')?.href).toBe('/tasks/t_1')
  expect(about('workflow', 'rr_1', 'paused')?.href).toBe('/runbook-runs/rr_1')
})

test('and to nothing where the record has none', () => {
  expect(about('workflow', 't_1', 'extra')).toBeNull()
  expect(about('relay', 'relay', 'stuck')).toBeNull()
})
