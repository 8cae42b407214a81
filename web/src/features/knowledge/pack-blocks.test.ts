import { expect, test } from 'vitest'
import { packBudget } from '#domain/context-pack/context-pack.ts'
import { contextPackOf } from '#domain/context-pack/context-pack-rules.ts'
import { packBlocks } from './pack-blocks.ts'

test('the texts of a pack come apart where contextPackOf put them together', () => {
  const section = { documentId: 'doc_2', title: 'Refunds', version: 2, ordinal: 1, heading: 'Large' }
  const { system, task } = contextPackOf(
    {
      project: { name: 'Letter', mission: 'Write.' },
      agent: { name: 'Ines', role: '', charter: '' },
      task: { id: 't_1', title: 'Thank', intent: 'Do it.', deliverables: [] },
      policies: [],
      objectives: [],
      always: [
        {
          ...{ documentId: 'doc_1', title: 'Voice "x"', version: 3 },
          sections: [{ ordinal: 0, heading: '', text: '# How\n<b>Short</b>' }],
        },
      ],
      found: [{ ...section, text: 'Ask.' }],
      query: '',
    },
    packBudget,
  )
  expect(packBlocks(system).at(-1)).toEqual({
    source: { title: 'Voice ”x”', version: '3', place: '' },
    text: '# How\n<b>Short</b>',
  })
  expect(packBlocks(system)[0]?.source).toBeNull()
  expect(packBlocks(task).at(-1)).toEqual({
    source: { title: 'Refunds', version: '2', place: 'Large' },
    text: 'Ask.',
  })
})

test('a tag that never ends holds the rest; nothing is lost', () => {
  expect(packBlocks('a\n<snippet title="x" version="1">\nb\n</document>')).toEqual([
    { source: null, text: 'a' },
    { source: { title: 'x', version: '1', place: '' }, text: 'b\n</document>' },
  ])
})
