import { expect, test } from 'vitest'
import { aFact, minutesOn } from '#test/stories.ts'
import { applyDocumentEntry } from './document-state.ts'

const content = { title: 'Voice', sha256: 'a'.repeat(64), size: 5, isAlways: false }
const created = applyDocumentEntry(
  null,
  aFact('document_created', { projectId: 'pr_1', ...content }, 1, 'operator:op_1'),
)

test('a document begins with version 1', () => {
  expect(created).toEqual({
    projectId: 'pr_1',
    ...content,
    version: 1,
    createdAt: minutesOn(1),
    changedAt: minutesOn(1),
    changedBy: 'operator:op_1',
    removedAt: null,
  })
})

test('a change is the next version, by whoever made it; a removal keeps what it was', () => {
  const next = { ...content, title: 'Tone', sha256: 'b'.repeat(64), size: 9, isAlways: true }
  const changed = aFact('document_changed', { ...next, version: 2, restoredFrom: null }, 2, 'operator:op_2')
  const state = applyDocumentEntry(created, changed)
  expect(state).toEqual({
    ...created,
    ...next,
    version: 2,
    changedAt: minutesOn(2),
    changedBy: 'operator:op_2',
  })
  const removed = applyDocumentEntry(state, aFact('document_removed', { title: 'Tone' }, 3))
  expect(removed).toEqual({ ...state, removedAt: minutesOn(3) })
})

test('nothing changes or is removed before it is there', () => {
  const body = { ...content, version: 2, restoredFrom: null }
  expect(() => applyDocumentEntry(null, aFact('document_changed', body))).toThrow('no fold')
  expect(() => applyDocumentEntry(null, aFact('document_removed', { title: 'Voice' }))).toThrow('no fold')
})
