import type { Shape } from '@shanyi/kit'
import type zh from '../zh-CN/terms'

const en: Shape<typeof zh> = {
  state: {
    collected: 'Taken in',
    submitted: 'Handed over',
    correction: 'Papers wanted',
    accepted: 'Accepted',
    granted: 'Granted',
    denied: 'Denied',
    refused: 'Refused',
    withdrawn: 'Withdrawn',
    closed: 'Closed',
  },
  handling: { immediate: 'on the spot', promised: 'within a promised time', demand: 'request' },
  channel: { counter: 'Came to the station', visit: 'Visited at home', phone: 'By telephone' },
  relation: { applicant: 'The applicant', spouse: 'Spouse', child: 'Child', parent: 'Parent', relative: 'Relative', other: 'Somebody else' },
  sex: { male: 'male', female: 'female' },
  age: '{count} years old',
  ageMin: 'at least {age} years',
  ageMax: 'at most {age} years',
  noPhone: 'no telephone',
  charge: 'with a fee',
  atOnce: 'at the counter',
  working_days: '{count} working day | {count} working days',
  natural_days: '{count} day | {count} days',
  workdaysLeft: '{count} working day left | {count} working days left',
  dueToday: 'due today',
  overdue: '{count} day overdue | {count} days overdue',
  provisionalMark: '{words} (provisional)',
  role: { station: 'the station', township: 'the township' },
  office: { village: 'Station', township: 'Service centre', county: 'County' },
  result: {
    certificate: 'the certificate',
    approval: 'the approval',
    registration: 'the registration',
    proof: 'the proof',
    payment: 'the payment',
    query_result: 'the answer',
    demand_settled: 'the outcome',
  },
}
export default en
