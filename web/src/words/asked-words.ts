import { commandWords } from '#domain/intent/intent-words.ts'
import { runCommandWords } from '#domain/runbook/run-intent-words.ts'

const words: Readonly<Record<string, string>> = { ...runCommandWords, ...commandWords }
const runWords: Readonly<Record<string, string>> = { ...commandWords, ...runCommandWords }

/** What was asked, inside a sentence. A command of a newer server has no words here. */
export function askedWords(command: string, of: 'task' | 'run' = 'task'): string {
  const all = of === 'task' ? words : runWords
  const known = Object.hasOwn(all, command) ? all[command] : undefined
  return known ? `${known[0]?.toLowerCase()}${known.slice(1)}` : 'something'
}

/** Beside who asked: it is not they who failed. */
export const undeliveredWords = (command: string, of: 'task' | 'run' = 'task'): string =>
  `asked for what could not be delivered: ${askedWords(command, of)}; nothing came of it`
