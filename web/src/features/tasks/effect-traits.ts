import { amountWords } from '#domain/policy/budget-words.ts'
import { effectOf } from '#domain/policy/effect-of-rules.ts'
import { ofMoney } from '#domain/policy/money-rules.ts'
import type { ProposalState } from '#domain/task/task.ts'
import { wishWords } from './task-wording.ts'

/** What its tool and parameters show beside its class, by the rule that says who must approve it. */
export function effectTraits({ tool, parameters }: Pick<ProposalState, 'tool' | 'parameters'>): string[] {
  const { effectClass, classes, isKnown, amountUsd } = effectOf(tool, parameters)
  const isMoney = classes.some((one) => ofMoney.includes(one))
  const amount =
    amountUsd === null ? isMoney && 'how much is not plainly said' : amountWords('usd', amountUsd)
  return [
    amount,
    ...classes.slice(1).map((also) => `also to ${wishWords[also]}`),
    effectClass === 'exec' && !isKnown && 'what the command does is not known here',
  ].filter((trait) => trait !== false)
}
