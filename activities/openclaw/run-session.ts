import { ZodError, type z } from 'zod'
import type { RunInput } from '#domain/run/run.ts'
import { AnswerTooLarge } from './gateway-errors.ts'
import type { Gateway } from './openclaw-client.ts'
import {
  Aborted,
  Accepted,
  History,
  type Message,
  misreadWords,
  type TaskRow,
  TaskRows,
  Waited,
} from './openclaw-wire.ts'
import { hasOversized, isAnyOf, isAskedIn } from './transcript.ts'
import { answerMs } from './turn-limits.ts'

/** Of 1,000 entries and 6 MiB each, by the gateway’s own limits: some 60 MB at most. */
const mostPages = 10

/** What the gateway shows of a session. */
export interface Shown extends z.output<typeof History> {
  /** Part of what its runs said and used is missing. */
  isCut: boolean
}

/** The gateway answered for another run than it was asked about: nothing of that answer is taken. */
export class WrongRun extends Error {
  override name = 'WrongRun'
  constructor(
    readonly method: 'agent' | 'agent.wait',
    asked: string,
    answered: string,
  ) {
    super(`The gateway was asked for the run ${asked} (${method}) and answered for ${answered.slice(0, 200)}`)
  }
}

/** What was wrong with an answer of the gateway, in words; null where it is another trouble. */
export function oddityIn(error: unknown): string | null {
  if (error instanceof WrongRun || error instanceof AnswerTooLarge) return error.message
  return error instanceof ZodError ? misreadWords(error) : null
}

/** What the gateway is asked about one run and its session. */
export class RunSession {
  constructor(
    private readonly gateway: Pick<Gateway, 'request'>,
    private readonly key: string,
    /** What is shown of it goes back to where they were asked, if the gateway has it. */
    private readonly runIds: readonly string[] = [],
  ) {}

  /** False where it goes on already. The gateway's own limit is a little longer than ours, which is the one that counts. */
  async start(input: RunInput): Promise<boolean> {
    const { runId, status } = await this.gateway.request(Accepted, 'agent', {
      message: input.message,
      agentId: input.openclawAgentId,
      sessionKey: this.key,
      idempotencyKey: input.runId,
      timeout: Math.ceil(input.policy.runDeadlineMs / 1_000) + 60,
      channel: 'webchat',
      label: `Front Office ${input.taskId}`,
    })
    if (runId !== input.runId) throw new WrongRun('agent', input.runId, runId)
    return status !== 'in_flight'
  }

  async waitFor(runId: string, timeoutMs: number): Promise<Waited> {
    const asked = { runId, timeoutMs }
    const waited = await this.gateway.request(Waited, 'agent.wait', asked, timeoutMs + answerMs)
    if (waited.runId && waited.runId !== runId) throw new WrongRun('agent.wait', runId, waited.runId)
    return waited
  }

  /** Newest first. */
  async rows(): Promise<TaskRow[]> {
    const asked = { sessionKey: this.key, limit: 200 }
    return (await this.gateway.request(TaskRows, 'tasks.list', asked)).tasks
  }

  async row(runId: string): Promise<TaskRow | null> {
    return (await this.rows()).find((task) => task.runId === runId) ?? null
  }

  /** `isNear`: no further back than there is something of its runs. */
  async history(isNear = false): Promise<Shown> {
    const newest = await this.page(0)
    let [oldest, at, { messages }] = [newest, 0, newest]
    const areAskedIn = () => this.runIds.every((runId) => isAskedIn(messages, runId))
    for (let pages = 1; pages < mostPages && !areAskedIn(); pages++) {
      if (isNear && !isAnyOf(oldest.messages, this.runIds)) break
      const next = oldest.hasMore ? (oldest.nextOffset ?? 0) : 0
      if (next <= at) break
      at = next
      oldest = await this.page(at)
      messages = joined(oldest.messages, messages)
    }
    const isCut = (oldest.hasMore === true && !areAskedIn()) || hasOversized(messages, this.runIds)
    return { ...newest, messages, isCut }
  }

  private page(offset: number): Promise<z.output<typeof History>> {
    const asked = { sessionKey: this.key, limit: 1_000, ...(offset > 0 && { offset }) }
    return this.gateway.request(History, 'chat.history', asked, 30_000)
  }

  async messages(isNear = false): Promise<Message[]> {
    return (await this.history(isNear)).messages
  }

  abort(runId?: string): Promise<z.output<typeof Aborted>> {
    return this.gateway.request(Aborted, 'sessions.abort', { key: this.key, ...(runId && { runId }) })
  }
}

const placeOf = ({ __openclaw }: Message): number => __openclaw?.seq ?? Number.POSITIVE_INFINITY

/** Pages overlap where a message has parts, and by what was said meanwhile: what both have is whole in the older one. */
function joined(older: Message[], newer: Message[]): Message[] {
  const last = older.map(placeOf).findLast(Number.isFinite) ?? 0
  return [...older, ...newer.filter((message) => placeOf(message) > last)]
}
