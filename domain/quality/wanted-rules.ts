import type { Check, Declared, Deliverable } from './deliverable.ts'
import { declaredOf } from './quality-rules.ts'

const recordIt = 'Record it as an artifact of that title, after its last change.'

/** How a deliverable is checked, where recording it is not enough. */
function wantedLine({ title, check }: Deliverable): string | null {
  switch (check.kind) {
    case 'artifact':
      return null
    case 'url':
      return check.url === null
        ? `- ${title}: a URL that answers and holds “${check.contains}”. Record it as an artifact of that title.`
        : `- ${title}: ${check.url} must answer and hold “${check.contains}”.`
    case 'file':
      return `- ${title}: a file of your workspace, not empty${check.sha256 ? `, sha256 ${check.sha256}` : ''}. ${recordIt}`
    case 'json':
      return `- ${title}: ${jsonWanted(check)}`
    case 'commit':
      return `- ${title}: ${commitWanted(check)}`
    case 'review':
      return `- ${title}: an operator looks at it. Record it as an artifact of that title.`
    default:
      return check satisfies never
  }
}

function jsonWanted({ path, schema }: Check & { kind: 'json' }): string {
  const [place, end] =
    path === null ? ['of your workspace', ` ${recordIt}`] : [`${path} of your workspace`, '']
  return `a file ${place} whose JSON matches this JSON Schema, draft 2020-12.${end}\n  ${JSON.stringify(schema)}`
}

function commitWanted({ repository, commit, contains, branch }: Check & { kind: 'commit' }): string {
  const place =
    repository === '.' ? 'the git repository of your workspace' : `the git repository ${repository}`
  return [
    `${place} holds ${commit === null ? 'the commit' : commit}`,
    ...(contains === null ? [] : [`, its message holding “${contains}”`]),
    ...(branch === null ? [] : [`, reached from ${branch}`]),
    ...(commit === null ? ['. Record its sha as the location of an artifact of that title'] : []),
    '.',
  ].join('')
}

/** What has to be there at the end, as its agent is told. */
export function wantedLines(declared: Declared[]): string[] {
  const deliverables = declaredOf({ deliverables: declared })
  const plain = deliverables.filter(({ check }) => check.kind === 'artifact').map(({ title }) => title)
  const checked = deliverables.map(wantedLine).filter((line) => line !== null)
  return [
    ...(plain.length > 0 ? [`Record these artifacts: ${plain.join('; ')}`] : []),
    ...(checked.length > 0 ? [`These are checked before the task is done:\n${checked.join('\n')}`] : []),
  ]
}
