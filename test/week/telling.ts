import { saidOf } from '../../web/src/words/entry-words.ts'
import { actorIdOf, groupedBy, idOf, type Ledger, type Told } from './ledger.ts'
import { projectsOf, tasksOf } from './reading.ts'

/** The week in lines: by project, then by what it happened to, then as it happened: when, who, what. */
export function tellingOf(ledger: Ledger): string[] {
  const told = ledger.entries.filter((entry) => !isMachinery(entry))
  const ofNone = told.filter(({ projectId }) => projectId === null)
  const parts = projectsOf(ledger).flatMap(({ id, name, stage }) => {
    const entries = told.filter(({ projectId }) => projectId === id)
    return ['', `${name}, ${stage}`, ...chapters(ledger, entries)]
  })
  const rest = ledger.entries.length - told.length
  const heading = `The week as the ledger has it: ${told.length} entries, and ${rest} of machinery that are not told`
  return [heading, '', 'All projects', ...chapters(ledger, ofNone), ...parts]
}

/** True, and not what a reader of the week came for. */
const isMachinery = (entry: Told): boolean =>
  said(entry, byId).isQuiet === true || (entry.type === 'run_ended' && entry.body.outcome === 'ok')

type Sayable = Parameters<typeof saidOf>
const said = (entry: Told, about: Sayable[1]) => saidOf(entry as Sayable[0], about)
const byId = { toolOf: (id: string) => id, questionOf: (id: string) => id, taskOf: (id: string) => id }

const chapters = (ledger: Ledger, entries: Told[]): string[] =>
  [...groupedBy(entries, ({ streamId }) => streamId)].flatMap(([streamId, ones]) => [
    `  ${subjectOf(ledger, streamId)}`,
    ...ones.map(
      (one) => `    ${one.at.slice(11, 19)}  ${whoOf(ledger, one).padEnd(whoWidth)}  ${whatOf(ledger, one)}`,
    ),
  ])

/** What the stream is about, by its own entries. */
function subjectOf(ledger: Ledger, streamId: string): string {
  const task = tasksOf(ledger).find(({ id }) => id === idOf({ streamId }))
  if (task)
    return `“${task.title}”: ${task.status.replace('_', ' ')}${task.waitKind ? `, for ${task.waitKind}` : ''}`
  const first = ledger.entries.find((one) => one.streamId === streamId)
  const kind = streamId.slice(0, streamId.indexOf('/')).replaceAll('-', ' ')
  return `${kind[0]?.toUpperCase()}${kind.slice(1)}: ${first ? nameIn(ledger, first) : streamId}`
}

/** Its own name, or the title that its first entry gives it. */
function nameIn(ledger: Ledger, first: Told): string {
  const id = idOf(first)
  if (ledger.nameOf(id) !== id) return ledger.nameOf(id)
  if (first.type === 'finding_opened') return first.body.subject.name
  if (first.type === 'runbook_run_requested') return first.body.definition.name
  const { title, name } = first.body as { title?: string; name?: string }
  return title ?? name ?? id
}

const whoOf = (ledger: Ledger, entry: Told) =>
  entry.actor.startsWith('system:') ? 'Front Office' : ledger.nameOf(actorIdOf(entry))

function whatOf(ledger: Ledger, entry: Told): string {
  const tools = new Map(ledger.of('approval_requested').map(({ body }) => [body.proposalId, body.tool]))
  const questions = new Map(ledger.of('question_asked').map(({ body }) => [body.questionId, body.text]))
  const { what, words, detail } = said(entry, {
    toolOf: (id) => tools.get(id) ?? id,
    questionOf: (id) => questions.get(id) ?? id,
    taskOf: (id) => tasksOf(ledger).find((task) => task.id === id)?.title ?? id,
  })
  const more = parametersOf(entry) ?? (words?.split('\n')[0] || detail?.replaceAll('\n', '; '))
  return `${what}${more ? `: ${more.length > longest ? `${more.slice(0, longest)} …` : more}` : ''}`
}

/** Of what was asked for in a form that a reader knows better than its hash. */
function parametersOf(entry: Told): string | null {
  if (entry.type === 'approval_requested') return JSON.stringify(entry.body.parameters)
  if (entry.type === 'runbook_run_requested') return JSON.stringify(entry.body.inputs)
  return null
}

const whoWidth = 13
const longest = 100
