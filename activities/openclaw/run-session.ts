import { z } from 'zod'
import type { RunInput } from '#domain/run/run.ts'
import type { Gateway } from './openclaw-client.ts'
import { Accepted, History, type Message, type TaskRow, TaskRows, Waited } from './openclaw-wire.ts'

/** What the gateway is asked about one run and its session. */
export class RunSession {
  constructor(
    private readonly gateway: Pick<Gateway, 'request'>,
    private readonly key: string,
  ) {}

  /** The gateway's own limit is a little longer than ours, which is the one that counts. */
  start(input: RunInput): Promise<unknown> {
    return this.gateway.request(Accepted, 'agent', {
      message: input.message,
      agentId: input.openclawAgentId,
      sessionKey: this.key,
      idempotencyKey: input.runId,
      timeout: Math.ceil(input.policy.runDeadlineMs / 1_000) + 60,
      channel: 'webchat',
      label: `Front Office ${input.taskId}`,
    })
  }

  waitFor(runId: string, timeoutMs: number): Promise<Waited> {
    return this.gateway.request(Waited, 'agent.wait', { runId, timeoutMs }, timeoutMs + 10_000)
  }

  async row(runId: string): Promise<TaskRow | null> {
    const { tasks } = await this.gateway.request(TaskRows, 'tasks.list', { sessionKey: this.key, limit: 200 })
    return tasks.find((task) => task.runId === runId) ?? null
  }

  history(): Promise<z.output<typeof History>> {
    return this.gateway.request(History, 'chat.history', { sessionKey: this.key, limit: 1_000 }, 30_000)
  }

  async messages(): Promise<Message[]> {
    return (await this.history()).messages
  }

  abort(): Promise<unknown> {
    return this.gateway.request(z.unknown(), 'sessions.abort', { key: this.key })
  }
}
