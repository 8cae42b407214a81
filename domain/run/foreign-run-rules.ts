import type { Hold } from '../policy/hold.ts'
import type { Starter } from './foreign-run.ts'

const channels = ['main', 'webchat', 'whatsapp', 'telegram', 'slack', 'discord', 'signal', 'imessage']

/** What the id of a job stands for in a session's key; null where no job began it. */
export const jobIdOf = (sessionKey: string): string | null => {
  const [, , kind, id] = sessionKey.split(':')
  return kind === 'cron' && id ? id : null
}

/** The gateway says who began a run by the key of its session, and how by the trigger (brief 11.7). */
export function starterOf(sessionKey: string, trigger: string | null, jobName: string | null): Starter {
  const [, , kind = '', ...rest] = sessionKey.split(':')
  const name = (words: string) => words.slice(0, 200)
  if (kind === 'cron' || trigger === 'cron') return { kind: 'cron', name: name(jobName ?? rest[0] ?? '') }
  if (kind === 'fo' || trigger === 'heartbeat') return { kind: 'wake_up', name: '' }
  if (kind === 'subagent') return { kind: 'subagent', name: '' }
  if (kind === 'internal-session-effects') return { kind: 'gateway', name: '' }
  if (channels.includes(kind)) return { kind: 'chat', name: kind === 'main' ? '' : kind }
  return { kind: 'client', name: name([kind, ...rest].join(':')) }
}

const titles: Record<Starter['kind'], (name: string) => string> = {
  cron: (name) => `Cron job ${name}`,
  chat: (name) => (name ? `Chat by ${name}` : 'Chat with the agent'),
  client: (name) => `Another client: ${name}`,
  subagent: () => 'Sub-agent',
  wake_up: () => 'Woken by the gateway',
  gateway: () => 'The gateway’s own upkeep',
}

/** Begins a task's title, and says in its story why it ran. */
export const starterWords = ({ kind, name }: Starter): string => titles[kind](name).trim()

/** Why a run that nobody here started may not go on, to people and to its agent. */
export const heldWords = ({ reason }: Pick<Hold, 'reason'>): string => `Runs are held now: ${reason}`

/** Whose sessions are ours: those of tasks. */
export const isOwnSession = (sessionKey: string): boolean => sessionKey.split(':')[2] === 'fo'

/** Null where it is no session of a task. */
export const taskIdOfSession = (sessionKey: string): string | null =>
  (isOwnSession(sessionKey) && sessionKey.split(':')[3]?.match(/^task\/(.+)$/)?.[1]) || null

/** Runs of tasks have their ids from `runIdOf`. */
export const isOwnRun = (runId: string): boolean => runId.startsWith('fo:task/')

/** Who ends a run that somebody else began in a task's session names it: the session may be at the task's own. */
export const onlyIn = (run: { sessionKey: string; runId: string }): [runId?: string] =>
  isOwnSession(run.sessionKey) && !isOwnRun(run.runId) ? [run.runId] : []

/** The OpenClaw agent that a session belongs to: `agent:<id>:…`. */
export const agentOfKey = (sessionKey: string): string => sessionKey.split(':')[1] ?? ''

const firstLine = (text: string) => text.split('\n').find((line) => line.trim() !== '') ?? ''

/** A task's title, at most 200 characters. */
export function titleOf(starter: Starter, message: string): string {
  const asked = firstLine(message).trim()
  const words =
    starter.kind === 'cron' || asked === '' ? starterWords(starter) : `${starterWords(starter)}: ${asked}`
  return words.slice(0, 200)
}
