import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { chainHash, digestOf, genesisHash, hexOf } from '#domain/ledger/digest.ts'
import { entryLine, headerLine, headLine } from '#domain/ledger/verify.ts'

/** An export of a ledger that never was: chained entries as an agent's work leaves them, made in this process. */
export async function makeExport(file: string, count: number): Promise<void> {
  await pipeline(Readable.from(linesOf(count)), createWriteStream(file))
}

function* linesOf(count: number): Generator<string> {
  let hash: Uint8Array = genesisHash
  let chunk = `${headerLine}\n`
  for (let position = 1; position <= count; position++) {
    const entry = entryAt(position)
    hash = chainHash(hash, digestOf(entry))
    chunk += `${entryLine({ position, hash: hexOf(hash), entry })}\n`
    if (chunk.length < 256 * 1_024) continue
    yield chunk
    chunk = ''
  }
  yield `${chunk}${headLine({ position: count, hash: hexOf(hash) })}\n`
}

const entryAt = (n: number) => ({
  streamId: `task/t_${String(n % 20_000).padStart(16, '0')}`,
  streamSeq: Math.ceil(n / 20_000),
  projectId: 'pr_0123456789abcdef',
  runId: '0196fa30-1111-7222-8333-0123456789ab',
  runSeq: Math.ceil(n / 20_000),
  batch: 1,
  type: 'update_posted',
  version: 1,
  at: new Date(1_795_600_000_000 + n * 1_000).toISOString(),
  actor: 'agent:ag_0123456789abcdef',
  body: {
    stepId: 's1',
    itemId: `i${n}`,
    text: `What was done in step ${n}, in a sentence, as agents write it.`,
  },
})

export interface Verified {
  ms: number
  /** The most that the process held at once. */
  peakBytes: number
}

/**
 * Megabytes of what lives on. What V8 leaves lying longer where there is room, it clears away within these: without them a
 * longer run holds more garbage at once, and with them one that grew with the ledger would end.
 */
export const heapMb = 48

/** `npm run ledger -- verify` in a process of its own. Throws where it finds a fault. */
export async function verifyInProcess(file: string, count: number): Promise<Verified> {
  const began = performance.now()
  const child = spawn(
    process.execPath,
    [`--max-old-space-size=${heapMb}`, '--import', 'tsx', 'cli/ledger.ts', 'verify', file],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text))
  let peakBytes = 0
  const look = setInterval(() => (peakBytes = Math.max(peakBytes, peakOf(child.pid))), 50)
  const [code] = await once(child, 'close')
  clearInterval(look)
  if (code !== 0 || !said.startsWith(`${count} entries`)) throw new Error(`verify said: ${said}`)
  return { ms: performance.now() - began, peakBytes }
}

/** `VmHWM`; 0 where it has ended. */
function peakOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1_024
  } catch {
    return 0
  }
}
