import { NativeSelect, NumberInput } from '@mantine/core'
import { approverWords, classWords } from '#domain/policy/document-words.ts'
import {
  type ApprovalRule,
  type Approvers,
  approvers,
  type EffectClass,
  effectClasses,
} from '#domain/policy/policy.ts'
import type { Scope } from '#domain/policy/policy-document.ts'
import css from './policies.module.css'
import { type FieldsProps, numberOf } from './policy-draft.ts'

const unsaid: Record<Scope, string> = {
  portfolio: 'one approver, unless said',
  project: 'as all projects',
  agent: 'as its project',
}
const choices = approvers.map((one) => ({ value: one, label: approverWords[one] }))

/** Who must agree, by what an effect does. */
export function ApprovalFields({ scope, ...props }: FieldsProps & { scope: Scope }) {
  return (
    <fieldset className={css.group}>
      <legend>Approvals</legend>
      <p className={css.quiet}>
        Somebody agrees to every effect: none passes by itself yet. A tool that is harmless can be named under
        Pass without asking.
      </p>
      <div className={css.approvals}>
        {effectClasses.map((effect) => (
          <ApprovalRow key={effect} effect={effect} scope={scope} {...props} />
        ))}
      </div>
    </fieldset>
  )
}

const isStricter = (one: Approvers, other: Approvers) => approvers.indexOf(one) > approvers.indexOf(other)
const stricterThan = (who: Approvers) => choices.filter(({ value }) => isStricter(value, who))

/** What was said of amounts stays as far as it can: above one there must be more than is asked up to it. */
function ruleFor(who: Approvers, known: ApprovalRule | undefined): ApprovalRule {
  const { upToUsd = null, above = 'two' } = known ?? {}
  return {
    who,
    upToUsd: who === 'two' ? null : upToUsd,
    above: isStricter(above, who) ? above : 'two',
  }
}

interface RowProps extends FieldsProps {
  effect: EffectClass
  scope: Scope
}

function ApprovalRow({ effect, scope, draft, errors, isDisabled, onChange }: RowProps) {
  const rule = draft.approvals[effect]
  const at = `approvals.${effect}`
  const hasAmounts = rule !== undefined && (rule.who !== 'two' || rule.upToUsd !== null)
  const put = (next: ApprovalRule | undefined) => {
    const { [effect]: _, ...others } = draft.approvals
    onChange({ approvals: next ? { ...others, [effect]: next } : others })
  }
  return (
    <div className={css.approval} data-open={hasAmounts || undefined}>
      <NativeSelect
        label={classWords[effect]}
        data={[{ value: '', label: unsaid[scope] }, ...choices]}
        value={rule?.who ?? ''}
        error={errors[`${at}.who`]}
        disabled={isDisabled}
        onChange={({ currentTarget: { value } }) =>
          put(value ? ruleFor(value as Approvers, rule) : undefined)
        }
      />
      {rule && rule.who !== 'two' && (
        <NumberInput
          label="up to, US dollars"
          placeholder="any amount"
          min={0}
          decimalScale={2}
          hideControls
          value={rule.upToUsd ?? ''}
          error={errors[`${at}.upToUsd`]}
          disabled={isDisabled}
          onChange={(value) => put({ ...rule, upToUsd: numberOf(value) })}
        />
      )}
      {rule && rule.upToUsd !== null && (
        <NativeSelect
          label="above, or unknown"
          data={stricterThan(rule.who)}
          value={rule.above}
          error={errors[`${at}.above`]}
          disabled={isDisabled}
          onChange={({ currentTarget: { value } }) => put({ ...rule, above: value as Approvers })}
        />
      )}
    </div>
  )
}
