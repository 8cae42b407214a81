// @vitest-environment happy-dom
import { cleanup, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { FindingDetail } from '#api/findings/contract.ts'
import { sampleNow } from '../../http/sample-data.ts'
import { aServer, renderAt } from '../../http/web-bench.tsx'
import { FindingPage } from './FindingPage.tsx'

afterEach(cleanup)

const at = '2026-11-24T10:00:00.000Z'
const line = 'runs (run-1)'
const extra: FindingDetail = {
  ...{ id: 'fd_1', scope: 'front-office', kind: 'workflow', difference: 'extra', status: 'open' },
  ...{ projectId: null, projectName: null, since: at, firstSeen: at, lastSeen: at, count: 1 },
  subject: { key: 't_1', name: 't_1', where: 'Temporal' },
  ...{ ours: null, theirs: { hash: 'a', line, text: line, isMasked: false } },
  ...{ oursLine: null, theirsLine: line, repair: null, repairDetail: '', reason: '', until: null },
  temporalUrl: 'http://127.0.0.1:8233/namespaces/default/workflows/task%2Ft_1',
}

function open(finding: FindingDetail) {
  const server = aServer()
  server.on('GET', /^\/findings\/fd_1$/, 200, finding)
  server.on('GET', /^\/ledger$/, 200, { items: [], next: null })
  renderAt(server, '/findings/fd_1', { '/findings/$findingId': FindingPage }, sampleNow)
}

test('a finding about a workflow leads to it in Temporal, also where there is no page of a task', async () => {
  open(extra)
  const link = await screen.findByRole('link', { name: /Open in Temporal UI/ })
  expect(link.getAttribute('href')).toBe(extra.temporalUrl)
  expect(screen.queryByRole('link', { name: 'Open the task' })).toBeNull()
})

test('where no Temporal UI is known it leads nowhere', async () => {
  open({ ...extra, temporalUrl: null })
  await screen.findByRole('heading', { name: /Workflow of t_1/ })
  expect(screen.queryByRole('link', { name: /Temporal/ })).toBeNull()
})
