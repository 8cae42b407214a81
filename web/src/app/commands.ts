import type { Project } from '#api/projects/contract.ts'
import type { Found } from '#api/search/contract.ts'
import { type Action, type Role, refusalOf } from '#domain/operator/permissions.ts'
import { newTaskRefusal, stageMeanings } from '#domain/project/stage-rules.ts'
import type { IconName } from '../ui/icons.tsx'

/** A place of the product, or something that begins there. */
export interface Command {
  label: string
  detail: string
  icon: IconName
  href: string
  /** Why this operator may not; it stays visible and leads nowhere. */
  refusal: string | null
}

type ActedOn = Pick<Project, 'id' | 'name' | 'stage' | 'removedAt'>

export interface Context {
  role: Role
  projects: readonly ActedOn[]
  /** Of the page that is open; undefined where it is of no project. */
  projectId: string | undefined
}

/** They have an address and no line in the navigation. */
export const quietPlaces: { label: string; href: string; icon: IconName }[] = [
  { label: 'Activity', href: '/activity', icon: 'pulse' },
  { label: 'Tasks of all projects', href: '/tasks', icon: 'clock' },
  { label: 'Outcomes of all projects', href: '/outcomes', icon: 'money' },
  { label: 'Shipped, of all projects', href: '/shipped', icon: 'send' },
  { label: 'Agents of all projects', href: '/agents', icon: 'person' },
  { label: 'Policy of all projects', href: '/policies', icon: 'shield' },
  { label: 'Findings: where record and executors disagree', href: '/findings', icon: 'alert' },
  { label: 'Operators and your account', href: '/operators', icon: 'shield' },
]

const ofProject: { verb: string; hrefOf(projectId: string): string; icon: IconName; action: Action }[] = [
  {
    verb: 'New agent in',
    hrefOf: (id) => `/projects/${id}/new-agent`,
    icon: 'person',
    action: 'createAgent',
  },
  { verb: 'Tasks of', hrefOf: (id) => `/projects/${id}/tasks`, icon: 'clock', action: 'read' },
  { verb: 'Ledger of', hrefOf: (id) => `/ledger?projectId=${id}`, icon: 'ledger', action: 'read' },
  { verb: 'Activity of', hrefOf: (id) => `/activity?projectId=${id}`, icon: 'pulse', action: 'read' },
]
const mostProjects = 3

const commandsOf = (project: ActedOn, role: Role): Command[] => [
  newTask(project, role),
  stageChange(project, role),
  ...ofProject.map(({ verb, hrefOf, icon, action }) => ({
    label: `${verb} ${project.name}`,
    detail: '',
    icon,
    href: hrefOf(project.id),
    refusal: refusalOf(role, action),
  })),
]

/** Refused as the button of the project's page is. */
const newTask = (project: ActedOn, role: Role): Command => ({
  label: `New task in ${project.name}`,
  detail: '',
  icon: 'send',
  href: `/projects/${project.id}/new-task`,
  refusal:
    refusalOf(role, 'createTask') ??
    newTaskRefusal({ ...project, isRemoved: project.removedAt !== null })?.message ??
    null,
})

/** Leads to the button, with the stage chosen and what it will do beside it: nothing stops by a key alone. */
const stageChange = ({ id, name, stage }: ActedOn, role: Role): Command => ({
  label: stage === 'active' ? `Pause project ${name}` : `Resume project ${name}`,
  detail: `It is ${stageMeanings[stage].word.toLowerCase()} now`,
  icon: 'clock',
  href: `/projects/${id}/settings?stage=${stage === 'active' ? 'paused' : 'active'}`,
  refusal: refusalOf(role, 'changeStage'),
})

const startVerbs = ['start', 'run']

/** What is looked for when a command is typed: "start letter" looks for the letter. */
export const soughtIn = (words: readonly string[]): readonly string[] =>
  words.length > 1 && startVerbs.includes(words[0] ?? '') ? words.slice(1) : words

/** Each runbook that was found, as something to start. Leads to the form that asks for what it needs. */
export const startsOf = (found: readonly Found[], role: Role): Command[] =>
  found
    .filter(({ kind }) => kind === 'runbook')
    .map(({ title, detail, href }) => ({
      label: `Start ${title}`,
      detail,
      icon: 'send',
      href: `${href}#start`,
      refusal: refusalOf(role, 'startRunbook'),
    }))

/** Whether each word begins a word of the text. */
export function isFound(text: string, words: readonly string[]): boolean {
  const parts = text.toLowerCase().split(/[^\p{L}\p{N}]+/u)
  return words.every((word) => parts.some((part) => part.startsWith(word)))
}

/** What can be done from here: in the project that is open, or in one that is named. */
export function commandsFor(words: readonly string[], { role, projects, projectId }: Context): Command[] {
  const here = projects.find(({ id }) => id === projectId)
  const general: Command[] = [
    {
      label: 'Start a project',
      detail: '',
      icon: 'projects',
      href: '/projects/new',
      refusal: refusalOf(role, 'createProject'),
    },
    {
      label: 'Invite an operator',
      detail: '',
      icon: 'person',
      href: '/operators',
      refusal: refusalOf(role, 'inviteOperator'),
    },
  ]
  const own = here ? commandsOf(here, role) : []
  if (words.length === 0) return [...own, ...general]
  const others = projects
    .filter(({ id, name }) => id !== projectId && words.some((word) => isFound(name, [word])))
    .slice(0, mostProjects)
    .flatMap((project) => commandsOf(project, role))
  return [...own, ...others, ...general].filter(({ label }) => isFound(label, words))
}
