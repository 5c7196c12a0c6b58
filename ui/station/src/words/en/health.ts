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
}
export default en
