import { actorOf } from '#domain/ledger/actor.ts'
import { weeksAfter } from '#domain/outcome/iso-week.ts'
import { reviewProblem, weekProblem, weeksAhead } from '#domain/outcome/outcome-rules.ts'
import { listDecisions, listObjectives, projectLearnings } from '#prisma/read/outcomes.ts'
import type { Source } from '#prisma/read/source.ts'
import { setOperatorRate } from '#prisma/write/settings/money.ts'
import {
  closeObjective,
  makeDecision,
  noteLearning,
  reviewDecision,
  setObjective,
} from '#prisma/write/settings/outcomes.ts'
import { requireAction } from '../auth/permission.ts'
import { calendar } from '../http/calendar.ts'
import { createOnce } from '../http/create-once.ts'
import { idOfRequest } from '../http/idempotency.ts'
import { type Handlers, type Mount, mount, type OperatorCaller } from '../http/mount.ts'
import { nextOf } from '../http/pages.ts'
import { InvalidRequest } from '../http/problem.ts'
import { requireProject } from '../projects/require-project.ts'
import { type Decision, type Objective, outcomesContract } from './contract.ts'
import { outcomesOfAll, outcomesOfProject } from './summary.ts'

type All = Handlers<typeof outcomesContract>
type Pool = Source['pool']

export function outcomeRoutes(to: Mount, { pool }: Source, currency: string): void {
  mount(to, outcomesContract, {
    async getOutcomes() {
      return outcomesOfAll(pool, currency)
    },

    async getProjectOutcomes({ params: { projectId } }) {
      await requireProject(pool, projectId)
      return outcomesOfProject(pool, projectId, currency)
    },

    async setOperatorRate({ operator, params, body }) {
      requireAction(operator, 'setOperatorRate')
      await setOperatorRate(pool, params.projectId, { ...body, currency }, by(operator))
    },

    ...decisions(pool),
    ...objectives(pool),
    ...learnings(pool),
  })
}

const by = (operator: OperatorCaller) => ({
  actor: actorOf('operator', operator.id),
  at: new Date().toISOString(),
})

const refuse = (field: string, message: string | null) => {
  if (message) throw new InvalidRequest([{ path: `body.${field}`, message }])
}

function decisions(pool: Pool): Pick<All, 'listDecisions' | 'makeDecision' | 'reviewDecision'> {
  const one = async (projectId: string, id: string) =>
    (await listDecisions(pool, { projectId, id }))[0] ?? null
  return {
    async listDecisions({ params }) {
      await requireProject(pool, params.projectId)
      return { items: await listDecisions(pool, params) }
    },

    async makeDecision({ operator, params: { projectId }, body, req }) {
      requireAction(operator, 'planOutcomes')
      const decisionId = idOfRequest('decision', operator.id, req)
      return createOnce({
        find: () => one(projectId, decisionId),
        contentOf: ({ title, context, choice, reviewOn }) => ({ title, context, choice, reviewOn }),
        asked: body,
        async create() {
          refuse('reviewOn', reviewProblem(body.reviewOn, calendar()))
          await makeDecision(pool, projectId, { decisionId, ...body }, by(operator))
        },
      })
    },

    async reviewDecision({ operator, params: { projectId, decisionId }, body }) {
      requireAction(operator, 'planOutcomes')
      await reviewDecision(pool, projectId, { decisionId, ...body }, by(operator))
      return (await one(projectId, decisionId)) as Decision
    },
  }
}

function objectives(pool: Pool): Pick<All, 'listObjectives' | 'setObjective' | 'closeObjective'> {
  const one = async (projectId: string, id: string) =>
    (await listObjectives(pool, { projectId, id, from: '' }))[0] ?? null
  return {
    async listObjectives({ params, query }) {
      await requireProject(pool, params.projectId)
      return { items: await listObjectives(pool, { ...params, from: query.from ?? calendar().week }) }
    },

    async setObjective({ operator, params: { projectId }, body, req }) {
      requireAction(operator, 'planOutcomes')
      const objectiveId = idOfRequest('objective', operator.id, req)
      return createOnce({
        find: () => one(projectId, objectiveId),
        contentOf: ({ week, title, target }) => ({ week, title, target }),
        asked: body,
        async create() {
          const { week } = calendar()
          refuse('week', weekProblem(body.week, week, weeksAfter(week, weeksAhead)))
          await setObjective(pool, projectId, { objectiveId, ...body }, by(operator))
        },
      })
    },

    async closeObjective({ operator, params: { projectId, objectiveId }, body }) {
      requireAction(operator, 'planOutcomes')
      await closeObjective(pool, projectId, { objectiveId, ...body }, by(operator))
      return (await one(projectId, objectiveId)) as Objective
    },
  }
}

function learnings(pool: Pool): Pick<All, 'listProjectLearnings' | 'noteLearning'> {
  return {
    async listProjectLearnings({ params, query }) {
      await requireProject(pool, params.projectId)
      const items = await projectLearnings(pool, { ...params, ...query })
      return { items, next: nextOf(items, query.limit) }
    },

    async noteLearning({ operator, params: { projectId }, body, req }) {
      requireAction(operator, 'planOutcomes')
      const learningId = idOfRequest('learning', operator.id, req)
      return createOnce({
        find: async () => (await projectLearnings(pool, { projectId, id: learningId, limit: 1 }))[0] ?? null,
        contentOf: ({ text }) => ({ text }),
        asked: body,
        create: () => noteLearning(pool, projectId, { learningId, ...body }, by(operator)),
      })
    },
  }
}
