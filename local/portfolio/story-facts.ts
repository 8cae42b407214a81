import { newId } from '#domain/ids.ts'
import type { Command, CommandBody, Intent } from '#domain/intent/intent.ts'
import { sha256Hex } from '#domain/ledger/digest.ts'
import type { BodyOf, EntryType, Fact } from '#domain/ledger/entry.ts'
import type { Declared } from '#domain/quality/deliverable.ts'
import type { TaskState } from '#domain/task/task.ts'
import { applyEntry, noTask } from '#domain/task/task-state.ts'
import type { KeptPack } from '#prisma/read/context-packs.ts'
import type { TaskHistory } from '#prisma/write/history.ts'
import { storyPack } from './story-pack.ts'

export interface StoryPlace {
  projectId: string
  agentId: string
  executorId: string
  openclawAgentId: string
}

export interface Asked {
  title: string
  intent: string
  deliverables?: Declared[]
  /** When it is due, ISO. Absent: at no time. */
  dueAt?: string | undefined
  by: string
  at: Date
}

/** A task that is there already, asked for by a heartbeat or a runbook. */
export interface Known {
  taskId: string
  state: TaskState
}

/** The facts of a story, on a clock of its own; every act takes a moment. */
export class StoryFacts {
  readonly taskId: string
  readonly place: StoryPlace
  #now: number
  #facts: Fact[] = []
  #intents: TaskHistory['intents'] = []
  #packs = new Map<string, KeptPack>()
  #items = 0
  #state: TaskState
  #isEnded = false

  constructor(place: StoryPlace, begin: Asked | Known) {
    this.place = place
    if ('taskId' in begin) {
      this.taskId = begin.taskId
      this.#state = begin.state
      this.#now = Date.parse(begin.state.requestedAt)
      return
    }
    const { title, intent, deliverables = [], dueAt, by, at } = begin
    this.taskId = newId('task')
    this.#state = noTask
    this.#now = at.getTime() - 1_000
    const { projectId, agentId, executorId } = place
    const body = { projectId, agentId, executorId, title, intent, deliverables, intentId: newId('intent') }
    const deadline = dueAt && { deadline: { at: dueAt, end: 'late' as const } }
    this.tell('task_requested', by, { ...body, ...deadline })
  }

  after(minutes: number): this {
    this.#now += minutes * 60_000
    return this
  }

  /** What `writeTaskHistories` writes. */
  told(): TaskHistory {
    return {
      ...{ taskId: this.taskId, facts: this.#facts, intents: this.#intents, isOpen: !this.#isEnded },
      packs: [...this.#packs.values()],
    }
  }

  /** The Context Pack of a run that begins now, by its hash. */
  protected given(): string {
    const pack = storyPack(this.#state)
    this.#packs.set(pack.hash, pack)
    return pack.hash
  }

  protected get now() {
    return this.#now
  }
  protected get state() {
    return this.#state
  }
  protected at = (ms = this.#now) => new Date(ms).toISOString()
  protected itemId = (kind: string) => `${kind}_${sha256Hex(`${this.taskId}/${this.#items++}`).slice(0, 24)}`
  protected byAgent = () => `agent:${this.place.agentId}`
  protected byExecutor = () => `executor:${this.place.executorId}`

  protected tell<T extends EntryType>(type: T, actor: string, body: BodyOf<T>): this {
    this.#now += 1_000
    const fact = { type, at: this.at(), actor, body } as Fact
    this.#facts.push(fact)
    this.#state = applyEntry(this.#state, fact)
    this.#isEnded = this.#state.endedAt !== null
    return this
  }

  protected intend<C extends Exclude<Command, 'startTask'>>(
    actor: string,
    command: C,
    body: CommandBody<C>,
  ): string {
    const id = newId('intent')
    const intent = { id, taskId: this.taskId, command, actor, body }
    this.#intents.push(intent as Exclude<Intent, { command: 'startTask' }>)
    return id
  }
}
