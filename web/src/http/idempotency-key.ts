import { newId } from '#domain/ids.ts'

/** One for each opened form: sending it again answers as the first time did. */
export const newIdempotencyKey = () => newId('intent')
