import { z } from 'zod'

/** One schema for all of it: what holds two of them could not be described. */
export const AnyJson = z.json()
