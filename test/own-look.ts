import type { Client } from '@temporalio/client'
import { ownScope } from '#domain/ids.ts'
import { triggerLook } from '../workers/control/reconcile/look-schedule.ts'

/** Intervals count from the epoch: with this one no look starts by itself between those that a test asks for. */
const yearMs = 365 * 24 * 60 * 60 * 1_000

/** Asks for a look at Front Office itself. */
export const askOwnLook = (client: Client): Promise<void> => triggerLook(client, ownScope, yearMs)
