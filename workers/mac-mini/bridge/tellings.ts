export interface TellingsDeps<T> {
  /** Tells the control plane. Throws where it does not answer. */
  tell(told: T): Promise<void>
  /** Two that wait, as one. */
  joined(earlier: T, later: T): T
  onError(error: Error): void
  /** Between two tellings, milliseconds: who knocks all day is told of once a minute. */
  everyMs?: number
}

/** What is counted here and told together, and waits where the control plane is away. Not on disk. */
export function openTellings<T>({ tell, joined, onError, everyMs = 60_000 }: TellingsDeps<T>) {
  let waiting: T | null = null
  let timer: NodeJS.Timeout | null = null
  let telling: Promise<void> | null = null

  function flush(): Promise<void> {
    if (timer) clearTimeout(timer)
    timer = null
    telling ??= tellWaiting().finally(() => {
      telling = null
    })
    return telling
  }
  async function tellWaiting(): Promise<void> {
    const told = waiting
    if (!told) return
    waiting = null
    try {
      await tell(told)
    } catch (error) {
      onError(error as Error)
      waiting = waiting ? joined(told, waiting) : told
    }
    plan(everyMs)
  }
  function plan(inMs: number): void {
    timer = setTimeout(() => void flush(), inMs).unref()
  }

  return {
    note(one: T): void {
      waiting = waiting ? joined(waiting, one) : one
      if (!timer && !telling) plan(0)
    },
    /** Tells what waits: nothing of it is on disk. */
    async stop(): Promise<void> {
      await telling
      await flush()
      if (timer) clearTimeout(timer)
    },
  }
}
