import { setTimeout as sleep } from 'node:timers/promises'
import type { PluginHost } from './plugin-host.ts'
import { costPerCall, nextStep, type ScriptMessage, type Step } from './script.ts'
import type { Part, Store, TranscriptMessage } from './store.ts'

/** What the scripted model costs a call: tokens, and dollars as the gateway's transcript holds them. */
export const usagePerCall = {
  input: 800,
  output: 50,
  cacheRead: 200,
  cacheWrite: 0,
  totalTokens: 1_050,
  cost: { input: 0.0024, output: 0.00075, cacheRead: 0.00006, cacheWrite: 0, total: 0.00321 },
}

/** How the provider's answer failed, in the gateway's words (brief 3.7). */
export class ProviderError extends Error {
  override name = 'ProviderError'
  constructor(
    readonly status: number,
    readonly failoverReason: string,
  ) {
    super(`LLM request failed: provider rejected the request (HTTP ${status}).`)
  }
}
const reasons: Record<number, string> = {
  400: 'format',
  401: 'auth',
  402: 'billing',
  429: 'rate_limit',
}

export interface TurnDeps {
  host: PluginHost
  store: Store
  runId: string
  sessionKey: string
  agentId: string
  signal: AbortSignal
  /** An event on the `agent` stream. */
  tell(stream: string, data: Record<string, unknown>): void
}

export interface TurnEnd {
  text: string
  stopReason: 'stop' | 'toolUse'
  tools: string[]
}

const mostCalls = 30

/** One turn of the scripted model, with the shipped plugins' hooks where the host drives them. */
export async function takeTurn(deps: TurnDeps): Promise<TurnEnd> {
  const { host, store, runId, sessionKey, agentId } = deps
  const context = {
    runId,
    sessionKey,
    agentId,
    trigger: sessionKey.split(':')[2] === 'cron' ? 'cron' : 'user',
    channel: 'webchat',
    workspaceDir: host.workspace,
  }
  const asked = store.messagesOf(sessionKey).findLast((m) => m.role === 'user')
  const prompt = asked?.content.map((part) => ('text' in part ? part.text : '')).join('\n') ?? ''
  const inputProvenance = asked?.provenance
  const held = await host.fire('before_agent_run', { prompt, messages: [] }, { ...context, inputProvenance })
  const block = held.find((answer) => answer.outcome === 'block')
  if (block) throw new Error(String(block.message ?? block.reason))
  await host.fire('before_prompt_build', {}, { ...context, inputProvenance })
  const tools: string[] = []
  for (let calls = 0; calls < mostCalls; calls++) {
    deps.tell('lifecycle', { phase: 'model' })
    const step = nextStep(scriptOf(store.messagesOf(sessionKey)))
    if (step.kind === 'fail' && step.mayGoOn) {
      await stumble(deps, step.delayMs)
      continue
    }
    const text = await thought(deps, step)
    deps.tell('usage', { outputTokens: usagePerCall.output })
    if (step.kind !== 'call') return { text: say(deps, text), stopReason: 'stop', tools }
    const { isEnd, isDone } = await callTool(deps, step)
    if (isDone) tools.push(step.name)
    if (isEnd) return { text: '', stopReason: 'toolUse', tools }
  }
  throw new Error('the script goes on for ever')
}

async function thought(deps: TurnDeps, step: Step): Promise<string> {
  const { signal } = deps
  if (step.kind === 'text' && step.delayMs > 0) return spoken(deps, step.text, step.delayMs)
  if (step.delayMs > 0) await sleep(step.delayMs, undefined, { signal })
  if (step.kind === 'hang') await sleep(2 ** 31 - 1, undefined, { signal })
  if (step.kind === 'fail') throw new ProviderError(step.status, reasons[step.status] ?? 'server_error')
  signal.throwIfAborted()
  return step.kind === 'text' ? step.text : ''
}

/** A slow answer comes word by word, as a model's does. */
async function spoken({ signal, tell }: TurnDeps, text: string, overMs: number): Promise<string> {
  const words = text.match(/\S+\s*/g) ?? []
  let said = ''
  for (const delta of words) {
    said += delta
    if (said !== text) tell('assistant', { text: said, delta })
    await sleep(overMs / words.length, undefined, { signal })
  }
  return text
}

function say(deps: TurnDeps, text: string): string {
  const { tell } = deps
  tell('assistant', { text, delta: text })
  const content: Part[] = [{ type: 'text', text }]
  write(deps, content, 'stop')
  return text
}

const failedUsage = {
  ...{ input: 0, output: 0, cacheRead: 0, cacheWrite: 0, totalTokens: 0 },
  cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 },
}

/** The provider's answer failed and it is asked again: what is written down of the answer says that it used nothing. */
async function stumble({ host, store, sessionKey, runId, agentId, signal }: TurnDeps, delayMs: number) {
  await sleep(delayMs, undefined, { signal })
  const message = { role: 'assistant' as const, content: [], usage: failedUsage, stopReason: 'error' }
  void host.fire('before_message_write', { message }, { sessionKey, agentId })
  store.addMessage(sessionKey, runId, message)
}

/** A model's answer: plugins see it first, and the host does not wait for them (brief 11.2). */
function write({ host, store, sessionKey, runId, agentId }: TurnDeps, content: Part[], stopReason: string) {
  const dollars = costPerCall(scriptOf(store.messagesOf(sessionKey)))
  const priced = dollars
    ? { ...usagePerCall, cost: { total: dollars } }
    : { ...usagePerCall, cost: undefined }
  const message = {
    role: 'assistant' as const,
    content,
    usage: dollars === undefined ? usagePerCall : priced,
    stopReason,
  }
  void host.fire('before_message_write', { message }, { sessionKey, agentId })
  store.addMessage(sessionKey, runId, message)
}

async function callTool(deps: TurnDeps, { name, args }: Step & { kind: 'call' }) {
  const { host, store, sessionKey, runId, agentId, signal, tell } = deps
  const toolCallId = `call_${store.messagesOf(sessionKey).length}`
  const content: Part[] = [{ type: 'toolCall', id: toolCallId, name, arguments: args }]
  write(deps, content, 'toolUse')
  tell('tool', { phase: 'start', name, toolCallId, args })
  const { result, status } = await host.call({ name, args, toolCallId, sessionKey, agentId, runId, signal })
  // An aborted call leaves no result behind, as in the real transcript.
  signal.throwIfAborted()
  tell('tool', { phase: 'result', name, toolCallId, isError: status !== 'ok', result })
  const text = result.content.map((part) => part.text ?? '').join('\n')
  store.addMessage(sessionKey, runId, {
    role: 'toolResult',
    content: [{ type: 'text', text }],
    toolCallId,
    toolName: name,
  })
  return { isEnd: result.terminate === true && status === 'ok', isDone: status === 'ok' }
}

/** The transcript as the model reads it. */
export function scriptOf(messages: readonly TranscriptMessage[]): ScriptMessage[] {
  return messages.map(({ role, content }) => ({
    role: role === 'toolResult' ? 'tool' : role,
    text: content.map((part) => (part.type === 'text' ? part.text : '')).join('\n'),
    calls: content.flatMap((part) =>
      part.type === 'toolCall' ? [{ name: part.name, args: part.arguments }] : [],
    ),
  }))
}
