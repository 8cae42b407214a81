import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { send, stopAll } from './faults.ts'

const stateOf = (pid: number) => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0]

test.runIf(process.platform === 'linux')(
  'a part that is stopped stands still with its children',
  async () => {
    const parent = spawn('/bin/sh', ['-c', 'sleep 60 & sleep 60 & echo ready; wait'])
    const ended = new Promise((resolve) => parent.on('close', resolve))
    await new Promise((resolve) => parent.stdout.once('data', resolve))
    const pids = stopAll(parent.pid ?? 0)
    try {
      expect(pids).toHaveLength(3)
      await expect.poll(() => pids.map(stateOf)).toEqual(['T', 'T', 'T'])
      for (const pid of pids) send(pid, 'SIGCONT')
      await expect.poll(() => pids.map(stateOf)).toEqual(['S', 'S', 'S'])
    } finally {
      for (const pid of pids) send(pid, 'SIGKILL')
      await ended
    }
  },
)
