import type { Shape } from '@shanyi/kit'
import type zh from '../zh-CN/terms'

export default {
  state: { collected: 'Taken in', submitted: 'To accept', correction: 'In correction', accepted: 'Under way', granted: 'Granted', denied: 'Denied', refused: 'Refused', withdrawn: 'Withdrawn', closed: 'Closed' },
  outcome: { granted: 'Grant', denied: 'Deny' },
  handling: { immediate: 'Immediate', promised: 'Promised', demand: 'Demand' },
  sex: { male: 'male', female: 'female' },
  relation: { applicant: 'in person', spouse: 'spouse', child: 'child', parent: 'parent', relative: 'relative', other: 'someone else' },
  age: 'aged {count}',
  overdue: '{count} day overdue | {count} days overdue',
  dueToday: 'due today',
  workdaysLeft: '{count} working day left | {count} working days left',
  provisional: 'provisional',
  atOnce: 'at the counter',
  limit: { working_days: '{count} working day | {count} working days', natural_days: '{count} day | {count} days' },
} satisfies Shape<typeof zh>
