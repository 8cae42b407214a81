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

test('a namespace that keeps closed workflows for less is made to keep them for thirty days, and a longer one stays', async () => {
  const connection = await connectClient(target())
  for (const [days, kept] of [
    [1, 30],
    [90, 90],
  ] as const) {
    const namespace = `kept-${days}-${process.pid}`
    const workflowExecutionRetentionPeriod = { seconds: days * 86_400 } as never
    await connection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod })
    await ensureNamespace(connection, namespace, searchAttributes)
    const { config } = await connection.workflowService.describeNamespace({ namespace })
    expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(kept * 86_400)
  }
  await connection.close()
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
