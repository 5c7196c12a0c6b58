import { barriers, press } from '@shanyi/kit/test'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { caseOf, fakeServer, type FakeServer } from '../test/fake-server'
import { closeDesk, openDesk, pressOn, see, test$, type, until, wordsOf } from '../test/desk'

let server: FakeServer
beforeEach(() => {
  server = fakeServer([caseOf('1', '雷美凤'), caseOf('2', '钟土根'), caseOf('3', '蓝春妹')])
})
afterEach(async () => {
  await closeDesk()
  server.stop()
})

const present = () => document.querySelector('[data-test="row"][aria-current="true"]')?.getAttribute('data-case')
const shown = () => document.querySelector(test$('case'))?.getAttribute('data-case')

test('the first case of the list stands beside it from the start', async () => {
  await openDesk()
  await until(() => shown() === '1')
  expect(present()).toBe('1')
  expect(wordsOf('lead')).toBe('材料齐了，可以受理')
  expect(wordsOf('count-to_accept')).toBe('3')
})

test('J and K and the arrows open the next case, and stop at the ends', async () => {
  await openDesk()
  await until(() => shown() === '1')
  await press('j')
  await until(() => shown() === '2')
  await press('ArrowDown')
  await until(() => shown() === '3')
  await press('j')
  expect(present()).toBe('3')
  await press('k')
  await press('ArrowUp')
  await press('k')
  await until(() => shown() === '1')
})

test('a row breaks between what it says of a case, and not within it', async () => {
  server.cases.splice(0, 3, caseOf('1', '雷美凤', { images_total: 2, images_here: 0 }))
  await openDesk()
  await until(() => shown() === '1')
  const said = [...document.querySelectorAll(test$('row-part'))].map((part) => part.textContent)
  expect(said).toEqual(['五星村服务站 ·', '图 0/2 正在传'])
})

test('the slash goes to the find field, letters are typed there, and Enter opens what was found', async () => {
  server.cases.push(caseOf('9', '周桂香', { state: 'accepted' }))
  await openDesk()
  await until(() => shown() === '1')
  expect(await press('/')).toBe(true)
  expect(document.activeElement?.id).toBe('find')
  await press('j')
  expect(present()).toBe('1')
  await type('find', '周')
  await until(() => wordsOf('found').includes('1 件'))
  await press('Enter')
  await until(() => shown() === '9')
  expect(document.activeElement?.id).not.toBe('find')
})

test('ending the search leads back to the list where it began', async () => {
  await openDesk()
  await until(() => shown() === '1')
  await type('find', '没有这个人')
  await until(() => wordsOf('found').startsWith('没有找到'))
  expect(document.querySelector(`${test$('queue-all')}[aria-current]`)).not.toBeNull()
  await press('Escape')
  await until(() => document.querySelectorAll(test$('row')).length === 3)
  expect(document.querySelector(`${test$('queue-to_accept')}[aria-current]`)).not.toBeNull()
})

test('what comes in appears by itself and moves neither the place nor what is being typed', async () => {
  await openDesk()
  await until(() => shown() === '1')
  await press('j')
  await until(() => shown() === '2')
  await press('c')
  await see('act-panel')
  await type('act-text', '请问户口簿')
  server.cases.unshift(caseOf('7', '吴小满'))
  server.change()
  await until(() => document.querySelectorAll(test$('row')).length === 4)
  expect(present()).toBe('2')
  expect(shown()).toBe('2')
  expect((document.getElementById('act-text') as HTMLTextAreaElement).value).toBe('请问户口簿')
  expect(document.activeElement?.id).toBe('act-text')
})

test('when the open case leaves the list, the next one down is the one that took its place', async () => {
  await openDesk()
  await until(() => shown() === '1')
  await press('j')
  await until(() => shown() === '2')
  server.cases[1] = caseOf('2', '钟土根', { state: 'accepted' })
  server.change()
  await until(() => document.querySelectorAll(test$('row')).length === 2)
  expect(shown()).toBe('2')
  expect(present()).toBeUndefined()
  await press('j')
  await until(() => shown() === '3')
})

test('rows of one list are never opened in another', async () => {
  await openDesk()
  await until(() => shown() === '1')
  await pressOn('queue-correction')
  await see('inbox-empty')
  expect(location.hash).toBe('#/inbox/correction')
  expect(wordsOf('inbox-empty')).toContain('没有在补正的')
})

test('a server that can’t be reached is said, and the list comes back by itself', async () => {
  await openDesk()
  await until(() => shown() === '1')
  server.down = true
  server.change()
  await until(() => wordsOf('heard').includes('连不上'))
  expect(shown()).toBe('1')
  server.down = false
  await until(() => wordsOf('heard').includes('自动刷新'))
})

test('the desk has no barriers for readers of the screen', async () => {
  await openDesk()
  await until(() => shown() === '1')
  expect(await barriers()).toEqual([])
})

test('a long list goes on page by page, and a refresh keeps everything that was shown', async () => {
  server.cases.splice(0, 3, ...Array.from({ length: 730 }, (_, i) => caseOf(String(i + 1), `村民${i + 1}`)))
  await openDesk()
  const rows = () => document.querySelectorAll(test$('row')).length
  await until(() => rows() === 50)
  for (let shown = 100; shown <= 600; shown += 50) {
    await pressOn('more')
    await until(() => rows() === shown)
  }
  server.change()
  await until(() => server.asked.filter((a) => a.route === 'POST /api/cases/search').length > 13)
  expect(rows()).toBe(600)
  expect(new Set([...document.querySelectorAll(test$('row'))].map((row) => row.getAttribute('data-case'))).size).toBe(600)
})

test('a list that changes while it is read is read anew: no row twice and none left out', async () => {
  server.cases.splice(0, 3, ...Array.from({ length: 700 }, (_, i) => caseOf(String(i + 1), `村民${i + 1}`)))
  await openDesk()
  const shown = () => [...document.querySelectorAll(test$('row'))].map((row) => row.getAttribute('data-case'))
  for (let pages = 2; pages <= 12; pages += 1) {
    await until(() => shown().length === (pages - 1) * 50)
    await pressOn('more')
  }
  await until(() => shown().length === 600)
  // Behind the first look of the next reading, the newest case goes to the front.
  server.looked = () => {
    server.looked = undefined
    server.cases.unshift(...server.cases.splice(699, 1))
    server.change()
  }
  server.change()
  await until(() => shown()[0] === '700')
  expect(new Set(shown()).size).toBe(shown().length)
  expect(shown()).toEqual(['700', ...Array.from({ length: 599 }, (_, i) => String(i + 1))])
})
