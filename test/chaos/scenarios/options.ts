import { parseArgs } from 'node:util'
import { type Case, casesOf, isPhase, phases } from './crash/phases.ts'
import { victims } from './executor.ts'

export const scenarioUsage = `npm run chaos -- --scenario offline [options]   an executor that is away while work comes in
  --tasks <number>     how many are created meanwhile, for each of gateway and worker (50)
  --projects <number>  in how many projects (10)
  --minutes <number>   how long it stays away after that (1)
npm run chaos -- --scenario crash [options]     SIGKILL of gateway and worker in each phase of a run
  --phases <names>     only these, with a comma between: ${phases.join(', ')}
  --victims <names>    only these: ${victims.join(', ')}
npm run chaos -- --scenario budget [options]    runs with budgets, while worker, gateway and api are killed at random
  --tasks <number>     how many are created; the budgets let a good half of them run (100)
  --kills <number>     how many processes are killed meanwhile (100)
  --seed <number>      what the kills follow from (7)
all
  --keep               keeps the logs also where nothing is wrong
  --help               prints this`

export type ScenarioOptions = { isKept: boolean } & (OfflineOptions | CrashOptions | BudgetOptions)
export interface OfflineOptions {
  scenario: 'offline'
  tasks: number
  projects: number
  /** How long it stays away once everything is created. */
  awayMs: number
}
export interface BudgetOptions {
  scenario: 'budget'
  tasks: number
  kills: number
  seed: number
}
export interface CrashOptions {
  scenario: 'crash'
  cases: Case[]
}

const most = { tasks: 300, projects: 50, minutes: 3 * 24 * 60, kills: 2_000, seed: 2 ** 31 }

export const asksForScenario = (words: readonly string[]) =>
  words.some((word) => word === '--scenario' || word.startsWith('--scenario='))

/** What was asked for; `problem` says in words what is wrong with it. */
export function scenarioOptions(
  args: readonly string[],
): ScenarioOptions | { help: true } | { problem: string } {
  try {
    const values = valuesOf(args)
    if (values.help) return { help: true }
    if (values.scenario === 'offline') return offlineOf(values)
    if (values.scenario === 'crash') return crashOf(values)
    if (values.scenario === 'budget') return budgetOf(values)
    return { problem: `--scenario must be offline, crash or budget, not "${values.scenario}"` }
  } catch (error) {
    return { problem: (error as Error).message.split('. ')[0] ?? '' }
  }
}

const valuesOf = (args: readonly string[]) =>
  parseArgs({
    args: [...args],
    options: {
      scenario: { type: 'string', default: '' },
      tasks: { type: 'string' },
      projects: { type: 'string' },
      minutes: { type: 'string' },
      kills: { type: 'string' },
      seed: { type: 'string' },
      phases: { type: 'string' },
      victims: { type: 'string' },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  }).values
type Values = ReturnType<typeof valuesOf>

function offlineOf(values: Values): ScenarioOptions {
  const { tasks = '50', projects = '10', minutes = '1' } = values
  refuse(values, ['phases', 'victims', 'kills', 'seed'])
  const away = /^\d+(\.\d+)?$/.test(minutes) ? Number(minutes) : Number.NaN
  if (!(away <= most.minutes)) throw new Error(`--minutes must be a number up to ${most.minutes}`)
  return {
    scenario: 'offline',
    isKept: values.keep,
    tasks: count('tasks', tasks),
    projects: count('projects', projects),
    awayMs: Math.round(away * 60_000),
  }
}

function count(name: 'tasks' | 'projects' | 'kills' | 'seed', text: string): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (number >= 1 && number <= most[name]) return number
  throw new Error(`--${name} must be a whole number from 1 to ${most[name]}`)
}

function budgetOf(values: Values): ScenarioOptions {
  const { tasks = '100', kills = '100', seed = '7' } = values
  refuse(values, ['projects', 'minutes', 'phases', 'victims'])
  return {
    ...{ scenario: 'budget', isKept: values.keep, tasks: count('tasks', tasks) },
    ...{ kills: count('kills', kills), seed: count('seed', seed) },
  }
}

function crashOf(values: Values): ScenarioOptions {
  refuse(values, ['tasks', 'projects', 'minutes', 'kills', 'seed'])
  const askedPhases: readonly string[] = values.phases?.split(',') ?? phases
  const askedVictims: readonly string[] = values.victims?.split(',') ?? victims
  const stranger = askedPhases.find((one) => !isPhase(one))
  if (stranger !== undefined) throw new Error(`--phases takes ${phases.join(', ')}, not "${stranger}"`)
  const nobody = askedVictims.find((one) => !victims.some((victim) => victim === one))
  if (nobody !== undefined) throw new Error(`--victims takes ${victims.join(', ')}, not "${nobody}"`)
  const cases = casesOf(
    phases.filter((phase) => askedPhases.includes(phase)),
    victims.filter((victim) => askedVictims.includes(victim)),
  )
  return { scenario: 'crash', isKept: values.keep, cases }
}

function refuse(values: Values, names: Exclude<keyof Values, 'scenario' | 'keep' | 'help'>[]): void {
  const given = names.find((name) => values[name] !== undefined)
  if (given) throw new Error(`--${given} is of another scenario`)
}
