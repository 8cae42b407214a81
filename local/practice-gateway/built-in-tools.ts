import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import type { ToolResult } from './plugin-host.ts'

const words = (text: string): ToolResult => ({ content: [{ type: 'text', text }] })

/** A few of the host's own tools. `exec` runs nothing: it writes the command to the outbox. */
export function builtInTools(workspace: string, outbox: string) {
  const inside = (path: unknown) => join(workspace, normalize(`/${String(path ?? '')}`))
  return new Map<string, (id: string, params: Record<string, unknown>) => Promise<ToolResult>>([
    ['read', async (_, { path }) => words(readFileSync(inside(path), 'utf8'))],
    [
      'write',
      async (_, { path, content }) => {
        const file = inside(path)
        mkdirSync(dirname(file), { recursive: true })
        writeFileSync(file, String(content ?? ''))
        return words(`written to ${String(path)}`)
      },
    ],
    ['ls', async (_, { path }) => words(readdirSync(inside(path)).join('\n'))],
    [
      'exec',
      async (_, { command }) => {
        const line = { tool: 'exec', at: new Date().toISOString(), command }
        appendFileSync(outbox, `${JSON.stringify(line)}\n`)
        return {
          ...words('written to the outbox; the practice gateway runs no commands'),
          details: { status: 'completed', exitCode: 0 },
        }
      },
    ],
  ])
}
