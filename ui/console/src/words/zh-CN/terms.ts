/** The trade's own words. */
export default {
  state: { collected: '已收件', submitted: '待受理', correction: '补正中', accepted: '受理中', granted: '已准予', denied: '不予批准', refused: '不予受理', withdrawn: '已撤回', closed: '已办完' },
  outcome: { granted: '准予', denied: '不予批准' },
  handling: { immediate: '即办件', promised: '承诺件', demand: '诉求' },
  sex: { male: '男', female: '女' },
  relation: { applicant: '本人', spouse: '配偶', child: '子女', parent: '父母', relative: '其他亲属', other: '其他人' },
  age: '{count} 岁',
  overdue: '超了 {count} 天',
  dueToday: '今天到期',
  workdaysLeft: '还剩 {count} 个工作日',
  provisional: '暂定',
  atOnce: '当场办结',
  limit: { working_days: '{count} 个工作日', natural_days: '{count} 天' },
}
