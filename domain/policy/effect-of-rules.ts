import { amountOf } from './approval-need-rules.ts'
import { ofMoney } from './money-rules.ts'
import { setOf, wordsOfName } from './name-words.ts'
import type { EffectClass } from './policy.ts'
import { classOfCommand } from './shell-class-rules.ts'
import { commandIn, isShellTool } from './shell-tool-rules.ts'

/** What a call would do outside, from its tool and its parameters alone: the same on the Mac and in the control plane. */
export interface EffectOf {
  /** The heaviest of what it shows; of a tool whose name shows nothing `other`, whatever its parameters say. */
  effectClass: EffectClass
  /** All that it shows; whoever has to approve one of these has to approve it. */
  classes: EffectClass[]
  /** False: it may do anything, so the strictest that is asked of anything is asked of it. */
  isKnown: boolean
  /** US dollars; null: not said plainly, which counts as the highest, or not of a tool that moves money by its name. */
  amountUsd: number | null
}

/** The heaviest first: what can't be taken back before what can. */
const wordsOf: [EffectClass, Set<string>][] = [
  ['delete', setOf('delete remove drop destroy purge wipe erase trash unlink truncate')],
  ['deploy', setOf('deploy release rollout')],
  ['pay', setOf('pay payment payout refund transfer invoice charge')],
  ['buy', setOf('buy purchase order checkout')],
  ['publish', setOf('publish post upload tweet')],
  ['send', setOf('send message mail notify conversation reply sms')],
]
/** Parameters that say what a tool of many is to do. */
export const verbs: readonly string[] = ['action', 'operation', 'verb', 'method']
/** HTTP says these of anything. */
const vague = setOf('post put patch get')

export function effectOf(tool: string, parameters: Record<string, unknown>): EffectOf {
  if (isShellTool(tool)) {
    const { text, isWhole } = commandIn(parameters)
    const shown = classOfCommand(text)
    const classes: EffectClass[] = ['exec', ...byWeight(shown.classes)]
    return { effectClass: 'exec', classes, isKnown: isWhole && shown.isKnown, amountUsd: null }
  }
  const said = verbs.flatMap((name) => {
    const verb = parameters[name]
    return typeof verb === 'string' ? wordsOfName(verb).filter((word) => !vague.has(word)) : []
  })
  const own = wordsOfName(tool)
  const named = classesOf(own)
  const isKnown = named.length > 0
  const shown = classesOf([...own, ...said])
  // What a parameter says comes on top: a tool that ignores it does what it does without it.
  const classes: EffectClass[] = isKnown ? shown : ['other', ...shown]
  const [effectClass = 'other'] = classes
  const isOfMoney = named.some((one) => ofMoney.includes(one))
  return { effectClass, classes, isKnown, amountUsd: isOfMoney ? amountOf(parameters) : null }
}

const byWeight = (found: readonly EffectClass[]): EffectClass[] =>
  wordsOf.map(([effect]) => effect).filter((effect) => found.includes(effect))

const classesOf = (parts: readonly string[]): EffectClass[] =>
  wordsOf.filter(([, known]) => parts.some((part) => isIn(known, part))).map(([effect]) => effect)

const isIn = (known: ReadonlySet<string>, part: string) =>
  known.has(part) || known.has(part.replace(/s$/, '')) || (known.has('mail') && part.endsWith('mail'))
