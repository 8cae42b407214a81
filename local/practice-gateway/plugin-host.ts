import { readFileSync } from 'node:fs'
import { register } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

type Json = Record<string, unknown>
type Hook = (event: Json, context: Json) => unknown
interface Tool {
  name: string
  execute(toolCallId: string, params: Json, signal?: AbortSignal): Promise<ToolResult>
}
export interface ToolResult {
  content: { type: string; text?: string }[]
  details?: unknown
  terminate?: boolean
}
interface Entry {
  id: string
  register(api: Json): void
}
type GatewayMethod = (call: { params: Json; respond: (ok: boolean, payload: unknown) => void }) => unknown

// Plugins import the host's sdk; here it is one function that hands the entry back.
const sdk = 'data:text/javascript,export const definePluginEntry = (entry) => entry'
const resolver = `export const resolve = (name, context, next) =>
  name === 'openclaw/plugin-sdk/plugin-entry' ? { url: ${JSON.stringify(sdk)}, shortCircuit: true } : next(name, context)`

export interface ToolCall {
  name: string
  args: Json
  toolCallId: string
  sessionKey: string
  agentId: string
  runId?: string
  signal?: AbortSignal
}

export interface CallOutcome {
  result: ToolResult
  status: 'ok' | 'error' | 'blocked' | 'unknown'
}

/** Loads the shipped plugins and drives their hooks as the real host does (brief 11.2, 11.3). */
export class PluginHost {
  readonly methods = new Map<string, GatewayMethod>()
  readonly plugins: string[] = []
  private readonly hooks: { pluginId: string; name: string; priority: number; run: Hook }[] = []
  private readonly factories = new Map<string, { pluginId: string; make: (context: Json) => Tool }>()
  private readonly middleware: Hook[] = []
  /** The plugin whose hooks runs of agents pass by, as a real host may after a hot install; calls by RPC do not. */
  passedBy: string | null = null

  constructor(
    readonly workspace: string,
    private readonly builtIn: Map<string, Tool['execute']>,
  ) {
    register(`data:text/javascript,${encodeURIComponent(resolver)}`)
  }

  async load(folder: string, pluginConfig: Json): Promise<void> {
    const manifest = JSON.parse(readFileSync(join(folder, 'openclaw.plugin.json'), 'utf8'))
    this.plugins.push(manifest.id)
    const entry = (await import(pathToFileURL(join(folder, 'index.js')).href)).default as Entry
    entry.register({
      pluginConfig,
      registrationMode: 'full',
      lifecycle: { onDispose: () => {} },
      on: (name: string, run: Hook, options: { priority?: number } = {}) =>
        this.hooks.push({ pluginId: manifest.id, name, run, priority: options.priority ?? 0 }),
      registerTool: (make: (context: Json) => Tool, { name }: { name: string }) =>
        this.factories.set(name, { pluginId: manifest.id, make }),
      registerAgentToolResultMiddleware: (run: Hook) => this.middleware.push(run),
      registerGatewayMethod: (name: string, method: GatewayMethod) => this.methods.set(name, method),
    })
  }

  /** Where the real host keeps them in its process, and plugins can see each other. */
  showHooks(): void {
    const typedHooks = this.hooks.map(({ pluginId, name, priority }) => ({
      pluginId,
      hookName: name,
      priority,
    }))
    Object.assign(globalThis, {
      [Symbol.for('openclaw.pluginRegistryState')]: { activeRegistry: { typedHooks } },
    })
  }

  /** Tools by the group that the real catalogue gives them. */
  catalog(): { group: string; tools: string[] }[] {
    // Tools of MCP servers are not in the real catalogue.
    const core = [...this.builtIn.keys()].filter((name) => !name.includes('__'))
    const groups = new Map<string, string[]>([['core', core]])
    for (const [name, { pluginId }] of this.factories) {
      const group = `plugin:${pluginId}`
      groups.set(group, [...(groups.get(group) ?? []), name])
    }
    return [...groups].map(([group, tools]) => ({ group, tools }))
  }

  isPluginTool(name: string): boolean {
    return this.factories.has(name)
  }

  /** Answers of all handlers of a hook, highest priority first. */
  async fire(name: string, event: Json, context: Json): Promise<Json[]> {
    const answers: Json[] = []
    for (const hook of this.inRuns(name)) {
      const answer = await hook.run(structuredClone(event), context)
      if (answer) answers.push(answer as Json)
    }
    return answers
  }

  /** One call of a tool, gated. `isRpc`: by tools.invoke, which fires no middleware. */
  async call(call: ToolCall, isRpc = false): Promise<CallOutcome> {
    const tool = this.toolOf(call)
    if (!tool)
      return {
        status: 'unknown',
        result: { content: [{ type: 'text', text: `Tool ${call.name} not found` }] },
      }
    const context = contextOf(call)
    const hooks = isRpc ? this.ordered('before_tool_call') : this.inRuns('before_tool_call')
    const gated = await this.gate(call, context, hooks)
    if ('reason' in gated) {
      const details = { status: 'blocked', deniedReason: 'plugin-before-tool-call' }
      return { status: 'blocked', result: { content: [{ type: 'text', text: gated.reason }], details } }
    }
    const outcome = await run(tool, call, gated.args)
    if (isRpc) return outcome
    const event = {
      toolCallId: call.toolCallId,
      toolName: call.name,
      args: gated.args,
      isError: outcome.status === 'error',
    }
    for (const step of this.middleware)
      await step({ ...event, result: outcome.result as unknown as Json }, context)
    return outcome
  }

  private ordered(name: string) {
    return this.hooks.filter((hook) => hook.name === name).sort((a, b) => b.priority - a.priority)
  }

  private inRuns(name: string) {
    return this.ordered(name).filter(({ pluginId }) => pluginId !== this.passedBy)
  }

  private toolOf({ name, sessionKey, agentId }: ToolCall): Tool['execute'] | undefined {
    const own = this.factories.get(name)?.make({ sessionKey, agentId, workspaceDir: this.workspace })
    return own ? own.execute.bind(own) : this.builtIn.get(name)
  }

  /** The last handler that returns parameters wins; what it returns is merged over the original. */
  private async gate(
    call: ToolCall,
    context: Json,
    hooks: readonly { run: Hook }[],
  ): Promise<{ args: Json } | { reason: string }> {
    let rewrite: Json = {}
    try {
      for (const hook of hooks) {
        const event = {
          toolName: call.name,
          params: structuredClone(call.args),
          runId: call.runId,
          toolCallId: call.toolCallId,
        }
        const answer = (await hook.run(event, context)) as
          | { block?: boolean; blockReason?: string; params?: Json }
          | undefined
        if (answer?.block) return { reason: answer.blockReason ?? 'blocked' }
        if (answer?.params) rewrite = answer.params
      }
    } catch {
      return { reason: 'Tool call blocked because before_tool_call hook failed' }
    }
    return { args: { ...call.args, ...rewrite } }
  }
}

const contextOf = (call: ToolCall): Json => ({
  toolName: call.name,
  agentId: call.agentId,
  sessionKey: call.sessionKey,
  runId: call.runId,
  toolCallId: call.toolCallId,
  abortSignal: call.signal,
})

async function run(execute: Tool['execute'], call: ToolCall, args: Json): Promise<CallOutcome> {
  try {
    return { status: 'ok', result: await execute(call.toolCallId, args, call.signal) }
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    return { status: 'error', result: { content: [{ type: 'text', text }], details: { status: 'error' } } }
  }
}
