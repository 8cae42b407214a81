export const patienceMs = 10_000

/** A short text somewhere else that is read and replaced as a whole. */
export interface TextObject {
  /** As people read it. Holds no secret. */
  target: string
  /** Null where there is none. */
  read(): Promise<string | null>
  write(text: string, contentType: string): Promise<void>
}
