import { screen, within } from '@testing-library/react'
import type { PolicyPage } from '#api/policies/contract.ts'
import type { Role } from '#domain/operator/permissions.ts'
import { emptyDocument } from '#domain/policy/policy-document.ts'
import { projectId, sampleNow } from '../../http/sample-data.ts'
import { aServer, renderAt } from '../../http/web-bench.tsx'
import { PolicyPlace } from './PolicyPlace.tsx'

export const aPage = (change: Partial<PolicyPage> = {}): PolicyPage => ({
  scopeId: projectId,
  scope: 'project',
  name: 'Harrowgate Letter',
  projectId,
  version: 3,
  document: emptyDocument,
  lines: [{ key: 'wipLimit', sentence: 'At most 2 runs at once.', from: 'portfolio' }],
  burn: [],
  versions: [],
  ...change,
})

/** The place of a project’s policy, as this role sees it. */
export function open(change: Partial<PolicyPage> = {}, role: Role = 'owner', at = '/') {
  const server = aServer(role)
  server.on('GET', /^\/policies\//, 200, aPage(change))
  renderAt(server, at, { '/': () => <PolicyPlace scopeId={projectId} /> }, sampleNow)
  return server
}
/** What saving changes, by its sentences. */
export const changes = () =>
  within(screen.getByRole('list', { name: 'What saving changes' }))
    .getAllByRole('listitem')
    .map((item) => item.textContent)
