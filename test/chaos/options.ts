import { parseArgs } from 'node:util'

export const usage = `npm run chaos -- [options]   all of Front Office under faults, and an oracle that trusts none of it
  --tasks <number>   how many tasks are played (60)
  --kills <number>   how many processes are killed meanwhile (40)
  --seed <number>    what the schedule follows from; the same seed plays the same one (7)
  --keep             keeps logs and export also where nothing is wrong
  --help             prints this`

export interface ChaosOptions {
  tasks: number
  kills: number
  seed: number
  isKept: boolean
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
        keep: { type: 'boolean', default: false },
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
    return { ...numbers, isKept: values.keep }
  } catch (error) {
    return { problem: (error as Error).message.split('. ')[0] ?? '' }
  }
}

export const commandOf = ({ tasks, kills, seed }: Omit<ChaosOptions, 'isKept'>) =>
  `npm run chaos -- --tasks ${tasks} --kills ${kills} --seed ${seed}`
