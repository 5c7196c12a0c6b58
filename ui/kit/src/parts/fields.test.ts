import { expect, test } from 'vitest'
import { defineComponent, h, nextTick, ref } from 'vue'
import { useFaults } from '../forms'
import { barriers, press, show } from '../test'
import SyButton from './SyButton.vue'
import SyCheckbox from './SyCheckbox.vue'
import SyErrorSummary from './SyErrorSummary.vue'
import SyField from './SyField.vue'
import SyRadios from './SyRadios.vue'

test('a field is named by its label and described by its hint and its error', async () => {
  const field = show(SyField, { props: { id: 'name', label: '姓名', hint: '和身份证上一样', error: '填上姓名' } })
  const input = field.get('input')
  expect(input.attributes('aria-describedby')).toBe('name-hint name-error')
  expect(input.attributes('aria-invalid')).toBe('true')
  expect(field.get('label').attributes('for')).toBe('name')
  expect(await barriers()).toEqual([])
})

test('a field takes text when it is committed, not while it is composed', async () => {
  const field = show(SyField, { props: { id: 'name', label: '姓名', modelValue: '' } })
  const input = field.get('input')
  input.element.dispatchEvent(new CompositionEvent('compositionstart'))
  input.element.value = 'lan'
  await input.trigger('input')
  expect(field.emitted('update:modelValue')).toBeUndefined()
  input.element.value = '蓝'
  input.element.dispatchEvent(new CompositionEvent('compositionend'))
  await nextTick()
  expect(field.emitted('update:modelValue')).toEqual([['蓝']])
})

test('Enter in a field settles it, but not the Enter that ends a composition', async () => {
  const field = show(SyField, { props: { id: 'name', label: '姓名', modelValue: ' 蓝春妹 ', 'onUpdate:modelValue': () => {} } })
  const input = field.get('input')
  input.element.focus()
  await press('Enter', { isComposing: true })
  await press('Enter', { keyCode: 229 })
  expect(field.emitted('enter')).toBeUndefined()
  await press('Enter')
  expect(field.emitted('enter')).toHaveLength(1)
  expect(field.emitted('update:modelValue')?.at(-1)).toEqual(['蓝春妹'])
})

test('the summary names every fault, takes the focus and leads to the field', async () => {
  const form = show(
    defineComponent(() => {
      const faults = useFaults(['name', 'phone'] as const)
      const value = ref('')
      return () => [
        h(SyErrorSummary, { errors: faults.list.value }),
        h(SyField, { id: 'name', label: '姓名', error: faults.of.name, modelValue: value.value, 'onUpdate:modelValue': (v: string) => (value.value = v) }),
        h(SyField, { id: 'phone', label: '手机', error: faults.of.phone, modelValue: '' }),
        h('button', { onClick: () => faults.set({ phone: '少了几位', name: '填上姓名' }) }, '下一步'),
      ]
    }),
  )
  await form.get('button').trigger('click')
  await nextTick()
  const alert = form.get('[role=alert]')
  expect(alert.text()).toContain('还有 2 处要改')
  expect(alert.findAll('a').map((a) => a.text())).toEqual(['填上姓名', '少了几位'])
  expect(document.activeElement).toBe(alert.element)
  await alert.findAll('a')[1]?.trigger('click')
  expect(document.activeElement?.id).toBe('phone')
  expect(await barriers()).toEqual([])
})

test('a choice is one group with a name, and carries its value whatever its type', async () => {
  const radios = show(SyRadios as never, { props: { id: 'kin', label: '关系', error: '选一下', options: [{ value: 1, label: '本人' }, { value: 2, label: '子女', hint: '带户口簿' }] } })
  await radios.findAll('input')[1]?.setValue()
  expect(radios.emitted('update:modelValue')).toEqual([[2]])
  expect(radios.get('fieldset').attributes('aria-labelledby')).toBe('kin-label')
  expect(radios.find('#kin').element).toBe(radios.findAll('input')[0]?.element)
  expect(await barriers()).toEqual([])
})

test('a tick is named even where its label is not shown', async () => {
  const tick = show(SyCheckbox, { props: { id: 'seen', label: '已与原件核对', labelUnseen: true } })
  await tick.get('input').setValue(true)
  expect(tick.emitted('update:modelValue')).toEqual([[true]])
  expect(await barriers()).toEqual([])
})

test('a button answers to its key, says so, and is silent when it is off', async () => {
  const button = show(SyButton, { props: { hotkey: 'G' }, slots: { default: () => '先这样收下' } })
  expect(button.get('kbd').text()).toBe('G')
  await press('g')
  expect(button.emitted('press')).toHaveLength(1)
  await button.setProps({ disabled: true })
  await press('g')
  expect(button.emitted('press')).toHaveLength(1)
})

test('a held Enter presses a button once', async () => {
  const button = show(SyButton, { slots: { default: () => '下一步' } })
  button.element.focus()
  expect(await press('Enter', { repeat: true })).toBe(true)
  expect(await press('Enter')).toBe(false)
})
