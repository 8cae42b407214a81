import { type CommitSeen, type CommitWanted, type Verdict, verdict } from './check-rules.ts'

/** The repository that is the workspace itself needs no name. */
const placeOf = (repository: string, commit: string) =>
  repository === '.' ? commit : `${repository}@${commit}`

export function commitVerdict(wanted: CommitWanted, seen: CommitSeen): Verdict {
  const { repository, commit, contains, branch } = wanted
  const at = (one: string) => ({ location: placeOf(repository, one), hash: null, size: null })
  if ('problem' in seen) return verdict(false, seen.problem, at(commit))
  const { sha, hasText, isOnBranch } = seen
  const isThere = `The commit ${sha.slice(0, 12)} is there`
  if (!hasText) return verdict(false, `${isThere}, its message without “${contains}”.`, at(sha))
  if (!isOnBranch) return verdict(false, `${isThere}, and not on ${branch}.`, at(sha))
  const also = [
    ...(contains === null ? [] : [`its message holds “${contains}”`]),
    ...(branch === null ? [] : [`it is on ${branch}`]),
  ]
  return verdict(true, `${[isThere, ...also].join(', ')}.`, at(sha))
}
