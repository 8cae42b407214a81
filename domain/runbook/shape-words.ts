import type { z } from 'zod'

const kinds: Record<string, string> = {
  string: 'text; put it in quotes',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  record: 'a map',
}

/** What is wrong with a value, in words of whoever wrote it; a shape's own message stays as it is. */
export function shapeWords(issue: z.core.$ZodIssue): string {
  const isOurs = !/^(Invalid|Too|Unrecognized)\b/.test(issue.message)
  if (isOurs) return issue.message
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${kinds[issue.expected] ?? issue.expected}`
    case 'invalid_value':
      return `must be one of ${issue.values.join(', ')}`
    case 'too_small':
      return issue.origin === 'array'
        ? `needs ${issue.minimum} at least`
        : `must be ${issue.minimum} at least`
    case 'too_big':
      return `${issue.origin === 'array' ? 'takes' : 'must be'} ${issue.maximum}${issue.origin === 'string' ? ' characters' : ''} at most`
    default:
      return 'is not what belongs here'
  }
}
