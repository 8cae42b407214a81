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
  { label: 'Effects: what agents wanted to do outside', href: '/effects', icon: 'send' },
  { label: 'Agents of all projects', href: '/agents', icon: 'person' },
  { label: 'Kill switch: stop everything', href: '/stop', icon: 'alert' },
  { label: 'What may run without asking', href: '/doors', icon: 'shield' },
  { label: 'Policy of all projects', href: '/policies', icon: 'shield' },
  { label: 'Findings: where record and executors disagree', href: '/findings', icon: 'alert' },
  { label: 'Operators and your account', href: '/operators', icon: 'shield' },
  { label: 'API keys for scripts', href: '/api-keys', icon: 'shield' },
]

interface OfProject {
  verb: string
  path: string
  icon: IconName
  action: Action
  /** Only where it is asked for in words: the first list stays short. */
  isQuiet?: boolean
}

const ofProject: OfProject[] = [
  { verb: 'New agent in', path: '/new-agent', icon: 'person', action: 'createAgent' },
  { verb: 'New document in', path: '/new-document', icon: 'file', action: 'writeDocument' },
  { verb: 'New runbook in', path: '/new-runbook', icon: 'system', action: 'writeRunbook' },
  { verb: 'Book money of', path: '/outcomes', icon: 'money', action: 'bookMoney' },
  { verb: 'Import money (CSV) of', path: '/outcomes', icon: 'money', action: 'bookMoney', isQuiet: true },
  { verb: 'Tasks of', path: '/tasks', icon: 'clock', action: 'read' },
  { verb: 'Agents of', path: '/agents', icon: 'person', action: 'read', isQuiet: true },
  { verb: 'Knowledge of', path: '/knowledge', icon: 'file', action: 'read', isQuiet: true },
  { verb: 'Runbooks of', path: '/runbooks', icon: 'system', action: 'read', isQuiet: true },
  { verb: 'Policies of', path: '/policies', icon: 'shield', action: 'read', isQuiet: true },
  { verb: 'Outcomes of', path: '/outcomes', icon: 'money', action: 'read', isQuiet: true },
  { verb: 'Settings of', path: '/settings', icon: 'system', action: 'read', isQuiet: true },
]
/** They hold every project, and open with the one. */
const filteredBy: OfProject[] = [
  { verb: 'Ledger of', path: '/ledger', icon: 'ledger', action: 'read' },
  { verb: 'Activity of', path: '/activity', icon: 'pulse', action: 'read' },
]
const mostProjects = 3

const commandsOf = (project: ActedOn, role: Role): (Command & Pick<OfProject, 'isQuiet'>)[] => {
  const command = ({ verb, icon, action, isQuiet }: OfProject, href: string) => ({
    ...{ label: `${verb} ${project.name}`, detail: '', icon, href, isQuiet },
    refusal: refusalOf(role, action),
  })
  return [
    newTask(project, role),
    stageChange(project, role),
    ...ofProject.map((one) => command(one, `/projects/${project.id}${one.path}`)),
    ...filteredBy.map((one) => command(one, `${one.path}?projectId=${project.id}`)),
  ]
}

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

/** Whether the first word begins a verb: then what can be done comes before what was found. */
export const isVerbOf = (commands: readonly Pick<Command, 'label'>[], [first = '']: readonly string[]) =>
  first !== '' && commands.some(({ label }) => isFound(label.split(' ')[0] ?? '', [first]))

/** What can be done from here: in the project that is open, or in one that is named; where neither is, in each. */
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
  if (words.length === 0) return [...own.filter(({ isQuiet }) => !isQuiet), ...general]
  const named = projects.filter(
    ({ id, name }) => id !== projectId && words.some((word) => isFound(name, [word])),
  )
  const others = (named.length > 0 || here ? named : projects)
    .slice(0, mostProjects)
    .flatMap((project) => commandsOf(project, role))
  return [...own, ...others, ...general].filter(({ label }) => isFound(label, words))
}
