import { flushPromises } from '@vue/test-utils'
import { expect, test, vi } from 'vitest'
import { defineComponent, h, nextTick } from 'vue'
import { useKeys } from '../keys/keys'
import { barriers, press, show } from '../test'
import { ask } from './ask'
import { dialogFront } from './dialog'
import SyButton from './SyButton.vue'
import SyShell from './SyShell.vue'

const rooms = [{ id: 'today', label: '今天', hotkey: 'F1' }, { id: 'intake', label: '收件', hotkey: 'F2', count: 2 }]
const shell = (content: () => unknown = () => h('h1', '现在要做'), props: Record<string, unknown> = {}) =>
  show(SyShell, { props: { rooms, room: 'today', place: '五星村服务站', today: '2026-11-21', dayNote: '休息日', who: '跑小二 梅建平', ...props }, slots: { default: content } })

test('the shell shows where, when and who, and marks the room', async () => {
  const page = shell()
  expect(page.text()).toContain('五星村服务站')
  expect(page.text()).toContain('11月21日 星期六 · 休息日')
  expect(page.get('[aria-current=page]').text()).toContain('今天')
  expect(await barriers()).toEqual([])
})

test('F-keys go to the rooms', async () => {
  const page = shell()
  await press('F2')
  expect(page.emitted('go')).toEqual([['intake']])
})

test('the township has the same rooms across its top', async () => {
  const page = shell(undefined, { layout: 'bar' })
  expect(page.find('header').exists()).toBe(false)
  expect(page.text()).toContain('五星村服务站')
  expect(await barriers()).toEqual([])
})

test('the footer shows the keys of the page that are worth showing', () => {
  const page = shell(() => h(SyButton, { hotkey: 'Enter', foot: true, hotkeyLabel: '做这件' }, () => '送达'))
  return nextTick(() => expect(page.get('footer').text().replace(/\s+/g, ' ')).toContain('Enter 做这件'))
})

test('"?" shows every key, and the page is silent until it is closed', async () => {
  const run = vi.fn()
  const Page = defineComponent(() => {
    useKeys([{ key: 'P', label: '打印', run }], { title: () => '办件' })
    return () => h('h1', '办件')
  })
  shell(() => h(Page))
  await press('?')
  await flushPromises()
  const dialog = document.querySelector('[role=dialog]')
  expect(dialog?.textContent).toContain('打印')
  expect(dialog?.textContent).toContain('收件')
  await press('p')
  await press('F2')
  expect(run).not.toHaveBeenCalled()
  expect(await barriers()).toEqual([])
  await press('Escape')
  await flushPromises()
  expect(document.querySelector('[role=dialog]')).toBeNull()
  await press('p')
  expect(run).toHaveBeenCalledOnce()
})

test('"?" is a letter like others while somebody types', async () => {
  shell(() => h('input', { id: 'field', 'aria-label': '备注' }))
  document.getElementById('field')?.focus()
  expect(await press('?')).toBe(false)
})

test('a question is asked once; Enter goes on, Esc does not', async () => {
  shell()
  const yes = ask({ title: '不予受理这一件？', confirm: '不予受理', danger: true })
  await flushPromises()
  expect(document.querySelector('[role=dialog]')?.textContent).toContain('不予受理这一件？')
  ;(document.activeElement as HTMLElement | null)?.blur()
  await press('Enter')
  expect(await yes).toBe(true)
  await flushPromises()
  const no = ask({ title: '不予受理这一件？', confirm: '不予受理' })
  await flushPromises()
  await press('Escape')
  expect(await no).toBe(false)
})

test('the Enter that opened a question does not answer it while it is held', async () => {
  shell()
  const answer = ask({ title: '送达？', confirm: '送达' })
  await flushPromises()
  expect(await press('Enter', { repeat: true })).toBe(true)
  expect(document.querySelector('[role=dialog]')).not.toBeNull()
  await press('Escape')
  expect(await answer).toBe(false)
})

test('a second question dismisses the first', async () => {
  shell()
  const first = ask({ title: '一', confirm: '好' })
  const second = ask({ title: '二', confirm: '好' })
  expect(await first).toBe(false)
  await flushPromises()
  await press('Escape')
  expect(await second).toBe(false)
})

test('a question that is put before the script of dialogs is here stands when it comes', async () => {
  shell()
  const script = dialogFront.value
  dialogFront.value = undefined
  const answer = ask({ title: '送达？', confirm: '送达' })
  await flushPromises()
  expect(document.querySelector('[role=dialog]')).toBeNull()
  dialogFront.value = script
  await flushPromises()
  expect(document.querySelector('[role=dialog]')?.textContent).toContain('送达？')
  await press('Escape')
  expect(await answer).toBe(false)
})
