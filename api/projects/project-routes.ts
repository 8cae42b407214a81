import { Refused } from '#domain/errors.ts'
import { projectStreamId } from '#domain/ids.ts'
import { actorOf } from '#domain/ledger/actor.ts'
import { canonicalOf } from '#domain/ledger/digest.ts'
import type { FactOf } from '#domain/ledger/entry.ts'
import { Policy } from '#domain/policy/policy.ts'
import { entriesOfStream } from '#prisma/read/entries.ts'
import { listProjects, type ProjectSummary, projectById } from '#prisma/read/projects.ts'
import type { Source } from '#prisma/read/source.ts'
import { changeStage, createProject, editProject } from '#prisma/write/settings/projects.ts'
import { requireAction, requireInProject } from '../auth/permission.ts'
import { findingTheFirst, idOfRequest } from '../http/idempotency.ts'
import { type Mount, mount, type OperatorCaller } from '../http/mount.ts'
import { projectsContract } from './contract.ts'
import { removeWithTasks } from './remove-project.ts'

const now = () => new Date().toISOString()
const by = (operator: OperatorCaller) => ({ operatorId: operator.id, at: now() })

export function projectRoutes(to: Mount, { pool }: Source): void {
  mount(to, projectsContract, {
    async listProjects() {
      return { items: await listProjects(pool) }
    },

    async createProject({ operator, body, req }) {
      requireAction(operator, 'createProject')
      if (body.policy) requireAction(operator, 'changePolicy')
      const projectId = idOfRequest('project', operator.id, req)
      const asked = { ...body, isSample: false, policy: Policy.parse(body.policy ?? {}) }
      return findingTheFirst(async () => {
        const known = await projectById(pool, projectId)
        if (known) return sameAs(pool, known, asked)
        const who = { at: now(), actor: actorOf('operator', operator.id) }
        await createProject(pool, projectId, { ...who, type: 'project_created', body: asked })
        return found(await projectById(pool, projectId))
      })
    },

    async getProject({ caller, params }) {
      requireInProject(caller, 'read', params.projectId)
      return found(await projectById(pool, params.projectId))
    },

    async editProject({ operator, params, body }) {
      requireAction(operator, 'editProject')
      await editProject(pool, params.projectId, body, by(operator))
      return found(await projectById(pool, params.projectId))
    },

    async changeStage({ operator, params, body }) {
      requireAction(operator, 'changeStage')
      await changeStage(pool, params.projectId, body, by(operator))
      return found(await projectById(pool, params.projectId))
    },

    async removeProject({ operator, params }) {
      requireAction(operator, 'removeProject')
      found(await projectById(pool, params.projectId))
      return removeWithTasks(pool, params.projectId, operator.id)
    },
  })
}

function found(project: ProjectSummary | null): ProjectSummary {
  if (!project) throw new Refused('not_found', 'There is no such project.')
  return project
}

/** A repeat is compared with what was asked first: the project may have been changed since. */
async function sameAs(
  pool: Source['pool'],
  known: ProjectSummary,
  asked: FactOf<'project_created'>['body'],
): Promise<ProjectSummary> {
  const [first] = await entriesOfStream(pool, projectStreamId(known.id), { after: 0, limit: 1 })
  if (canonicalOf(first?.body) === canonicalOf(asked)) return known
  throw new Refused('key_reused', 'This Idempotency-Key was used for another request. Use a new one.')
}
