import { expect, test } from 'vitest'
import { ApiProblem } from './client.ts'
import { fieldErrorsOf } from './field-errors.ts'

type Found = [path: string, message: string]
const errorsOf = (...found: Found[]) => {
  const errors = found.map(([path, message]) => ({ path, message }))
  const problem = new ApiProblem({ type: 'about:blank', status: 400, title: 'Invalid', errors })
  return fieldErrorsOf(problem, ['topic', 'constructor', 'days'])
}

test('one error of a field stands there as it came', () => {
  expect(errorsOf(['body.inputs.topic', 'must be text'])).toEqual({ topic: 'must be text' })
  expect(errorsOf(['body.topic', 'It is taken.'], ['body.days.0', 'is no day'])).toEqual({
    topic: 'It is taken.',
    days: 'is no day',
  })
})

test('several errors of a field all stand there, the first first, each as a sentence', () => {
  const title = 'makes the title of the step draft 300 characters long; 200 are the most'
  const text = 'makes the text of the step ask 30,000 characters long; 20,000 are the most'
  expect(
    errorsOf(
      ['body.inputs.topic', title],
      ['body.inputs.constructor', 'must be text'],
      ['body.inputs.topic', text],
      ['body.inputs.topic', 'It is taken.'],
    ),
  ).toEqual({
    topic: `${title}. M${text.slice(1)}. It is taken.`,
    constructor: 'must be text',
  })
})

test('what is wrong with several items of a list alike is told once', () => {
  expect(errorsOf(['body.days.0', 'is no day'], ['body.days.3', 'is no day'])).toEqual({ days: 'is no day' })
})

test('what belongs to no field stands at the button', () => {
  expect(errorsOf(['body.other', 'is missing'])).toEqual({ form: 'Invalid' })
  expect(fieldErrorsOf(new Error('away'), ['topic']).form).toMatch(/does not answer/)
})
