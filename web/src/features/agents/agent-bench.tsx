import { fireEvent, screen } from '@testing-library/react'
import type { Role } from '#domain/operator/permissions.ts'
import { emptyDocument } from '#domain/policy/policy-document.ts'
import { anAgent, anExecutor, aProject, projectId } from '../../http/sample-data.ts'
import { aServer, type FakeServer } from '../../http/web-bench.tsx'

export const policy = {
  ...{
    scopeId: 'ag_0123456789abcdef',
    scope: 'agent',
    name: 'Ines',
    projectId,
    version: 3,
    burn: [],
    versions: [],
  },
  document: { ...emptyDocument, wipLimit: 2, deniedTools: ['deploy_site'] },
  lines: [
    {
      key: 'safeTools',
      sentence: 'Passes without asking, beside reading and reporting: fetch.',
      from: 'agent',
    },
    {
      key: 'deniedTools.deploy_site',
      sentence: 'Never allowed, whatever is approved: deploy_site.',
      from: 'agent',
    },
    { key: 'wipLimit.agent', sentence: 'At most 2 runs at once.', from: 'agent' },
  ],
}

export const idle = anAgent({ id: 'ag_1123456789abcdef', name: 'Bo', executorId: null })

export function aServerWith({
  role = 'owner' as Role,
  agents = [anAgent({ openTasks: 2 }), idle],
  executors = [anExecutor()],
} = {}) {
  const server = aServer(role)
  server.on('GET', /^\/agents$/, 200, { items: agents })
  server.on('GET', /^\/executors$/, 200, { items: executors })
  server.on('GET', /^\/projects$/, 200, { items: [aProject()] })
  server.on('GET', /^\/projects\/pr_/, 200, aProject())
  server.on('GET', /^\/policies\/ag_/, 200, policy)
  return server
}
export const posts = (server: FakeServer) => server.asked.filter(({ method }) => method === 'POST')
export const write = async (label: RegExp, value: string) =>
  fireEvent.change(await screen.findByLabelText(label), { target: { value } })
