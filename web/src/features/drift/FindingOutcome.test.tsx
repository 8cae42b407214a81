// @vitest-environment happy-dom
import { cleanup, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { FindingDetail } from '#api/findings/contract.ts'
import { retiredReason } from '#domain/drift/finding-rules.ts'
import { sampleNow } from '../../http/sample-data.ts'
import { aServer, renderAt } from '../../http/web-bench.tsx'
import { FindingPage } from './FindingPage.tsx'

afterEach(cleanup)

const at = '2026-11-24T10:00:00.000Z'
const gone: FindingDetail = {
  ...{ id: 'fd_1', scope: 'mac-old', kind: 'cron', difference: 'extra', status: 'gone' },
  ...{ projectId: null, projectName: null, since: at, firstSeen: at, lastSeen: at, count: 1 },
  subject: { key: 'j_1', name: 'Nightly', where: 'main' },
  ...{ ours: null, theirs: { hash: 'a', line: 'every night', text: null, isMasked: false } },
  ...{ oursLine: null, theirsLine: 'every night', repair: null, repairDetail: '', until: null },
  temporalUrl: null,
  reason: retiredReason('mac-old'),
}

test('what was settled because its executor is retired says so, and promises no further look', async () => {
  const server = aServer()
  server.on('GET', /^\/findings\/fd_1$/, 200, gone)
  server.on('GET', /^\/ledger$/, 200, { items: [], next: null })
  renderAt(server, '/findings/fd_1', { '/findings/$findingId': FindingPage }, sampleNow)
  expect(await screen.findByText('mac-old is retired: nobody looks there any more.')).toBeTruthy()
  expect(screen.queryByText(/A later look/)).toBeNull()
  expect(screen.queryByText(/opens again here/)).toBeNull()
})
