// @vitest-environment happy-dom
import { cleanup, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { useAgent } from '../features/agents/agent-queries.ts'
import { useDocument } from '../features/knowledge/knowledge-queries.ts'
import { useRun } from '../features/runbooks/runbook-queries.ts'
import { useTask } from '../features/tasks/task-queries.ts'
import { sampleNow } from '../http/sample-data.ts'
import { aServer, renderAt } from '../http/web-bench.tsx'
import { useCurrentProjectId } from './current-project.ts'

afterEach(cleanup)

/** A page that reads what it shows, and the shell around it. */
function open(path: string, route: string, useWhatItShows: () => unknown, answer: unknown) {
  const server = aServer()
  server.on('GET', /./, 200, answer)
  const page = () => {
    useWhatItShows()
    return <p>project: {useCurrentProjectId() ?? 'none'}</p>
  }
  renderAt(server, path, { [route]: page }, sampleNow)
  return server
}
const own = { projectId: 'pr_1' }

test.each([
  ['/tasks/t_1', '/tasks/$taskId', () => useTask('t_1'), own],
  ['/tasks/t_1/runs/s1/context', '/tasks/$taskId/runs/$stepId/context', () => useTask('t_1'), own],
  ['/agents/ag_1', '/agents/$agentId', () => useAgent('ag_1'), own],
  ['/documents/doc_1', '/documents/$documentId', () => useDocument('doc_1'), own],
  ['/runbook-runs/rr_1', '/runbook-runs/$runId', () => useRun('rr_1'), { state: own }],
])(
  'the page %s is of the project of what it shows, which is read once',
  async (path, route, read, answer) => {
    const server = open(path, route, read, answer)
    expect(await screen.findByText('project: pr_1')).toBeTruthy()
    expect(server.asked).toHaveLength(1)
  },
)

test.each([
  ['/projects/pr_1', '/projects/$projectId', 'pr_1'],
  ['/policies/pr_1', '/policies/$scopeId', 'pr_1'],
  ['/ledger?projectId=pr_1', '/ledger', 'pr_1'],
  ['/inbox', '/inbox', 'none'],
])('%s names its project itself or in its filter, or none', async (path, route, project) => {
  const server = open(path, route, () => null, {})
  expect(await screen.findByText(`project: ${project}`)).toBeTruthy()
  expect(server.asked).toEqual([])
})
