import type { Home } from '#api/home/contract.ts'
import type { Project } from '#api/projects/contract.ts'
import { policyPlace } from '#domain/policy/policy-place.ts'
import type { Sum } from '#domain/portfolio/roi.ts'
import { stageMeanings } from '#domain/project/stage-rules.ts'
import { wordsOf } from '../../http/missing.ts'
import { useHome } from '../../http/shared-queries.ts'
import { type Burn, limitWords, reservedWords, takenWords } from '../../ui/burn-look.ts'
import { Figure, FigureRead, FigureRow } from '../../ui/Figure.tsx'
import { Unknown } from '../../ui/Money.tsx'
import { useNow } from '../../ui/now.ts'
import { budgetOf } from '../../ui/project-rows.ts'
import { SumValue } from '../../ui/SumValue.tsx'
import { span } from '../../ui/time-format.ts'

/** How the business stands: its stage, what it aims at, what it may spend and what is left. Each opens what it says. */
export function ProjectFigures({ project: { id, stage, stageSince } }: { project: Project }) {
  const { data: home, error } = useHome()
  const now = useNow()
  return (
    <>
      <FigureRow>
        <Figure
          label="Stage"
          value={stageMeanings[stage].word}
          delta={`since ${span(now.getTime() - Date.parse(stageSince))}`}
          href={`/projects/${id}/settings`}
        />
        {home ? (
          <FiguresOf id={id} home={home} />
        ) : (
          !error && labels.map((label) => <FigureRead key={label} label={label} />)
        )}
      </FigureRow>
      {error && <p role="alert">The figures cannot be read now: {wordsOf(error)}</p>}
    </>
  )
}

const labels = ['Objectives this week', 'Budget', 'Revenue, 30 days', 'ROI, 30 days'] as const
const [objectivesLabel, budgetLabel, revenueLabel, roiLabel] = labels

interface PartProps {
  id: string
  home: Home
}

function FiguresOf({ id, home }: PartProps) {
  const figures = home.projects.find(({ projectId }) => projectId === id)
  const count = figures?.objectives ?? 0
  return (
    <>
      <Figure
        label={objectivesLabel}
        value={count}
        delta={count === 0 ? 'none is set' : `${figures?.objectivesHit} hit`}
        href={`/projects/${id}/outcomes#objectives`}
      />
      <BudgetFigure id={id} home={home} />
      <SumFigure label={revenueLabel} id={id} home={home} sum={figures?.revenue} />
      <SumFigure label={roiLabel} id={id} home={home} sum={figures?.roi} delta="revenue less all cost" />
    </>
  )
}

const periods: Record<Burn['period'], string> = { day: 'today', month: 'this month', lifetime: 'in all' }

function BudgetFigure({ id, home }: PartProps) {
  const budget = budgetOf(id, home)
  const reserved = budget && budget.reserved > 0 ? `${reservedWords(budget)} of it reserved, ` : ''
  return (
    <Figure
      label={budgetLabel}
      value={budget ? takenWords(budget) : 'none'}
      {...(budget && { unit: `of ${limitWords(budget)}` })}
      delta={budget ? `${reserved}${periods[budget.period]}` : 'nothing stops a run for its cost'}
      href={policyPlace(id)}
    />
  )
}

interface SumFigureProps extends PartProps {
  label: string
  /** Undefined: of a project that is removed, which is not reckoned any more. */
  sum: Sum | undefined
  delta?: string
}

const SumFigure = ({ label, id, home, sum, delta }: SumFigureProps) => (
  <Figure
    label={label}
    value={sum ? <SumValue sum={sum} currency={home.currency} isRound /> : <Unknown />}
    {...(delta && { delta })}
    href={`/projects/${id}/outcomes?period=last30#left`}
  />
)
