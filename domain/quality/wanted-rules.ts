import type { Declared, Deliverable } from './deliverable.ts'
import { deliverablesOf } from './quality-rules.ts'

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
      return `- ${title}: a file of your workspace, not empty${check.sha256 ? `, sha256 ${check.sha256}` : ''}. Record it as an artifact of that title, after its last change.`
    case 'review':
      return `- ${title}: an operator looks at it. Record it as an artifact of that title.`
    default:
      return check satisfies never
  }
}

/** What has to be there at the end, as its agent is told. */
export function wantedLines(declared: Declared[]): string[] {
  const deliverables = deliverablesOf({ deliverables: declared })
  const plain = deliverables.filter(({ check }) => check.kind === 'artifact').map(({ title }) => title)
  const checked = deliverables.map(wantedLine).filter((line) => line !== null)
  return [
    ...(plain.length > 0 ? [`Record these artifacts: ${plain.join('; ')}`] : []),
    ...(checked.length > 0 ? [`These are checked before the task is done:\n${checked.join('\n')}`] : []),
  ]
}
