import { expect, test } from 'vitest'
import { applyArtifactEntry } from './artifact-state.ts'

const by = { at: '2026-11-26T12:00:00.000Z', actor: 'executor:mac-mini' }
const which = { taskId: 't_1', itemId: 'a_1', title: 'Letter', hash: 'f'.repeat(64), size: 8 }

test('bytes that came are here with what they are', () => {
  const body = { ...which, mediaType: 'text/csv', mediaKind: 'table' } as const
  expect(applyArtifactEntry(null, { ...by, type: 'artifact_bytes_kept', body })).toMatchObject({
    ...{ itemId: 'a_1', size: 8, refusal: null, at: by.at },
    media: { kind: 'table', type: 'text/csv' },
  })
})

test('bytes that are refused have the reason', () => {
  const body = { ...which, reason: 'Too large.' }
  expect(applyArtifactEntry(null, { ...by, type: 'artifact_bytes_refused', body })).toMatchObject({
    refusal: 'Too large.',
    media: null,
  })
})
