import type { TaskLine } from '#api/tasks/contract.ts'
import { counted } from '../../ui/count-words.ts'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Row, RowList } from '../../ui/RowList.tsx'
import { Section } from '../../ui/Section.tsx'
import css from './InLine.module.css'
import { placeWords } from './task-wording.ts'

/** What starts before this task, and since when it has stood in line. */
export function InLine({ line }: { line: TaskLine }) {
  const { position, length, queuedAt, ahead } = line
  const unnamed = position - 1 - ahead.length
  return (
    <Section title="In line" note="the next to start first">
      <p className={css.place}>
        {placeWords(line)} of {counted(length, 'task')}, since{' '}
        <RelativeTime at={new Date(queuedAt)} as="moment" />.{' '}
        {position === 1 ? 'Nothing is before it: it starts next.' : 'Before it:'}
      </p>
      {ahead.length > 0 && (
        <RowList label="Before it">
          {ahead.map(({ taskId, title, projectName }) => (
            <Row key={taskId} title={title} href={`/tasks/${taskId}`} detail={<span>{projectName}</span>} />
          ))}
        </RowList>
      )}
      {unnamed > 0 && <p className={css.more}>and {counted(unnamed, 'more', 'more')}</p>}
    </Section>
  )
}
