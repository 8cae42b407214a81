import { EventEmitter, once } from 'node:events'
import { GatewayClient } from '@openclaw/gateway-client'
import type { z } from 'zod'
import type { Installed } from '#domain/executor/tested-versions.ts'
import type { GatewayFacts } from '#domain/run/run.ts'
import { AnswerSizes } from './answer-sizes.ts'
import { closedWords, detailCodeOf, refusalWords, wireProtocol } from './connect-refusals.ts'
import { GatewayLost, sorted } from './gateway-errors.ts'
import type { OddEvents } from './odd-events.ts'
import { AgentEvent, Agents, Catalog, Hello, PluginStatus, pluginMethod } from './openclaw-wire.ts'
import { receiptsOf } from './receipt-methods.ts'

export interface GatewayTarget {
  url: string
  token: string
  /** Ids of further plugins whose tools the worker may call once they are approved. */
  ownPlugins?: string[]
}

/** One life of the gateway's process; times in milliseconds. */
export interface GatewayBoot {
  id: string
  /** When this process first reached it. */
  seenAt: number
  /** By its own word, which a reconnect corrects. */
  startedAt: number
}

/** `refused`: it is there and will not have us, until a person changes something. */
export type GatewayLink =
  | { state: 'connected'; facts: GatewayFacts; installed: Installed; boot: GatewayBoot; detail: '' }
  | { state: 'down' | 'refused'; detail: string }

export interface GatewayDeps {
  /** Read again before every try, so that a corrected file is taken up without a restart. */
  target(): GatewayTarget
  /** Where a person corrects the address and the token. */
  file: string
  /** Hears of events that are left out. Absent: nobody does. */
  odd?: OddEvents
}

const scopes = ['operator.read', 'operator.write', 'operator.approvals', 'operator.admin']
const ownPlugin = 'front-office'
const samplePlugin = 'front-office-outbox'
const firstDetail = 'The worker is connecting to its gateway.'
/** As its client words it, and the only place where it says so: the connection’s end has another code then. */
const tooLarge = /Max payload size exceeded/
const retryDownMs = 1_000
const retryRefusedMs = 5_000

/** The one connection of this process to its gateway: comes back by itself, knows why it is away. */
export class Gateway {
  private client: GatewayClient | null = null
  private current: GatewayLink = { state: 'down', detail: firstDetail }
  private readonly changes = new EventEmitter().setMaxListeners(0)
  private readonly reasons = new Map<string, string>()
  private retry: NodeJS.Timeout | null = null
  private isStopped = false
  private boot: GatewayBoot | null = null
  /** The life of the gateway that works past us, and what to do about it. */
  private unfit: { bootId: string; detail: string } | null = null
  private plugin: string | null = null
  private own = new Set<string>()
  /** By tool: the method by which its own log is asked. */
  private receipts = new Map<string, string>()
  private readonly sizes = new AnswerSizes()
  private workspaces: Promise<Map<string, string>> | null = null
  /** When anything was last heard of a run, milliseconds. */
  readonly lastHeard = new Map<string, number>()

  constructor(private readonly deps: GatewayDeps) {}

  link(): GatewayLink {
    return this.current
  }

  onChange(listener: (link: GatewayLink) => void): () => void {
    this.changes.on('link', listener)
    return () => this.changes.off('link', listener)
  }

  /** Whatever the gateway says of its runs, as it came; it may be anything. */
  onAgentEvent(listener: (payload: unknown) => void): () => void {
    this.changes.on('agent', listener)
    return () => this.changes.off('agent', listener)
  }

  start(): void {
    if (this.isStopped) return
    this.client = this.open()
    this.client?.start()
  }

  stop(): void {
    this.isStopped = true
    if (this.retry) clearTimeout(this.retry)
    this.client?.stop()
  }

  /** Nothing more is given to this life of the gateway; its next one is asked anew. */
  refuse(detail: string, client = this.client): void {
    this.unfit = this.boot && { bootId: this.boot.id, detail }
    this.drop(client, { state: 'refused', detail })
  }

