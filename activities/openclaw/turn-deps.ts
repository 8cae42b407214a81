import type { RunInput } from '#domain/run/run.ts'
import type { StartTerms } from '#domain/run/start-terms.ts'
import type { KillSwitch, OpenRun, TurnEnd } from './executor-desk.ts'
import type { Gateway } from './openclaw-client.ts'

export interface AgentTurnDeps {
  gateway: Gateway
  run: Pick<OpenRun, 'input' | 'usage' | 'report' | 'noteSent' | 'wasSent' | 'isUnanswered' | 'killedFor'>
  /** Absent where nobody hears the agent's reports. */
  turnEnd?: TurnEnd
  killSwitch: KillSwitch
  /** Whether it may still begin. Throws where the control plane does not answer. */
  startTerms(run: RunInput): Promise<StartTerms>
  /** Whether our plugin told of this run of the gateway. Absent: nobody hears what it tells. */
  saw?: (runId: string) => boolean
  /** The task was cancelled, or this attempt is over. */
  signal: AbortSignal
  /** The run lives on, and another attempt takes it over. */
  isStopping(): boolean
  /** What earlier attempts used of the deadline, milliseconds. */
  usedMs: number
  masked(text: string): string
}
