import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouteComponent,
} from '@tanstack/react-router'
import { agentPlace, executorsPlace, homePlace, InboxWithCards, projectPlace } from './composed.tsx'
import { PageProblem } from './PageProblem.tsx'
import { Shell } from './Shell.tsx'
import { UnknownPage } from './UnknownPage.tsx'

const root = createRootRoute({ notFoundComponent: UnknownPage, errorComponent: PageProblem })
const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell })

/** Of what an address names, what has a page of its own; what it leaves out changes on the same page. */
type PageOf = (opened: { params: Record<string, string> }) => object

const at = <P extends string>(path: P, component: RouteComponent, remountDeps?: PageOf) =>
  createRoute({
    getParentRoute: () => shell,
    path,
    component,
    errorComponent: PageProblem,
    ...(remountDeps && { remountDeps }),
  })

const project = lazyRouteComponent(projectPlace)
const policies = lazyRouteComponent(() => import('../features/policies/PoliciesPage.tsx'), 'PoliciesPage')

const places = [
  at('/', lazyRouteComponent(homePlace)),
  at(
    '/projects',
    lazyRouteComponent(() => import('../features/projects/ProjectsPage.tsx'), 'ProjectsPage'),
  ),
  at(
    '/projects/new',
    lazyRouteComponent(() => import('../features/projects/StartProjectPage.tsx'), 'StartProjectPage'),
  ),
  at('/projects/$projectId', project),
  at('/projects/$projectId/$place', project, ({ params: { projectId } }) => ({ projectId })),
  at(
    '/projects/$projectId/runbooks/$name',
    lazyRouteComponent(() => import('../features/runbooks/RunbookPage.tsx'), 'RunbookPage'),
  ),
  at(
    '/runbook-runs/$runId',
    lazyRouteComponent(() => import('../features/runbooks/RunPage.tsx'), 'RunPage'),
  ),
  at(
    '/agents',
    lazyRouteComponent(() => import('../features/agents/AgentsPage.tsx'), 'AgentsPage'),
  ),
  at('/agents/$agentId', lazyRouteComponent(agentPlace)),
  at(
    '/tasks',
    lazyRouteComponent(() => import('../features/tasks/TasksPage.tsx'), 'TasksPage'),
  ),
  at(
    '/effects',
    lazyRouteComponent(() => import('../features/tasks/effects/EffectsPage.tsx'), 'EffectsPage'),
  ),
  at(
    '/effects/$proposalId',
    lazyRouteComponent(() => import('../features/tasks/effects/EffectPage.tsx'), 'EffectPage'),
  ),
  at('/executors', lazyRouteComponent(executorsPlace)),
  at(
    '/findings',
    lazyRouteComponent(() => import('../features/drift/FindingsPage.tsx'), 'FindingsPage'),
  ),
  at(
    '/findings/$findingId',
    lazyRouteComponent(() => import('../features/drift/FindingPage.tsx'), 'FindingPage'),
  ),
  at(
    '/ledger',
    lazyRouteComponent(() => import('../features/ledger/LedgerPage.tsx'), 'LedgerPage'),
  ),
  at(
    '/activity',
    lazyRouteComponent(() => import('../features/ledger/ActivityPage.tsx'), 'ActivityPage'),
  ),
  at('/inbox', InboxWithCards),
  at('/inbox/$itemId', InboxWithCards, () => ({})),
  at(
    '/tasks/$taskId',
    lazyRouteComponent(() => import('../features/tasks/TaskPage.tsx'), 'TaskPage'),
  ),
  at(
    '/outcomes',
    lazyRouteComponent(() => import('../features/outcomes/OutcomesPage.tsx'), 'OutcomesPage'),
  ),
  at(
    '/shipped',
    lazyRouteComponent(() => import('../features/outcomes/ShippedPage.tsx'), 'ShippedPage'),
  ),
  at(
    '/stop',
    lazyRouteComponent(() => import('../features/kill-switch/StopPage.tsx'), 'StopPage'),
  ),
  at(
    '/doors',
    lazyRouteComponent(() => import('../features/doors/DoorsPage.tsx'), 'DoorsPage'),
  ),
  at('/policies', policies),
  at('/policies/$scopeId', policies),
  at(
    '/tasks/$taskId/runs/$stepId/context',
    lazyRouteComponent(() => import('../features/knowledge/RunContextPage.tsx'), 'RunContextPage'),
  ),
  at(
    '/tasks/$taskId/artifacts/$itemId',
    lazyRouteComponent(() => import('../features/artifacts/ArtifactPage.tsx'), 'ArtifactPage'),
  ),
  at(
    '/documents/$documentId',
    lazyRouteComponent(() => import('../features/knowledge/DocumentPage.tsx'), 'DocumentPage'),
  ),
  at(
    '/documents/$documentId/edit',
    lazyRouteComponent(() => import('../features/knowledge/EditDocumentPage.tsx'), 'EditDocumentPage'),
  ),
  at(
    '/documents/$documentId/versions',
    lazyRouteComponent(() => import('../features/knowledge/VersionsPage.tsx'), 'VersionsPage'),
  ),
  at(
    '/operators',
    lazyRouteComponent(() => import('../features/operators/OperatorsPage.tsx'), 'OperatorsPage'),
  ),
  at(
    '/api-keys',
    lazyRouteComponent(() => import('../features/api-keys/ApiKeysPage.tsx'), 'ApiKeysPage'),
  ),
]
const signInPage = () => import('../features/session/SignInPage.tsx')
const setUpPage = () => import('../features/session/SetUpPage.tsx')
const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: lazyRouteComponent(signInPage, 'SignInPage'),
})
const setUp = createRoute({
  getParentRoute: () => root,
  path: '/set-up',
  component: lazyRouteComponent(setUpPage, 'SetUpPage'),
})
const join = createRoute({
  getParentRoute: () => root,
  path: '/join',
  component: lazyRouteComponent(() => import('../features/session/JoinPage.tsx'), 'JoinPage'),
})

const tree = root.addChildren([shell.addChildren(places), signIn, setUp, join])
export const router = createRouter({
  routeTree: tree,
  defaultPreload: 'intent',
  defaultPendingMs: 150,
  scrollRestoration: true,
  // What is written and asked on the page of one thing is not of the next one.
  defaultRemountDeps: ({ params }) => params,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
