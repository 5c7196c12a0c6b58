import { barriers } from '@shanyi/kit/test'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { PersonView, StationPeople } from '../api/api'
import { go } from '../place'
import { closeDesk, openDesk, pressOn, test$, type, until } from '../test/desk'
import { fakeServer, NOW, type FakeServer } from '../test/fake-server'
import { factsOf, shownOf, wordsOf } from './people'

function person(id: number, name: string, post: Partial<PersonView['post']> = {}): PersonView {
  return { id, name, title: '跑小二', phone: '', post: { agency: 'village', since: '2026-12-01', titles: [], competences: ['县民政局', '县残联'], files_online: false, supervises: false, deputy: null, away: false, withdrawn_at: null, ...post } }
}

function station(id: number, name: string, people: PersonView[], concerns: StationPeople['concerns'] = []): StationPeople {
  return { station: { id, code: `33112320821${id}`, name, short: name.slice(0, 2), township: '柘岱口乡' }, people, concerns }
}

let server: FakeServer
beforeEach(() => {
  server = fakeServer()
  server.people = {
    may_change: true,
    stations: [
      station(1, '五星村服务站', [person(11, '梅建平', { files_online: true, titles: ['劳动保障协管员'], deputy: 12 }), person(12, '兰玉珍', { away: true })], [{ kind: 'no_deputy', name: '兰玉珍' }]),
      station(2, '后畲村服务站', [person(13, '叶小春', { withdrawn_at: NOW, supervises: true })]),
    ],
  }
})
afterEach(async () => {
  await closeDesk()
  server.stop()
})

async function openPage(language: 'zh-CN' | 'en' = 'zh-CN') {
  const page = await openDesk(language)
  go({ room: 'people', queue: 'to_accept' })
  await until(() => document.querySelectorAll(test$('person')).length === 3 || document.querySelectorAll(test$('people-station')).length)
  return page
}
const text = (name: string) => document.querySelector(test$(name))?.textContent ?? ''

test('the stations are there with their people, posts and what is not as it should be', async () => {
  const page = await openPage()
  expect(text('people-station')).toContain('梅建平')
  expect(text('people-station')).toContain('网办员')
  expect(text('people-station')).toContain('劳动保障协管员')
  expect(text('people-station')).toContain('B 岗：兰玉珍')
  expect(text('concerns')).toContain('兰玉珍没有 B 岗')
  expect(document.body.textContent).toContain('收件资格已收回')
  expect(await barriers(document.querySelector<HTMLElement>(test$('people-page'))!)).toEqual([])
  page.unmount()
})

test('a right is withdrawn after one question, and not without a why', async () => {
  const page = await openPage()
  await page.find(test$('right-11')).trigger('click')
  const yes = (await until(() => document.querySelector<HTMLElement>(test$('right-yes')))) as HTMLElement
  expect(document.body.textContent).toContain('收回梅建平的收件资格？')
  yes.click()
  await until(() => document.body.textContent?.includes('写一句为什么'))
  const asked = () => server.asked.filter((one) => one.route === 'POST /api/people/{id}/right')
  expect(asked()).toEqual([])
  const why = document.querySelector<HTMLInputElement>('#right-why')!
  why.value = '调走了'
  why.dispatchEvent(new Event('input'))
  yes.click()
  await until(() => text('people-said').includes('2 件没办完的移交给兰玉珍'))
  expect(asked().map(({ address, body }) => [address, body])).toEqual([['/api/people/11/right', { granted: false, why: '调走了' }]])
  page.unmount()
})

test('a post is changed with everything that it says, and what the server refuses is told', async () => {
  const page = await openPage('en')
  server.refuse['POST /api/people/{id}/post'] = [{ kind: 'invalid', field: 'deputy', fault: 'unknown' }]
  await page.find(test$('post-12')).trigger('click')
  const yes = (await until(() => document.querySelector<HTMLElement>(test$('post-yes')))) as HTMLElement
  for (const [id, value] of [['post-titles', '残疾人专职委员、养老助残员'], ['post-why', '县里安排']] as const) {
    const field = document.querySelector<HTMLInputElement>(`#${id}`)!
    field.value = value
    field.dispatchEvent(new Event('input'))
  }
  yes.click()
  await until(() => text('post-trouble').includes('Deputy'))
  yes.click()
  await until(() => text('people-said').includes('兰玉珍'))
  const sent = server.asked.filter((one) => one.route === 'POST /api/people/{id}/post').at(-1)?.body
  expect(sent).toMatchObject({ agency: 'village', titles: ['残疾人专职委员', '养老助残员'], competences: ['县民政局', '县残联'], deputy: null, away: true, why: '县里安排' })
  page.unmount()
})

test('somebody is entered with a telephone and a first day, and called otherwise afterwards', async () => {
  const page = await openPage()
  await page.find(test$('enter-331123208212')).trigger('click')
  await until(() => document.querySelector(test$('ask-enter')))
  await pressOn('enter-yes')
  await until(() => document.body.textContent?.includes('还没有写姓名'))
  await type('enter-name', '雷土根')
  await type('enter-phone', '0578-8120000')
  await pressOn('enter-yes')
  await until(() => text('people-said').includes('雷土根登记好了'))
  const entered = server.asked.filter((one) => one.route === 'POST /api/people').map((one) => one.body)
  expect(entered).toEqual([{ station: '331123208212', name: '雷土根', phone: '0578-8120000', since: '2026-11-23' }])
  await pressOn('post-99')
  await until(() => document.querySelector(test$('ask-post')))
  await type('post-name', '雷土耕')
  await type('post-why', '写错了')
  await pressOn('post-yes')
  await until(() => text('people-said').includes('雷土耕'))
  expect(server.people.stations[1]?.people.at(-1)).toMatchObject({ name: '雷土耕', phone: '0578-8120000' })
  page.unmount()
})

test('who may only look has no way to change anything', async () => {
  server.people.may_change = false
  const page = await openPage()
  expect(document.body.textContent).toContain('这里只能看')
  expect(document.querySelector(test$('right-11'))).toBeNull()
  expect(document.querySelector(test$('post-11'))).toBeNull()
  page.unmount()
})

test('stations are found by their name or their people, and those with concerns alone', () => {
  const { stations } = server.people
  expect(shownOf(stations, '叶小春', false).map((one) => one.station.id)).toEqual([2])
  expect(shownOf(stations, ' 五星 ', false).map((one) => one.station.id)).toEqual([1])
  expect(shownOf(stations, '', true).map((one) => one.station.id)).toEqual([1])
  expect(wordsOf(' 县民政局、县残联,,人社局\n')).toEqual(['县民政局', '县残联', '人社局'])
  expect(factsOf({ kind: 'several_file_online', names: ['甲', '乙'] }, '、').names).toBe('甲、乙')
})
