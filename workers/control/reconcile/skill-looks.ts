import type { Client } from '@temporalio/client'
import type { Logger } from '#platform/logger.ts'
import type { Database } from '#prisma/client.ts'
import { executorsDue } from '#prisma/read/skill-lists.ts'
import { pause } from '#prisma/write/listen.ts'
import { triggerLook } from './look-schedule.ts'

const checkMs = 2_000

export interface SkillLooksDeps {
  database: Pick<Database, 'pool'>
  client: Client
  logger: Logger
  everyMs: number
  signal: AbortSignal
}

/**
 * A list of skills that a policy says anew is set by a look at its executor, which is asked for at once. One that could
 * not be set is tried by the looks on time.
 */
export async function keepSkills({
  database,
  client,
  logger,
  everyMs,
  signal,
}: SkillLooksDeps): Promise<void> {
  const asked = new Map<string, string>()
  while (!signal.aborted) {
    try {
      for (const { executorId, lists } of await executorsDue(database.pool)) {
        if (asked.get(executorId) === lists) continue
        await triggerLook(client, executorId, everyMs)
        asked.set(executorId, lists)
      }
    } catch (error) {
      logger.debug({ error: String(error) }, 'lists of skills can’t be looked at; the looks on time set them')
    }
    await pause(checkMs, signal)
  }
}
