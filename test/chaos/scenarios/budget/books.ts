import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a run cost by the gateway's own transcript, billionths of a dollar; nothing of ours counts it. */
type Transcripts = Map<string, { nanoUsd: number; answers: number }>

interface Kept {
  messages: Record<
    string,
    { role: string; usage?: { cost?: { total?: number } }; __openclaw: { runId: string } }[]
  >
}

/** Of every session that is a task's, by session: whichever runs the gateway made of it. */
export function transcriptsIn(folder: string): Transcripts {
  const file = join(folder, 'practice', 'state', 'gateway.json')
  const { messages } = JSON.parse(readFileSync(file, 'utf8')) as Kept
  const booked: Transcripts = new Map()
  for (const [sessionKey, said] of Object.entries(messages)) {
    if (!sessionKey.includes(':fo:task/')) continue
    const answers = said.filter(({ role, usage }) => role === 'assistant' && usage)
    const costs = answers.map(({ usage }) => Math.round((usage?.cost?.total ?? 0) * 1e9))
    booked.set(sessionKey, { nanoUsd: costs.reduce((sum, one) => sum + one, 0), answers: answers.length })
  }
  return booked
}
