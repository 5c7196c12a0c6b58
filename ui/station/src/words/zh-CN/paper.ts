export default {
  receipt: '收件回执',
  notice: '一次性告知单',
  guide: '办事指南',
  printing: '正在打{paper}',
  outcome: {
    sent: '{paper}打出来了。',
    cancelled: '{paper}没有打。',
    dialog: '{paper}交给打印窗口了。',
  },
  noSheet: '这张单子打不出来',
  handOver: '{what}办好以后送到您手上，或到{place}拿',
  progress: '带这张回执到站里问{operator}，或打电话报单号。',
  handling: '{handling}，{limit}',
}
