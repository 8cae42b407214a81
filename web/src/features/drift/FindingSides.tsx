import type { FindingDetail } from '#api/findings/contract.ts'
import type { Side } from '#domain/drift/finding.ts'
import css from './drift.module.css'
import { placeOf, shortSides } from './finding-look.ts'
import { diffRows, type Part } from './side-diff.ts'

/** Both values in full, line beside line: the decision is about the difference, not about a label. */
export function FindingSides({ finding }: { finding: FindingDetail }) {
  const { ours, theirs } = finding
  const place = placeOf(finding)
  return (
    <div className={css.sides}>
      <table className={css.diff}>
        <thead>
          <tr>
            <th scope="col">The record</th>
            <th scope="col">{place}</th>
          </tr>
        </thead>
        <tbody>
          {ours?.text != null && theirs?.text != null ? (
            <Lines ours={ours.text} theirs={theirs.text} />
          ) : (
            <tr data-whole="">
              <td data-differs={theirs ? undefined : 'removed'}>
                <Whole side={ours} none={shortSides(finding).ours} />
              </td>
              <td data-differs={ours ? undefined : 'added'}>
                <Whole side={theirs} none={shortSides(finding).theirs} />
              </td>
            </tr>
          )}
        </tbody>
      </table>
      {(ours?.isMasked || theirs?.isMasked) && (
        <p className={css.quiet}>What looks like a secret is masked here and stays on the executor.</p>
      )}
      {finding.difference === 'duplicate' && (
        <p className={css.quiet}>Both are the same; the one that this finding is about came later.</p>
      )}
    </div>
  )
}

function Lines({ ours, theirs }: { ours: string; theirs: string }) {
  return diffRows(ours, theirs).map(({ left, right, isSame }, at) => (
    <tr key={at} data-same={isSame || undefined}>
      <Line parts={left} differs={isSame ? undefined : 'removed'} />
      <Line parts={right} differs={isSame ? undefined : 'added'} />
    </tr>
  ))
}

function Line({ parts, differs }: { parts: Part[] | null; differs: 'added' | 'removed' | undefined }) {
  if (parts === null) return <td className={css.none} />
  const Marked = differs === 'added' ? 'ins' : 'del'
  return (
    <td data-differs={differs}>
      {parts.map(({ text, isOwn }, at) =>
        isOwn ? <Marked key={at}>{text}</Marked> : <span key={at}>{text}</span>,
      )}
      {parts.every(({ text }) => text === '') && '\u00a0'}
    </td>
  )
}

function Whole({ side, none }: { side: Side | null; none: string }) {
  if (!side) return <em>{none}</em>
  if (side.text === null) return <>{side.line}</>
  return <>{side.text}</>
}
