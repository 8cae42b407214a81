import type { Entry } from '#api/ledger/contract.ts'
import { partsOfActor } from '#domain/ledger/actor.ts'
import type { BodyOf } from '#domain/ledger/entry.ts'
import type { TaskState } from '#domain/task/task.ts'
import { isEnded } from '#domain/task/task-rules.ts'
import type { About } from '../../words/said.ts'

export interface StoryGroup {
  id: string
  title: string
  /** The step of its run; null for what follows the last one. */
  stepId: string | null
  isLive: boolean
  entries: Entry[]
}

/** A run and what led to it is one group; what came after the last run is another. Newest first. */
export function storyGroups(entries: readonly Entry[], task: TaskState): StoryGroup[] {
  const groups: StoryGroup[] = []
  let open: Entry[] = []
  let stepId: string | null = null
  const close = (group: Pick<StoryGroup, 'title' | 'isLive'>) => {
    if (open.length > 0) groups.push({ id: stepId ?? 'now', stepId, ...group, entries: open.toReversed() })
    open = []
    stepId = null
  }
  const runTitle = () => `Run ${task.runs.findIndex((run) => run.stepId === stepId) + 1 || stepId}`
  for (const entry of entries) {
    open.push(entry)
    if (entry.type === 'run_queued') stepId = stepOf(entry)
    if (entry.type === 'run_ended') close({ title: runTitle(), isLive: false })
  }
  const isOver = isEnded(task.status) || task.status === 'frozen'
  close({ title: stepId ? runTitle() : isOver ? 'The end' : 'Now', isLive: !isOver })
  return groups.toReversed()
}

const stepOf = ({ body }: Entry) => (body as BodyOf<'run_queued'>).stepId

export const aboutOf = (task: TaskState): About => ({
  toolOf: (id) => task.proposals.find((proposal) => proposal.proposalId === id)?.tool ?? id,
  questionOf: (id) => task.questions.find((question) => question.questionId === id)?.text ?? id,
  // A task's own story mentions no other task.
  taskOf: (id) => id,
})

/** Actors of this story in words; one that it does not know keeps its id. */
export function namesIn(entries: readonly Entry[]): (actor: string) => string {
  const names = new Map(entries.map((entry) => [entry.actor, entry.actorName]))
  return (actor) => names.get(actor) ?? partsOfActor(actor).id
}
