import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import type { ToolResult } from './plugin-host.ts'

const words = (text: string): ToolResult => ({ content: [{ type: 'text', text }] })

/** Where each of them notes what it would have done outside. */
export interface ToolLogs {
  outbox: string
  messages: string
  notices: string
}

export const logsIn = (folder: string): ToolLogs => ({
  outbox: join(folder, 'outbox.jsonl'),
  messages: join(folder, 'messages.jsonl'),
  notices: join(folder, 'notices.jsonl'),
})

const note = (file: string, line: Record<string, unknown>) =>
  appendFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), ...line })}\n`)

/**
 * A few of the host's own tools, and one as of an MCP server named `board`. Nothing leaves the machine: `exec` writes its
 * command to the outbox, `message` what it would send and `board__post_notice` what it would pin up, to logs of their own.
 */
export function builtInTools(workspace: string, { outbox, messages, notices }: ToolLogs) {
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
        note(outbox, { tool: 'exec', command })
        return {
          ...words('written to the outbox; the practice gateway runs no commands'),
          details: { status: 'completed', exitCode: 0 },
        }
      },
    ],
    [
      'message',
      async (_, { action, target, message }) => {
        if (action !== 'send') throw new Error(`message can't ${String(action)} here`)
        note(messages, { tool: 'message', params: { to: target, message } })
        return words(`Sent to ${String(target)}, on paper.`)
      },
    ],
    [
      'board__post_notice',
      async (_, params) => {
        note(notices, { tool: 'post_notice', params })
        return words('It is on the board.')
      },
    ],
  ])
}
