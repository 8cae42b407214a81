import type { BlockedCall, BlockWhy } from './blocked-call.ts'

/** Why, as the end of a sentence about the call. */
export const blockWords: Record<BlockWhy, string> = {
  denied: 'the policy denies it',
  domain: 'the policy does not let it go there',
  kill_switch: 'a kill switch is on',
  run_stopped: 'its run was stopped after its last answer',
  turn_ended: 'its turn had ended',
  held: 'it waits for approval already',
  too_long: 'its parameters are too long to be approved',
  grant_replayed: 'its permission was used before',
  parameters_differ: 'its parameters are not the approved ones',
  parameters_gone: 'the approved parameters are not on the executor any more',
  run_unknown: 'no open run is behind it',
  no_snapshot: 'nobody here started the run, and no policy of it is known',
  gate_away: 'the gate could not be reached',
}

const often = (times: number) => (times === 1 ? '' : `, ${times.toLocaleString('en-US')} times by now`)

/** A blocked call as a sentence without its actor. */
export function blockedWords({
  tool,
  why,
  times,
  isRest,
  host,
}: Omit<BlockedCall, 'effectClass' | 'hash'>): string {
  const what = isRest ? 'further calls with ever other parameters' : tool
  const reason = host && !isRest ? `the policy does not let it go to ${host}` : blockWords[why]
  return `blocked ${what}: ${isRest ? 'more than the record lists one by one' : reason}${often(times)}`
}
