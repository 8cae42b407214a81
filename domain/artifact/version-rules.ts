/** Of each artifact which recording of its title in its task it is, from 1, in the order in which they were recorded. */
export function versionsOf(artifacts: readonly { title: string }[]): number[] {
  const counts = new Map<string, number>()
  return artifacts.map(({ title }) => {
    const version = (counts.get(title) ?? 0) + 1
    counts.set(title, version)
    return version
  })
}
