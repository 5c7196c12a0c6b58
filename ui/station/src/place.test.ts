import { expect, test } from 'vitest'
import { addressOf, go, goBack, here, placeOf, type Place } from './place'

test('every place has an address that leads back to it', () => {
  const places: Place[] = [
    { room: 'today' }, { room: 'intake' }, { room: 'intake', form: 'a1' }, { room: 'cases' }, { room: 'case', id: '五星/1' },
    { room: 'case', id: 'c', act: 'amend' }, { room: 'case', id: 'c', act: 'deliver' }, { room: 'paper', kind: 'receipt', id: 'c' }, { room: 'paper', kind: 'guide', id: 'lnyd' }, { room: 'person', id: 'c' },
  ]
  for (const place of places) expect(placeOf(addressOf(place))).toEqual(place)
})

test('an address nobody knows is today', () => {
  for (const address of ['', '#', '#/moon', '#/paper/moon/1', '#/case', '#/person']) expect(placeOf(address)).toEqual({ room: 'today' })
})

test('back leads along the way one came, and a room begins a new way', () => {
  go({ room: 'cases' })
  go({ room: 'case', id: 'a' })
  go({ room: 'person', id: 'a' })
  go({ room: 'case', id: 'b' })
  go({ room: 'case', id: 'b', act: 'amend' })
  go({ room: 'case', id: 'b' })
  const back = () => (goBack(), here.value)
  expect([back(), back(), back(), back()]).toEqual([{ room: 'person', id: 'a' }, { room: 'case', id: 'a' }, { room: 'cases' }, { room: 'cases' }])
  go({ room: 'case', id: 'a' })
  go({ room: 'today' })
  go({ room: 'case', id: 'c' })
  expect([back(), back()]).toEqual([{ room: 'today' }, { room: 'cases' }])
})

test('a case opened from a form leads back to that form', () => {
  go({ room: 'intake', form: 'f1' })
  go({ room: 'case', id: 'a' })
  goBack()
  expect(here.value).toEqual({ room: 'intake', form: 'f1' })
})
