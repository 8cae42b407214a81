/** How long a turn waits for what, milliseconds. */
export const recoveryMs = 30_000
export const abortedMs = 20_000
export const awaitedAfterMs = 3_000
/** Answers that are not understood, one after another, before the run has failed. */
export const mostMisread = 3
/** How the gateway says that it ended a run only because it stopped. */
export const restarted = /exited before restart/i
