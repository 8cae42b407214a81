import type { router } from '../../web/src/app/router.tsx'

export type RoutePath = keyof typeof router.routesByPath

/** What there is to look at. */
export interface PlaceIds {
  project: string
  agent: string
  /** One that waits for a decision, one that asks, one that is done. */
  asks: string
  answered: string
  done: string
  item: string
  document: string
  artifact: string
  effect: string
  runbook: string
  runbookRun: string
  finding: string
  join: string
}

export type Place = [name: string, address: string]

/** Tabs and forms of a project; places.test.ts holds them to those that there are. */
export const projectPlaceIds = [
  'tasks',
  'agents',
  'knowledge',
  'runbooks',
  'outcomes',
  'policies',
  'settings',
  'new-task',
  'new-runbook',
  'new-agent',
  'new-document',
]

/** Every page of the web by its route. A route without a line here does not compile. */
export function placesOf(ids: PlaceIds): Record<RoutePath, Place[]> {
  const project = `/projects/${ids.project}`
  const document = `/documents/${ids.document}`
  return {
    '/': [['home', '/']],
    '/inbox': [['inbox', '/inbox']],
    '/inbox/$itemId': [['inbox-item', `/inbox/${encodeURIComponent(ids.item)}`]],
    '/tasks': [['tasks', '/tasks']],
    '/tasks/$taskId': [
      ['task', `/tasks/${ids.asks}`],
      ['question', `/tasks/${ids.answered}`],
      ['task-done', `/tasks/${ids.done}`],
    ],
    '/tasks/$taskId/runs/$stepId/context': [['run-context', `/tasks/${ids.done}/runs/s1/context`]],
    '/tasks/$taskId/artifacts/$itemId': [['artifact', `/tasks/${ids.done}/artifacts/${ids.artifact}`]],
    '/projects': [['projects', '/projects']],
    '/projects/new': [['new-project', '/projects/new']],
    '/projects/$projectId': [['project', project]],
    '/projects/$projectId/$place': projectPlaceIds.map((id) => [`project-${id}`, `${project}/${id}`]),
    '/projects/$projectId/runbooks/$name': [['runbook', `${project}/runbooks/${ids.runbook}`]],
    '/runbook-runs/$runId': [['runbook-run', `/runbook-runs/${ids.runbookRun}`]],
    '/agents': [['agents', '/agents']],
    '/agents/$agentId': [['agent', `/agents/${ids.agent}`]],
    '/documents/$documentId': [['document', document]],
    '/documents/$documentId/edit': [['document-edit', `${document}/edit`]],
    '/documents/$documentId/versions': [['document-versions', `${document}/versions`]],
    '/outcomes': [['outcomes', '/outcomes']],
    '/shipped': [['shipped', '/shipped']],
    '/policies': [['policies', '/policies']],
    '/stop': [['kill-switch', '/stop']],
    '/doors': [['doors', '/doors']],
    '/policies/$scopeId': [['policy-of-agent', `/policies/${ids.agent}`]],
    '/effects': [['effects', '/effects']],
    '/effects/$proposalId': [['effect', `/effects/${ids.effect}`]],
    '/executors': [['executors', '/executors']],
    '/findings': [['findings', '/findings']],
    '/findings/$findingId': [['finding', `/findings/${ids.finding}`]],
    '/ledger': [['ledger', '/ledger']],
    '/activity': [['activity', '/activity']],
    '/operators': [['operators', '/operators']],
    '/api-keys': [['api-keys', '/api-keys']],
    '/sign-in': [['sign-in', '/sign-in']],
    '/set-up': [['set-up', '/set-up']],
    '/join': [
      ['join', `/join#${ids.join}`],
      ['join-incomplete', '/join'],
    ],
  }
}

/** Shown to whoever is not signed in. */
export const openRoutes: RoutePath[] = ['/sign-in', '/set-up', '/join']
const among = (ids: PlaceIds, isShown: (route: RoutePath) => boolean): Place[] =>
  Object.entries(placesOf(ids)).flatMap(([route, places]) => (isShown(route as RoutePath) ? places : []))

export const placesSignedIn = (ids: PlaceIds): Place[] => among(ids, (route) => !openRoutes.includes(route))
export const placesSignedOut = (ids: PlaceIds): Place[] => among(ids, (route) => openRoutes.includes(route))
