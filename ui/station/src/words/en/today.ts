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
    tell: 'Tell them',
    return_originals: 'Return',
    submit: 'Hand over',
    due_soon: 'Due soon',
  },
  do: {
    deliver: 'deliver',
    correct: 'add papers',
    tell: 'told them',
    return_originals: 'give back',
    submit: 'hand over',
    due_soon: 'see it',
  },
  what: {
    deliver: 'Ready, bring it to {address}',
    correct: 'The township wants: {names}',
    tell: 'Done, nothing to hand over, tell the applicant · {address}',
    correctDone: 'Everything was added, hand it over again',
    collect: 'Missing: {names}',
    submit: 'Complete, not handed over yet',
    return_originals: '{state}, the originals go back · {address}',
    due_soon: '{state}, with the township',
  },
}
export default en
