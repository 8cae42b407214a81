/** Names of tools out of a text, with commas or spaces between them, each once. */
export const toolsIn = (text: string): string[] => [...new Set(text.split(/[\s,]+/).filter(Boolean))]
