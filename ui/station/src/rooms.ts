/** The pages behind the first screen: one script, which comes once that screen is drawn, or when somebody goes there before. */
import { shallowRef, type Component } from 'vue'

/** Them all, once their script is here. */
export const rooms = shallowRef<Component>()

let coming: Promise<void> | undefined

/** Brings their script. */
export function bringRooms(): Promise<void> {
  return (coming ??= import('./Rooms.vue').then((module) => void (rooms.value = module.default)))
}
