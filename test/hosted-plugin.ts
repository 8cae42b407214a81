import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { aRunInput } from './builders.ts'

type Json = Record<string, unknown>
type Hook = (event: Json, context: Json) => Promise<Json | undefined>
interface Tool {
  execute(toolCallId: string, params: Json): Promise<Json>
}
interface Hooks {
  [name: string]: { run: Hook; options?: { priority?: number; timeoutMs?: number } }
}

export interface PluginConfig {
  url?: string
  token?: string
  stopFile?: string
}

const pluginFolder = fileURLToPath(new URL('../workers/mac-mini/plugin', import.meta.url))

/** A plugin's entry, installed in `into` beside a host whose sdk is the one function that it takes from there. */
export async function pluginIn(
  into: string,
  folder: string,
): Promise<{ id: string; register(api: Json): void }> {
  const modules = join(into, 'node_modules')
  const sdk = join(modules, 'openclaw', 'plugin-sdk')
  mkdirSync(sdk, { recursive: true })
  const exports = { './plugin-sdk/plugin-entry': './plugin-sdk/plugin-entry.js' }
  writeFileSync(join(modules, 'openclaw/package.json'), JSON.stringify({ type: 'module', exports }))
  writeFileSync(join(sdk, 'plugin-entry.js'), 'export const definePluginEntry = (entry) => entry')
  cpSync(folder, join(modules, 'front-office'), { recursive: true })
  const entry = pathToFileURL(join(modules, 'front-office', 'index.js')).href
  return (await import(/* @vite-ignore */ entry)).default
}

/** A host that takes note of what the plugin registers, and calls it as the gateway does. */
export async function pluginHostIn(into: string, pluginConfig: PluginConfig) {
  const hooks: Hooks = {}
  const tools = new Map<string, (context: Json) => Tool>()
  const methods = new Map<string, { run: (call: Json) => unknown; options: Json }>()
  const middleware: Hook[] = []
  const entry = await pluginIn(into, pluginFolder)
  entry.register({
    pluginConfig,
    registrationMode: 'full',
    on: (name: string, run: Hook, options?: Hooks[string]['options']) => {
      hooks[name] = { run, options }
    },
    registerTool: (make: (context: Json) => Tool, { name }: { name: string }) => tools.set(name, make),
    registerAgentToolResultMiddleware: (run: Hook) => middleware.push(run),
    registerGatewayMethod: (name: string, run: (call: Json) => unknown, options: Json) =>
      methods.set(name, { run, options }),
  })
  const context = { sessionKey: aRunInput().sessionKey, agentId: 'main', runId: 'run-1' }
  const fire = (name: string, event: Json = {}, change: Json = {}) =>
    hooks[name]?.run(event, { ...context, ...change })
  return {
    entry,
    hooks,
    tools,
    methods,
    fire,
    before: (toolName: string, params: Json, change: Json = {}, toolCallId = 'call-1') =>
      fire('before_tool_call', { toolName, params, toolCallId }, change),
    after: (event: Json, change: Json = {}) =>
      Promise.all(middleware.map((step) => step(event, { ...context, ...change }))),
    execute: (name: string, params: Json, toolCallId = 'call-1', change: Json = {}) => {
      // Tools are told their session, and not their run.
      const { runId: _, ...place } = { ...context, ...change }
      return tools.get(name)?.(place).execute(toolCallId, params)
    },
  }
}
