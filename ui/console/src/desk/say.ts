/** Words from a key and its facts, handed to what makes sentences of figures. */

/** Turns a key and its facts into words. */
export type Say = (key: string, facts?: Record<string, unknown>) => string
