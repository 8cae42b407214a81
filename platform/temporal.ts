import { setTimeout as sleep } from 'node:timers/promises'
import { Connection, isGrpcServiceError } from '@temporalio/client'
import type { SearchAttributeType } from '@temporalio/common'
import { msToTs } from '@temporalio/common/lib/time.js'
import { NativeConnection } from '@temporalio/worker'
import type { TemporalTarget } from './config.ts'

export interface Patience {
  /** Told once for each failed try; the next is in `inMs`. */
  onWait?: (problem: string, inMs: number) => void
  /** Ends the waiting. */
  signal?: AbortSignal
}

/** Connects for requests. Waits for a server that is not there, for as long as it takes. */
export const connectClient = (target: TemporalTarget, patience: Patience = {}) =>
  persist(() => connectOnce(target), patience)

/** Connects for requests now, or throws. */
export const connectOnce = (target: TemporalTarget) =>
  Connection.connect({ ...target.connectionOptions, connectTimeout: '5s' })

/** Connects for a worker. Close it, or the process does not end. */
export const connectWorker = (target: TemporalTarget, patience: Patience = {}) =>
  persist(() => NativeConnection.connect(target.connectionOptions), patience)

export async function persist<T>(attempt: () => Promise<T>, { onWait, signal }: Patience): Promise<T> {
  for (let inMs = 250; ; inMs = Math.min(inMs * 2, 5_000)) {
    try {
      return await attempt()
    } catch (error) {
      onWait?.((error as Error).message, inMs)
      await sleep(inMs, undefined, { signal })
    }
  }
}

const status = { notFound: 5, alreadyExists: 6, permissionDenied: 7, unimplemented: 12 }
type Described = NonNullable<Awaited<ReturnType<typeof describe>>>
const failedWith = (error: unknown, ...codes: number[]) =>
  isGrpcServiceError(error) && codes.includes(error.code as number)

const retentionDays = 30
const retention = msToTs(`${retentionDays}d`)
/** IndexedValueType of the server's API. */
const attributeTypes = {
  TEXT: 1,
  KEYWORD: 2,
  INT: 3,
  DOUBLE: 4,
  BOOL: 5,
  DATETIME: 6,
  KEYWORD_LIST: 7,
} satisfies Record<SearchAttributeType, number>

/**
 * Makes the namespace and the search attributes where they are missing, and returns when both can be used. Closed
 * workflows are kept for 30 days; a namespace that keeps them for longer is somebody's decision and stays. A server
 * that refuses to keep them for that long is only warned of.
 */
export async function ensureNamespace(
  connection: Connection,
  namespace: string,
  attributes: Readonly<Record<string, SearchAttributeType>>,
  warn: (warning: string) => void = (warning) => process.emitWarning(warning),
): Promise<void> {
  await connection.withDeadline(Date.now() + 30_000, async () => {
    await ensureRegistered(connection, namespace, warn)
    await ensureAttributes(connection, namespace, attributes)
  })
}

async function ensureRegistered(connection: Connection, namespace: string, warn: (warning: string) => void) {
  const described = await describe(connection, namespace)
  if (described) return await ensureRetention(connection, namespace, described, warn)
  try {
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: retention,
    })
  } catch (error) {
    if (!failedWith(error, status.alreadyExists)) throw error
  }
}

async function describe({ workflowService }: Connection, namespace: string) {
  try {
    return await workflowService.describeNamespace({ namespace })
  } catch (error) {
    if (failedWith(error, status.notFound)) return null
    throw error
  }
}

/** A development server's own namespace keeps closed workflows for one day. */
async function ensureRetention(
  { workflowService }: Connection,
  namespace: string,
  { config }: Described,
  warn: (warning: string) => void,
) {
  const days = Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) / 86_400
  if (days >= retentionDays) return
  try {
    await workflowService.updateNamespace({ namespace, config: { workflowExecutionRetentionTtl: retention } })
  } catch (error) {
    if (!failedWith(error, status.permissionDenied, status.unimplemented)) throw error
    warn(
      `This Temporal keeps closed workflows of the namespace ${namespace} for ${days} day${days === 1 ? '' : 's'} and refuses to keep them for ${retentionDays}: set its retention in Temporal's own settings. The ledger keeps everything.`,
    )
  }
}

async function ensureAttributes(
  connection: Connection,
  namespace: string,
  attributes: Readonly<Record<string, SearchAttributeType>>,
) {
  const missing = await missingAttributes(connection, namespace, attributes)
  if (missing.length === 0) return
  const searchAttributes = Object.fromEntries(missing.map(([name, type]) => [name, attributeTypes[type]]))
  try {
    await untilKnown(() => connection.operatorService.addSearchAttributes({ namespace, searchAttributes }))
  } catch (error) {
    if (!failedWith(error, status.permissionDenied, status.unimplemented)) throw error
    const names = missing.map(([name, type]) => `${name} (${type})`).join(', ')
    throw new Error(
      `This Temporal refuses to make search attributes. Make these in its own settings: ${names}`,
    )
  }
}

async function missingAttributes(
  connection: Connection,
  namespace: string,
  attributes: Readonly<Record<string, SearchAttributeType>>,
) {
  const wanted = Object.entries(attributes)
  const { customAttributes } = await untilKnown(() =>
    connection.operatorService.listSearchAttributes({ namespace }),
  )
  return wanted.filter(([name]) => !(name in (customAttributes ?? {})))
}

/** A server learns of a new namespace within about a second of registering it. */
async function untilKnown<T>(call: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await call()
    } catch (error) {
      if (tries > 100 || !failedWith(error, status.notFound)) throw error
      await sleep(100)
    }
  }
}
