import { expect, test } from 'vitest'
import { addressOf, placeOf, type Place } from './place'

test('every place has an address that leads back to it', () => {
  const places: Place[] = [
    { room: 'today' }, { room: 'intake' }, { room: 'intake', form: 'a1' }, { room: 'cases' }, { room: 'case', id: '五星/1' },
    { room: 'case', id: 'c', act: 'amend' }, { room: 'case', id: 'c', act: 'deliver' }, { room: 'paper', kind: 'receipt', id: 'c' }, { room: 'paper', kind: 'guide', id: 'lnyd' },
  ]
  for (const place of places) expect(placeOf(addressOf(place))).toEqual(place)
})

test('an address nobody knows is today', () => {
  for (const address of ['', '#', '#/moon', '#/paper/moon/1', '#/case']) expect(placeOf(address)).toEqual({ room: 'today' })
})
