import type { ReactNode } from 'react'
import { policyPlace } from '#domain/policy/policy-place.ts'
import { AppLink } from './AppLink.tsx'
import { type Burn, burnLook, limitOf, limitWords, reservedWords, takenOf, takenWords } from './burn-look.ts'
import { Meter } from './Meter.tsx'
import { Unknown } from './Money.tsx'
import css from './ProjectsTable.module.css'
import type { ProjectRow } from './project-rows.ts'
import { SumValue } from './SumValue.tsx'
import { ToneMark } from './ToneMark.tsx'
import table from './table.module.css'

const medium = `${table.number} ${table.medium}`
const wide = `${table.number} ${table.wide}`
const spend = `${table.wide} ${table.apart}`

/** One row a project; on a phone the name, its state, and how much needs somebody. Every figure opens what is behind it. */
export function ProjectsTable({ rows }: { rows: readonly ProjectRow[] }) {
  return (
    <div className={table.scroll}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">Project</th>
            <th scope="col" className={table.medium}>
              State
            </th>
            <th scope="col" className={table.number}>
              Need you
            </th>
            <th scope="col" className={wide}>
              Shipped
            </th>
            <th scope="col" className={medium}>
              Blocked
            </th>
            <th scope="col" className={spend}>
              Spend of budget
            </th>
            <th scope="col" className={wide}>
              Revenue 30 d
            </th>
            <th scope="col" className={medium}>
              ROI 30 d
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <ProjectLine key={row.id} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function ProjectLine({ row }: { row: ProjectRow }) {
  const { id, figures } = row
  const at = (place: string) => `/projects/${id}/${place}`
  const last30 = `${at('outcomes')}?period=last30#left`
  return (
    <tr>
      <td className={css.project}>
        <AppLink href={`/projects/${id}`} className={table.name}>
          {row.name}
        </AppLink>
        {row.stage && (
          <span className={table.sub}>
            <ToneMark look={row.stage} isQuiet />
          </span>
        )}
        {row.why && <span className={`${table.sub} ${css.why}`}>{row.why}</span>}
        <span className={table.narrowOnly}>
          <ToneMark look={row.look} isQuiet />
        </span>
      </td>
      <td className={table.medium}>
        <ToneMark look={row.look} isQuiet />
      </td>
      <td className={table.number}>
        {row.needsYou === null ? (
          <Unknown why="The inbox cannot be read now." />
        ) : (
          <Opens href={`/inbox?projectId=${id}&whom=you`}>
            <Count value={row.needsYou} />
          </Opens>
        )}
      </td>
      <td className={wide}>
        {figures && (
          <Opens href={`/shipped?projectId=${id}&since=${figures.monday}`}>
            <Count value={figures.shipped} />
            {figures.waived > 0 && <span className={table.sub}>{figures.waived} without proof</span>}
          </Opens>
        )}
      </td>
      <td className={medium}>
        {figures && (
          <Opens href={`${at('tasks')}?view=open&blocked=true`}>
            <Count value={figures.blocked} />
          </Opens>
        )}
      </td>
      <td className={spend}>{figures && <Spend projectId={id} budget={figures.budget} />}</td>
      <td className={wide}>
        {figures && (
          <Opens href={last30}>
            <SumValue sum={figures.revenue} currency={figures.currency} isRound />
          </Opens>
        )}
      </td>
      <td className={medium}>
        {figures && (
          <Opens href={last30}>
            <SumValue sum={figures.roi} currency={figures.currency} isRound />
          </Opens>
        )}
      </td>
    </tr>
  )
}

/** The row opens the project; a figure lies above it and opens what it was counted from. */
const Opens = ({ href, children }: { href: string; children: ReactNode }) => (
  <AppLink href={href} className={css.opens}>
    {children}
  </AppLink>
)

function Spend({ projectId, budget }: { projectId: string; budget: Burn | null }) {
  const href = policyPlace(projectId)
  if (!budget)
    return (
      <Opens href={href}>
        <span className={table.quiet}>no budget</span>
      </Opens>
    )
  const { tone } = burnLook[budget.level]
  return (
    <Opens href={href}>
      <span className={table.meter}>
        <Meter value={takenOf(budget)} of={limitOf(budget)} tone={budget.level === 'fine' ? 'muted' : tone} />
        <span>
          {takenWords(budget)} <span className={table.quiet}>of {limitWords(budget)}</span>
          {budget.reserved > 0 && <span className={table.sub}>{reservedWords(budget)} of it reserved</span>}
        </span>
      </span>
    </Opens>
  )
}

/** Zero is quiet, not hidden. */
const Count = ({ value }: { value: number }) => (value ? value : <span className={table.quiet}>0</span>)
