import { z } from 'zod'
import { Policy } from '#domain/policy/policy.ts'
import { At, Id, routes, Text } from '../http/contract.ts'

export const ProjectId = Id('pr')

export const Project = z
  .strictObject({
    id: ProjectId,
    name: z.string(),
    mission: z.string(),
    isSample: z.boolean(),
    policy: Policy,
    createdAt: At,
    removedAt: At.nullable(),
    /** Counted from the task rows at the time of reading. */
    counts: z.strictObject({
      open: z.int(),
      needsYou: z.int(),
      failed: z.int(),
      done: z.int(),
    }),
    /** Billionths of a dollar over all runs of its tasks; null as soon as one has no known price. */
    costNanoUsd: z.int().nullable(),
  })
  .meta({ id: 'Project' })
export type Project = z.infer<typeof Project>

export const NewProject = z
  .strictObject({ name: Text(80), mission: Text(2_000, 0).default(''), policy: Policy.partial().default({}) })
  .meta({ id: 'NewProject' })

export const projectsContract = routes({
  listProjects: {
    method: 'get',
    path: '/projects',
    summary: 'All projects that are not removed',
    auth: 'operator',
    status: 200,
    response: z.strictObject({ items: z.array(Project) }),
  },
  createProject: {
    method: 'post',
    path: '/projects',
    summary: 'Create a project',
    auth: 'operator',
    body: NewProject,
    status: 201,
    response: Project,
  },
  getProject: {
    method: 'get',
    path: '/projects/{projectId}',
    summary: 'One project',
    auth: 'operatorOrKey',
    params: z.strictObject({ projectId: ProjectId }),
    status: 200,
    response: Project,
  },
  removeProject: {
    method: 'delete',
    path: '/projects/{projectId}',
    summary: 'Remove a project: its open tasks are cancelled, its history stays in the ledger',
    auth: 'operator',
    params: z.strictObject({ projectId: ProjectId }),
    status: 200,
    response: z.strictObject({ cancelledTasks: z.int() }),
  },
})
