// Installed into OpenClaw; imports nothing of ours. docs/architecture.md says what the bridge behind it does.
import { isDeepStrictEqual } from 'node:util'
import { definePluginEntry } from 'openclaw/plugin-sdk/plugin-entry'
import { openBlockedSpool } from './blocked-spool.js'
import { openBridge } from './bridge-client.js'
import { rivalsAt } from './rivals.js'
import { reportingTools, safeParameters, safeTools } from './tools.js'
import { fileTools, isInWorkspace } from './workspace-paths.js'

/** As in package.json beside it. */
const version = '0.1.0'

const notDone = 'Nothing was done. Do not repeat the call; end your turn and say that it was not done.'
const words = (text) => ({ content: [{ type: 'text', text }] })
const failed = (error) => `Front Office could not be reached (${error?.message ?? error}). ${notDone}`

/** What a hook knows of the call or run that it stands in. */
const callOf = (context) => ({
  sessionKey: context.sessionKey ?? '',
  ...(context.agentId && { agentId: context.agentId }),
  ...(context.runId && { runId: context.runId }),
})

/** Some models count their calls from 1 in every session. */
const keyOf = (sessionKey, toolCallId) => `${sessionKey ?? ''} ${toolCallId}`

/** A large artifact is copied before the answer. */
const reportMs = 120_000
const reporting = new Set(reportingTools.map((tool) => tool.name))

/** What passes without asking. Where the session's workspace is not known, the bridge knows it. */
function isSafe(tool, params, workspaceDir) {
  if (!safeTools.has(tool)) return false
  const reading = safeParameters[tool]
  if (reading && !Object.keys(params ?? {}).every((name) => reading.includes(name))) return false
  return !fileTools.has(tool) || Boolean(workspaceDir && isInWorkspace(tool, params, workspaceDir))
}

/** Its words and how it ended are enough; pictures and long logs would not get through. */
function gistOf(result) {
  if (!Array.isArray(result?.content)) return result ?? null
  const { status, exitCode } = result.details ?? {}
  const parts = result.content.filter((part) => typeof part?.text === 'string')
  return {
    ...words(
      parts
        .map((part) => part.text)
        .join('\n')
        .slice(0, 100_000),
    ),
    details: { status, exitCode },
  }
}

/** These end the turn: no model is asked after them. */
const endings = new Set(['fo_finish', 'fo_ask_operator'])
const mayGoOn = ({ content }) =>
  Array.isArray(content) && content.some(({ type, name }) => type === 'toolCall' && !endings.has(name))

/**
 * Why the session may not go on, once its last answer was counted. A worker that is away is waited for where the run is
 * known to be limited, and not for long elsewhere.
 */
async function stopAfterCount({ counted, limited }, sessionKey) {
  if (!counted.has(sessionKey)) return null
  const isLimited = limited.has(sessionKey)
  const waited = pause(isLimited ? 20_000 : 3_000, { stop: null, isCounted: false })
  const { stop, isCounted } = await Promise.race([counted.get(sessionKey), waited])
  return !isCounted && isLimited ? 'Nobody could count what the run has used' : stop
}
const pause = (ms, value) => new Promise((resolve) => setTimeout(resolve, ms, value))

/** Front Office's answer to a call, as the host takes it. No answer is a no. */
async function askGate(bridge, blocked, call, signal) {
  try {
    // A worker that is starting again is worth waiting for: a blocked call changes what the agent does.
    const asked = { ...call, askId: crypto.randomUUID() }
    const answer = await bridge.post('/v1/gate', asked, { timeoutMs: 8_000, patienceMs: 20_000, signal })
    if (answer.decision === 'allow' && answer.params) return { params: answer.params }
    return { block: true, blockReason: answer.text ?? notDone }
  } catch (error) {
    const { toolCallId: _, workspaceDir: __, ...told } = call
    const stop = bridge.stopWhileAway()
    blocked.note({ ...told, why: stop ? 'kill_switch' : 'gate_away' })
    return { block: true, blockReason: stop ? `${stop}. ${notDone}` : failed(error) }
  }
}

