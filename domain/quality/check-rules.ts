import type { ArtifactState } from '../task/task.ts'
import type { Check, Deliverable, Evidence } from './deliverable.ts'
import { refRefusal } from './git-rules.ts'

type JsonCheck = Check & { kind: 'json' }

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

/** A file whose JSON is held against a schema. `hash`: as it was recorded; null where it was only declared. */
export interface JsonWanted {
  location: string
  hash: string | null
  schema: JsonCheck['schema']
}
export type JsonLook = FileLook & Pick<JsonWanted, 'schema'>
/** The first few things that are wrong, each with where, and how many there are besides. */
export type JsonSeen = { hash: string; size: number; wrong: string[]; more: number } | { problem: string }

export interface CommitWanted {
  repository: string
  commit: string
  contains: string | null
  branch: string | null
}
export type CommitLook = CommitWanted & Pick<FileLook, 'sessionKey'>
/** What is not asked for is so. */
export type CommitSeen = { sha: string; hasText: boolean; isOnBranch: boolean } | { problem: string }

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
  | ({ kind: 'json' } & JsonWanted)
  | ({ kind: 'commit' } & CommitWanted)
  | { kind: 'none'; verdict: Verdict }

const longestWords = 1_000
const place = (artifact: ArtifactState | null) => ({
  location: artifact?.location ?? null,
  hash: artifact?.hash ?? null,
  size: artifact?.size ?? null,
})
export const verdict = (passed: boolean, words: string, where: Omit<Evidence, 'words'>): Verdict => ({
  passed,
  evidence: { words: words.slice(0, longestWords), ...where },
})

const known = (passed: boolean, words: string, artifact: ArtifactState | null): Look => ({
  kind: 'none',
  verdict: verdict(passed, words, place(artifact)),
})

export function lookOf({ check }: Deliverable, artifact: ArtifactState | null): Look {
  if (check.kind === 'url') return urlLook(check, artifact)
  if (check.kind === 'commit') return commitLook(check, artifact)
  if (check.kind === 'json' && check.path !== null)
    return { kind: 'json', location: check.path, hash: null, schema: check.schema }
  if (!artifact) return known(false, 'No artifact of this title is recorded.', null)
  const { location, hash } = artifact
  if (check.kind !== 'file' && check.kind !== 'json')
    return known(true, 'An artifact of this title is recorded.', artifact)
  if (hash === null)
    return known(false, 'It was recorded without a hash: it was no file of the workspace.', artifact)
  return check.kind === 'json'
    ? { kind: 'json', location, hash, schema: check.schema }
    : { kind: 'file', location, hash, sha256: check.sha256 }
}

/** What only the machine of the executor can see: it may be away. */
export const isAtExecutor = ({ kind }: Look): boolean =>
  kind === 'file' || kind === 'json' || kind === 'commit'

function urlLook({ url, contains }: Check & { kind: 'url' }, artifact: ArtifactState | null): Look {
  const target = url ?? artifact?.location ?? null
  if (target === null) return known(false, 'No artifact of this title says which address to ask.', null)
  return { kind: 'url', url: target, contains }
}

function commitLook(
  { repository, commit, contains, branch }: Check & { kind: 'commit' },
  artifact: ArtifactState | null,
): Look {
  const wanted = commit ?? artifact?.location.trim() ?? null
  if (wanted === null) return known(false, 'No artifact of this title says which commit it is.', null)
  const refusal = refRefusal(wanted)
  if (refusal !== null) return known(false, `${wanted.slice(0, 200)} ${refusal}.`, artifact)
  return { kind: 'commit', repository, commit: wanted, contains, branch }
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
