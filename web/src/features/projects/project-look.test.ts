import { expect, test } from 'vitest'
import { aProject } from '../../http/sample-data.ts'
import { projectRows } from '../../ui/project-rows.ts'

const wordsWith = (...needs: { projectId: string | null; count: number }[]) =>
  projectRows([aProject(), aProject({ id: 'pr_2' })], needs).map(({ look, needsYou }) => [
    look.word,
    needsYou,
  ])

test('a project of which the inbox has something for the reader is not at rest, whatever its tasks do', () => {
  expect(wordsWith({ projectId: null, count: 1 })).toEqual(Array(2).fill(['At rest', 0]))
  expect(wordsWith({ projectId: 'pr_2', count: 1 })).toEqual([
    ['Needs a person', 1],
    ['At rest', 0],
  ])
})
