import type { Say } from './temporal-build.ts'

/** While something takes long, these words are said again and again. */
export async function tellWhile<T>(say: Say, words: string, work: Promise<T>, everyMs = 5_000): Promise<T> {
  const began = Date.now()
  const timer = setInterval(() => say(`${words} (${Math.round((Date.now() - began) / 1_000)} s)`), everyMs)
  try {
    return await work
  } finally {
    clearInterval(timer)
  }
}
