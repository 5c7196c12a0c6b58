/** Reads the kinds of closed errors out of a generated table, for the tests that hold the sentences against it. */

/** One kind of error as a path of messages, and the facts it brings. */
export interface ErrorKind {
  /** `picture`, and `picture.too_small` for a fault inside it. */
  path: string
  facts: string[]
}

/** Every kind of the union `type` in the text of a generated table, faults inside included. */
export function kindsOf(table: string, type: string, before = ''): ErrorKind[] {
  const body = bodyOf(table, type)
  const found = body.startsWith('"')
    ? [...body.matchAll(/"(\w+)"/g)].map(([, kind = '']) => ({ kind, rest: '' }))
    : [...body.matchAll(/\{\s*"kind": "(\w+)"([^}]*)\}/g)].map(([, kind = '', rest = '']) => ({ kind, rest }))
  return found.flatMap(({ kind, rest }) => {
    const fault = rest.match(/\bfault: (\w+)/)?.[1]
    const facts = [...rest.matchAll(/(\w+): (Array<)?/g)].flatMap(([, name = '', list]) => (list ? [name, 'count'] : [name]))
    return [{ path: before + kind, facts: facts.filter((f) => f !== 'fault') }, ...(fault ? kindsOf(table, fault, `${before}${kind}.`) : [])]
  })
}

function bodyOf(table: string, type: string): string {
  const body = table.match(new RegExp(`export type ${type} = ([\\s\\S]*?);\n\n`))?.[1] ?? ''
  return body.replace(/\/\*[\s\S]*?\*\//g, '').trim()
}
