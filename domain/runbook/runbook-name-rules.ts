/** A runbook's name in an address: letters with their marks and digits of any script, the rest as hyphens. */
export const slugOf = (name: string): string =>
  (
    name
      .toLowerCase()
      .normalize('NFC')
      .match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu) ?? []
  ).join('-')

/** One of each in a project; names that differ only in case or punctuation are one in an address. */
export const nameKeyOf = (projectId: string, name: string): string => `${projectId}/${slugOf(name)}`
