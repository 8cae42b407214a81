import type { PortfolioOutcomes } from '#api/outcomes/contract.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { SumValue } from '../../ui/SumValue.tsx'
import table from '../../ui/table.module.css'

const wide = `${table.number} ${table.medium}`

/** One row a project; on a phone its name and what is left. */
export function PortfolioTable({
  outcomes: { projects, total, last30Days, currency },
}: {
  outcomes: PortfolioOutcomes
}) {
  return (
    <div className={table.scroll}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">Project</th>
            <th scope="col" className={wide}>
              Revenue
            </th>
            <th scope="col" className={wide}>
              Cost
            </th>
            <th scope="col" className={wide}>
              Burn, 30 days
            </th>
            <th scope="col" className={wide}>
              Objectives hit
            </th>
            <th scope="col" className={table.number}>
              ROI
            </th>
          </tr>
        </thead>
        <tbody>
          {projects.map((project) => (
            <ProjectLine key={project.projectId} project={project} currency={currency} />
          ))}
          <tr className={table.foot}>
            <td>All projects</td>
            <Sums total={total} last30Days={last30Days} currency={currency} />
            <td className={table.medium} />
            <td className={table.number}>
              <SumValue sum={total.roi} currency={currency} />
            </td>
          </tr>
        </tbody>
      </table>
    </div>
  )
}

type Project = PortfolioOutcomes['projects'][number]

function ProjectLine({ project, currency }: { project: Project; currency: string }) {
  const { projectId, projectName, total, last30Days, hits } = project
  const closed = hits.hit + hits.missed + hits.dropped
  return (
    <tr>
      <td>
        <AppLink href={`/projects/${projectId}/outcomes`} className={table.name}>
          {projectName}
        </AppLink>
      </td>
      <Sums total={total} last30Days={last30Days} currency={currency} />
      <td className={wide}>
        {closed === 0 ? <span className={table.quiet}>none closed</span> : `${hits.hit} of ${closed}`}
      </td>
      <td className={table.number}>
        <SumValue sum={total.roi} currency={currency} />
      </td>
    </tr>
  )
}

type SumsProps = Pick<Project, 'total' | 'last30Days'> & { currency: string }

const Sums = ({ total, last30Days, currency }: SumsProps) => (
  <>
    <td className={wide}>
      <SumValue sum={total.revenue} currency={currency} />
    </td>
    <td className={wide}>
      <SumValue sum={total.cost} currency={currency} />
    </td>
    <td className={wide}>
      <SumValue sum={last30Days.cost} currency={currency} />
    </td>
  </>
)
