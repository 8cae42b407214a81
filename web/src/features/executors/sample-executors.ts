import type { Executor } from '#api/executors/contract.ts'

/** Executors for tests of this feature. */
export const executorsNow = new Date(2026, 10, 24, 12, 0)
export const minutesAgo = (minutes: number) =>
  new Date(executorsNow.getTime() - minutes * 60_000).toISOString()

export const anExecutor = (change: Partial<Executor> = {}): Executor => ({
  id: 'mac-mini',
  name: 'mac-mini',
  state: 'ready',
  detail: '',
  stopFile: null,
  drain: null,
  since: minutesAgo(180),
  lastReportAt: minutesAgo(1),
  report: {
    link: 'connected',
    detail: '',
    gateway: { version: '2026.9.6', isPractice: false },
    workerVersion: '0.1.0',
    plugin: '0.1.0',
    protocol: 4,
  },
  waitingTasks: 0,
  oldestWaitSince: null,
  runningTasks: 0,
  runLimit: null,
  queuedRuns: 0,
  oldestQueuedAt: null,
  heldRuns: 0,
  load: { at: minutesAgo(0), slots: { used: 0, free: 8 }, backlog: { count: 0, oldestSince: null } },
  tokenAt: '2026-11-20T10:00:00.000Z',
  agents: 0,
  openTasks: 0,
  ...change,
})
