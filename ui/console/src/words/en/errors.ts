import type { Shape } from '@shanyi/kit'
import type zh from '../zh-CN/errors'

export default {
  unknown: { title: 'It was not done, and the reason is not known ({kind})', whatToDo: 'What you typed is still here. Try again; if it fails again, tell the administrator the word in brackets.' },
  unreachable: { title: 'The township’s server can’t be reached', whatToDo: 'What you typed is still here. Look at the network and try again.' },
  bad_answer: { title: 'The server’s answer makes no sense ({name})', whatToDo: 'What you typed is still here. Load the page again; if it fails again, tell the administrator.' },
  signed_out: { title: 'Your session has ended', whatToDo: 'Please sign in again; what you typed is still here.' },
  wrong_password: { title: 'Account and password do not fit together', whatToDo: 'Mind capitals and the input method, and try again; the administrator can set a new password.' },
  locked: { title: 'Too many wrong tries: again in {seconds} s', whatToDo: 'Wait a little; the administrator can set a new password.' },
  account_closed: { title: 'This account is closed', whatToDo: 'Ask the administrator if you have to go on; somebody else may sign in here.' },
  not_from_here: { title: 'This did not come from the desk’s own pages and was not done', whatToDo: 'What you typed is still on this page: copy what you need, then load the page again and sign in.' },
  bad_request: { title: 'The page and the server do not fit together', whatToDo: 'What you typed is still here. The server may have been updated: keep what you typed and load the page again.' },
  not_found: { title: 'There is no such case or image', whatToDo: 'Go back to the list and look for the name or number.' },
  moved_on: { title: 'The case has just changed, and this was not done', whatToDo: 'What you typed is still here. Look at what changed, then go on.' },
  not_now: { title: 'The case is “{state}” now: this can’t be done', whatToDo: 'Look where the case stands now.' },
  not_yours: { title: 'This account does not do that', whatToDo: 'What you typed is still here. Somebody who may do it has to sign in; this page is cleared then, so copy what you need.' },
  right_already: { title: 'The right of {name} is so already; nothing was changed', whatToDo: 'Most likely somebody else changed it just now; look at how it stands.' },
  invalid: {
    title: '“{field}” is not right',
    whatToDo: 'Mend it and send again.',
    empty: { title: '“{field}” is empty', whatToDo: 'Fill it in and send again.' },
    unseen: { title: '“{field}” has a character that cannot be seen and would disturb the words around it', whatToDo: 'It was probably pasted from elsewhere. Clear it and type it again.' },
    too_long: { title: '“{field}” is too long', whatToDo: 'Say it shorter.' },
    unknown: { title: '“{field}” names a paper that the item does not have', whatToDo: 'The catalogue may have changed. Look at the case again and choose anew.' },
    twice: { title: '“{field}” says the same thing twice', whatToDo: 'Take one away and send again.' },
    form: { title: '“{field}” has the wrong form', whatToDo: 'Write it like the example and send again.' },
  },
  incomplete: { title: 'The image is not all here yet: {have} of {total}', whatToDo: 'It arrives by itself when the station has a line.' },
  no_room: { title: 'The server’s disk is full or can’t be written; nothing was changed', whatToDo: 'What you typed is still here. Ask the administrator to make room, then send again; what stations send stays with them and is not lost.' },
  trouble: { title: 'The server has a trouble of its own; nothing was changed', whatToDo: 'What you typed is still here. Try again in a while; if it fails again, tell the administrator.' },
  fields: { reason: 'Reason', where_to_go: 'Where to go', wanted: 'Papers asked for', why: 'What is wrong', text: 'Comment', name: 'Name', number: 'Number', office: 'Office that decides', to: 'Who took them', amount: 'Amount', card_last4: 'Last four digits', on: 'Day', deputy: 'Deputy', titles: 'Titles and competences' },
} satisfies Shape<typeof zh>