  /** Waits for the gateway, or for the signal, whichever is first. */
  async whenConnected(signal: AbortSignal, forMs: number): Promise<boolean> {
    const enough = AbortSignal.any([signal, AbortSignal.timeout(forMs)])
    while (this.current.state !== 'connected' && !enough.aborted)
      await once(this.changes, 'link', { signal: enough }).catch(() => null)
    return this.current.state === 'connected'
  }

  /** Brought by one of our plugins, so the worker may call it itself. Waits a moment while the gateway is away. */
  isOwnTool = async (tool: string): Promise<boolean> => {
    await this.whenConnected(AbortSignal.timeout(4_000), 4_000)
    return this.own.has(tool)
  }

  /** Null where the tool's plugin offers no look into its log, or is not known yet. */
  receiptMethodOf = (tool: string): string | null => this.receipts.get(tool) ?? null

  /** Where an agent's files are; null where the gateway does not say. */
  workspaceOf = async (agentId: string): Promise<string | null> => {
    await this.whenConnected(AbortSignal.timeout(4_000), 4_000)
    this.workspaces ??= this.request(Agents, 'agents.list', {}).then(
      ({ agents }) => new Map(agents.map(({ id, workspace }) => [id, workspace ?? ''])),
    )
    const asked = this.workspaces
    const known = await asked.catch(() => {
      if (this.workspaces === asked) this.workspaces = null
      return null
    })
    return known?.get(agentId) || null
  }

  /** Why a run's provider failed, as its events said it; null where they did not. */
  failureOf = (runId: string): string | null => this.reasons.get(runId) ?? null

  /** Throws GatewayRefusal, GatewayLost (AnswerTooLarge among it), or a ZodError where the answer is not what the brief says. */
  async request<T extends z.ZodType>(
    answer: T,
    method: string,
    params: Record<string, unknown>,
    timeoutMs = 15_000,
  ): Promise<z.output<T>> {
    const ask = async () => {
      const { client } = this
      if (!client || this.current.state !== 'connected') throw new GatewayLost('the gateway is not connected')
      return client.request(method, params, { timeoutMs })
    }
    const raw = await this.sizes.watch(method, params, ask).catch((error) => {
      throw sorted(error, method)
    })
    return answer.parse(raw)
  }

  private open(): GatewayClient | null {
    let target: GatewayTarget
    try {
      target = this.deps.target()
    } catch (error) {
      this.drop(null, { state: 'refused', detail: (error as Error).message })
      return null
    }
    const { url, token } = target
    const client: GatewayClient = new GatewayClient({
      url,
      token,
      minProtocol: wireProtocol,
      maxProtocol: wireProtocol,
      mode: 'backend',
      clientName: 'gateway-client',
      clientVersion: '0.1.0',
      platform: process.platform,
      deviceIdentity: null,
      scopes,
      caps: ['tool-events'],
      hostDeps: { logDebug: (words) => tooLarge.test(words) && this.sizes.noteTooLarge() },
      onHelloOk: (hello) => void this.greeted(client, target, hello),
      onConnectError: (error) => this.failed(client, error),
      onReconnectPaused: ({ detailCode, reason }) =>
        this.drop(client, { state: 'refused', detail: this.refusalOf(detailCode ?? reason) }),
      onClose: (code) => this.drop(client, { state: 'down', detail: closedWords(code) }),
      onEvent: (frame) => this.heard(frame.event, frame.payload),
    })
    return client
  }

