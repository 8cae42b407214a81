import type { FindingRow } from '#api/findings/contract.ts'
import { meaningOf } from '#domain/drift/finding-rules.ts'
import { ActionLink } from '../../ui/ActionLink.tsx'
import { Icon } from '../../ui/icons.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Row, RowList } from '../../ui/RowList.tsx'
import { ToneMark } from '../../ui/ToneMark.tsx'
import css from './drift.module.css'
import { differenceWord, kindIcon, lookOf, placeOf, shortSides, titleOf } from './finding-look.ts'

export function FindingRows({ label, items }: { label: string; items: readonly FindingRow[] }) {
  return (
    <RowList label={label}>
      {items.map((finding) => (
        <FindingLine key={finding.id} finding={finding} />
      ))}
    </RowList>
  )
}

function FindingLine({ finding }: { finding: FindingRow }) {
  const { ours, theirs } = shortSides(finding)
  const { subject, projectName, status, firstSeen, since, reason, repairDetail } = finding
  const isOpen = status === 'open' || status === 'repairing'
  return (
    <Row
      mark={<Icon name={kindIcon[finding.kind]} />}
      title={`${titleOf(finding)}: ${differenceWord[finding.difference]}`}
      href={`/findings/${finding.id}`}
      reason={
        <>
          <span className={css.meaning}>{meaningOf(finding)}</span>
          <span className={css.pair}>
            <span>The record: {ours}</span>
            <span>
              {placeOf(finding)}: {theirs}
            </span>
          </span>
          {status === 'open' && repairDetail && (
            <span className={css.failed}>The last repair did not do it.</span>
          )}
          {reason && <span className={css.meaning}>{reason}</span>}
        </>
      }
      detail={
        <>
          <ToneMark look={lookOf(finding)} isQuiet={!isOpen} />
          <span>{subject.where}</span>
          {projectName && <span>{projectName}</span>}
        </>
      }
      aside={<RelativeTime at={new Date(isOpen ? firstSeen : since)} as={isOpen ? 'span' : 'moment'} />}
      action={
        isOpen && (
          <ActionLink href={`/findings/${finding.id}`} refusal={null}>
            Compare
          </ActionLink>
        )
      }
      isActionWideOnly
    />
  )
}
