import { NativeSelect, NumberInput } from '@mantine/core'
import { approverWords, classWords } from '#domain/policy/class-words.ts'
import { ofMoney } from '#domain/policy/money-rules.ts'
import { openClasses } from '#domain/policy/needed-rules.ts'
import {
  type ApprovalRule,
  type Approvers,
  approvers,
  type EffectClass,
  effectClasses,
} from '#domain/policy/policy.ts'
import type { Scope } from '#domain/policy/scope.ts'
import css from './policies.module.css'
import { type FieldsProps, numberOf } from './policy-draft.ts'
import { RiskFields } from './RiskFields.tsx'

const unsaid: Record<Scope, string> = {
  portfolio: 'one approver, unless said',
  project: 'as all projects',
  agent: 'as its project',
}
/** Of what may do anything, the rules of the others are asked as well. */
const unsaidOf = (effect: EffectClass, scope: Scope) =>
  openClasses.includes(effect)
    ? `${unsaid[scope].replace(', unless said', '')}, or the strictest`
    : unsaid[scope]
const choices = approvers.map((one) => ({ value: one, label: approverWords[one] }))
const auto = { value: 'auto', label: 'nobody, up to an amount' }
/** What was saved before amounts were asked for paying and buying alone is shown as it is. */
const choicesFor = (effect: EffectClass, rule: ApprovalRule | undefined) =>
  ofMoney.includes(effect) || rule?.who === 'auto' ? [auto, ...choices] : choices

/** Who must agree, by what an effect does. */
export function ApprovalFields({ scope, ...props }: FieldsProps & { scope: Scope }) {
  return (
    <fieldset className={css.group}>
      <legend>Approvals</legend>
      <p className={css.quiet}>
        Only paying and buying go by an amount: of anything else the agent may type any. Nobody: it passes by
        itself up to an amount that the call says plainly, so many times a day, and is recorded like the rest.
        A tool that is harmless can be named under Pass without asking.
      </p>
      <p className={css.quiet}>
        Or the strictest: a command of which it is not known what it does, and anything else with an effect,
        may do anything, so it needs the strictest that is asked of any kind, unless these say what they need.
      </p>
      <div className={css.approvals}>
        {effectClasses.map((effect) => (
          <ApprovalRow key={effect} effect={effect} scope={scope} {...props} />
        ))}
      </div>
      <RiskFields {...props} />
    </fieldset>
  )
}

type Who = ApprovalRule['who']
/** auto is laxer than all of them. */
const rank = (who: Who) => (who === 'auto' ? -1 : approvers.indexOf(who))
const isStricter = (one: Who, other: Who) => rank(one) > rank(other)
const stricterThan = (who: Who) => choices.filter(({ value }) => isStricter(value, who))

/** What was said of amounts stays as far as it can: above one there must be more than is asked up to it. */
function ruleFor(who: Who, known: ApprovalRule | undefined): ApprovalRule {
  const { upToUsd = null, above = 'two', perDay = 10 } = known ?? {}
  if (who === 'auto') return { who, upToUsd: upToUsd ?? 10, above: known ? above : 'one', perDay }
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
  const isLimited = rule !== undefined && (rule.who === 'auto' || rule.upToUsd !== null)
  const hasAmounts = isLimited || (rule !== undefined && ofMoney.includes(effect) && rule.who !== 'two')
  const put = (next: ApprovalRule | undefined) => {
    const { [effect]: _, ...others } = draft.approvals
    onChange({ approvals: next ? { ...others, [effect]: next } : others })
  }
  return (
    <div className={css.approval} data-open={hasAmounts || undefined}>
      <NativeSelect
        label={classWords[effect]}
        data={[{ value: '', label: unsaidOf(effect, scope) }, ...choicesFor(effect, rule)]}
        value={rule?.who ?? ''}
        error={errors[`${at}.who`]}
        disabled={isDisabled}
        onChange={({ currentTarget: { value } }) =>
          put(value ? ruleFor(value as Who, ofMoney.includes(effect) ? rule : undefined) : undefined)
        }
      />
      {rule && rule.who !== 'two' && hasAmounts && (
        <NumberInput
          label="up to, US dollars"
          placeholder={rule.who === 'auto' ? 'how much at most' : 'any amount'}
          min={0}
          decimalScale={2}
          hideControls
          value={rule.upToUsd ?? ''}
          error={errors[`${at}.upToUsd`]}
          disabled={isDisabled}
          onChange={(value) => put({ ...rule, upToUsd: numberOf(value) })}
        />
      )}
      {rule?.who === 'auto' && (
        <NumberInput
          label="at most, a day"
          min={1}
          max={1_000}
          allowDecimal={false}
          hideControls
          value={rule.perDay ?? ''}
          error={errors[`${at}.perDay`]}
          disabled={isDisabled}
          onChange={(value) => put({ ...rule, perDay: numberOf(value) ?? undefined })}
        />
      )}
      {rule && isLimited && (
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
