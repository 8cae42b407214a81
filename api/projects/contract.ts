import { z } from 'zod'
import { Policy } from '#domain/policy/policy.ts'
import { Domain, NewDeniedTool, Skill, Tool } from '#domain/policy/policy-document.ts'
import { Stage } from '#domain/project/project.ts'
import { At, Id, routes, Text } from '../http/contract.ts'

export const ProjectId = Id('pr')

export const Project = z
  .strictObject({
    id: ProjectId,
    name: z.string(),
    mission: z.string(),
    isSample: z.boolean(),
    policy: Policy,
    stage: Stage,
    /** As an operator wrote it when the stage was set; may be empty. */
    stageReason: z.string(),
    stageSince: At,
    createdAt: At,
    removedAt: At.nullable(),
    /** Counted from the task rows at the time of reading. */
    counts: z.strictObject({
      open: z.int(),
      needsYou: z.int(),
      failed: z.int(),
      /** Of those, the ones that nobody has closed in the inbox as seen. */
      newFailures: z.int(),
      done: z.int(),
    }),
    /** Open tasks whose next run is due and does not start: paused, out of budget, out of hours, at a limit. */
    heldTasks: z.int(),
    /** Billionths of a dollar over all runs of its tasks; null as soon as one has no known price. */
    costNanoUsd: z.int().nullable(),
  })
  .meta({ id: 'Project' })
export type Project = z.infer<typeof Project>

/** Who must approve what is said in the project's policy document, where it is held against who can decide. */
const NewPolicy = Policy.omit({ version: true, approvals: true, documents: true, remindAfter: true })
  .partial()
  .extend({
    extraSafeTools: z.array(Tool).max(50).optional(),
    deniedTools: z.array(NewDeniedTool).max(100).optional(),
    domains: z.array(Domain).max(100).optional(),
    skills: z.array(Skill).max(100).optional(),
  })

export const NewProject = z
  .strictObject({
    name: Text(80),
    mission: Text(2_000, 0).default(''),
    /** Only of who may change policies. */
    policy: NewPolicy.optional(),
    stage: z.enum(['idea', 'active']).default('active'),
  })
  .meta({ id: 'NewProject' })

export const ProjectDetails = z
  .strictObject({ name: Text(80), mission: Text(2_000, 0) })
  .meta({ id: 'ProjectDetails' })

export const StageChange = z
  .strictObject({ stage: Stage, reason: Text(500, 0).default('') })
  .meta({ id: 'StageChange' })

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
  editProject: {
    method: 'post',
    path: '/projects/{projectId}/details',
    summary: 'Change name and mission; agents read them with their next run',
    auth: 'operator',
    params: z.strictObject({ projectId: ProjectId }),
    body: ProjectDetails,
    status: 200,
    response: Project,
  },
  changeStage: {
    method: 'post',
    path: '/projects/{projectId}/stage',
    summary: 'Change the stage. A project that is not active starts no run; what was held goes on by itself',
    auth: 'operator',
    params: z.strictObject({ projectId: ProjectId }),
    body: StageChange,
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
