import { ServiceError, WorkflowNotFoundError } from '@temporalio/client'
import { expect, test } from 'vitest'
import { SignalRefused } from './spool/item-sender.ts'
import { sortedSignalError } from './task-signals.ts'

const grpc = (code: number, details: string) => {
  const cause = Object.assign(new Error(`${code}: ${details}`), { code, details, metadata: {} })
  return new ServiceError('Failed to signal Workflow', { cause })
}

test('a workflow that is gone takes nothing any more', () => {
  expect(sortedSignalError(new WorkflowNotFoundError('gone', 'task/t_test', undefined))).toMatchObject({
    name: 'SignalRefused',
    isOfAll: true,
  })
})

test.each([
  [3, 'Blob data size exceeds limit.'],
  [8, 'SERVER: Received message larger than max (5242880 vs. 4194304)'],
])('what is too large (%i) is refused for itself', (code, details) => {
  const sorted = sortedSignalError(grpc(code, details))
  expect(sorted).toBeInstanceOf(SignalRefused)
  expect(sorted).toMatchObject({ isOfAll: false })
})

test.each([
  [8, 'namespace rate limit exceeded'],
  [14, 'no connection established'],
  [4, 'deadline exceeded'],
])('what may pass (%i) stays as it is', (code, details) => {
  const error = grpc(code, details)
  expect(sortedSignalError(error)).toBe(error)
  expect(sortedSignalError('x')).toBe('x')
})
