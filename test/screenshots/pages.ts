import { type Place, placesOf, projectPlaceIds, type RoutePath } from '../e2e/places.ts'

/** By the beginning of its title in the sample. */
export const taskKinds = {
  approval: 'Send issue 148',
  'two-approvers': 'Order 300 sheets',
  question: 'Quote the Fennel reprint',
  running: 'Test the map',
  held: 'Find markets in Cumbria',
  unproven: 'Answer the 18',
  uncertain: 'Refund booking 20817',
  failed: 'Show the tasting cards',
  done: 'Write issue 147',
} as const
export type TaskKind = keyof typeof taskKinds

/** What there is to take pictures of. */
export interface PictureIds {
  project: string
  tasks: Record<TaskKind, string>
  /** Of the task that is done. */
  artifact: string
  effect: string
  finding: string
  item: string
  join: string
  agent: string
  agentOfPolicy: string
  document: string
  runbook: { name: string; run: string }
  forked: { project: string; name: string; run: string }
}

const formOf = (id: string, project: string): Place => [
  id.startsWith('new-') ? id : `project-${id}`,
  `/projects/${project}/${id}`,
]

/** Every page of the product by its route: as the browser tests know them, but for what the sample has more of to show. */
export function pagesOf(ids: PictureIds): Record<RoutePath, Place[]> {
  const { tasks, runbook, forked } = ids
  const shown = {
    ...{ asks: tasks.approval, answered: tasks.question, done: tasks.done },
    ...{ runbook: runbook.name, runbookRun: runbook.run },
  }
  const project = `/projects/${ids.project}`
  return {
    ...placesOf({ ...ids, ...shown }),
    '/projects/$projectId/$place': projectPlaceIds.map((id) => formOf(id, ids.project)),
    '/projects/$projectId/runbooks/$name': [
      ['runbook', `${project}/runbooks/${runbook.name}`],
      ['runbook-forked', `/projects/${forked.project}/runbooks/${forked.name}`],
    ],
    '/runbook-runs/$runId': [
      ['runbook-run', `/runbook-runs/${runbook.run}`],
      ['runbook-forked-run', `/runbook-runs/${forked.run}`],
    ],
    '/tasks/$taskId': Object.entries(tasks).map(([kind, id]) => [`task-${kind}`, `/tasks/${id}`]),
    '/policies/$scopeId': [['policies-agent', `/policies/${ids.agentOfPolicy}`]],
    '/ledger': [
      ['ledger', '/ledger'],
      ['project-ledger', `/ledger?projectId=${ids.project}`],
    ],
    '/join': [['join', `/join#${ids.join}`]],
  }
}
