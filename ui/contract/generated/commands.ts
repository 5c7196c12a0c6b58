// Stands here until `cargo xtask bindings` writes the command table. Do not edit.

/** Every command of the desk. */
export interface Commands {}

/** What a command can answer instead of its result. */
export type DeskError = { kind: string }
