import type { Home } from '#api/home/contract.ts'
import type { Project } from '#api/projects/contract.ts'
import type { Sum } from '#domain/portfolio/roi.ts'
import { stageMeanings } from '#domain/project/stage-rules.ts'
import { useHome } from '../../http/shared-queries.ts'
import { type Burn, limitWords, reservedWords, takenWords } from '../../ui/burn-look.ts'
import { Figure, FigureRow } from '../../ui/Figure.tsx'
import { Unknown } from '../../ui/Money.tsx'
import { useNow } from '../../ui/now.ts'
import { budgetOf } from '../../ui/project-rows.ts'
import { SumValue } from '../../ui/SumValue.tsx'
import { relative } from '../../ui/time-format.ts'
import { objectivesOf } from './objectives-of.ts'

/** How the business stands: its stage, what it aims at, what it may spend and what is left. Each opens what it says. */
export function ProjectFigures({ project: { id, stage, stageSince } }: { project: Project }) {
  const home = useHome().data
  const now = useNow()
  const figures = home?.projects.find(({ projectId }) => projectId === id)
  return (
    <FigureRow>
      <Figure
        label="Stage"
        value={stageMeanings[stage].word}
        delta={`since ${relative(new Date(stageSince), now)}`}
        href={`/projects/${id}/settings`}
      />
      <ObjectivesFigure id={id} home={home} />
      <BudgetFigure id={id} home={home} />
      <SumFigure label="Revenue, 30 days" id={id} home={home} sum={figures?.revenue} />
      <SumFigure label="ROI, 30 days" id={id} home={home} sum={figures?.roi} delta="revenue less all cost" />
    </FigureRow>
  )
}

interface PartProps {
  id: string
  /** Undefined while it is not read. */
  home: Home | undefined
}

function ObjectivesFigure({ id, home }: PartProps) {
  const objectives = home && objectivesOf(id, home.week)
  const hit = objectives?.filter(({ outcome }) => outcome === 'hit').length
  return (
    <Figure
      label="Objectives this week"
      value={objectives ? objectives.length : <Unknown />}
      {...(objectives && { delta: objectives.length === 0 ? 'none is set' : `${hit} hit` })}
      href={`/projects/${id}/outcomes#objectives`}
    />
  )
}

const periods: Record<Burn['period'], string> = { day: 'today', month: 'this month', lifetime: 'in all' }

function BudgetFigure({ id, home }: PartProps) {
  const budget = home && budgetOf(id, home)
  const reserved = budget && budget.reserved > 0 ? `${reservedWords(budget)} of it reserved, ` : ''
  return (
    <Figure
      label="Budget"
      value={budget ? takenWords(budget) : home ? 'none' : <Unknown />}
      {...(budget && {
        unit: `of ${limitWords(budget)}`,
        delta: `${reserved}${periods[budget.period]}`,
      })}
      {...(budget === null && { delta: 'nothing stops a run for its cost' })}
      href={`/policies/${id}`}
    />
  )
}

interface SumFigureProps extends PartProps {
  label: string
  sum: Sum | undefined
  delta?: string
}

const SumFigure = ({ label, id, home, sum, delta }: SumFigureProps) => (
  <Figure
    label={label}
    value={home && sum ? <SumValue sum={sum} currency={home.currency} isRound /> : <Unknown />}
    {...(delta && { delta })}
    href={`/projects/${id}/outcomes?period=last30#left`}
  />
)
