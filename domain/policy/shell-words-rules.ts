/** What a shell is reading: the whole command, or one that stands within it up to `closer`. */
interface Reading {
  closer: ')' | '`' | null
  quote: '"' | "'" | null
  word: string | null
  words: string[]
  /** The next word is a file that is read or written. */
  isTarget: boolean
}

const newReading = (closer: Reading['closer']): Reading => ({
  ...{ closer, quote: null, word: null, words: [], isTarget: false },
})

/**
 * The simple commands of a shell command, each as its words without their quotes; also those that stand within another.
 * Nothing is worked out: where a shell would put something in there is a `$`. `isWhole`: a quote that nothing closes stays in
 * its word, which no shell runs; of a part of a command it may be closed behind it.
 */
export function simpleCommands(command: string, isWhole = false): string[][] {
  const reader = new ShellReader(isWhole)
  for (let at = 0; at < command.length; ) at += reader.take(command[at] ?? '', command[at + 1] ?? '')
  return reader.end()
}

class ShellReader {
  private readonly found: string[][] = []
  private readonly outer: Reading[] = []
  private reading = newReading(null)

  constructor(private readonly isWhole: boolean) {}

  /** Answers how many characters it took. */
  take(c: string, next: string): number {
    const { quote, closer } = this.reading
    if (quote === "'") return this.inQuote(c)
    if (c === '\\') return this.escaped(next)
    if (c === '`') return closer === '`' ? this.leave() : this.enter('`', true)
    if (c === '$' && next === '(') return this.enter(')', true) + 1
    if (c === '"') return this.turnQuote(quote === null ? '"' : null)
    return quote === '"' ? this.add(c) : this.unquoted(c, next)
  }

  private unquoted(c: string, next: string): number {
    const { closer } = this.reading
    if (c === "'") return this.turnQuote("'")
    if (c === '(') return this.enter(')', this.reading.isTarget)
    if (c === ')') return closer === ')' ? this.leave() : this.endCommand()
    if (';|&\n'.includes(c)) return this.endCommand()
    if ('<>'.includes(c)) return this.redirect(next)
    return /\s/.test(c) ? this.endWord() : this.add(c)
  }

  end(): string[][] {
    while (this.outer.length > 0) this.leave()
    this.endCommand()
    return this.found
  }

  private inQuote = (c: string) => (c === "'" ? this.turnQuote(null) : this.add(c))

  private add(text: string): number {
    this.reading.word = (this.reading.word ?? '') + text
    return 1
  }

  private turnQuote(quote: Reading['quote']): number {
    this.reading.quote = quote
    return this.add('')
  }

  private escaped(next: string): number {
    // With nothing behind it, it stands for itself.
    const isKept = next === '' || (this.reading.quote === '"' && !'"$`\\\n'.includes(next))
    if (next !== '\n') this.add(isKept ? `\\${next}` : next)
    return 2
  }

  private endWord(): number {
    const { word, words, isTarget } = this.reading
    if (word === null) return 1
    if (!isTarget) words.push(word)
    this.reading.word = null
    this.reading.isTarget = false
    return 1
  }

  private endCommand(): number {
    if (this.reading.quote !== null && this.isWhole) this.add(this.reading.quote)
    this.endWord()
    if (this.reading.words.length > 0) this.found.push(this.reading.words)
    this.reading.words = []
    this.reading.isTarget = false
    return 1
  }

  private redirect(next: string): number {
    if (/^\d+$/.test(this.reading.word ?? '')) this.reading.word = null
    this.endWord()
    this.reading.isTarget = true
    return next === '&' ? 2 : 1
  }

  /** A command within this one, in place of which a word, or a part of one, is put in; or a group of its own. */
  private enter(closer: ')' | '`', isPutIn: boolean): number {
    if (isPutIn) {
      this.reading.isTarget = false
      this.add('$')
    } else this.endCommand()
    this.outer.push(this.reading)
    this.reading = newReading(closer)
    return 1
  }

  private leave(): number {
    this.endCommand()
    this.reading = this.outer.pop() ?? newReading(null)
    return 1
  }
}
