/** A runbook's name in an address: letters and digits of any script, the rest as hyphens. */
export const slugOf = (name: string): string =>
  name
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')

/** One of each in a project; names that differ only in case or punctuation are one in an address. */
export const nameKeyOf = (projectId: string, name: string): string => `${projectId}/${slugOf(name)}`
