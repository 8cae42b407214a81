import type { Approval } from '#api/approvals/contract.ts'
import { differencesOf } from '#domain/approval/difference-rules.ts'
import { Dots } from '../../ui/Dots.tsx'
import { Hash } from '../../ui/Hash.tsx'
import { Parameters } from '../../ui/Parameters.tsx'
import { comparedWords } from '../../ui/parameter-words.ts'
import { RiskMark } from '../../ui/RiskMark.tsx'
import css from './BulkDecision.module.css'

/** One of several that are decided together: whose it is, its risk, and exactly what it does. */
export function BulkLine({ approval }: { approval: Approval }) {
  const { proposal, risk, like } = approval
  const differences = like ? differencesOf(like, { ...approval, ...proposal }) : undefined
  return (
    <li className={css.line}>
      <p className={css.title}>{approval.taskTitle}</p>
      <div className={css.why}>
        <Dots>
          <RiskMark level={risk.level} />
          <span>
            {approval.agentName} calls <code>{proposal.tool}</code> once
          </span>
          <span>{approval.projectName}</span>
          <span>
            sha256 <Hash value={proposal.hash} />
          </span>
        </Dots>
      </div>
      {risk.why.length > 0 && <p className={css.why}>{risk.why.join('; ')}</p>}
      {differences && (
        <p className={css.why}>Against the last one that was approved: {comparedWords(differences)}.</p>
      )}
      <Parameters parameters={proposal.parameters} differences={differences} />
    </li>
  )
}
