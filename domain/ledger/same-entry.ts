interface Placed {
  streamId: string
  streamSeq: number
  type: string
  at: string
}

/** Whether both are one fact: after the database was put back to an older moment, another has the place of one that was read. */
export const isSameEntry = (a: Placed | undefined, b: Placed | undefined): boolean =>
  a !== undefined &&
  b !== undefined &&
  a.streamId === b.streamId &&
  a.streamSeq === b.streamSeq &&
  a.type === b.type &&
  a.at === b.at
