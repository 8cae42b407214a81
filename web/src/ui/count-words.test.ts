import { expect, test } from 'vitest'
import { counted, ordinal } from './count-words.ts'

test('one is one, more are many', () => {
  expect([counted(1, 'task'), counted(4_212, 'task')]).toEqual(['1 task', '4,212 tasks'])
})

test('a place in line is read as it is said', () => {
  expect([1, 2, 3, 4, 11, 12, 13, 22, 113, 1_001].map(ordinal)).toEqual([
    '1st',
    '2nd',
    '3rd',
    '4th',
    '11th',
    '12th',
    '13th',
    '22nd',
    '113th',
    '1,001st',
  ])
})
