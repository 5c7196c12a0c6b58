import { useHost, type DoorOperator, type DoorView } from '@shanyi/contract'
import { barriers, press } from '@shanyi/kit/test'
import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { GROUPS, fakeDesk, refuse, type FakeDesk } from '../test/fake-desk'
import { open } from '../test/window'
import { stationWords } from '../words'
import { leave } from './door'
import DoorPage from './DoorPage.vue'

const MEI: DoorOperator = { id: 11, name: '梅建平', wait_seconds: 0, shut: false }
const LAN: DoorOperator = { id: 12, name: '蓝雪芬', wait_seconds: 0, shut: false }
const locked = (...operators: DoorOperator[]): DoorView => ({ state: 'locked', operators, running: false })

let desk: FakeDesk
beforeEach(() => {
  desk = fakeDesk()
  useHost(desk.host)
})
afterEach(() => {
  document.body.innerHTML = ''
  vi.useRealTimers()
  vi.restoreAllMocks()
})

/** A door, and hands to open it. */
function stand(door: DoorView, language: 'zh-CN' | 'en' = 'zh-CN') {
  const opened: DoorView[] = []
  const page = mount(DoorPage, { props: { door, onOpen: (view: DoorView) => opened.push(view) }, attachTo: document.body, global: { plugins: [stationWords(language)] } })
  const settle = async () => {
    for (let i = 0; i < 4; i += 1) await flushPromises()
  }
  const key = async (name: string) => {
    const target = document.activeElement
    await press(name)
    if (target instanceof HTMLButtonElement && name === 'Enter') target.click()
    await settle()
  }
  const type = async (words: string) => {
    const field = document.activeElement as HTMLInputElement
    field.value = words
    field.dispatchEvent(new Event('input', { bubbles: true }))
    await settle()
  }
  const text = (test: string) => page.find(`[data-test="${test}"]`).text()
  return { page, opened, settle, key, type, text }
}

test('with one name on the PC the PIN and Enter are all that is pressed', async () => {
  const at = stand(locked(MEI))
  await at.settle()
  expect(document.activeElement?.id).toBe('pin')
  await at.type('274910')
  await at.key('Enter')
  expect(at.opened.map((door) => door.state)).toEqual(['open'])
  expect(desk.of('sign_in')).toEqual([{ operator: 11, pin: '274910' }])
})

test('with several names the number of one leads to the PIN', async () => {
  const at = stand(locked(MEI, LAN))
  await at.settle()
  await at.key('2')
  expect(document.activeElement?.id).toBe('pin')
  await at.type('274910')
  await at.key('Enter')
  expect(desk.of('sign_in')).toEqual([{ operator: 12, pin: '274910' }])
})

test('a wrong PIN is said in words, and the field is empty for the next', async () => {
  const at = stand(locked(MEI))
  await at.settle()
  await at.type('111222')
  await at.key('Enter')
  expect(at.text('door-trouble')).toContain('PIN 码不对')
  expect((document.activeElement as HTMLInputElement).value).toBe('')
  expect(at.opened).toEqual([])
})

test('the wait behind wrong PINs counts down, and nothing is tried before it is over', async () => {
  desk.answers.sign_in = () => refuse({ kind: 'wrong_pin', seconds: 5 })
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] })
  const at = stand(locked(MEI))
  await at.settle()
  await at.type('111222')
  await at.key('Enter')
  expect(at.text('door-trouble')).toContain('还要等 5 秒')
  vi.advanceTimersByTime(2000)
  await at.settle()
  expect(at.text('door-trouble')).toContain('还要等 3 秒')
  await at.type('274910')
  await at.key('Enter')
  expect(desk.of('sign_in').length).toBe(1)
  vi.advanceTimersByTime(3100)
  await at.settle()
  await at.key('Enter')
  expect(desk.of('sign_in').length).toBe(2)
})

test('a PIN that is shut says what opens, and takes nothing', async () => {
  const at = stand(locked({ ...MEI, shut: true }))
  await at.settle()
  expect(at.text('door-trouble')).toContain('停用了')
  await at.type('274910')
  await at.key('Enter')
  expect(desk.of('sign_in')).toEqual([])
})

