import type { Shape } from '@shanyi/kit'
import type zh from '../zh-CN/health'

const en: Shape<typeof zh> = {
  clock: {
    say: 'Say which day it is',
    right: 'The time is right',
    question: 'Which day is it?',
    questionText: 'Look at the calendar on the wall or a phone. Deadlines and the dates on papers go by your word, until the township is reached.',
    ofPc: '{day} (the PC’s)',
    ofTownship: '{day} (the township’s last)',
    other: 'Neither: I write it',
    typed: 'Today’s date',
    typedHint: 'Like 2026-11-25; 11-25 will do',
    choose: 'Choose one, or write it',
    noDay: 'There is no such day; write it like 2026-11-25',
    confirm: 'This is today',
    later: 'Not now',
    ask: {
      title: 'Which day is it? This PC’s date can’t be trusted',
      text: 'The PC says {system}. Until you say which day it is, {day} counts, and deadlines are rough. Taking in and saving go on as always; nothing is lost.',
    },
    askFirst: {
      title: 'Which day is it? This PC’s date can’t be trusted',
      text: 'The PC says {system}, and the township has not been reached yet. Taking in and saving go on as always; nothing is lost. Say which day it is, so that papers and deadlines are right.',
    },
    behind: {
      title: 'This PC’s clock is behind (it says {pc}, it should be {time})',
      text: 'Today counts as {day}; taking in goes on. Set the PC’s clock when you have a moment.',
    },
    ahead: {
      title: 'This PC’s clock is ahead (it says {pc}, it should be {time})',
      text: 'Today counts as {day}; taking in goes on. Set the PC’s clock when you have a moment.',
    },
    jumped: {
      title: 'This PC’s clock has just jumped back (now {pc})',
      text: 'Today is still {day}; taking in goes on. Look at a phone: if the PC is right, press “The time is right”; if not, set it.',
    },
    zone: {
      title: 'This PC’s time zone is not Beijing’s',
      text: 'Shanyi goes by Beijing time, now {time}; taking in goes on. If you change it, change the zone only, not the time.',
    },
  },
  badgeShut: 'The saved cases are not open',
  onlyReading: 'Every case can be read and printed; keys that save are off for now.',
  room: {
    no_images: { title: 'The disk is nearly full: images are not taken in', text: 'Cases can still be saved. Delete files and photos that are not needed, and empty the bin; Shanyi takes images again by itself.' },
    no_intake: { title: 'The disk is full: new cases are not taken in', text: 'Cases that are here can go on. Delete files and photos that are not needed, and empty the bin; Shanyi goes on by itself.' },
  },
  copy: {
    last: 'Copy on this PC: made {when}, {count} cases, opened and compared',
    none: 'There is no copy on this PC yet; one is made a few minutes after the start',
    fault: '{last}. The last try failed: {why}',
  },
  log: {
    title: 'Log for a helper',
    about: 'It says when something was done, whether it worked, and what went wrong in the program. No names, numbers, addresses, case numbers or images are in it: it can be sent to a helper.',
    empty: 'Nothing is in it yet.',
    save: 'Save as a file',
    saved: 'Saved: {path}',
    copy: 'Copy all',
    copied: 'Copied; paste it into a message.',
  },
  mend: {
    button: 'Mend it',
    ask: 'Mend the saved cases now?',
    askText: 'The damaged file is kept as it is and nothing is thrown away; what can be read is moved to a new one. It takes a while; keep the power on.',
    go: 'Begin',
    whole: 'Mended; nothing is missing',
    partly: 'Mended; some things could not be read',
    not: 'It could not be mended; call the township',
    kept: '{count} records were kept, {copy} of them from a copy.',
    lost: {
      event: '{count} records of cases',
      draft: '{count} forms that were begun',
      setting: '{count} settings',
      enrolment: 'This PC’s enrolment',
      document: '{count} lists or calendars',
      exchange: 'How far the township had followed',
      unknown: '{count} pages of which nothing says what they held (unfinished forms may be among them)',
    },
    of: ' ({number})',
    returns: ': the township has it and sends it back',
    gone: ': can’t be read any more; compare it with what is on paper',
    beside: 'The damaged file is still in the folder, for a helper to look at.',
    read: 'I have read it',
  },
  shut: {
    doNow: 'What to do now',
    busy: 'Trying; wait a while and keep the power on',
    again: 'Open it again',
    copies: 'Copies on this PC',
    copy: '{when}, {count} cases',
    copiesText: 'Shanyi makes them every day, and opens and compares them.',
    damaged: {
      title: 'The saved cases are damaged in one place and not opened',
      cases: 'Nothing in the file was touched. What the township received, it has.',
      steps: 'Press “Mend it”: all that can be read is moved out, what a copy has is added, and the damaged file is kept.\nUntil then write down on paper who comes.\nIf it can’t be mended, call the township. Don’t install anew.',
    },
    key: {
      title: 'The key does not open the saved cases',
      cases: 'The cases are on this PC; they can’t be opened now.',
      steps: 'See whether somebody moved Shanyi’s folder or changed the disk; put it back and open it again.\nA file that is damaged at its beginning looks the same: if there is “Mend it”, press it.\nIf that fails, call the township. Don’t install anew, don’t delete the folder.',
    },
    in_use: {
      title: 'Another program holds the cases',
      cases: 'All cases are here.',
      steps: 'See whether Shanyi is open twice, or a virus scanner or backup is at work, and close it.\nWhen it lets go, this opens by itself within seconds; or press “Open it again”.\nIf that fails, restart this PC.',
    },
    gone: {
      title: 'Shanyi’s folder is not there any more',
      cases: 'What was saved is in that folder (on that stick).',
      steps: 'Put the stick back in, or the folder back to its place.\nShanyi then goes on by itself within seconds. What you are filling in is still below; don’t close the window.\nIf it can’t be found, call the township: what was received there is there.',
    },
    read_only: {
      title: 'Shanyi’s folder can’t be written and is not opened',
      cases: 'All cases are here.',
      steps: 'See whether the stick is locked or the folder is read-only.\nSee whether a virus scanner is in Shanyi’s way, and let Shanyi pass.\nOnce it can be written, this opens by itself within seconds.',
    },
    disk_full: {
      title: 'The disk is full, and the cases can’t be opened',
      cases: 'All cases are here.',
      steps: 'Delete files and photos that are not needed, and empty the bin.\nOnce there is room, this opens by itself within seconds.\nIf nothing can be deleted, call the township; leave Shanyi’s folder alone.',
    },
    disk: {
      title: 'The disk fails in reading or writing',
      cases: 'The files were not touched. The disk may be about to fail.',
      steps: 'Switch the PC off, wait a minute, switch it on and open Shanyi.\nIf that fails, call the township: the disk has to be looked at. Save nothing else on it.\nWrite down on paper who comes.',
    },
    newer: {
      title: 'The saved cases were written by a newer Shanyi',
      cases: 'All cases are here.',
      steps: 'Update Shanyi and open it again.\nIf that is not possible, call the township.',
    },
    enrolment: {
      title: 'This PC’s enrolment and the saved cases don’t belong together',
      cases: 'All cases are here.',
      steps: 'Call the township, say that the enrolment does not fit, and ask for a new enrolment file.\nDon’t install anew, don’t delete the folder.',
    },
    not_enrolled: {
      title: 'This PC is not enrolled with the township yet',
      cases: 'Once it is, cases can be taken in.',
      steps: 'Call the township and ask for this station’s enrolment file.\nPut it where the township says, and open Shanyi again.',
    },
    other: {
      title: 'The saved cases can’t be opened, and the reason is not clear',
      cases: 'The files were not touched.',
      steps: 'Close Shanyi and open it again; if that fails, restart this PC.\nIf it still fails, call the township and send the log for a helper.\nDon’t install anew, don’t delete the folder.',
    },
    image: { title: 'An image is damaged', cases: 'All cases are here.', steps: 'Press “Open it again”.\nThen take that image once more.' },
    act: { title: 'The saved cases can’t be opened, and the reason is not clear', cases: 'The files were not touched.', steps: 'Close Shanyi and open it again.\nIf that fails, call the township.' },
  },
}
export default en
