import type { Look } from '#api/findings/contract.ts'
import { ownScope } from '#domain/ids.ts'
import { counted, listed } from '../../ui/count-words.ts'

type Compared = NonNullable<Look['compared']>

/** What a look compared, with its counts. */
export function comparedWords(
  scope: string,
  { cron, agents, files, tasks, runs, workflows, folded }: Compared,
): string {
  const open = [counted(tasks, 'open task'), ...(runs > 0 ? [`${counted(runs, 'run')} of a runbook`] : [])]
  const rows = folded ? [`the rows of ${counted(folded.streams, 'stream')}`] : []
  return scope === ownScope
    ? listed([...open, counted(workflows, 'running workflow'), ...rows])
    : listed([counted(cron, 'job'), counted(agents, 'agent'), counted(files, 'file')])
}

/** The page in one sentence. */
export function leadOf(open: number, looks: readonly Look[]): string {
  const never = looks.filter(({ lookedAt }) => lookedAt === null)
  if (open > 0)
    return `The record and what is there disagree in ${counted(open, 'place')}. Each waits for you to repair, adopt or ignore it.`
  if (never.length === looks.length) return 'Nobody has looked yet, so nothing is known of how things are.'
  return never.length > 0
    ? `No difference where it was looked at. ${listed(never.map(({ name }) => name))} was never looked at.`
    : 'The record and what is there agree, as of the last look.'
}
