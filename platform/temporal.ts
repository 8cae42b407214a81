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
  persist(() => Connection.connect({ ...target.connectionOptions, connectTimeout: '5s' }), patience)

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
const failedWith = (error: unknown, ...codes: number[]) =>
  isGrpcServiceError(error) && codes.includes(error.code as number)

const retention = '30d'
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
 * Makes the namespace (closed workflows kept for 30 days) and the search attributes where they are missing, and
 * returns when both can be used. A namespace that keeps them longer stays as it is.
 */
export async function ensureNamespace(
  connection: Connection,
  namespace: string,
  attributes: Readonly<Record<string, SearchAttributeType>>,
): Promise<void> {
  await connection.withDeadline(Date.now() + 30_000, async () => {
    await ensureRegistered(connection, namespace)
    await ensureAttributes(connection, namespace, attributes)
  })
}

async function ensureRegistered(connection: Connection, namespace: string) {
  try {
    const { config } = await connection.workflowService.describeNamespace({ namespace })
    await keepLongEnough(connection, namespace, Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0))
    return
  } catch (error) {
    if (!failedWith(error, status.notFound)) throw error
  }
  try {
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: msToTs(retention),
    })
  } catch (error) {
    if (!failedWith(error, status.alreadyExists)) throw error
  }
}

/** `temporal server start-dev` keeps closed workflows for a day. A server that refuses keeps its own way. */
async function keepLongEnough(connection: Connection, namespace: string, seconds: number) {
  if (seconds >= Number(msToTs(retention).seconds)) return
  try {
    const config = { workflowExecutionRetentionTtl: msToTs(retention) }
    await connection.workflowService.updateNamespace({ namespace, config })
  } catch (error) {
    if (!failedWith(error, status.permissionDenied, status.unimplemented)) throw error
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
