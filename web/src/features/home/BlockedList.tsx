import type { BlockedTask } from '#api/home/contract.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Glyph } from '../../ui/Glyph.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Row, RowList } from '../../ui/RowList.tsx'
import { Section } from '../../ui/Section.tsx'
import css from './home.module.css'
import { useMayUnblock } from './home-queries.ts'
import { shortened } from './shortened.ts'

interface BlockedListProps {
  blocked: readonly BlockedTask[]
  count: number
}

/** What can't go on until somebody removes a cause, with who that can be. */
export function BlockedList({ blocked, count }: BlockedListProps) {
  const more = {
    label: count > 7 ? `All ${count} blocked tasks` : 'Blocked tasks',
    href: '/tasks?view=open&blocked=true',
  }
  return (
    <div id="blocked">
      <Section title="Blocked" count={count} note="oldest first" more={more}>
        {blocked.length > 0 ? (
          <RowList label="Blocked tasks">
            {shortened(blocked, count).map((task) => (
              <BlockedLine key={task.taskId} task={task} />
            ))}
          </RowList>
        ) : (
          <EmptyState
            title="Nothing is blocked."
            first="What can’t go on by itself appears here with its cause and who can remove it."
          />
        )}
      </Section>
    </div>
  )
}

const unblockWords: Record<BlockedTask['unblocker'], string> = {
  operator: 'an operator can unblock it',
  owner: 'an owner can unblock it',
  executor: 'whoever is at the executor can unblock it',
}

function BlockedLine({ task }: { task: BlockedTask }) {
  const isMine = useMayUnblock(task.unblocker)
  return (
    <Row
      mark={
        <span data-tone="blocked" className={css.tone}>
          <Glyph name="stop" />
        </span>
      }
      title={task.title}
      href={`/tasks/${task.taskId}`}
      reason={task.reason}
      detail={
        <>
          <span>{task.projectName}</span>
          <span>
            since <RelativeTime at={new Date(task.since)} as="span" />
          </span>
          <span className={isMine ? css.you : undefined}>
            {isMine ? 'you can unblock it' : unblockWords[task.unblocker]}
          </span>
        </>
      }
    />
  )
}
