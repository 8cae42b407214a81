import { Worker } from 'node:worker_threads'

export interface SchemaLimits {
  /** From its start to its answer, milliseconds. */
  timeoutMs?: number
  memoryMb?: number
}
const defaults: Required<SchemaLimits> = { timeoutMs: 10_000, memoryMb: 128 }

/** The first few mistakes, each with where it is, and how many there are besides. `problem`: nobody could say. */
export type Mistakes = { wrong: string[]; more: number } | { problem: string }

interface Work {
  schemas: string[]
  text: string | null
}

/** It took all the time or memory that there is for it. The sentence is for the operator. */
class Spent extends Error {}

/** Why each is no JSON Schema of draft 2020-12 that can be used: what follows its name in a sentence. Null where it is. */
export async function schemaProblems(
  schemas: readonly unknown[],
  limits: SchemaLimits = {},
): Promise<(string | null)[]> {
  if (schemas.length === 0) return []
  const work = { schemas: schemas.map((schema) => JSON.stringify(schema)), text: null }
  try {
    return await inThread<(string | null)[]>(work, limits)
  } catch (error) {
    if (!(error instanceof Spent)) throw error
    return schemas.map(() => `can’t be used: ${error.message}`)
  }
}

/** Holds a text against a schema, fetching nothing. */
export async function jsonMistakes(
  schema: unknown,
  text: string,
  limits: SchemaLimits = {},
): Promise<Mistakes> {
  try {
    return await inThread<Mistakes>({ schemas: [JSON.stringify(schema)], text }, limits)
  } catch (error) {
    if (!(error instanceof Spent)) throw error
    return { problem: `It can’t be held against the schema: ${error.message}.` }
  }
}

function inThread<T>(workerData: Work, limits: SchemaLimits): Promise<T> {
  const { timeoutMs, memoryMb } = { ...defaults, ...limits }
  const thread = new Worker(new URL('./schema-thread.mjs', import.meta.url), {
    workerData,
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 },
  })
  let timer: NodeJS.Timeout | undefined
  return new Promise<T>((resolve, reject) => {
    timer = setTimeout(() => reject(new Spent(`it took longer than ${timeoutMs / 1_000} s`)), timeoutMs)
    thread.once('message', resolve)
    thread.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? new Spent(`it took more than ${memoryMb} MB of memory`)
          : error instanceof RangeError
            ? new Spent('it goes round without end')
            : error,
      ),
    )
    thread.once('exit', () => reject(new Error('The thread ended without a word.')))
  }).finally(() => {
    clearTimeout(timer)
    void thread.terminate()
  })
}