/** What every agent may do, unless its turn has ended or a kill switch is on. Who has used all may still report. */
async function answerSafe(bridge, blocked, { event, call, context, isOver }) {
  const isReport = reporting.has(event.toolName)
  const block = (why, words) => {
    blocked.note({ ...call, why })
    return { block: true, blockReason: `${words}. ${notDone}` }
  }
  if (isOver && !isReport) return block('turn_ended', 'Your turn has ended')
  // What does not need the worker does not wait for one that is away.
  const asked = { ...callOf(context), isReport }
  const stop = await bridge.stopOf('/v1/stopped', asked, { timeoutMs: 1_000 })
  if (stop) return block('kill_switch', stop)
  // The parameters are always returned: otherwise another plugin's rewrite runs instead of them.
  return { params: event.params }
}

/**
 * What is remembered here is lost whenever the host registers the plugin again: it only saves asking. The bridge
 * knows which turns have ended and whose call it is.
 */
function registerGate(api, bridge, blocked, memory) {
  const { allowed, closedRuns, runOfCall, workspaces } = memory
  /** What is let pass is what has to run: the middleware sees whether it did. */
  const noted = (key, answer) => {
    if (answer.params) remember(allowed, key, answer.params)
    return answer
  }
  api.on(
    'before_tool_call',
    async (event, context) => {
      const runId = context.runId ?? event.runId
      const toolCallId = event.toolCallId ?? context.toolCallId ?? ''
      // Tools are not told their run, and hooks are: our tools look it up by the call.
      const key = keyOf(context.sessionKey, toolCallId)
      if (runId) remember(runOfCall, key, runId)
      const workspaceDir = workspaces.get(context.sessionKey)
      const call = { ...callOf({ ...context, runId }), tool: event.toolName, params: event.params }
      // A call by RPC is of no run: how the session's last one ended says nothing of it.
      const stop = runId ? await stopAfterCount(memory, context.sessionKey) : null
      if (stop && !reporting.has(event.toolName)) {
        blocked.note({ ...call, why: 'run_stopped' })
        return { block: true, blockReason: `${stop}. ${notDone}` }
      }
      if (isSafe(event.toolName, event.params, workspaceDir)) {
        const isOver = Boolean(runId) && closedRuns.has(runId)
        return noted(key, await answerSafe(bridge, blocked, { event, call, context, isOver }))
      }
      const asked = { ...call, toolCallId, ...(workspaceDir && { workspaceDir }) }
      return noted(key, await askGate(bridge, blocked, asked, context.abortSignal))
    },
    // Last of all plugins: nobody changes the parameters after this (brief 11.3).
    { priority: Number.MIN_SAFE_INTEGER, timeoutMs: 34_000 },
  )
}

/** What was let pass, where something else ran; undefined where it is the same, or not known any more. */
function changedFrom(allowed, key, args) {
  const params = allowed.get(key)
  allowed.delete(key)
  const asJson = (value) => JSON.parse(JSON.stringify(value))
  return params && !isDeepStrictEqual(asJson(params), asJson(args)) ? params : undefined
}

/** Each answer of a model is counted before the agent goes on: who has used all that it may is ended by the worker. */
function registerUsage(api, bridge, { counted, limited }) {
  api.on('before_message_write', (event, context) => {
    const { role, usage } = event.message ?? {}
    if (role !== 'assistant' || !usage || !context.sessionKey) return undefined
    const call = {
      ...callOf({ ...context, runId: context.runId ?? event.runId }),
      useId: crypto.randomUUID(),
      usage,
      mayGoOn: mayGoOn(event.message),
    }
    const told = bridge.post('/v1/used', call, { timeoutMs: 8_000, patienceMs: 20_000 }).then(
      ({ stop = null, isLimited }) => {
        if (isLimited) remember(limited, context.sessionKey, true)
        else limited.delete(context.sessionKey)
        return { stop, isCounted: true }
      },
      () => ({ stop: null, isCounted: false }),
    )
    remember(counted, context.sessionKey, told)
    return undefined
  })
}

/** Awaited by the host before the agent goes on, so that what was done is recorded first. */
function registerConfirmation(api, bridge, { allowed, workspaces }) {
  api.registerAgentToolResultMiddleware(
    async (event, context) => {
      const toolCallId = event.toolCallId ?? ''
      const before = changedFrom(allowed, keyOf(context.sessionKey, toolCallId), event.args ?? {})
      const isQuiet = isSafe(event.toolName, event.args ?? {}, workspaces.get(context.sessionKey))
      if (isQuiet && !before) return undefined
      const call = {
        ...callOf(context),
        toolCallId,
        tool: event.toolName,
        args: event.args ?? {},
        ...(before && { allowed: before }),
        isError: Boolean(event.isError),
        result: gistOf(event.result),
      }
      // Lost for good is told by the journal: a grant that was used and not confirmed is uncertain.
      await bridge.post('/v1/performed', call, { timeoutMs: 4_000, patienceMs: 20_000 }).catch(() => {})
      return undefined
    },
    { runtimes: ['openclaw'] },
  )
}

