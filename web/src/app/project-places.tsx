import { useNavigate } from '@tanstack/react-router'
import { lazy, type ReactNode, Suspense } from 'react'
import type { Project } from '#api/projects/contract.ts'
import type { ProjectFormPlace, ProjectPlace } from '../features/projects/ProjectPage.tsx'
import { SkeletonRows } from '../ui/SkeletonRows.tsx'

// Each place comes when it is opened: the project's page loads none of them before.
const TaskList = lazy(async () => ({ default: (await import('../features/tasks/TaskList.tsx')).TaskList }))
const AgentList = lazy(async () => ({
  default: (await import('../features/agents/AgentList.tsx')).AgentList,
}))
const OutcomesPlace = lazy(async () => ({
  default: (await import('../features/outcomes/OutcomesPlace.tsx')).OutcomesPlace,
}))
const NewTaskForm = lazy(async () => ({
  default: (await import('../features/tasks/NewTaskForm.tsx')).NewTaskForm,
}))
const NewAgentForm = lazy(async () => ({
  default: (await import('../features/agents/NewAgentForm.tsx')).NewAgentForm,
}))

const PolicyPlace = lazy(async () => ({
  default: (await import('../features/policies/PolicyPlace.tsx')).PolicyPlace,
}))
const SettingsPlace = lazy(async () => ({
  default: (await import('../features/projects/settings/SettingsPlace.tsx')).SettingsPlace,
}))

const KillSwitchControl = lazy(async () => ({
  default: (await import('../features/kill-switch/KillSwitchControl.tsx')).KillSwitchControl,
}))

const KnowledgePlace = lazy(async () => ({
  default: (await import('../features/knowledge/KnowledgePlace.tsx')).KnowledgePlace,
}))
const NewDocumentForm = lazy(async () => ({
  default: (await import('../features/knowledge/NewDocumentForm.tsx')).NewDocumentForm,
}))

const RunbookList = lazy(async () => ({
  default: (await import('../features/runbooks/RunbookList.tsx')).RunbookList,
}))
const NewRunbook = lazy(async () => ({
  default: (await import('../features/runbooks/NewRunbook.tsx')).NewRunbook,
}))

const shown = (children: ReactNode) => (
  <Suspense fallback={<SkeletonRows label="place" count={4} />}>{children}</Suspense>
)

interface OpenedProps {
  at: string
  children: (onCreated: (id: string) => void) => ReactNode
}

/** After something was made, its page is what the operator wants to see. */
function Opened({ at, children }: OpenedProps) {
  const navigate = useNavigate()
  return children((id) => void navigate({ to: `${at}/${id}` as never }))
}

const killSwitchOf = ({ id, name, removedAt }: Project) => (
  <KillSwitchControl scopeId={id} name={name} refusal={removedAt ? `${name} is removed.` : null} />
)

/** The tabs of a project beside overview and ledger, in their order. */
export const projectPlaces: ProjectPlace[] = [
  { id: 'tasks', label: 'Tasks', render: ({ id }) => shown(<TaskList projectId={id} />) },
  { id: 'agents', label: 'Agents', render: (project) => shown(<AgentList project={project} />) },
  { id: 'knowledge', label: 'Knowledge', render: (project) => shown(<KnowledgePlace project={project} />) },
  { id: 'runbooks', label: 'Runbooks', render: (project) => shown(<RunbookList project={project} />) },
  { id: 'policies', label: 'Policies', render: ({ id }) => shown(<PolicyPlace scopeId={id} />) },
  { id: 'outcomes', label: 'Outcomes', render: (project) => shown(<OutcomesPlace project={project} />) },
  {
    id: 'settings',
    label: 'Settings',
    render: (project) => shown(<SettingsPlace project={project} killSwitch={killSwitchOf(project)} />),
  },
]

export const projectForms: ProjectFormPlace[] = [
  {
    id: 'new-task',
    title: 'New task',
    whileHeld: 'What you give now waits, and starts by itself once it is active.',
    render: ({ id }, search) =>
      shown(
        <Opened at="/tasks">
          {(onCreated) => <NewTaskForm projectId={id} {...search} onCreated={onCreated} />}
        </Opened>,
      ),
  },
  {
    id: 'new-runbook',
    title: 'New runbook',
    whileHeld: 'You can write it now; tasks of a run that you start wait until it is active.',
    render: ({ id }) => shown(<NewRunbook projectId={id} />),
  },
  {
    id: 'new-agent',
    title: 'New agent',
    render: ({ id }) =>
      shown(
        <Opened at="/agents">{(onCreated) => <NewAgentForm projectId={id} onCreated={onCreated} />}</Opened>,
      ),
  },
  {
    id: 'new-document',
    title: 'New document',
    render: ({ id }) =>
      shown(
        <Opened at="/documents">
          {(onCreated) => <NewDocumentForm projectId={id} onCreated={onCreated} />}
        </Opened>,
      ),
  },
]
