import { amountWords } from './budget-words.ts'
import { type EffectivePolicy, type From, statedApprovals } from './effective-rules.ts'
import { ofMoney } from './money-rules.ts'
import { type AskedOfAny, askedOfAny, openClasses } from './needed-rules.ts'
import type { ApprovalRule, Approvers, EffectClass } from './policy.ts'
import { scopes } from './scope.ts'

type Approvals = EffectivePolicy['approvals']
interface ClassLine {
  key: string
  sentence: string
  from: From<unknown>['from']
}

export const classWords: Record<EffectClass, string> = {
  send: 'Sending',
  publish: 'Publishing',
  pay: 'Paying',
  delete: 'Deleting',
  deploy: 'Deploying',
  buy: 'Buying',
  exec: 'Running commands',
  other: 'Anything else with an effect',
}
export const approverWords: Record<Approvers, string> = {
  one: 'one approver',
  other: 'somebody other than who asked for the task',
  two: 'two approvers',
}

export function approvalSentence(effect: EffectClass, { who, upToUsd, above, perDay }: ApprovalRule): string {
  // Of what was written before amounts were asked for paying and buying alone.
  if (upToUsd !== null && !ofMoney.includes(effect))
    return `${classWords[effect]} needs ${approverWords[above]}: an amount, here up to ${amountWords('usd', upToUsd)}, counts for paying and buying alone.`
  if (who === 'auto' && upToUsd !== null)
    return `${classWords[effect]} up to ${amountWords('usd', upToUsd)} passes without asking, at most ${perDay} a day; above it or where the amount is unknown, ${approverWords[above]}.`
  const upTo =
    upToUsd === null
      ? ''
      : ` up to ${amountWords('usd', upToUsd)}; above it or where the amount is unknown, ${approverWords[above]}`
  return `${classWords[effect]} needs ${approverWords[who === 'auto' ? 'one' : who]}${upTo}.`
}

/** Who must agree, class by class. Of what may do anything, and has no rule of its own, it is more than its class says. */
export function classLines(approvals: Approvals): ClassLine[] {
  const any = askedOfAny(statedApprovals({ approvals }))
  return (Object.entries(approvals) as [EffectClass, From<ApprovalRule>][]).flatMap(
    ([effect, { value, from }]) => {
      const key = `approvals.${effect}`
      const isOpen = from === 'default' && openClasses.includes(effect) && any.classes.length > 0
      if (!isOpen) return [{ key, sentence: approvalSentence(effect, value), from }]
      const whence = widestOf(any.classes.map((one) => approvals[one].from))
      if (effect === 'other') return [{ key, sentence: anySentence(classWords.other, any), from: whence }]
      return [
        { key, sentence: 'Running a command that is known to change nothing needs one approver.', from },
        {
          key: `${key}.unknown`,
          sentence: anySentence('Running a command of which it is not known what it does', any),
          from: whence,
        },
      ]
    },
  )
}

function anySentence(what: string, { needs, classes }: AskedOfAny): string {
  const kinds = new Intl.ListFormat('en').format(classes.map((one) => kindWords(one)))
  return `${what} needs ${approverWords[needs]}, the strictest that is asked of any kind (${kinds}).`
}

const kindWords = (effect: EffectClass) => classWords[effect].toLowerCase()

const widestOf = (froms: ClassLine['from'][]): ClassLine['from'] =>
  scopes.find((scope) => froms.includes(scope)) ?? 'default'