function registerContext(api, bridge, { workspaces }) {
  api.on('before_prompt_build', async (_event, context) => {
    // Hooks of calls are not told it.
    if (context.workspaceDir) remember(workspaces, context.sessionKey, context.workspaceDir)
    const call = { ...callOf(context), ...(context.trigger && { trigger: context.trigger }) }
    const pack = await bridge
      .post('/v1/context', call, { timeoutMs: 4_000, patienceMs: 8_000 })
      .catch(() => null)
    if (!pack?.system && !pack?.task) return undefined
    return {
      ...(pack.system && { appendSystemContext: pack.system }),
      ...(pack.task && { prependContext: pack.task }),
    }
  })
  api.on('before_agent_run', async (event, context) => {
    if (context.workspaceDir) remember(workspaces, context.sessionKey, context.workspaceDir)
    const provenance = context.inputProvenance ?? null
    const prompt = typeof event?.prompt === 'string' ? event.prompt.slice(0, 8_000) : undefined
    const call = {
      ...callOf(context),
      ...(context.trigger && { trigger: context.trigger }),
      ...(prompt && { prompt }),
      provenance,
    }
    // Unreachable, and no file stops it: the run may go on, because the gate holds whatever it tries.
    const stop = await bridge.stopOf('/v1/seen', call, { timeoutMs: 8_000 })
    return stop ? { outcome: 'block', reason: 'stopped by Front Office', message: stop } : undefined
  })
}

/** Why the worker can't be reached, or null. */
const problemOf = (bridge) =>
  bridge.post('/v1/ping', {}, { timeoutMs: 4_000 }).then(
    () => null,
    (error) => error.message,
  )

function registerTools(api, bridge, { closedRuns, runOfCall }) {
  for (const { name, description, parameters } of reportingTools) {
    api.registerTool(
      (context) => ({
        name,
        label: name,
        description,
        parameters,
        async execute(toolCallId, params) {
          const runId = runOfCall.get(keyOf(context.sessionKey, toolCallId))
          const call = { ...callOf({ ...context, runId }), toolCallId, workspaceDir: context.workspaceDir }
          const report = { ...call, report: { tool: name, params } }
          const answer = await bridge.post('/v1/report', report, { patienceMs: 20_000, timeoutMs: reportMs })
          if (answer.isEnd && runId) remember(closedRuns, runId, true)
          return { ...words(answer.text), details: answer, ...(answer.isEnd && { terminate: true }) }
        },
      }),
      { name },
    )
  }
}

/** A long-lived gateway must not collect every call for ever. */
function remember(map, key, value) {
  map.delete(key)
  map.set(key, value)
  if (map.size > 500) map.delete(map.keys().next().value)
}

export default definePluginEntry({
  id: 'front-office',
  name: 'Front Office',
  description:
    'Holds actions with consequences for approval, and gives agents tools to report to Front Office',
  register(api) {
    const bridge = openBridge(api.pluginConfig ?? {})
    const memory = {
      ...{ allowed: new Map(), closedRuns: new Map(), runOfCall: new Map(), workspaces: new Map() },
      ...{ counted: new Map(), limited: new Map() },
    }
    registerTools(api, bridge, memory)
    registerGate(api, bridge, openBlockedSpool(bridge), memory)
    registerConfirmation(api, bridge, memory)
    registerUsage(api, bridge, memory)
    registerContext(api, bridge, memory)
    if (api.registrationMode && api.registrationMode !== 'full') return
    api.registerGatewayMethod?.(
      'frontoffice.status',
      async ({ respond }) => {
        const problem = bridge.isConfigured ? await problemOf(bridge) : null
        const own = { isConfigured: bridge.isConfigured, problem, version, safeTools: [...safeTools] }
        respond(true, { ...own, rivals: rivalsAt('front-office') })
      },
      { scope: 'operator.read' },
    )
  },
})
