import { runbookRunWorkflowId } from '#domain/ids.ts'
import { countRuns, listRuns } from '#prisma/read/runbook-runs.ts'
import type { Source } from '#prisma/read/source.ts'
import { requireInProject } from '../auth/permission.ts'
import { type Mount, mount } from '../http/mount.ts'
import { nextOf } from '../http/pages.ts'
import type { TemporalUrl } from '../tasks/task-routes.ts'
import { askRun, foundRun } from './ask-run.ts'
import { runbookRunsContract } from './contract.ts'
import { startRunbook } from './start-runbook.ts'

export function runbookRunRoutes(to: Mount, source: Source, temporalUrl: TemporalUrl): void {
  const { pool } = source
  mount(to, runbookRunsContract, {
    async startRunbook({ caller, params, body, req }) {
      requireInProject(caller, 'startRunbook', params.projectId)
      return startRunbook(source, { caller, params, inputs: body.inputs, req })
    },

    async listRunbookRuns({ caller, params, query }) {
      requireInProject(caller, 'read', params.projectId)
      const filter = { ...params, ...query }
      const [items, counts] = await Promise.all([listRuns(pool, filter), countRuns(pool, filter)])
      return { items, next: nextOf(items, query.limit), counts }
    },

    async getRunbookRun({ caller, params }) {
      const run = await foundRun(pool, params.runId)
      requireInProject(caller, 'read', run.state.projectId)
      return { ...run, temporalUrl: temporalUrl(runbookRunWorkflowId(run.id)) }
    },

    decideRunbookStep: (asked) =>
      askRun(source, asked, {
        action: 'decideRunbookStep',
        command: 'decideStep',
        body: { ...asked.body, stepId: asked.params.stepId },
      }),
    resumeRunbookRun: (asked) =>
      askRun(source, asked, { action: 'resumeRunbook', command: 'resumeRun', body: {} }),
    cancelRunbookRun: (asked) =>
      askRun(source, asked, { action: 'cancelRunbook', command: 'cancelRun', body: asked.body }),
    settleRunbookRun: (asked) =>
      askRun(source, asked, { action: 'settleFork', command: 'settleFork', body: asked.body }),
  })
}
