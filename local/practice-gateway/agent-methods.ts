import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { MethodError, method, none, text } from './method.ts'

/** The only files that the real one reads and writes for an agent (brief 6). */
const names = ['AGENTS.md', 'SOUL.md', 'USER.md', 'IDENTITY.md', 'BOOTSTRAP.md', 'MEMORY.md']
const hashOf = (content: string) => createHash('sha256').update(content).digest('hex')

/** One agent, and the files that say who it is. */
export function agentMethods({ workspace }: { workspace: string }) {
  const known = (agentId: string) => {
    if (agentId !== 'main') throw new MethodError('INVALID_REQUEST', `unknown agent id "${agentId}"`)
  }
  const supported = (name: string) => {
    if (!names.includes(name)) throw new MethodError('INVALID_REQUEST', `unsupported file "${name}"`)
  }
  const rowOf = (name: string) => {
    const path = join(workspace, name)
    if (!existsSync(path)) return { name, path, missing: true }
    const { size, mtimeMs } = statSync(path)
    return { name, path, missing: false, size, updatedAtMs: Math.round(mtimeMs) }
  }
  const fileOf = (name: string) => {
    const row = rowOf(name)
    if (row.missing) return row
    const content = readFileSync(row.path, 'utf8')
    return { ...row, content, hash: hashOf(content) }
  }
  const Named = z.strictObject({ agentId: text, name: text })
  return {
    'agents.list': method('read', none, () => ({
      defaultId: 'main',
      mainKey: 'main',
      scope: 'per-sender',
      agents: [{ id: 'main', workspace, defaultPermissionMode: 'full' }],
    })),
    'agents.files.list': method('read', z.strictObject({ agentId: text }), ({ agentId }) => {
      known(agentId)
      return { agentId, workspace, files: names.map(rowOf) }
    }),
    'agents.files.get': method('read', Named, ({ agentId, name }) => {
      known(agentId)
      supported(name)
      return { agentId, workspace, file: fileOf(name) }
    }),
    'agents.files.set': method(
      'admin',
      Named.extend({ content: z.string(), expectedHash: text.optional() }),
      ({ agentId, name, content, expectedHash }) => {
        known(agentId)
        supported(name)
        const before = fileOf(name)
        const currentHash = 'hash' in before ? before.hash : undefined
        if (expectedHash && expectedHash !== currentHash)
          throw new MethodError('INVALID_REQUEST', `${name} changed since it was read`, {
            details: { type: 'agent_file_conflict', currentHash },
          })
        writeFileSync(join(workspace, name), content)
        return { ok: true, agentId, workspace, file: { ...rowOf(name), hash: hashOf(content) } }
      },
    ),
  }
}
