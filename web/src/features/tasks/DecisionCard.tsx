import type { Approval } from '#api/approvals/contract.ts'
import { type Difference, differencesOf } from '#domain/approval/difference-rules.ts'
import { riskReason } from '#domain/approval/risk-rules.ts'
import { stricterOf } from '#domain/policy/approval-need-rules.ts'
import { approverWords } from '#domain/policy/class-words.ts'
import type { ProposalState } from '#domain/task/task.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { Dots } from '../../ui/Dots.tsx'
import { Hash } from '../../ui/Hash.tsx'
import { Icon } from '../../ui/icons.tsx'
import { Parameters } from '../../ui/Parameters.tsx'
import { comparedWords } from '../../ui/parameter-words.ts'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { RiskMark } from '../../ui/RiskMark.tsx'
import { DecisionActions } from './DecisionActions.tsx'
import css from './DecisionCard.module.css'
import { EditedNote } from './EditedNote.tsx'
import { effectTraits } from './effect-traits.ts'
import { Inquiries } from './Inquiries.tsx'
import type { Asking } from './task-queries.ts'
import { approvingWords, rejectingWords, settledOf, wishWords } from './task-wording.ts'

export interface DecisionCardProps {
  proposal: ProposalState
  agentName: string
  /** Who decided, in words; null while nobody has. */
  decidedBy: string | null
  /** Why this operator may not decide it now; said at the buttons, which stay. */
  refusal: string | null
  /** The same for a no, where it differs. */
  rejectRefusal?: string | null
  /** Who approved while more must agree, in words. */
  approvedBy?: string[]
  /** With what it is read against and its risk. `unknown`: it cannot be read now. Left out where nothing is open. */
  approval?: Approval | 'reading' | 'unknown' | undefined
  asking: Asking
  /** Who did something, in words. */
  nameOf: (actor: string) => string
  /** Why the agent is not asked back now. */
  askRefusal: string | null
  /** A, R, E and Q go to its buttons; for one card of a page. */
  hasKeys: boolean
}

/** One effect that the gate holds back: what it is, what follows from yes and no, and the decision. */
export function DecisionCard(props: DecisionCardProps) {
  const { proposal, agentName, approval } = props
  const read = typeof approval === 'object' ? approval : undefined
  const differences = read?.like ? differencesOf(read.like, { ...read, ...proposal }) : undefined
  const title = `${agentName} wants to ${wishWords[proposal.effectClass]}`
  return (
    <article className={css.card} aria-label={`Proposal: ${title}, ${proposal.tool}`} tabIndex={-1}>
      <header className={css.head}>
        <Icon name="send" />
        <div className={css.words}>
          <h2 className={css.title}>{title}</h2>
          <div className={css.meta}>
            <Dots>
              <code>{proposal.tool}</code>
              {effectTraits(proposal).map((trait) => (
                <span key={trait}>{trait}</span>
              ))}
              {proposal.status === 'pending' && <span>held back before anything left</span>}
              {proposal.status === 'pending' && (
                <span>
                  expires <RelativeTime at={new Date(proposal.expiresAt)} />
                  {proposal.remindedAt && ', nobody has decided it yet'}
                </span>
              )}
            </Dots>
          </div>
        </div>
      </header>
      {read && <Against agentName={agentName} approval={read} differences={differences} />}
      {approval && !read && (
        <p className={css.against} aria-busy={approval === 'reading'}>
          {approval === 'unknown' && 'Its risk is unknown: it cannot be read now. Read all of it.'}
        </p>
      )}
      <Parameters parameters={proposal.parameters} differences={differences} />
      <EditedNote proposal={proposal} nameOf={props.nameOf} />
      {proposal.inquiries && (
        <div className={css.changes}>
          <Inquiries inquiries={proposal.inquiries} {...{ agentName }} nameOf={props.nameOf} />
        </div>
      )}
      <p className={css.hash}>
        Bound to sha256 <Hash value={proposal.hash} />, once only
      </p>
      {settledOf(proposal) ? <Settled {...props} /> : <Open {...props} />}
    </article>
  )
}

interface AgainstProps {
  agentName: string
  approval: Approval
  differences: Difference[] | undefined
}

/** How much of it has to be read, and how much harm a yes may do. */
function Against({ agentName, approval, differences }: AgainstProps) {
  const { like, risk, proposal } = approval
  return (
    <div className={css.against}>
      <p>
        <RiskMark level={risk.level} />
        {risk.why.length > 0 && `: ${risk.why.join('; ')}`}
      </p>
      {like && differences ? (
        <p>
          Against <AppLink href={`/tasks/${like.taskId}`}>the last one that was approved</AppLink>,{' '}
          <RelativeTime at={new Date(like.decidedAt)} as="span" />: {comparedWords(differences)}.
        </p>
      ) : (
        <p>
          The first of its kind: {agentName} was never allowed {proposal.tool} before. Read all of it.
        </p>
      )}
    </div>
  )
}

/** What is recorded may be read before what the policy asks by now. */
function askedOf({ needs = 'one', askedRisk }: ProposalState, approval: DecisionCardProps['approval']) {
  const recorded = { needs, risk: askedRisk ?? null }
  const asked = typeof approval === 'object' ? approval.asked : recorded
  return stricterOf(needs, asked.needs) === needs ? recorded : asked
}

const maskedWords = 'Part of it is masked and known on the Mac alone, so it cannot be changed here.'

function Open({ proposal, agentName, approvedBy = [], ...decision }: DecisionCardProps) {
  const { refusal, rejectRefusal = refusal, asking, hasKeys, approval } = decision
  const { needs, risk } = askedOf(proposal, approval)
  const isMasked = typeof approval === 'object' && !approval.isWhole
  return (
    <>
      <div className={css.effects}>
        <p className={css.label}>Approving will</p>
        <ul className={css.will}>
          {approvingWords(proposal, agentName).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        <p className={css.label}>Rejecting will</p>
        <p>{rejectingWords(agentName)}</p>
        {needs !== 'one' && (
          <>
            <p className={css.label}>Needs</p>
            <p>
              {approverWords[needs]}
              {risk && `, because ${riskReason(risk)}`}
              {approvedBy.length > 0 && `; ${approvedBy.join(', ')} approved it`}
            </p>
          </>
        )}
      </div>
      <DecisionActions
        {...{ proposal, refusal, rejectRefusal, asking, hasKeys, agentName }}
        askRefusal={decision.askRefusal}
        editRefusal={isMasked ? maskedWords : null}
      />
    </>
  )
}

function Settled({ proposal, decidedBy, asking }: DecisionCardProps) {
  const settled = settledOf(proposal)
  return (
    <div className={css.settled} data-tone={settled?.tone}>
      <p className={css.outcome}>{settled?.word}.</p>
      {decidedBy && proposal.decidedAt && (
        <p>
          {decidedBy} decided <RelativeTime at={new Date(proposal.decidedAt)} />
          {proposal.reason ? `: ${proposal.reason}` : ''}
        </p>
      )}
      <p>
        <AppLink href={`/effects/${proposal.proposalId}`}>
          Who agreed to which hash, under which policy
        </AppLink>
      </p>
      {proposal.detail && <p className={css.detail}>{proposal.detail}</p>}
      {asking.problem && (
        <p className={css.outcome} role="alert">
          {asking.problem.detail ?? asking.problem.title}
        </p>
      )}
    </div>
  )
}
