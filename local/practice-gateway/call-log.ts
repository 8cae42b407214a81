import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'

/** A call of the method `agent`, as the gateway itself counts them. */
export interface AgentCall {
  runId: string
  sessionKey: string
}

/** Every call is on disk before anything comes of it, so the count outlives a killed gateway. */
export const callLog = (file: string) => (call: AgentCall) => {
  const fd = openSync(file, 'a')
  try {
    writeSync(fd, `${JSON.stringify({ at: new Date().toISOString(), pid: process.pid, ...call })}\n`)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
