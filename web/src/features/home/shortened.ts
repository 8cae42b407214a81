const most = 7
const few = 5

/** Home holds a list that it can show whole; of a longer one it shows the first five and links to the rest. */
export const shortened = <T>(rows: readonly T[], count = rows.length): readonly T[] =>
  count > most ? rows.slice(0, few) : rows
