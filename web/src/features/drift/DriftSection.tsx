import type { FindingRow } from '#api/findings/contract.ts'
import { wordsOf } from '../../http/missing.ts'
import { ActionLink } from '../../ui/ActionLink.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Section } from '../../ui/Section.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import table from '../../ui/table.module.css'
import css from './drift.module.css'
import { useFindings } from './drift-queries.ts'
import { lookOf, shortSides, titleOf } from './finding-look.ts'
import { LookRows } from './LookRows.tsx'

const mostShown = 7

/** On the executors' page: what differs, with both sides in short, and when was last looked. */
export function DriftSection() {
  const findings = useFindings('open')
  const data = findings.data?.pages[0]
  const open = data?.counts.open ?? 0
  return (
    <>
      <Section
        title="Drift"
        {...(data && { count: open })}
        note="the record says one thing, the executor another"
        more={{ label: open > mostShown ? `All ${open} findings` : 'Findings', href: '/findings' }}
      >
        {findings.error && <p role="alert">Drift cannot be read now. {wordsOf(findings.error)}</p>}
        {findings.isPending && <SkeletonRows label="drift" count={2} />}
        {data && open === 0 && (
          <p className={css.quiet}>No difference is open. What was compared stands below.</p>
        )}
        {data && open > 0 && <DriftTable items={data.items.slice(0, mostShown)} />}
      </Section>
      {data && (
        <Section title="Last looks" note="what was compared with the record, and when">
          <LookRows looks={data.looks} />
        </Section>
      )}
    </>
  )
}

function DriftTable({ items }: { items: readonly FindingRow[] }) {
  return (
    <div className={table.scroll}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col" className={table.medium}>
              The record
            </th>
            <th scope="col" className={table.medium}>
              There
            </th>
            <th scope="col" className={table.wide}>
              State
            </th>
            <th scope="col" className={`${table.medium} ${table.number}`}>
              Since
            </th>
            <th scope="col">
              <span className={table.hidden}>Action</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((finding) => (
            <DriftLine key={finding.id} finding={finding} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function DriftLine({ finding }: { finding: FindingRow }) {
  const { ours, theirs } = shortSides(finding)
  const { projectName, subject, firstSeen, id } = finding
  const look = lookOf(finding)
  return (
    <tr data-tone={look.tone}>
      <td>
        <strong className={table.strong}>{titleOf(finding)}</strong>
        <span className={table.sub}>{projectName ?? subject.where}</span>
        <span className={`${table.narrowOnly} ${css.narrowSide}`}>The record: {ours}</span>
        <span className={`${table.narrowOnly} ${css.narrowSide}`}>There: {theirs}</span>
      </td>
      <td className={`${table.medium} ${css.cell}`}>{ours}</td>
      <td className={`${table.medium} ${css.cell}`}>{theirs}</td>
      <td className={`${table.wide} ${table.toned}`}>{look.word}</td>
      <td className={`${table.medium} ${table.number}`}>
        <RelativeTime at={new Date(firstSeen)} as="span" />
      </td>
      <td className={table.number}>
        <ActionLink href={`/findings/${id}`} refusal={null} aria-label={`Compare: ${titleOf(finding)}`}>
          Compare
        </ActionLink>
      </td>
    </tr>
  )
}
