import type { Project } from '#api/projects/contract.ts'
import { inboxHref } from '#domain/inbox/inbox.ts'
import { useInbox } from '../../http/shared-queries.ts'
import { costWords } from '../../ui/cost-words.ts'
import { Figure, FigureRow } from '../../ui/Figure.tsx'
import { Unknown } from '../../ui/Money.tsx'

/** Every figure opens what it was counted from. */
export function ProjectFigures({ project: { id, counts, costNanoUsd } }: { project: Project }) {
  const inbox = useInbox().data?.items
  const needs = inbox?.filter((item) => item.projectId === id)
  const tasksAt = (view: string) => `/projects/${id}/tasks?view=${view}`
  const isUnknown = costNanoUsd === null
  return (
    <FigureRow>
      <Figure
        label="Need you"
        value={needs ? needs.length : <Unknown />}
        {...(needs && needs.length > 0 && { tone: 'waiting' as const })}
        href={needs?.[0] ? inboxHref(needs[0].id) : '/inbox'}
      />
      <Figure label="Open tasks" value={counts.open} href={tasksAt('open')} />
      <Figure
        label="Failed"
        value={counts.failed}
        {...(counts.failed > 0 && { tone: 'danger' as const })}
        href={tasksAt('failed')}
      />
      <Figure label="Done" value={counts.done} href={tasksAt('done')} />
      <Figure
        label="Cost so far"
        value={isUnknown ? <Unknown /> : costWords(costNanoUsd)}
        {...(isUnknown && { delta: 'a run has no known price' })}
        href={`/ledger?projectId=${id}&type=run_ended`}
      />
    </FigureRow>
  )
}
