import { parseArgs } from 'node:util'
import { type Also, also } from './schedule.ts'

export const usage = `npm run chaos -- [options]   all of Front Office under faults, and an oracle that trusts none of it
  --tasks <number>   how many tasks are played (60)
  --kills <number>   how many processes are killed meanwhile (40)
  --seed <number>    what the schedule follows from; the same seed plays the same one (7)
  --also <kinds>     what is done to workflows through Temporal as well: resets, terminations (resets,terminations), or
                     none. A terminated task waits for an operator, who has it repaired while the run plays
  --keep             keeps logs and export also where nothing is wrong
  --no-bar           how long recovery took is printed and not judged: on a machine that others use, time says little
  --help             prints this
npm run chaos -- --scenario offline | crash | budget   stories of their own: --help with it`

export interface ChaosOptions {
  tasks: number
  kills: number
  seed: number
  also: Also[]
  isKept: boolean
  /** Whether recovery must keep its bar. */
  isJudged: boolean
}

const most = { tasks: 2_000, kills: 2_000, seed: 2 ** 31 }

/** What was asked for; `problem` says in words what is wrong with it. */
export function chaosOptions(args: readonly string[]): ChaosOptions | { help: true } | { problem: string } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        tasks: { type: 'string', default: '60' },
        kills: { type: 'string', default: '40' },
        seed: { type: 'string', default: '7' },
        also: { type: 'string', default: also.join(',') },
        keep: { type: 'boolean', default: false },
        'no-bar': { type: 'boolean', default: false },
        help: { type: 'boolean' },
      },
    })
    if (values.help) return { help: true }
    const numbers = { tasks: 0, kills: 0, seed: 0 }
    for (const name of ['tasks', 'kills', 'seed'] as const) {
      const number = /^\d+$/.test(values[name]) ? Number(values[name]) : Number.NaN
      if (!(number <= most[name])) return { problem: `--${name} must be a whole number up to ${most[name]}` }
      numbers[name] = number
    }
    if (numbers.tasks === 0) return { problem: '--tasks must be 1 or more' }
    const asked = values.also === 'none' ? [] : values.also.split(',')
    const stranger = asked.find((one) => !isAlso(one))
    if (stranger !== undefined)
      return { problem: `--also takes ${also.join(' and ')}, or none, not "${stranger}"` }
    return { ...numbers, also: asked.filter(isAlso), isKept: values.keep, isJudged: !values['no-bar'] }
  } catch (error) {
    return { problem: (error as Error).message.split('. ')[0] ?? '' }
  }
}

const isAlso = (word: string): word is Also => (also as readonly string[]).includes(word)

export const commandOf = ({ tasks, kills, seed, also }: Omit<ChaosOptions, 'isKept' | 'isJudged'>) =>
  `npm run chaos -- --tasks ${tasks} --kills ${kills} --seed ${seed} --also ${also.join(',') || 'none'}`
