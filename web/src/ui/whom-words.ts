/** Those for whom something waits, after "waits for". */
export function whomWords(names: readonly string[]): string {
  if (names.length === 0) return 'somebody who may: nobody here'
  return names.length <= 2 ? names.join(' or ') : 'the operators'
}
