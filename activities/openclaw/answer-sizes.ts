import { AnswerTooLarge } from './gateway-errors.ts'

interface Question {
  key: string
  /** No other doubted one is asked meanwhile. */
  isAlone: boolean
  isTooLarge?: true
}

/**
 * Which question has an answer that no connection brings: the connection ends over it and does not say. All that were
 * open then are in doubt, and are asked one at a time until the next end of that kind, or their answer, tells.
 */
export class AnswerSizes {
  private readonly open = new Set<Question>()
  private doubted = new Set<string>()
  private lastAlone: Promise<unknown> = Promise.resolve()

  /** Throws AnswerTooLarge for the one that is to blame. */
  async watch<T>(method: string, params: object, ask: () => Promise<T>): Promise<T> {
    const key = JSON.stringify([method, params])
    const isAlone = this.doubted.delete(key)
    const asked = async (): Promise<T> => {
      const question: Question = { key, isAlone }
      this.open.add(question)
      try {
        return await ask()
      } catch (error) {
        throw question.isTooLarge ? new AnswerTooLarge(method) : error
      } finally {
        this.open.delete(question)
      }
    }
    if (!isAlone) return asked()
    const mine = this.lastAlone.then(asked)
    this.lastAlone = mine.catch(() => {})
    return mine
  }

  /** The connection ends over what is on its way. */
  noteTooLarge(): void {
    const all = [...this.open]
    for (const one of all) if (one.isAlone || all.length === 1) one.isTooLarge = true
    this.doubted = new Set(all.map(({ key }) => key))
  }
}
