import type { ArtifactState } from '../task/task.ts'
import type { Check, Deliverable, Evidence } from './deliverable.ts'

export interface UrlLook {
  url: string
  contains: string
}
/** What an address answered. `problem`: it was not asked, or gave no answer that can be read. */
export type UrlSeen =
  | { status: number; url: string; hasText: boolean; hash: string; size: number }
  | { problem: string }

export interface FileLook {
  /** Of the run that recorded it: names the agent whose workspace it is in. */
  sessionKey: string
  location: string
}
export type FileSeen = { hash: string; size: number } | { problem: string }

export interface Verdict {
  passed: boolean
  evidence: Evidence
}
/** The file that counts: its hash as it was recorded, and the one that was asked for. */
export interface FileWanted {
  location: string
  hash: string
  sha256: string | null
}
/** What has to be looked at outside, or the verdict where the record alone gives it. */
export type Look =
  | ({ kind: 'url' } & UrlLook)
  | ({ kind: 'file' } & FileWanted)
  | { kind: 'none'; verdict: Verdict }

const longestWords = 1_000
const place = (artifact: ArtifactState | null) => ({
  location: artifact?.location ?? null,
  hash: artifact?.hash ?? null,
  size: artifact?.size ?? null,
})
const verdict = (passed: boolean, words: string, where: Omit<Evidence, 'words'>): Verdict => ({
  passed,
  evidence: { words: words.slice(0, longestWords), ...where },
})

const known = (passed: boolean, words: string, artifact: ArtifactState | null): Look => ({
  kind: 'none',
  verdict: verdict(passed, words, place(artifact)),
})

export function lookOf({ check }: Deliverable, artifact: ArtifactState | null): Look {
  if (check.kind === 'url') return urlLook(check, artifact)
  if (!artifact) return known(false, 'No artifact of this title is recorded.', null)
  const { location, hash } = artifact
  if (check.kind !== 'file') return known(true, 'An artifact of this title is recorded.', artifact)
  return hash === null
    ? known(false, 'It was recorded without a hash: it was no file of the workspace.', artifact)
    : { kind: 'file', location, hash, sha256: check.sha256 }
}

function urlLook({ url, contains }: Check & { kind: 'url' }, artifact: ArtifactState | null): Look {
  const target = url ?? artifact?.location ?? null
  if (target === null) return known(false, 'No artifact of this title says which address to ask.', null)
  return { kind: 'url', url: target, contains }
}

export function urlVerdict({ url, contains }: UrlLook, seen: UrlSeen): Verdict {
  if ('problem' in seen) return verdict(false, seen.problem, { location: url, hash: null, size: null })
  const where = { location: seen.url, hash: seen.hash, size: seen.size }
  if (seen.status < 200 || seen.status > 299) return verdict(false, `It answered ${seen.status}.`, where)
  return seen.hasText
    ? verdict(true, `It answered ${seen.status} and holds “${contains}”.`, where)
    : verdict(false, `It answered ${seen.status}, without “${contains}”.`, where)
}

export function fileVerdict({ location, hash, sha256 }: FileWanted, seen: FileSeen): Verdict {
  if ('problem' in seen) return verdict(false, seen.problem, { location, hash: null, size: null })
  const where = { location, hash: seen.hash, size: seen.size }
  if (seen.size === 0) return verdict(false, 'The file is empty.', where)
  if (sha256 !== null && seen.hash !== sha256)
    return verdict(false, `The file is not the one that was asked for, sha256 ${sha256}.`, where)
  if (seen.hash !== hash)
    return verdict(false, 'The file was changed after it was recorded. Record it again.', where)
  return verdict(true, 'The file is there and is what was recorded.', where)
}
