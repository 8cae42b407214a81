import { Outlet } from '@tanstack/react-router'
import type { Executor } from '#api/executors/contract.ts'
import type { Project } from '#api/projects/contract.ts'
import { ApiProblem } from '../http/client.ts'
import { executorLook, executorSeverity } from '../ui/executor-look.ts'
import { AppFrame } from '../ui/frame/AppFrame.tsx'
import { ExecutorBadge } from '../ui/frame/ExecutorBadge.tsx'
import { NavRail, type PinnedProject, type Place } from '../ui/frame/NavRail.tsx'
import { OperatorMenu } from '../ui/frame/OperatorMenu.tsx'
import { ProjectSwitcher } from '../ui/frame/ProjectSwitcher.tsx'
import { SearchButton } from '../ui/frame/SearchButton.tsx'
import { useNow } from '../ui/now.ts'
import { initialsOf } from '../ui/PersonMark.tsx'
import { projectLook } from '../ui/project-look.ts'
import { relative } from '../ui/time-format.ts'
import { AwayNotice } from './AwayNotice.tsx'
import { useCurrentProjectId } from './current-project.ts'
import { KillNotice } from './KillNotice.tsx'
import { useLive } from './live.ts'
import { useMe } from './me.ts'
import { useNotifications } from './notifications/use-notifications.ts'
import { Palette } from './Palette.tsx'
import { palette } from './palette-store.ts'
import { SessionOverNotice } from './SessionOverNotice.tsx'
import { SignOutNotice } from './SignOutNotice.tsx'
import { useActiveSwitches, useAllExecutors, useAllProjects, useInboxCount } from './shell-queries.ts'
import { useSignOut } from './sign-out.ts'

const placesWith = (count: number): Place[] => [
  { label: 'Home', href: '/', icon: 'home' },
  { label: 'Inbox', href: '/inbox', icon: 'inbox', count },
  { label: 'Projects', href: '/projects', icon: 'projects' },
  { label: 'Executors', href: '/executors', icon: 'executor' },
  { label: 'Permissions', href: '/doors', icon: 'shield' },
  { label: 'Ledger', href: '/ledger', icon: 'ledger' },
]

const mostPinned = 7

const pinnedOf = (project: Project): PinnedProject => ({
  id: project.id,
  name: project.name,
  href: `/projects/${project.id}`,
  look: projectLook(project.counts, project.stage),
})

/** The worst of them, so that one glance is enough; of two alike the first by name. */
function presenceOf(executors: Executor[], now: Date) {
  const [executor] = executors.toSorted((a, b) => executorSeverity[b.state] - executorSeverity[a.state])
  if (!executor) return null
  const { word, tone } = executorLook[executor.state]
  const detail = executor.state === 'ready' ? word : `${word}, ${relative(new Date(executor.since), now)}`
  return { name: executor.name, word, tone, detail }
}

export function Shell() {
  const projectId = useCurrentProjectId()
  const me = useMe()
  const now = useNow()
  const awaySince = useLive()
  useNotifications()
  const places = placesWith(useInboxCount())
  const projects = useAllProjects()
  const pinned = projects.map(pinnedOf)
  const executors = useAllExecutors()
  const switches = useActiveSwitches()
  const presence = presenceOf(executors, now)

  const { leave, error } = useSignOut()
  // Whoever stayed with what is not saved; a stream that is open again reads it anew.
  const isOver = me.error instanceof ApiProblem && me.error.status === 401
  // Without a session nothing is shown: the first answer sends the browser to the sign-in.
  if (!me.data) return null
  const person = { kind: 'operator', name: me.data.name, initials: initialsOf(me.data.name) } as const
  return (
    <>
      <AppFrame
        nav={<NavRail places={places} pinned={pinned.slice(0, mostPinned)} />}
        header={
          <>
            <ProjectSwitcher projects={pinned} {...(projectId && { currentId: projectId })} />
            <SearchButton onOpen={palette.open} />
            {presence && <ExecutorBadge presence={presence} href="/executors" />}
            <OperatorMenu me={person} role={me.data.role} onSignOut={leave} />
          </>
        }
      >
        <KillNotice switches={switches} executors={executors} />
        {error && <SignOutNotice problem={error} onRetry={leave} />}
        {isOver ? <SessionOverNotice /> : awaySince && <AwayNotice since={awaySince} />}
        <Outlet />
      </AppFrame>
      <Palette places={places} projects={projects} onSignOut={leave} />
    </>
  )
}
