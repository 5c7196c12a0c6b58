import type { ListedMaterial, MaterialLine } from '@shanyi/contract'
import { expect, test } from 'vitest'
import { emptyLine, openOf, received, rowsOf, standing } from './standing'

const card: ListedMaterial = { code: 'id_card', name: '居民身份证', kind: 'id_card', original: 1, copies: 1, electronic_ok: true, issuer: '公安机关', how_to_get: '', note: '', need: { kind: 'required' }, tolerable: false }
const form: ListedMaterial = { ...card, code: 'form', name: '申请表', kind: 'form', original: 1, copies: 0, electronic_ok: false }
const mandate: ListedMaterial = { ...form, code: 'mandate', name: '委托书', kind: 'mandate', need: { kind: 'conditional', condition: '由别人代办时' } }
const image = (n: number) => ({ hash: `${n}`, length: 80_000, media: 'jpeg' as const })
const line = (part: Partial<MaterialLine>, code = 'id_card'): MaterialLine => ({ ...emptyLine(code), ...part })

test('an identity card is complete with both sides pictured, not with one', () => {
  expect(standing(card, line({ images: [image(1)] }), true)).toEqual({ kind: 'missing', originals: 1, copies: 1 })
  expect(standing(card, line({ images: [image(1), image(2)] }), true)).toEqual({ kind: 'here' })
})

test('an original that no file replaces stays missing beside its picture', () => {
  expect(standing(form, line({ images: [image(1)] }, 'form'), true)).toEqual({ kind: 'missing', originals: 1, copies: 0 })
})

test('a picture does for the copy, the original was seen', () => {
  expect(standing({ ...card, electronic_ok: false }, line({ originals: 1, images: [image(1), image(2)] }), true)).toEqual({ kind: 'here' })
})

test('what nobody needs is missing for nobody', () => {
  expect(standing(mandate, undefined, false)).toEqual({ kind: 'not_needed' })
  expect(standing(mandate, line({ copies: 1 }, 'mandate'), false)).toEqual({ kind: 'here' })
})

test('a condition is asked until it is answered', () => {
  const open = (answers: Record<string, boolean>) => {
    const { missing, asking } = openOf(rowsOf([card, mandate], { id_card: received(card, undefined) }, answers))
    return [missing.length, asking.length]
  }
  expect(open({})).toEqual([0, 1])
  expect(open({ mandate: true })).toEqual([1, 0])
  expect(open({ mandate: false })).toEqual([0, 0])
})

test('received takes what the list asks for, and takes it back', () => {
  const there = received(card, undefined)
  expect(there).toMatchObject({ originals: 1, copies: 1 })
  expect(received(card, there)).toMatchObject({ originals: 0, copies: 0 })
  expect(received(card, line({ images: [image(1)], checked: true }))).toMatchObject({ originals: 1, copies: 1, checked: true })
})

test('a paper that the township wants put right is open until something is done about it', () => {
  const here = { id_card: received(card, undefined) }
  expect(rowsOf([card], here, {}, { id_card: '看不清' })[0]?.open).toBe('wanted')
  expect(rowsOf([card], here, {}, { id_card: '看不清' }, new Set(['id_card']))[0]?.open).toBeNull()
})
