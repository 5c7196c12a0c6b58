/** Made-up people and papers to fill the gallery. */
import type { ShownImage, Tone } from '@shanyi/kit'

export const items = [
  { code: '1', name: '老年人优待证', py: 'lnryd laonianrenyoudaizheng', note: '即办 · 不收费' },
  { code: '2', name: '特种行业许可证（农家乐）', py: 'tzhyxkz tezhonghangyexukezheng njl', note: '10 个工作日' },
  { code: '3', name: '城乡居民养老保险待遇资格认证', py: 'cxjmylbx', note: '即办' },
  { code: '4', name: '特困人员供养', py: 'tkrygy', note: '20 个工作日' },
  { code: '5', name: '残疾人两项补贴', py: 'cjrlxbt', note: '15 个工作日' },
  { code: '6', name: '医疗费用手工报销', py: 'ylfysgbx', note: '28 个工作日' },
]
export const cases = [
  { id: 'a', name: '蓝春妹', note: '老年人优待证 · 五星-26-A0416-X' },
  { id: 'b', name: '雷美凤', note: '特种行业许可证 · 五星-26-A0417-8' },
]
export const materials = [
  { id: 'card', name: '居民身份证', note: '原件 1 看过退还 · 正反面图 2 · 已与原件核对', here: true },
  { id: 'photo', name: '近期一寸免冠照片', note: '原件 2 张，红底；照相馆或拍照都可以', here: false },
  { id: 'book', name: '户口簿', note: '首页、本人页 图 2 · 原件随红箱走', here: true },
]
export const todo: { id: string; tone: Tone; tag: string; who: string; item: string; what: string; when: string; then: string }[] = [
  { id: '1', tone: 'red', tag: '送证上门', who: '蓝春妹', item: '老年人优待证', what: '证在红箱 07 · 下坪组 12 号 · 腿脚不便，说好今天送', when: '今天', then: '' },
  { id: '2', tone: 'amber', tag: '补材料', who: '雷美凤', item: '特种行业许可证（农家乐）', what: '乡里要补：房屋平面图 1 份，消防承诺书签字', when: '还剩 3 个工作日', then: '11月25日 周三' },
  { id: '3', tone: 'amber', tag: '快到期', who: '钟土根', item: '特困人员供养申请', what: '在县民政局审查，已催办一次', when: '还剩 2 个工作日', then: '轮到：县民政局' },
  { id: '4', tone: 'sky', tag: '上门', who: '买买提·吐尔逊江', item: '残疾人两项补贴', what: '电话约的，石桥组 3 号 · 带相机、委托书', when: '下午', then: '自己约' },
]

function sheet(words: string, width: number, height: number): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#fdfaf2"/><rect x="24" y="24" width="${width - 48}" height="${height - 48}" fill="none" stroke="#9aa39d" stroke-width="4"/><text x="60" y="120" font-size="56" fill="#333">${words}</text></svg>`
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}
export const images: ShownImage[] = [
  { id: 'x', name: '身份证 正面', url: sheet('身份证 正面', 1000, 630), note: '62 KB' },
  { id: 'y', name: '房屋平面图', url: sheet('房屋平面图', 800, 1130), note: '143 KB' },
  { id: 'z', name: '承诺书', kind: 'pdf', note: '410 KB' },
  { id: 'w', name: '户口簿', note: '还在路上' },
]
