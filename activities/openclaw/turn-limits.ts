import type { GatewayBoot } from './openclaw-client.ts'

/** How long a turn waits for what, milliseconds. */
const recoveryMs = { sinceSeen: 20_000, sinceStart: 180_000 }
export const abortedMs = 20_000
export const awaitedAfterMs = 3_000
/** An answer is waited for so much longer than what was asked may last. */
export const answerMs = 10_000
/** Answers that are not understood, one after another, before the run has failed. */
export const mostMisread = 3
/** Times that the gateway takes a run up again; 3 by its own word (brief 3.5). */
export const mostAdopted = 10
/** How the gateway says that it ended a run only because it stopped. */
export const restarted = /exited before restart/i
/** How it says that its session is at other work than what it was asked to start (brief 3.4). */
export const pushedAside = /SESSION_WORK_START_CHANGED/
/** How it says, and for ever, that it was killed with what it had accepted under this id before it began. */
export const inputSpent = /Pending input ownership ended/

/**
 * Until when a gateway takes up what it was killed in: 2 to 3 s after it is ready (brief 3.5), which on a busy machine
 * was 66 s after it began. Its own age counts as well, so that a worker that is killed again and again does not wait
 * anew each time.
 */
export const takesUpUntil = ({ seenAt, startedAt }: GatewayBoot): number =>
  Math.min(seenAt + recoveryMs.sinceSeen, startedAt + recoveryMs.sinceStart)
