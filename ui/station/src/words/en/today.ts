import type { Shape } from '@shanyi/kit'
import type zh from '../zh-CN/today'

const en: Shape<typeof zh> = {
  title: 'To do now',
  order: 'In its order, from the top down',
  doIt: 'Do this one',
  takeHint: 'Press F2, one villager at a time',
  nothing: 'Nothing to do now',
  nothingElsewhere: 'Nothing to do now, {count} case waits at the township | Nothing to do now, {count} cases wait at the township',
  nothingText: 'What the township says appears here by itself. When somebody comes, press F2.',
  seeCases: 'See all cases',
  month: 'This month',
  taken: 'Taken in',
  closed: 'Closed',
  elsewhere: 'At the township',
  cases: '{count}',
  kind: {
    deliver: 'Deliver',
    correct: 'Add papers',
    return_originals: 'Return',
    submit: 'Hand over',
    due_soon: 'Due soon',
  },
  do: {
    deliver: 'deliver',
    correct: 'add papers',
    return_originals: 'give back',
    submit: 'hand over',
    due_soon: 'see it',
  },
  what: {
    deliver: 'Ready, bring it to {address}',
    correct: 'The township wants: {names}',
    correctDone: 'Everything was added, hand it over again',
    collect: 'Missing: {names}',
    submit: 'Complete, not handed over yet',
    return_originals: '{state}, the originals go back · {address}',
    due_soon: '{state}, with the township',
  },
  draft: {
    title: '{count} unfinished form | {count} unfinished forms',
    noName: 'No name yet',
    noItem: 'no item yet',
    when: 'Put here: {when}',
    continue: 'Go on',
    continueFirst: 'Go on with the newest form',
    drop: 'Discard',
    dropTitle: 'Discard this unfinished form?',
    dropText: '{who} · {what}. What was typed and pictured is gone for good.',
  },
}
export default en
