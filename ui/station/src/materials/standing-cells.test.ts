import type { ListedMaterial, Standing } from '@shanyi/contract'
import { expect, test } from 'vitest'
import cells from '../../../contract/generated/standing.json'
import { emptyLine, standing } from './standing'

const image = { hash: '01', length: 1, media: 'jpeg' as const }

test('what is missing is the same on the screen as at the desk, cell by cell', () => {
  expect(cells.length).toBe(8 * 5 * 27)
  for (const [identity, electronic, required, original, copies, originalsHere, copiesHere, images, stands] of cells as [boolean, boolean, boolean, number, number, number, number, number, Standing][]) {
    const listed = { code: 'paper', kind: identity ? 'id_card' : 'paper', electronic_ok: electronic, original, copies } as ListedMaterial
    const line = { ...emptyLine('paper'), originals: originalsHere, copies: copiesHere, images: Array.from({ length: images }, () => image) }
    expect({ listed, line, stands: standing(listed, line, required) }).toEqual({ listed, line, stands })
  }
})
