import { NativeSelect } from '@mantine/core'
import { type AskedRisk, askedRisks } from '#domain/approval/risk.ts'
import { approverWords } from '#domain/policy/class-words.ts'
import { riskWords } from '#domain/policy/document-words.ts'
import { type Approvers, approvers } from '#domain/policy/policy.ts'
import css from './policies.module.css'
import type { FieldsProps } from './policy-draft.ts'

const unsaid = { value: '', label: 'not said' }
const choices = approvers.map((one) => ({
  value: one,
  label: one === 'one' ? 'at least one approver' : approverWords[one],
}))

/** Who must agree by how much harm a yes may do, whatever the effect is. Not said says nothing. */
export function RiskFields({ draft, errors, isDisabled, onChange }: FieldsProps) {
  const said = draft.riskApprovers ?? { medium: null, high: null }
  const put = (level: AskedRisk, who: Approvers | null) => {
    const next = { ...said, [level]: who }
    const isUnsaid = askedRisks.every((one) => next[one] === null)
    onChange({ riskApprovers: isUnsaid ? null : next })
  }
  return (
    <>
      <p className={css.quiet}>
        By risk, as the inbox shows it of each proposal: the first of its kind or to somebody new, money, how
        many get it, what can’t be undone. The stricter of kind and risk counts, and a narrower policy can
        only ask for more. What somebody is asked for here never passes by itself; a policy that asks by risk
        lets only those tools pass that are on a list of its own.
      </p>
      <div className={css.approvals}>
        {askedRisks.map((level) => (
          <NativeSelect
            key={level}
            label={riskWords[level]}
            data={[unsaid, ...choices]}
            value={said[level] ?? ''}
            error={errors[`riskApprovers.${level}`]}
            disabled={isDisabled}
            onChange={({ currentTarget: { value } }) =>
              put(level, value === '' ? null : (value as Approvers))
            }
          />
        ))}
      </div>
    </>
  )
}
