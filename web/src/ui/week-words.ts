/** "week 47", of an ISO week. */
export const weekWord = (week: string) => `week ${Number(week.slice(-2))}`
