import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouteComponent,
} from '@tanstack/react-router'
import { InboxWithCards } from './composed.tsx'
import { PageProblem } from './PageProblem.tsx'
import { Shell } from './Shell.tsx'
import { UnknownPage } from './UnknownPage.tsx'

const root = createRootRoute({ notFoundComponent: UnknownPage, errorComponent: PageProblem })
const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell })

const at = <P extends string>(path: P, component: RouteComponent) =>
  createRoute({ getParentRoute: () => shell, path, component, errorComponent: PageProblem })

const places = [
  at('/inbox', InboxWithCards),
  at('/inbox/$itemId', InboxWithCards),
  at(
    '/tasks/$taskId',
    lazyRouteComponent(() => import('../features/tasks/TaskPage.tsx'), 'TaskPage'),
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

const tree = root.addChildren([shell.addChildren(places), signIn, setUp])
export const router = createRouter({
  routeTree: tree,
  defaultPreload: 'intent',
  defaultPendingMs: 150,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
