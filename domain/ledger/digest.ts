import { sha256 as hash } from '@noble/hashes/sha2.js'
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import canonicalize from 'canonicalize'
import type { LedgerEntry } from './entry.ts'

/** RFC 8785. Throws on what JSON cannot hold (NaN, a cycle). */
export function canonicalOf(value: unknown): string {
  const text = canonicalize(value)
  if (text === undefined) throw new Error('nothing to canonicalize')
  return text
}

export const sha256Of = (...parts: (string | Uint8Array)[]): Uint8Array =>
  hash(concatBytes(...parts.map((part) => (typeof part === 'string' ? utf8ToBytes(part) : part))))

export const hexOf = bytesToHex
export const sha256Hex = (text: string): string => hexOf(sha256Of(text))

/** What an approval is bound to: lower-case hex sha256 over tool and parameters. */
export const parametersHash = (tool: string, parameters: unknown): string =>
  sha256Hex(canonicalOf({ tool, parameters }))

/** Made at append, over everything but the place in the one order. */
export const digestOf = (entry: LedgerEntry): Uint8Array =>
  sha256Of(
    canonicalOf([
      entry.streamId,
      entry.streamSeq,
      entry.projectId,
      entry.runId,
      entry.runSeq,
      entry.batch,
      entry.type,
      entry.version,
      entry.at,
      entry.actor,
      entry.body,
    ]),
  )

export const genesisHash = new Uint8Array(32)
export const chainHash = (previous: Uint8Array, digest: Uint8Array): Uint8Array => sha256Of(previous, digest)
