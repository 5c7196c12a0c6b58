/** What a dialog is made of. It stays behind the first screen: nothing is in front of that. */
import { shallowRef, type Component } from 'vue'

/** It, once its script is here. */
export const dialogFront = shallowRef<Component>()

let coming: Promise<void> | undefined

/** Brings its script, before anybody asks for a dialog. */
export function bringDialogs(): Promise<void> {
  return (coming ??= import('./SyDialogFront.vue').then((module) => void (dialogFront.value = module.default)))
}
