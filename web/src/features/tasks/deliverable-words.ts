import type { Check, Deliverable } from '#domain/quality/deliverable.ts'
import type { DeliverableStanding } from '#domain/quality/quality-rules.ts'
import type { Look } from '../../ui/ToneMark.tsx'

export const standingLooks: Record<DeliverableStanding, Look> = {
  missing: { word: 'not yet', tone: 'muted', glyph: 'dashed' },
  recorded: { word: 'recorded', tone: 'info', glyph: 'half' },
  failed: { word: 'not proven', tone: 'blocked', glyph: 'cross' },
  to_review: { word: 'look at it', tone: 'waiting', glyph: 'question' },
  proven: { word: 'proven', tone: 'positive', glyph: 'check' },
  waived: { word: 'accepted without proof', tone: 'waiting', glyph: 'slash' },
}

/** What has to be so, in a line. */
export function checkWords({ check }: Deliverable): string {
  switch (check.kind) {
    case 'artifact':
      return 'an artifact of this title'
    case 'url':
      return `${check.url ?? 'its address'} answers and holds “${check.contains}”`
    case 'file':
      return check.sha256 === null ? 'a file that is not empty' : 'a file with a given sha256'
    case 'json':
      return check.path === null
        ? 'a file whose JSON matches a schema'
        : `the JSON of ${check.path} matches a schema`
    case 'commit':
      return commitWords(check)
    case 'review':
      return 'an operator looks at it'
    default:
      return check satisfies never
  }
}

function commitWords({ repository, commit, contains, branch }: Check & { kind: 'commit' }): string {
  const place = repository === '.' ? 'the workspace’s git repository' : `the git repository ${repository}`
  return [
    `${place} holds ${commit ?? 'the commit that the agent names'}`,
    ...(contains === null ? [] : [`its message holds “${contains}”`]),
    ...(branch === null ? [] : [`it is on ${branch}`]),
  ].join(', ')
}
