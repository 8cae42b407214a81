import { maskedText } from '#domain/run/masking.ts'
import type { EffectResult } from '#domain/run/run.ts'

interface ToolDetails {
  status?: unknown
  exitCode?: unknown
}

/** By the tool's own word: an exit code, an error, or that it still runs in the background. */
export function resultOf({ isError, result }: { isError: boolean; result?: unknown }): EffectResult {
  const details = ((result as { details?: unknown } | null)?.details ?? {}) as ToolDetails
  const detail = detailOf(result)
  if (details.status === 'running')
    return { outcome: 'uncertain', detail: `It still runs in the background. ${detail}` }
  const hasFailed = isError || (typeof details.exitCode === 'number' && details.exitCode !== 0)
  return { outcome: hasFailed ? 'failed' : 'performed', detail }
}

/** A tool's answer in words, secrets masked, at most 4,000 characters. */
export function detailOf(result: unknown): string {
  const content = (result as { content?: unknown } | null)?.content ?? result
  const parts = Array.isArray(content) ? content.map((part) => part?.text ?? '') : [content]
  const words = parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part ?? undefined)))
  return maskedText(words.filter(Boolean).join('\n')).slice(0, 4_000)
}
