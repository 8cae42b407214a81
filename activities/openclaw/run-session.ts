import { ZodError, type z } from 'zod'
import type { RunInput } from '#domain/run/run.ts'
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
  if (error instanceof WrongRun) return error.message
  return error instanceof ZodError ? misreadWords(error) : null
}

/** What the gateway is asked about one run and its session. */
export class RunSession {
  constructor(
    private readonly gateway: Pick<Gateway, 'request'>,
    private readonly key: string,
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
    const waited = await this.gateway.request(Waited, 'agent.wait', asked, timeoutMs + 10_000)
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

  history(): Promise<z.output<typeof History>> {
    return this.gateway.request(History, 'chat.history', { sessionKey: this.key, limit: 1_000 }, 30_000)
  }

  async messages(): Promise<Message[]> {
    return (await this.history()).messages
  }

  abort(runId?: string): Promise<z.output<typeof Aborted>> {
    return this.gateway.request(Aborted, 'sessions.abort', { key: this.key, ...(runId && { runId }) })
  }
}
