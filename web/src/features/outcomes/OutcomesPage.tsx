import type { PortfolioOutcomes } from '#api/outcomes/contract.ts'
import { weeksAfter } from '#domain/outcome/iso-week.ts'
import { wordsOf } from '../../http/missing.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Lead, Page, Stack } from '../../ui/Layout.tsx'
import { objectiveLook } from '../../ui/objective-look.ts'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { Row, RowList } from '../../ui/RowList.tsx'
import { Section } from '../../ui/Section.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { ToneMark } from '../../ui/ToneMark.tsx'
import { weekWord } from '../../ui/week-words.ts'
import { usePortfolioOutcomes } from './outcome-queries.ts'
import { PortfolioTable } from './PortfolioTable.tsx'
import { portfolioWords } from './portfolio-words.ts'
import { dayWords } from './sum-words.ts'

/** Which project earns, which costs, and whether they do what they said. */
export function OutcomesPage() {
  const outcomes = usePortfolioOutcomes()
  const { data } = outcomes
  return (
    <Page>
      <Stack>
        <PageHeader title="Outcomes" />
        {data && <Lead>{portfolioWords(data)}</Lead>}
        {outcomes.isPending && <SkeletonRows label="outcomes" count={4} />}
        {outcomes.error && <p role="alert">The outcomes cannot be read now. {wordsOf(outcomes.error)}</p>}
        {data && <Projects outcomes={data} />}
        {data && <Week outcomes={data} />}
        {data && <NextWeek outcomes={data} />}
        {data && <Due outcomes={data} />}
      </Stack>
    </Page>
  )
}

const Projects = ({ outcomes }: { outcomes: PortfolioOutcomes }) => (
  <Section title="Projects" count={outcomes.projects.length} note="by name">
    {outcomes.projects.length > 0 ? (
      <PortfolioTable outcomes={outcomes} />
    ) : (
      <EmptyState
        title="There is no project yet."
        first="Start one: what it earns and costs is compared here."
        action={<AppLink href="/projects/new">Start a project</AppLink>}
      />
    )}
  </Section>
)

/** What was to be true by Sunday, and what earlier weeks left open: those that home counts. */
function Week({ outcomes: { objectives, week } }: { outcomes: PortfolioOutcomes }) {
  const mine = objectives.filter((one) => one.week <= week)
  return (
    <Section
      title="Objectives of this week"
      count={mine.length}
      note={`${week}, and what earlier weeks left open`}
    >
      {mine.length === 0 ? (
        <EmptyState
          title="No objective is set for this week."
          first="Set one in a project, under Outcomes."
        />
      ) : (
        <ObjectiveRows label="Objectives of this week" objectives={mine} week={week} />
      )}
    </Section>
  )
}

/** Those that home counts as planned. */
function NextWeek({ outcomes: { objectives, week } }: { outcomes: PortfolioOutcomes }) {
  const next = weeksAfter(week, 1)
  const planned = objectives.filter((one) => one.week === next)
  if (planned.length === 0) return null
  return (
    <Section title="Objectives of next week" count={planned.length} note={next}>
      <ObjectiveRows label="Objectives of next week" objectives={planned} week={week} />
    </Section>
  )
}

interface ObjectiveRowsProps {
  label: string
  objectives: PortfolioOutcomes['objectives']
  /** This one. */
  week: string
}

const ObjectiveRows = ({ label, objectives, week }: ObjectiveRowsProps) => (
  <RowList label={label}>
    {objectives.map(({ id, title, outcome, projectId, projectName, week: of }) => (
      <Row
        key={id}
        title={title}
        href={`/projects/${projectId}/outcomes#objectives`}
        detail={
          <>
            <ToneMark look={objectiveLook[outcome ?? 'open']} />
            <span>{projectName}</span>
            {of < week && <span>left open by {weekWord(of)}</span>}
          </>
        }
      />
    ))}
  </RowList>
)

function Due({ outcomes: { decisionsDue } }: { outcomes: PortfolioOutcomes }) {
  if (decisionsDue.length === 0) return null
  return (
    <Section title="Decisions due for review" count={decisionsDue.length} note="oldest first">
      <RowList label="Decisions due for review">
        {decisionsDue.map(({ id, title, choice, reviewOn, projectId, projectName }) => (
          <Row
            key={id}
            title={`${title}: ${choice}`}
            href={`/projects/${projectId}/outcomes#decisions`}
            detail={
              <>
                <span>since {dayWords(reviewOn)}</span>
                <span>{projectName}</span>
              </>
            }
          />
        ))}
      </RowList>
    </Section>
  )
}