  /** Armed only where our plugin is loaded and reaches this worker: without it nothing would be held. */
  private async greeted(client: GatewayClient, target: GatewayTarget, raw: unknown): Promise<void> {
    const hello = Hello.safeParse(raw)
    if (!hello.success) {
      const words = 'The gateway’s greeting was not understood. Install openclaw 2026.9.6.'
      return this.drop(client, { state: 'refused', detail: words })
    }
    const { server, features, snapshot, protocol = null } = hello.data
    if (this.unfit?.bootId === server.bootId) return this.refuse(this.unfit.detail, client)
    const facts = { version: server.version, isPractice: server.version.startsWith('practice-') }
    const own = ownGroups(target)
    const problem = await this.pluginProblem(client, features.methods, own).catch((error) => String(error))
    if (client !== this.client || this.isStopped) return
    if (problem) return this.drop(client, { state: 'refused', detail: problem })
    this.workspaces = null
    const now = Date.now()
    const seenAt = this.boot?.id === server.bootId ? this.boot.seenAt : now
    this.boot = { id: server.bootId, seenAt, startedAt: now - snapshot.uptimeMs }
    const installed = { plugin: this.plugin, protocol }
    this.set({ state: 'connected', facts, installed, boot: this.boot, detail: '' })
  }

  private async pluginProblem(
    client: GatewayClient,
    methods: string[],
    own: string[],
  ): Promise<string | null> {
    const install = 'Run: npm run gateway -- install-plugin'
    if (!methods.includes(pluginMethod))
      return `The Front Office plugin is not loaded in this gateway, so nothing would be held for approval. ${install}`
    const status = PluginStatus.parse(await client.request(pluginMethod, {}, { timeoutMs: 10_000 }))
    this.plugin = status.version ?? null
    if (!status.isConfigured) return `The Front Office plugin has no address of this worker. ${install}`
    if (status.problem)
      return `The Front Office plugin can't reach this worker (${status.problem}). ${install}`
    const catalog = Catalog.parse(await client.request('tools.catalog', {}, { timeoutMs: 10_000 }))
    const groups = catalog.groups.filter((group) => own.includes(group.id))
    this.own = new Set(groups.flatMap((group) => group.tools.map((tool) => tool.id)))
    this.receipts = receiptsOf(groups, methods)
    return null
  }

  private failed(client: GatewayClient, error: Error): void {
    const code = detailCodeOf(error)
    const isRefusal = code !== null && refusalWords(code) !== null
    this.drop(
      client,
      isRefusal
        ? { state: 'refused', detail: this.refusalOf(code) }
        : { state: 'down', detail: `The gateway does not answer (${error.message}).` },
    )
  }

  private refusalOf(code: string): string {
    const words = refusalWords(code) ?? `The gateway refuses the worker (${code}).`
    return `${words} Correct it in ${this.deps.file}; it is read again by itself.`
  }

  /** One client is one connection: its own back-off grows to 30 s, and tasks wait for this one. */
  private drop(client: GatewayClient | null, link: GatewayLink & { state: 'down' | 'refused' }): void {
    if (client !== this.client || this.isStopped) return
    this.client = null
    client?.stop()
    this.set(link)
    this.retry = setTimeout(() => this.start(), link.state === 'down' ? retryDownMs : retryRefusedMs)
  }

  private set(link: GatewayLink): void {
    if (this.isStopped) return
    const isSame = link.state === this.current.state && link.detail === this.current.detail
    this.current = link
    if (!isSame || link.state === 'connected') this.changes.emit('link', link)
  }

  private heard(event: string, payload: unknown): void {
    if (event !== 'agent') return
    const { data, error } = AgentEvent.safeParse(payload)
    if (error) this.deps.odd?.note(error)
    if (!data) return
    remember(this.lastHeard, data.runId, Date.now())
    const reason = data.data?.errorObservation?.failoverReason
    if (reason) remember(this.reasons, data.runId, reason)
    this.changes.emit('agent', payload)
  }
}

/** Of the tool catalogue. The sample effect's is among them until the worker's file can name it. */
const ownGroups = ({ ownPlugins = [samplePlugin] }: GatewayTarget): string[] =>
  [ownPlugin, ...ownPlugins].map((id) => `plugin:${id}`)

function remember<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key)
  map.set(key, value)
  const oldest = map.keys().next().value
  if (map.size > 500 && oldest !== undefined) map.delete(oldest)
}
