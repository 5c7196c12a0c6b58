import type { Shape } from '../words'
import type zh from '../zh-CN/kit'

const en: Shape<typeof zh> = {
  comma: ', ',
  space: 'Space',
  rooms: 'Rooms',
  workplace: 'Station',
  brand: 'Shanyi',
  today: 'Today',
  keys: {
    title: 'All keys',
    all: 'All keys',
    here: 'On this screen',
    window: 'At any time',
    close: 'Close',
    none: 'This screen has no keys of its own.',
  },
  form: {
    optional: '(optional)',
    errorTitle: '{count} thing to mend | {count} things to mend',
    errorOf: 'To mend: ',
  },
  dialog: {
    close: 'Close',
    cancel: 'Not yet',
    confirm: 'Confirm',
  },
  find: {
    label: 'Find',
    none: 'Nothing found for “{query}”',
    empty: 'Nothing to choose from',
    count: '{count} found',
    searching: 'Searching',
    failed: 'Could not search: {reason}',
    clear: 'Clear',
  },
  drop: {
    pick: 'Choose file',
    here: 'Let go to put it here: {line}',
    refused: '{name} can’t be used: only {kinds}',
    kinds: 'JPEG and PNG photos, and PDF',
  },
  signature: {
    hint: 'Please sign in the frame with a finger, a pen or the mouse',
    signed: 'Signed, {count} stroke | Signed, {count} strokes',
    empty: 'Not signed yet',
    clear: 'Sign again',
    undo: 'Undo stroke',
  },
  steps: {
    label: 'Steps',
    done: 'done',
    now: 'now',
    later: 'not yet',
  },
  legs: {
    label: 'Relay',
    village: 'Village',
    township: 'Township',
    county: 'County',
    turn: 'has the turn',
    done: 'done',
    later: 'not yet',
  },
  timeline: {
    label: 'What happened',
  },
  images: {
    label: 'Images',
    of: 'Image {at} of {count}',
    open: 'Look closer: {name}',
    previous: 'Previous',
    next: 'Next',
    bigger: 'Bigger',
    smaller: 'Smaller',
    fit: 'Whole',
    turn: 'Turn',
    arriving: 'On its way',
    broken: 'Can’t be opened',
    sheet: 'PDF',
    none: 'No image yet',
  },
  rows: {
    move: 'Move',
    open: 'Open',
  },
}
export default en