test('a PIN is typed twice, its code is shown once and two groups of it are typed back', async () => {
  const at = stand({ state: 'choose_pin', operators: [MEI], recovered: false })
  await at.settle()
  await at.type('274910')
  await at.key('Enter')
  await at.type('274911')
  await at.key('Enter')
  expect(at.page.text()).toContain('两遍输的不一样')
  await at.type('274910')
  await at.key('Enter')
  expect(at.text('code').replace(/\s+/g, '')).toBe(GROUPS.map((group, i) => `${i + 1}${group}`).join(''))
  await at.type(GROUPS[1] ?? '')
  await at.key('Enter')
  await at.type(GROUPS[4] ?? '')
  await at.key('Enter')
  expect(at.opened.map((door) => door.state)).toEqual(['open'])
  expect(desk.of('choose_pin')).toEqual([{ operator: 11, pin: '274910' }])
})

test('where several may choose a PIN it is asked first who it is', async () => {
  const at = stand({ state: 'choose_pin', operators: [MEI, LAN], recovered: false })
  await at.settle()
  expect(document.activeElement?.id).toBe('operator')
  const second = document.getElementById('operator-1') as HTMLInputElement
  second.click()
  second.focus()
  await at.key('Enter')
  for (let twice = 0; twice < 2; twice += 1) {
    await at.type('274910')
    await at.key('Enter')
  }
  expect(desk.of('choose_pin')).toEqual([{ operator: 12, pin: '274910' }])
})

test('a recovery code leads to a new PIN, and one that is wrong names its group', async () => {
  const at = stand(locked(MEI))
  await at.settle()
  await at.key('F4')
  expect(document.activeElement?.id).toBe('code')
  await at.type('7K2QM')
  await at.key('Enter')
  expect(at.text('door-trouble')).toContain('第 3 组')
  await at.type(GROUPS.join(''))
  await at.key('Enter')
  expect(at.page.find('[data-test="choose-pin"]').text()).toContain('重新定一个 PIN 码')
})

test('a file of keys that falls anywhere on the window is taken, and one behind it is not', async () => {
  const at = stand(locked(MEI))
  await at.settle()
  await at.key('F4')
  desk.drop(['shanyi-keys', 'another'], 40, 40)
  await at.settle()
  expect(at.text('brought')).toContain('收到了')
  expect(document.activeElement?.id).toBe('code')
  expect(desk.asked.filter((a) => a.name === 'window:upload_dropped').map((a) => (a.args as { token: number }).token)).toEqual([1])
  at.page.unmount()
})

test.each(['zh-CN', 'en'] as const)('no page of the door has a barrier, in %s', async (language) => {
  const doors: DoorView[] = [locked(MEI), locked(MEI, LAN), { state: 'choose_pin', operators: [MEI, LAN], recovered: true }, { state: 'confirm_recovery', groups: [2, 5] }]
  for (const door of doors) {
    const at = stand(door, language)
    await at.settle()
    expect(await barriers(document.body)).toEqual([])
    if (door.state === 'locked') {
      await at.key('F4')
      expect(await barriers(document.body)).toEqual([])
    }
    at.page.unmount()
    document.body.innerHTML = ''
  }
})

test('the key that locks keeps what is typed first, and the page begins anew', async () => {
  const left = vi.spyOn(leave, 'page').mockImplementation(() => undefined)
  const window = await open(desk)
  await window.key('F12')
  expect(desk.of('lock').length).toBe(1)
  expect(left).toHaveBeenCalledTimes(1)
})

test('a desk that was locked behind somebody who went away leaves its page', async () => {
  const left = vi.spyOn(leave, 'page').mockImplementation(() => undefined)
  const window = await open(desk)
  desk.answers.station = () => refuse({ kind: 'locked' })
  desk.change()
  await vi.waitFor(() => expect(left).toHaveBeenCalledTimes(1))
  window.app.unmount()
})
