import { setTimeout as sleep } from 'node:timers/promises'

const tickMs = 100

/** Reads until it is so. Throws with what was read last where it never is. */
export async function eventually<T>(
  what: string,
  read: () => Promise<T>,
  isSo: (value: T) => boolean,
  patienceMs = 90_000,
): Promise<T> {
  for (const deadline = Date.now() + patienceMs; ; await sleep(tickMs)) {
    const value = await read()
    if (isSo(value)) return value
    if (Date.now() > deadline) throw new Error(`Never so: ${what}. Last read: ${JSON.stringify(value)}`)
  }
}

/** A story goes on only where this holds. */
export function expectThat(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(`It is not so that ${what}`)
}
