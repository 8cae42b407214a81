import type { RefusedCalls } from '#domain/executor/refused-calls.ts'

export interface RefusedCallsDeps {
  /** Tells the control plane. Throws where it does not answer. */
  tell(calls: RefusedCalls): Promise<void>
  onError(error: Error, where: string): void
  /** Between two tellings, milliseconds: a stranger who knocks all day is told of once a minute. */
  everyMs?: number
}

const mostPaths = 10

/** Calls of the bridge by somebody who does not have its token: counted here, told together. */
export function openRefusedCalls({ tell, onError, everyMs = 60_000 }: RefusedCallsDeps) {
  let waiting: RefusedCalls | null = null
  let timer: NodeJS.Timeout | null = null
  let isTelling = false

  async function flush(): Promise<void> {
    timer = null
    const calls = waiting
    if (!calls) return
    isTelling = true
    waiting = null
    try {
      await tell(calls)
    } catch (error) {
      onError(error as Error, 'refused calls of the bridge')
      waiting = waiting ? joined(calls, waiting) : calls
    }
    isTelling = false
    plan(everyMs)
  }
  function plan(inMs: number): void {
    timer = setTimeout(() => void flush(), inMs).unref()
  }

  return {
    note(path: string): void {
      const one = { count: 1, paths: [path.slice(0, 100)], since: new Date().toISOString() }
      waiting = waiting ? joined(waiting, one) : one
      if (!timer && !isTelling) plan(0)
    },
    stop(): void {
      if (timer) clearTimeout(timer)
    },
  }
}

const joined = (earlier: RefusedCalls, later: RefusedCalls): RefusedCalls => ({
  count: earlier.count + later.count,
  paths: [...new Set([...earlier.paths, ...later.paths])].slice(0, mostPaths),
  since: earlier.since,
})
