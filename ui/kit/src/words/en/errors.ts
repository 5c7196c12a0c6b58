import type { Shape } from '../words'
import type zh from '../zh-CN/errors'

const en: Shape<typeof zh> = {
  unknown: {
    title: 'It was not done, and the reason is not clear ({kind})',
    whatToDo: 'What you filled in is still here. Try again; if it fails again, note the word in brackets and call the township.',
  },
  host_unreachable: {
    title: 'This window has lost the program on this PC',
    whatToDo: 'What you filled in has been kept. Close Shanyi and open it again.',
  },
  no_such_command: {
    title: 'Nothing answers to this button yet ({name})',
    whatToDo: 'The program may be half updated. Close Shanyi and open it again.',
  },
  bad_answer: {
    title: 'The program’s answer can’t be read ({name})',
    whatToDo: 'What you filled in is still here. Try again; if it fails again, close Shanyi and open it again.',
  },
}
export default en
