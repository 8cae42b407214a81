import type { FindingDetail } from '#api/findings/contract.ts'
import { retiredReason } from '#domain/drift/finding-rules.ts'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { ToneMark } from '../../ui/ToneMark.tsx'
import css from './drift.module.css'
import { lookOf } from './finding-look.ts'

/** A finding that says nothing about now any more. */
export function FindingOutcome({ finding }: { finding: FindingDetail }) {
  const { status, since, repair, reason } = finding
  return (
    <div className={css.box}>
      <p className={css.standing}>
        <ToneMark look={lookOf(finding)} /> <RelativeTime at={new Date(since)} />
      </p>
      {status === 'repaired' && repair && (
        <p>
          {repair.detail} {repair.intentId === '' && 'Front Office did it without asking. '}The second look
          found {repair.seen ? `it right: ${repair.seen.line}` : 'nothing there, as it should be'}.
        </p>
      )}
      {status === 'adopted' && <p>{reason || 'What was there then is what the record holds to be right.'}</p>}
      {status === 'gone' && <p>{goneWords(finding)}</p>}
      {!isRetired(finding) && (
        <p className={css.quiet}>If a look sees it differ again, it opens again here.</p>
      )}
    </div>
  )
}

const isRetired = ({ scope, status, reason }: FindingDetail) =>
  status === 'gone' && reason === retiredReason(scope)

/** A list that was not set yet when it was found is set by the next look. */
function goneWords(finding: FindingDetail): string {
  if (isRetired(finding)) return finding.reason
  return finding.kind === 'agent_skills'
    ? 'A later look set the list that policies say, or found no difference.'
    : 'A later look found no difference. Nobody did anything about it here.'
}
