import { useParams } from '@tanstack/react-router'
import type { Effect } from '#api/effects/contract.ts'
import { isMissing, wordsOf } from '../../../http/missing.ts'
import { AppLink } from '../../../ui/AppLink.tsx'
import { Dots } from '../../../ui/Dots.tsx'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { EightFour, Lead, Page, Stack } from '../../../ui/Layout.tsx'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { Parameters } from '../../../ui/Parameters.tsx'
import { PracticeBadge } from '../../../ui/PracticeBadge.tsx'
import { Section } from '../../../ui/Section.tsx'
import { SkeletonRows } from '../../../ui/SkeletonRows.tsx'
import { Timeline } from '../../../ui/Timeline.tsx'
import { ToneMark } from '../../../ui/ToneMark.tsx'
import { Inquiries } from '../Inquiries.tsx'
import { lineOf } from '../TaskStory.tsx'
import { namesIn } from '../timeline-groups.ts'
import { Agreements, Changes, Declined, Outcomes } from './AuditLists.tsx'
import { EffectFacts } from './EffectFacts.tsx'
import { auditSentence, lookOf } from './effect-look.ts'
import { useEffectAudit } from './effect-queries.ts'
import css from './effects.module.css'
import { LetPass } from './LetPass.tsx'
import { StandingOffer } from './StandingOffer.tsx'

const trail = [{ label: 'Effects', href: '/effects' }]

/** Who asked for what, under which policy, who agreed to it, how often it was done, and how that is known. */
export function EffectPage() {
  const { proposalId } = useParams({ strict: false }) as { proposalId: string }
  const effect = useEffectAudit(proposalId)
  if (effect.data) return <Page>{<Whole effect={effect.data} />}</Page>
  return (
    <Page>
      <PageHeader title="Effect" trail={trail} />
      {effect.isPending && <SkeletonRows label="effect" count={4} />}
      {effect.error && isMissing(effect.error) && (
        <EmptyState
          title="There is no such effect."
          first="It may be in another Front Office. Open the list and look there."
        />
      )}
      {effect.error && !isMissing(effect.error) && (
        <p role="alert">The effect cannot be read now. {wordsOf(effect.error)}</p>
      )}
    </Page>
  )
}

function Whole({ effect }: { effect: Effect }) {
  const { proposal, letPass, agreements, declined, outcomes } = effect
  return (
    <>
      <Stack>
        <PageHeader title={proposal.tool} trail={trail} meta={<Meta effect={effect} />} />
        <Lead>{auditSentence(effect)}</Lead>
      </Stack>
      <EightFour>
        <Stack>
          <Section title="What exactly" note="as the gate recorded it; secrets are masked">
            <Parameters parameters={proposal.parameters} />
          </Section>
          {effect.asked && (
            <Section title="Changed before it was approved" note="against what the agent asked for">
              <Changes asked={effect.asked} changes={effect.changes} proposal={proposal} />
            </Section>
          )}
          <Section
            title={letPass ? 'Why it passed' : 'Decisions'}
            count={letPass ? undefined : agreements.length}
          >
            {letPass ? (
              <LetPass by={letPass} tool={proposal.tool} />
            ) : (
              <Agreements agreements={agreements} hash={proposal.hash} />
            )}
            {!letPass && <StandingOffer proposalId={proposal.proposalId} agentName={effect.agentName} />}
          </Section>
          {declined.length > 0 && (
            <Section title="Did not count" count={declined.length}>
              <Declined declined={declined} />
            </Section>
          )}
          {proposal.inquiries && (
            <Section title="Asked of the agent" count={proposal.inquiries.length}>
              <Inquiries
                inquiries={proposal.inquiries}
                agentName={effect.agentName}
                nameOf={namesIn(effect.entries)}
              />
            </Section>
          )}
          <Section title="What became of it" count={outcomes.length}>
            <Outcomes outcomes={outcomes} givenOut={effect.givenOut.length} />
          </Section>
          <Section
            title="Entries"
            count={effect.entries.length}
            note="newest first"
            more={{ label: 'The task’s whole record', href: `/ledger?streamId=task/${effect.taskId}` }}
          >
            <Story effect={effect} />
          </Section>
        </Stack>
        <EffectFacts effect={effect} />
      </EightFour>
    </>
  )
}

const Meta = ({
  effect: { proposal, timesPerformed, taskId, taskTitle, projectId, projectName, isPractice },
}: {
  effect: Effect
}) => (
  <Dots>
    <ToneMark look={lookOf({ proposal, timesPerformed })} />
    <AppLink href={`/projects/${projectId}`}>{projectName}</AppLink>
    <AppLink href={`/tasks/${taskId}`} className={css.words}>
      {taskTitle}
    </AppLink>
    {isPractice && <PracticeBadge />}
  </Dots>
)

function Story({ effect: { proposal, entries } }: { effect: Effect }) {
  const itself = (id: string) => id
  const about = { toolOf: () => proposal.tool, questionOf: itself, taskOf: itself }
  const lines = entries.map((entry) => lineOf(entry, about)).toReversed()
  return <Timeline groups={[{ id: 'entries', title: 'All that names it', entries: lines }]} />
}
