/** What the readers take. A route only hands it on: it holds no connection and sees no row. */
export type { Database as Source } from '../client.ts'
