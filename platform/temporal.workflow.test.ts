import { randomUUID } from 'node:crypto'
import type { Connection } from '@temporalio/client'
import { msToTs } from '@temporalio/common/lib/time.js'
import { expect, test } from 'vitest'
import { temporalAddress, testEnvironment } from '#test/servers.ts'
import { searchAttributes } from '#workflows/task/contract.ts'
import { temporalConfig } from './config.ts'
import { connectClient, connectWorker, ensureNamespace, persist } from './temporal.ts'

const target = () => temporalConfig({ TEMPORAL_ADDRESS: temporalAddress() })

test('a namespace is made with thirty days and our search attributes, and asking again changes nothing', async () => {
  const connection = await connectClient(target())
  const namespace = `made-${process.pid}`
  await ensureNamespace(connection, namespace, searchAttributes)
  await ensureNamespace(connection, namespace, searchAttributes)
  const described = await connection.workflowService.describeNamespace({ namespace })
  expect(Number(described.config?.workflowExecutionRetentionTtl?.seconds)).toBe(30 * 86_400)
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace })
  expect(Object.keys(customAttributes ?? {})).toEqual(expect.arrayContaining(Object.keys(searchAttributes)))
  await connection.close()
})

async function retentionAfter(days: number, change = (connection: Connection) => connection) {
  const connection = await connectClient(target())
  const namespace = `kept-${days}-${randomUUID()}`
  const workflowExecutionRetentionPeriod = msToTs(`${days}d`)
  await connection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod })
  const warnings: string[] = []
  await ensureNamespace(change(connection), namespace, {}, (warning) => warnings.push(warning))
  const { config } = await connection.workflowService.describeNamespace({ namespace })
  await connection.close()
  return { days: Number(config?.workflowExecutionRetentionTtl?.seconds) / 86_400, warnings }
}

test.each([
  [1, 30],
  [90, 90],
])('a namespace that keeps workflows for %i days keeps them for %i then', async (before, after) => {
  expect(await retentionAfter(before)).toEqual({ days: after, warnings: [] })
})

test.each([
  ['permission denied', 7],
  ['unimplemented', 12],
])('a server that refuses a longer retention (%s) is warned of and used', async (details, code) => {
  const refused = Object.assign(new Error(details), { code, details, metadata: {} })
  const refusing = (connection: Connection) =>
    Object.create(connection, {
      workflowService: {
        value: Object.create(connection.workflowService, {
          updateNamespace: { value: () => Promise.reject(refused) },
        }),
      },
    })
  const { days, warnings } = await retentionAfter(1, refusing)
  expect(days).toBe(1)
  expect(warnings).toEqual([expect.stringMatching(/for 1 day and refuses to keep them for 30: set its/)])
})

test('a worker connects, and an environment of its own knows our search attributes', async () => {
  const worker = await connectWorker(target())
  await worker.close()
  const environment = await testEnvironment()
  const { customAttributes } = await environment.connection.operatorService.listSearchAttributes({
    namespace: environment.namespace ?? 'default',
  })
  expect(Object.keys(customAttributes ?? {})).toEqual(expect.arrayContaining(Object.keys(searchAttributes)))
  await environment.teardown()
})

test('waiting for a server says so each time and ends when told to', async () => {
  const waits: number[] = []
  const stop = new AbortController()
  const waiting = persist(() => Promise.reject(new Error('nobody there')), {
    onWait: (problem, inMs) => {
      expect(problem).toBe('nobody there')
      waits.push(inMs)
      if (waits.length === 2) stop.abort()
    },
    signal: stop.signal,
  })
  await expect(waiting).rejects.toThrow()
  expect(waits).toEqual([250, 500])
})
