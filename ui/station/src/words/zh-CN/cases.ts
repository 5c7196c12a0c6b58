export default {
  which: '看哪些',
  turn: '换一类',
  find: '在办件里找',
  findWhat: '姓名、拼音、单号、电话后四位',
  open: '看这件',
  more: '再往下看',
  filter: { all: '全部', mine: '轮到我', elsewhere: '在乡里', closed: '已办完' },
  none: {
    all: '还没有收过件',
    mine: '没有轮到我的',
    elsewhere: '没有在乡里的',
    closed: '还没有办完的',
  },
  noneFound: '没有找到“{text}”',
  noneFoundText: '换个写法试试：姓名、拼音、首字母、单号，或身份证、电话的后四位。',
}
