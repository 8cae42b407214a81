import type { TaskRow } from '#api/tasks/contract.ts'
import { useWaitsFor } from '../../http/shared-queries.ts'
import { Cost } from '../../ui/Cost.tsx'
import { Glyph } from '../../ui/Glyph.tsx'
import { useNow } from '../../ui/now.ts'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Row } from '../../ui/RowList.tsx'
import { taskStatusLook } from '../../ui/task-status.ts'
import { DueMark } from './DueMark.tsx'
import css from './TaskList.module.css'
import { placeWords, priorityWords, waitLine, waitsSince } from './task-wording.ts'

/** One task in a list: its state, what it waits for and since when, whose it is, and what it cost. */
export function TaskLine({ row, isProjectShown }: { row: TaskRow; isProjectShown: boolean }) {
  const now = useNow()
  const look = taskStatusLook[row.status]
  const { waitKind: kind, waitDetail: detail, waitUntil: until, line } = row
  const since = waitsSince(row.since, line)
  const others = useWaitsFor(row, kind)
  const wait = kind && waitLine({ kind, detail: detail ?? '', until, since }, now, others)
  return (
    <Row
      mark={
        <span className={css.mark} data-tone={look.tone}>
          <Glyph name={look.glyph} isLive={look.isLive ?? false} />
        </span>
      }
      title={row.title}
      href={`/tasks/${row.id}`}
      reason={wait && [placeWords(line), `waits for: ${wait.on}`].filter(Boolean).join('; ')}
      detail={
        <>
          <span>{look.word}</span>
          <DueMark task={row} />
          {row.priority !== 'normal' && <span>{priorityWords[row.priority]} priority</span>}
          <span>
            since <RelativeTime at={new Date(since)} as="span" />
          </span>
          <span>{row.agentName}</span>
          {isProjectShown && <span>{row.projectName}</span>}
          {row.starter && <span>adopted</span>}
          {row.isPractice && <span>practice</span>}
        </>
      }
      aside={hasCost(row) && <Cost nanoUsd={row.costNanoUsd} />}
    />
  )
}

/** Nothing is known before the first run has ended. */
const hasCost = ({ endedAt, costNanoUsd }: TaskRow) => endedAt !== null || (costNanoUsd ?? 0) > 0
