import type { Response } from 'express'
import type { Problem } from './contract.ts'

export function sendProblem(res: Response, problem: Omit<Problem, 'type'>): void {
  res
    .status(problem.status)
    .type('application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', ...problem }))
}

/** The request is not what the contract says: 400, or the status given, with the fields by path. */
export class InvalidRequest extends Error {
  override name = 'InvalidRequest'
  constructor(
    readonly errors: { path: string; message: string }[],
    readonly status = 400,
  ) {
    super(errors.map(({ path, message }) => `${path}: ${message}`).join('; '))
  }
}

/** Nobody is signed in, or the token is not one of ours. */
export class Unauthenticated extends Error {
  override name = 'Unauthenticated'
}

/** Something that the api needs is away; asking again later may do. */
export class Unavailable extends Error {
  override name = 'Unavailable'
}

export class TooManyRequests extends Error {
  override name = 'TooManyRequests'
  constructor(readonly retryAfterSeconds: number) {
    super(`Too many tries. Wait ${retryAfterSeconds} s.`)
  }
}
