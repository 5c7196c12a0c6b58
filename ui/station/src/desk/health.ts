/** What of the desk's own trouble the pages have to know. */
import { computed } from 'vue'
import { live } from './live'

/** The store is shut: what is wrong and what to do stands above everything. */
export const shut = computed(() => !!live.health.value?.shut || (live.trouble.value as { kind?: unknown } | null)?.kind === 'not_enrolled')

/** Everything can be read and nothing saved. */
export const onlyReading = computed(() => live.health.value?.read_only ?? null)

/** The disk is full: no new case is taken in. */
export const noIntake = computed(() => live.health.value?.room === 'no_intake')

/** It was shut from the start: there is nothing else to show. A page that stands already stays, with all that is typed in it. */
export const nothingToShow = computed(() => shut.value && !live.station.value)
