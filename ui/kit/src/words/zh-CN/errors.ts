/** One entry per kind of closed error: what is wrong, and what the person can do now. */
export default {
  unknown: {
    title: '没有做成，原因没弄清（{kind}）',
    whatToDo: '填好的都还在。再试一次；还不行，记下括号里的字，打电话给乡里。',
  },
  host_unreachable: {
    title: '这个窗口和本机的程序断开了',
    whatToDo: '填好的已经自动存下。请关掉山驿再打开。',
  },
  no_such_command: {
    title: '这个按钮背后还没有对应的功能（{name}）',
    whatToDo: '程序可能只更新了一半。请关掉山驿再打开。',
  },
  bad_answer: {
    title: '程序的回答看不懂（{name}）',
    whatToDo: '填好的都还在。请再试一次；还不行，关掉山驿再打开。',
  },
}
