import { parseArgs } from 'node:util'

export const usage = `npm run demo                 one task with one approval, its story from the ledger, and the chain verified
npm run demo -- --week       a week of three projects and two operators, and every answer checked against the ledger
  --no-bar                   says how long it took and does not fail because of it
  --help                     prints this`

export interface DemoOptions {
  demo: 'task' | 'week'
  /** Longer than its bar fails it. */
  isJudged: boolean
}

/** What was asked for; `problem` says in words what there is none of. */
export function demoOptions(args: readonly string[]): DemoOptions | { help: true } | { problem: string } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { week: { type: 'boolean' }, help: { type: 'boolean' }, 'no-bar': { type: 'boolean' } },
    })
    if (values.help) return { help: true }
    return { demo: values.week ? 'week' : 'task', isJudged: !values['no-bar'] }
  } catch (error) {
    return { problem: (error as Error).message.split('. ')[0] ?? '' }
  }
}
