// @vitest-environment happy-dom
import { cleanup, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { BlockedTask } from '#api/home/contract.ts'
import type { Role } from '#domain/operator/permissions.ts'
import { sampleNow } from '../../http/sample-data.ts'
import { aServer, renderAt } from '../../http/web-bench.tsx'
import { BlockedList } from './BlockedList.tsx'

afterEach(cleanup)

function show(role: Role, unblocker: BlockedTask['unblocker']) {
  const ofProject = { projectId: 'pr_0123456789abcdef', projectName: 'Letter' }
  const cause = { since: '2026-11-22T12:00:00.000Z', reason: 'It is held', unblocker }
  const task = { taskId: 't_0123456789abcdef', title: 'Order cotton', ...ofProject, ...cause }
  renderAt(aServer(role), '/', { '/': () => <BlockedList blocked={[task]} count={1} /> }, sampleNow)
}

test('what a kill switch holds is an owner’s to unblock, what an executor holds nobody’s from here', async () => {
  const others = { operator: 'an operator', owner: 'an owner', executor: 'whoever is at the executor' }
  const mine: Record<Role, BlockedTask['unblocker'][]> = {
    owner: ['operator', 'owner'],
    operator: ['operator'],
    viewer: [],
  }
  for (const role of ['owner', 'operator', 'viewer'] as const)
    for (const unblocker of ['operator', 'owner', 'executor'] as const) {
      show(role, unblocker)
      const who = mine[role].includes(unblocker) ? 'you' : others[unblocker]
      expect(await screen.findByText(`${who} can unblock it`)).toBeTruthy()
      expect(screen.getByText('It is held')).toBeTruthy()
    }
})
