import { actorOf } from '#domain/ledger/actor.ts'
import { listRunbooks, runbookByName, versionsOf } from '#prisma/read/runbooks.ts'
import type { Source } from '#prisma/read/source.ts'
import { changeRunbook, createRunbook, removeRunbook } from '#prisma/write/settings/runbooks.ts'
import { requireAction, requireInProject } from '../auth/permission.ts'
import { createOnce } from '../http/create-once.ts'
import { idOfRequest } from '../http/idempotency.ts'
import { type Mount, mount, type OperatorCaller } from '../http/mount.ts'
import { runbooksContract } from './contract.ts'
import { foundRunbook, readOrRefuse, requireStepChecks } from './written-runbook.ts'

const by = (operator: OperatorCaller) => ({
  actor: actorOf('operator', operator.id),
  at: new Date().toISOString(),
})

export function runbookRoutes(
  to: Mount,
  source: Source,
  { checkHosts }: { checkHosts: readonly string[] },
): void {
  const { pool } = source
  async function writtenRunbook(projectId: string, yaml: string) {
    const definition = await readOrRefuse(source, projectId, yaml)
    await requireStepChecks(definition, yaml, checkHosts)
    return definition
  }
  mount(to, runbooksContract, {
    async listRunbooks({ caller, params }) {
      requireInProject(caller, 'read', params.projectId)
      return { items: await listRunbooks(pool, params.projectId) }
    },

    async createRunbook({ operator, params, body, req }) {
      requireAction(operator, 'writeRunbook')
      const runbookId = idOfRequest('runbook', operator.id, req)
      const { name } = await writtenRunbook(params.projectId, body.yaml)
      const runbook = { runbookId, projectId: params.projectId, name, yaml: body.yaml }
      return createOnce({
        find: () => runbookByName(pool, params.projectId, runbookId),
        contentOf: ({ yaml }) => yaml,
        asked: body.yaml,
        create: () => createRunbook(pool, runbook, by(operator)),
      })
    },

    async getRunbook({ caller, params }) {
      requireInProject(caller, 'read', params.projectId)
      return foundRunbook(pool, params.projectId, params.name)
    },

    async changeRunbook({ operator, params, body }) {
      requireAction(operator, 'writeRunbook')
      const { id, projectId } = await foundRunbook(pool, params.projectId, params.name)
      const { name } = await writtenRunbook(projectId, body.yaml)
      await changeRunbook(pool, { ...body, runbookId: id, projectId, name }, by(operator))
      return foundRunbook(pool, projectId, id)
    },

    async removeRunbook({ operator, params }) {
      requireAction(operator, 'writeRunbook')
      const { id, projectId, name } = await foundRunbook(pool, params.projectId, params.name)
      await removeRunbook(pool, { runbookId: id, projectId, name }, by(operator))
    },

    async listRunbookVersions({ params }) {
      const { id } = await foundRunbook(pool, params.projectId, params.name)
      return { items: await versionsOf(pool, id) }
    },
  })
}
