import { AppLink } from './AppLink.tsx'
import { Cost } from './Cost.tsx'
import { Unknown } from './Money.tsx'
import css from './ProjectsTable.module.css'
import type { ProjectRow } from './project-rows.ts'
import { ToneMark } from './ToneMark.tsx'
import table from './table.module.css'

/** One row a project; on a phone the name, its state, and how much needs somebody. */
export function ProjectsTable({ rows }: { rows: readonly ProjectRow[] }) {
  const number = `${table.number} ${table.medium}`
  return (
    <div className={table.scroll}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">Project</th>
            <th scope="col" className={table.medium}>
              State
            </th>
            <th scope="col" className={number}>
              Open
            </th>
            <th scope="col" className={table.number}>
              Need you
            </th>
            <th scope="col" className={number}>
              Done
            </th>
            <th scope="col" className={number}>
              Cost so far
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
  const number = `${table.number} ${table.medium}`
  return (
    <tr>
      <td className={css.project}>
        <AppLink href={`/projects/${row.id}`} className={table.name}>
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
      <td className={number}>
        <Count value={row.open} />
      </td>
      <td className={table.number}>
        {row.needsYou === null ? (
          <Unknown why="The inbox cannot be read now." />
        ) : (
          <Count value={row.needsYou} />
        )}
      </td>
      <td className={number}>
        <Count value={row.done} />
      </td>
      <td className={number}>
        <Cost nanoUsd={row.costNanoUsd} why="A run of one of its tasks has no known price." />
      </td>
    </tr>
  )
}

/** Zero is quiet, not hidden. */
const Count = ({ value }: { value: number }) => (value ? value : <span className={table.quiet}>0</span>)
