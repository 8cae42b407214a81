import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import type {
  CommitLook,
  CommitSeen,
  FileLook,
  FileSeen,
  JsonLook,
  JsonSeen,
} from '#domain/quality/check-rules.ts'
import { agentOfKey } from '#domain/run/foreign-run-rules.ts'
import { sha256OfFile } from '#platform/blobs/file-hash.ts'
import { jsonMistakes } from '#platform/json-schema/schema-check.ts'
import { seenCommitIn } from './git-look.ts'
import type { Gateway } from './openclaw-client.ts'
import { fileWithin, openFound, type WorkspaceFile } from './workspace-file.ts'

/** Of a file whose JSON is looked at. */
const mostJsonBytes = 2 * 1_024 * 1_024

type Problem = { problem: string }

/** The agent is the one whose session it is: `agent:<id>:…`. Only its gateway knows where its files are. */
async function workspaceOf(gateway: Gateway, sessionKey: string): Promise<string | Problem> {
  const agentId = agentOfKey(sessionKey)
  const workspace = await gateway.workspaceOf(agentId)
  return workspace || { problem: `The gateway does not say where the files of its agent ${agentId} are.` }
}

async function inFile<T>(
  gateway: Gateway,
  { sessionKey, location }: FileLook,
  read: (file: WorkspaceFile) => Promise<T>,
): Promise<T | Problem> {
  const workspace = await workspaceOf(gateway, sessionKey)
  if (typeof workspace !== 'string') return workspace
  const file = fileWithin(workspace, location)
  if (!file) return { problem: 'There is no such file in the workspace any more.' }
  try {
    return await read(file)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return { problem: `The file can't be read: ${code ?? message}.` }
  }
}

export const seenFile = (gateway: Gateway, look: FileLook): Promise<FileSeen> =>
  inFile(gateway, look, async (file) => ({
    hash: await sha256OfFile(await openFound(file)),
    size: file.size,
  }))

export async function seenJson(gateway: Gateway, { schema, ...look }: JsonLook): Promise<JsonSeen> {
  const bytes = await inFile(gateway, look, async (file) => readBounded(await openFound(file)))
  if ('problem' in bytes) return bytes
  if (bytes.length > mostJsonBytes)
    return { problem: `The file is longer than ${mostJsonBytes.toLocaleString('en-US')} bytes.` }
  const text = textOf(bytes)
  if (text === null) return { problem: 'The file is not text in UTF-8.' }
  const mistakes = await jsonMistakes(schema, text)
  if ('problem' in mistakes) return mistakes
  return { hash: createHash('sha256').update(bytes).digest('hex'), size: bytes.length, ...mistakes }
}

export async function seenCommit(gateway: Gateway, look: CommitLook): Promise<CommitSeen> {
  const workspace = await workspaceOf(gateway, look.sessionKey)
  return typeof workspace === 'string' ? seenCommitIn(workspace, look) : workspace
}

/** At most a byte more than is read, so that what is too long shows. */
async function readBounded(file: FileHandle): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of file.createReadStream({ start: 0, end: mostJsonBytes })) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

function textOf(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}
