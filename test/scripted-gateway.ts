import type { z } from 'zod'
import type { Gateway, GatewayLink } from '#activities/openclaw/openclaw-client.ts'

type Params = Record<string, unknown>
/** A value, an error to fail with, or what to do when it is asked. */
type Answer = object | ((params: Params) => unknown)

const connected = (id: string, startedAt = Date.now()): GatewayLink => ({
  state: 'connected',
  facts: { version: 'practice-test', isPractice: true },
  installed: { plugin: null, protocol: null },
  boot: { id, seenAt: Date.now(), startedAt },
  detail: '',
})

/** The far side of an agent turn: a run that goes on for ever once it is started, until the test says otherwise. */
export class ScriptedGateway {
  readonly asked: { method: string; params: Params }[] = []
  readonly lastHeard = new Map<string, number>()
  readonly reasons = new Map<string, string>()
  /** By tool: how its own log is asked. */
  readonly receiptMethods = new Map<string, string>()
  rows: Params[] = []
  messages: Params[] = []
  /** What happens while the turn waits for the connection. */
  onAwaited: () => void = () => {
    throw new Error('nobody connects')
  }
  /** What it was refused for. */
  refusedAs: string | null = null
  private readonly listeners = new Set<(payload: unknown) => void>()
  /** What its plugins do before a run's first model call. */
  onStart: (runId: string, sessionKey: string) => void = () => {}
  private current = connected('boot-1')
  private readonly script = new Map<string, Answer[]>()

  /** The next answers of a method, each once; then the usual one again. */
  next(method: string, ...answers: Answer[]): this {
    this.script.set(method, [...(this.script.get(method) ?? []), ...answers])
    return this
  }

  goDown(detail: string): void {
    this.current = { state: 'down', detail }
  }

  comeUp(bootId = 'boot-1', startedAt = Date.now()): void {
    this.current = connected(bootId, startedAt)
  }

  /** An event of a run, as the gateway sends it. */
  says(payload: { runId: string; stream: string; data?: object }): void {
    for (const listener of this.listeners) listener(payload)
  }

  onAgentEvent = (listener: (payload: unknown) => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  refuse(detail: string): void {
    this.refusedAs = detail
    this.current = { state: 'refused', detail }
  }

  methods(): string[] {
    return this.asked.map(({ method }) => method)
  }

  paramsOf(method: string): Params[] {
    return this.asked.filter((call) => call.method === method).map(({ params }) => params)
  }

  /** As the code under test knows it. */
  asGateway(): Gateway {
    return this as unknown as Gateway
  }

  link = () => this.current
  receiptMethodOf = (tool: string) => this.receiptMethods.get(tool) ?? null
  failureOf = (runId: string) => this.reasons.get(runId) ?? null

  async whenConnected(): Promise<boolean> {
    if (this.current.state !== 'connected') this.onAwaited()
    return this.current.state === 'connected'
  }

  async request<T extends z.ZodType>(answer: T, method: string, params: Params): Promise<z.output<T>> {
    this.asked.push({ method, params })
    if (this.asked.length > 100) throw new Error('it asks for ever')
    const scripted = this.script.get(method)?.shift() ?? this.usual(method, params)
    const value = typeof scripted === 'function' ? await scripted(params) : scripted
    if (value instanceof Error) throw value
    return answer.parse(value)
  }

  private usual(method: string, { idempotencyKey, sessionKey }: Params): object {
    if (method === 'agent') this.onStart(String(idempotencyKey), String(sessionKey))
    if (method === 'agent') this.rows.unshift({ runId: idempotencyKey, status: 'running' })
    const usual: Record<string, object> = {
      agent: { runId: idempotencyKey, status: 'accepted' },
      'agent.wait': { status: 'timeout' },
      'tasks.list': { tasks: this.rows },
      'chat.history': { messages: this.messages },
      'sessions.abort': { ok: true },
    }
    return usual[method] ?? new Error(`nobody asks ${method}`)
  }
}
