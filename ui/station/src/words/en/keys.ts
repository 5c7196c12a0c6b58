import type { Shape } from '@shanyi/kit'
import type zh from '../zh-CN/keys'

const en: Shape<typeof zh> = {
  title: 'Keys and line',
  well: 'Keys and line are well: {facts}.',
  and: '; ',
  fine: {
    ring: '{count} person has a PIN, whose other part is in the system’s keyring | {count} people have a PIN, whose other part is in the system’s keyring',
    code: 'the recovery code was made on {day} and typed back',
    codeUndated: 'there is a recovery code, typed back when it was made',
    township: 'the township’s recovery key opens it too',
    line: 'the township’s authority is good until {until}, its spare until {spare}',
    lineUndated: 'the township’s authority and its spare are known',
  },
  wanting: {
    key_open: { title: 'The key of the cases lies open', text: 'Whoever has this PC can read them. Opened in the usual way, Shanyi asks for a PIN to be chosen.' },
    pin_part_in_file: { title: 'The other part of the PINs lies in a file', text: 'The system has no keyring; whoever takes the disk can try PINs one by one. Have the system encrypt the whole disk.' },
    no_recovery_code: { title: 'There is no recovery code', text: 'With the PIN forgotten only the township can help. Press F4, then N, make a new one, print it and seal it.' },
    not_for_township: { title: 'The township’s recovery key does not open this PC', text: 'With PINs and recovery code gone, what was not sent is lost. Keep the recovery code well; where the township has a key, this PC takes it with an exchange and the next sign-in.' },
    no_authority: { title: 'What goes to the township is not encrypted', text: 'This PC was enrolled in the old way. Call the township for a new code.' },
    no_spare: { title: 'This PC trusts one authority of the township’s alone', text: 'If that is lost, it gets through no more. Call the township for a new code.' },
    authority_ends: { title: 'The township’s certificate authority is good until {until}, {days} days more', text: 'Call the township and ask when there is a new one, and whether this PC needs a new code.' },
    authority_over: { title: 'The township’s certificate authority was good until {until}', text: 'Sending does not stop for that, but it is time. Call the township and ask when there is a new one, and whether this PC needs a new code.' },
    spare_ends: { title: 'The township’s spare authority is good until {until}, {days} days more', text: 'Call the township and ask for a new spare; when there is one, ask for a new code for this PC.' },
    spare_over: { title: 'The township’s spare authority was good until {until}', text: 'Call the township and ask for a new spare; when there is one, ask for a new code for this PC.' },
  },
}
export default en
