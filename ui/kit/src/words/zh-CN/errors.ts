/** One entry per kind of closed error: what is wrong, and what the person can do now. A fault inside an error may have an entry of its own. */
export default {
  unknown: {
    title: '没有做成，原因没弄清（{kind}）',
    whatToDo: '填好的都还在。再试一次；还不行，记下括号里的字，打电话给乡里。',
  },
  host_unreachable: {
    title: '这个窗口和本机的程序断开了',
    whatToDo: '填好的已经自动存下。请关掉山驿再打开。',
  },
  bad_answer: {
    title: '程序的回答看不懂（{name}）',
    whatToDo: '填好的都还在。再试一次；还不行，关掉山驿再打开。',
  },
  broken: {
    title: '程序中途断了，这一步没有做成',
    whatToDo: '填好的都还在。请关掉山驿再打开，再做一次这一步。',
  },
  no_bytes: {
    title: '文件没有交到程序手里',
    whatToDo: '再选一次这个文件；还不行，关掉山驿再打开。',
  },
  no_call: {
    title: '文件交到了，程序不知道要做什么',
    whatToDo: '程序可能只更新了一半。请关掉山驿再打开。',
  },
  bad_request: {
    title: '窗口和程序对不上（{what}）',
    whatToDo: '程序可能只更新了一半。请关掉山驿再打开；还不行，记下括号里的字，打电话给乡里。',
  },
  joining: {
    title: '没有加入成',
    whatToDo: '再试一次；还不行，打电话给县里。',
    code_length: { title: '登记码是 10 个字，现在有 {found} 个', whatToDo: '请对照再输一次。' },
    code_character: { title: '登记码里没有“{found}”', whatToDo: '请对照再输一次。' },
    address: { title: '服务器地址不像地址', whatToDo: '请对照再输一次，例如 shanyi.example.cn。' },
    no_tls: { title: '那个地址上没有安全连接', whatToDo: '什么也没有发。请对照地址再输一次；没有错，就打电话给县里。' },
    wrong_name: { title: '服务器的证书不是这个地址的', whatToDo: '什么也没有发。请对照地址再输一次；没有错，就打电话给县里。' },
    down: { title: '没有连上服务器', whatToDo: '看看网线和路由器，再试一次。已经输的不会丢。' },
    not_township: { title: '那个地址上的不是乡镇的服务器', whatToDo: '请对照地址再输一次；没有错，就打电话给县里。' },
    another_line: { title: '有人挡在这台电脑和乡镇服务器中间', whatToDo: '不要再输。换一条网络（比如手机热点）再试；还是这样，打电话给县里。' },
    no_code: { title: '没有这个码', whatToDo: '请对照再输一次。' },
    expired: { title: '这个登记码过期了', whatToDo: '打电话给县里要一个新的，当天用掉。' },
    withdrawn: { title: '这个登记码已经收回', whatToDo: '打电话给县里要一个新的。' },
    used: { title: '这个登记码被另一台电脑用过了', whatToDo: '打电话告诉县里；不是自己人用的，请他们停掉那一台，再要一个新的。' },
    too_many: { title: '输错太多次，要等 {minutes} 分钟', whatToDo: '先和县里对一遍地址和登记码，等够了再输。' },
    revoked: { title: '这台电脑已经被县里停用', whatToDo: '打电话给县里；要接着用，请他们发一个新的登记码。' },
    ailing: { title: '乡镇的服务器正有毛病', whatToDo: '过一会儿再试。已经输的不会丢。' },
    no_invitation: { title: '这个文件不是邀请文件，或者没有拷全', whatToDo: '重新拷一次；还不行，请县里再给一份。' },
    another_code: { title: '这个登记码打不开这个邀请文件', whatToDo: '请对照再输一次；两样要是一起拿到的那一份。' },
    nothing_begun: { title: '还没有开始加入', whatToDo: '把服务器地址和登记码输进来。' },
    joined_already: { title: '这台电脑已经加入过了', whatToDo: '关掉山驿再打开。' },
    no_memory: { title: '这台电脑内存不够', whatToDo: '关掉别的程序，再试一次。' },
  },
  not_enrolled: {
    title: '这台电脑还没有在乡里登记',
    whatToDo: '打电话给乡里要一个登记码。',
  },
  locked: {
    title: '台面锁着',
    whatToDo: '点自己的名字，输入 PIN 码再进来。填到一半的都还在。',
  },
  new_pin: {
    title: '这个 PIN 码不能用',
    whatToDo: '换一个 6 到 12 位的数字。',
    length: { title: 'PIN 码要 6 到 12 位数字', whatToDo: '按自己记得住的再输一个。' },
    digits: { title: 'PIN 码里只能有数字', whatToDo: '不要字母和符号，再输一个。' },
    easy: { title: '这个 PIN 码太容易猜到', whatToDo: '不要用同一个数字，也不要用 123456 这样连着的，换一个。' },
  },
  wrong_pin: {
    title: 'PIN 码不对',
    whatToDo: '看看是不是选错了名字，再慢慢输一遍。',
  },
  pin_wait: {
    title: 'PIN 码输错了几次，还要等 {seconds} 秒才能再试',
    whatToDo: '等倒数完再输。忘了 PIN 码，就用恢复码进来。',
  },
  pin_shut: {
    title: 'PIN 码输错太多次，这个 PIN 码停用了',
    whatToDo: '用信封里的恢复码进来，或者请同站的同事进来后给您重设。',
  },
  keyring_lost: {
    title: '这台电脑上保管钥匙的那一半不见了，PIN 码开不了了',
    whatToDo: '办件一件没丢。用信封里的恢复码进来，再定一个新 PIN 码；没有恢复码就打电话给乡里。',
  },
  keyring_silent: {
    title: '这台电脑的钥匙串没有回应',
    whatToDo: '看看屏幕上有没有要系统密码的窗口；没有就重开电脑再试。急用可以先用恢复码。',
  },
  second_folder: {
    title: '第二个地方的副本没有做成',
    whatToDo: '办件都好好存在这台电脑上，照常收件。看看 U 盘，再按“现在备份”。',
    not_there: { title: '找不到放副本的文件夹', whatToDo: '把 U 盘插上，或者另选一个。文件夹要写全，比如 E:\\山驿备份。照常收件。' },
    in_place: { title: '这个文件夹就在山驿自己的文件夹里', whatToDo: '选另一块硬盘或 U 盘上的文件夹：这块硬盘坏了，放在上面的副本也就没了。' },
    full: { title: '放副本的 U 盘满了', whatToDo: '删掉 U 盘上不要的东西，或者换个大的。照常收件。' },
    read_only: { title: '放副本的 U 盘写不进去', whatToDo: '看看 U 盘的锁是不是拨上了；还不行，换一个。照常收件。' },
    untrue: { title: '写到 U 盘上的和读回来的不一样', whatToDo: '这个 U 盘靠不住，换一个。照常收件。' },
    disk: { title: '放副本的 U 盘读写出错', whatToDo: '拔下来再插一次；还不行，换一个。照常收件。' },
  },
  recovery_code: {
    title: '这个恢复码不对',
    whatToDo: '照着纸上的一组一组再输一遍。',
    length: { title: '恢复码没有输全，或者输多了', whatToDo: '照着纸上的一组一组数一遍。' },
    group: { title: '恢复码第 {group} 组输错了', whatToDo: '照着纸上这一组再看一遍。' },
    other: { title: '这个恢复码不是这台电脑现在用的', whatToDo: '看看纸上写的是不是这个站、是不是最近的一张；都对就打电话给乡里。' },
  },
  not_confirmed: {
    title: '输回来的两组和新恢复码不一样',
    whatToDo: '照着抄下来的纸再看一遍；抄错了先改正纸上的。',
  },
  other_keys: {
    title: '这个文件不是这台电脑的钥匙文件',
    whatToDo: '拿乡里按这台电脑存出的文件做的那一个；拿错了就再打电话给乡里。',
  },
  not_of_this_station: {
    title: '名录里这个站没有这个人',
    whatToDo: '请县里先在名录里把人加到这个站，联网收到以后再来。',
  },
  right_withdrawn: {
    title: '您收新件的资格从 {since} 起收回了',
    whatToDo: '没办完的件由同事接着办，填了一半的表都还在。有疑问请打乡里电话 {phone}。',
  },
  no_right: {
    title: '{name} 现在没有收件资格，不能接',
    whatToDo: '换一位同事；同事都不行，请打电话给乡里。',
  },
  not_supervisor: {
    title: '只有站长能接同事没填完的表',
    whatToDo: '请站长来接，或者请同事自己填完。',
  },
  no_such_form: {
    title: '同事的这张表已经不在了',
    whatToDo: '多半是同事刚填完或不要了，到办件里看看。',
  },
  own_form_in_the_way: {
    title: '这一件您自己也开着一张同样的表',
    whatToDo: '先把自己那张填完或不要，再来接。',
  },
  no_catalog: {
    title: '事项目录还没有从乡里传到',
    whatToDo: '连上网等一会儿，目录会自己来；来过一次，以后没网也能用。',
  },
  no_item: {
    title: '目录里没有这个事项',
    whatToDo: '换个字再找；还是没有，打电话问乡里这件事归哪里办。',
  },
  item_not_offered: {
    title: '这个事项村里现在不收',
    whatToDo: '请村民到乡里办，或者打电话问乡里什么时候能收。',
  },
  no_case: {
    title: '这台电脑上没有这一件',
    whatToDo: '回到办件里，用姓名或单号再找一次。',
  },
  no_image: {
    title: '这台电脑上没有这张图',
    whatToDo: '图可能还在路上。等一会儿再看；还没有，重新拍一张。',
  },
  name: {
    title: '姓名写得不对',
    whatToDo: '照身份证上的写。',
    empty: { title: '还没有写姓名', whatToDo: '照身份证上的写。' },
    too_long: { title: '姓名太长：写了 {found} 个字，最多 {limit} 个', whatToDo: '看看是不是多写了别的。' },
    character: { title: '姓名第 {position} 个字不能用', whatToDo: '姓名里只写字和中间的点，照身份证上的写。' },
    dot: { title: '姓名里的点不对', whatToDo: '点写在两个名字中间，只写一个，开头和末尾不写。' },
  },
  id_number: {
    title: '身份证号不对',
    whatToDo: '对着身份证再看一遍。',
    length: { title: '身份证号有 {found} 位，应该是 18 位（老的 15 位）', whatToDo: '对着身份证数一遍，看多了还是少了。' },
    character: { title: '身份证号第 {position} 位不是数字', whatToDo: '只写数字，最后一位可以是 X。' },
    birth_date: { title: '身份证号里的生日不存在', whatToDo: '对着身份证看第 7 到第 14 位。' },
    check_digit: { title: '身份证号有一位写错了：末位算出来是 {expected}，写的是 {found}', whatToDo: '对着身份证从头念一遍。' },
    future_birth: { title: '身份证号里的生日还没到（{birth}）', whatToDo: '对着身份证看第 7 到第 14 位。' },
  },
  phone: {
    title: '电话写得不对',
    whatToDo: '手机 11 位、1 开头；座机带区号；没有电话就选“无手机”。',
    empty: { title: '还没有写电话', whatToDo: '写手机或座机；没有电话就选“无手机”。' },
    character: { title: '电话第 {position} 位不是数字', whatToDo: '只写数字。' },
    length: { title: '电话有 {found} 位，手机应该是 11 位', whatToDo: '再念一遍号码；座机要带区号。' },
    area_code: { title: '座机少了区号', whatToDo: '区号写在前面，0 开头。' },
  },
  address: {
    title: '住址没有写，或者超过 {limit} 个字',
    whatToDo: '写到村和组就行，门牌有就写。',
  },
  age: {
    title: '年龄不符合这个事项的条件',
    whatToDo: '看看是不是选错了事项。',
    too_young: { title: '现在 {age} 岁，要满 {min} 岁才能办', whatToDo: '{from} 起可以来办。' },
    too_old: { title: '现在 {age} 岁，这个事项只办到 {max} 岁', whatToDo: '看看有没有另一个年龄段的事项。' },
  },
  text: {
    title: '这一栏没有写，或者超过 {limit} 个字',
    whatToDo: '写短一点，说清楚就行。',
  },
  unseen: {
    title: '第 {position} 个字看不见，会把前后的字弄乱',
    whatToDo: '多半是从别处粘来的。把这一栏删掉，重新打一遍。',
  },
  draft_too_large: {
    title: '这张表填得太长，记不下来（整张最多 {limit_kb} KB）',
    whatToDo: '多半是粘错了东西。把粘进来的那一大段删掉，就会接着自动存。',
  },
  earlier_day: {
    title: '这一天不会再早：乡里已经到 {than} 了',
    whatToDo: '看看墙上的日历或手机，再填一次今天的日期。',
  },
  not_now: {
    title: '这一件现在不能这样做',
    whatToDo: '可能刚刚变了。看看这一件现在到哪一步了。',
  },
  incomplete: {
    title: '还差 {count} 样材料：{missing}',
    whatToDo: '补齐再交；一定要先交，写上为什么差着也交。',
  },
  disputed: {
    title: '两台电脑都改了：{papers}，还没定按哪份算',
    whatToDo: '按 Esc 回到这一件，看看两份，按 1 或 2 选一份，定了再交。',
  },
  not_issued: {
    title: '证还没有做出来',
    whatToDo: '乡里做好了会告诉这里，到时再送。',
  },
  picture: {
    title: '这张图不能用',
    whatToDo: '重新拍一张，或者换一个文件。',
    empty: { title: '这个文件是空的', whatToDo: '重新拍一张，或者换一个文件。' },
    format: { title: '这个文件不是 JPEG、PNG 照片，也不是 PDF', whatToDo: '用手机拍成照片，再选一次。' },
    heic: { title: '这是苹果手机的 HEIC 照片，这里打不开', whatToDo: '用微信把照片发到这台电脑上，存下来再选；或者在手机相机设置里改成“兼容性最佳”，重新拍一张。' },
    damaged: { title: '这张图坏了，打不开', whatToDo: '重新拍一张，或者再从手机传一次。' },
    too_many_pixels: { title: '这张图太大，超过 {limit_megapixels} 百万像素', whatToDo: '用普通模式重新拍一张。' },
    too_small: { title: '这张图太小，看不清字', whatToDo: '离近一点重新拍一张。' },
    too_large: { title: '这个文件太大', whatToDo: 'PDF 请拆成几份，照片请重新拍一张。' },
    unreadable: { title: '这个文件读不出来', whatToDo: '看看文件还在不在，再拖一次。' },
  },
  read_only: {
    title: '现在只能看，不能存',
    whatToDo: '先把要办的记在纸上。',
    newer: { title: '存下的办件是更新的山驿写的（{found}，这里是 {known}），现在只能看', whatToDo: '请把山驿更新到最新再打开，就能接着办。' },
    disk: { title: '山驿的文件夹写不进去，现在只能看', whatToDo: '看看 U 盘是不是锁住了、文件夹是不是只读；能写了，山驿会自己接着用。' },
  },
  no_room_for_images: {
    title: '硬盘快满了，图先不收',
    whatToDo: '办件照样存得下。删掉一些不要的文件，再加图。',
  },
  no_room_for_intake: {
    title: '硬盘满了，新的办件先不收',
    whatToDo: '已有的办件还能接着办。删掉一些不要的文件，再收新的；填好的都还在。',
  },
  store: {
    title: '没有存下来',
    whatToDo: '先别关窗口，填好的都还在。再试一次；还不行，打电话给乡里。',
    disk_full: { title: '没有存下来：硬盘满了', whatToDo: '先别关窗口。删掉一些不要的文件，再存一次。' },
    read_only: { title: '没有存下来：山驿的文件夹写不进去', whatToDo: '先别关窗口。看看是不是杀毒软件拦住了，再存一次。' },
    locked: { title: '办件锁着', whatToDo: '关掉山驿再打开，输 PIN 码进来；忘了 PIN 码，就用信封里的恢复码。' },
    in_use: { title: '没有存下来：另一个程序占着', whatToDo: '看看是不是开着两个山驿，关掉一个，再存一次。' },
    key: { title: '这台电脑的钥匙打不开存下的办件', whatToDo: '不要重装。看看山驿的文件夹是不是被人动过；还不行，打电话给乡里。' },
    newer: { title: '存下的办件是更新的山驿写的', whatToDo: '请把山驿更新到最新再打开。' },
    damaged: { title: '存下的办件坏了一处', whatToDo: '不要再收件。打电话给乡里，乡里收到的可以传回来。' },
    image: { title: '这张图的文件坏了，打不开', whatToDo: '请重新拍一张；别的都没事。' },
    gone: { title: '没有存下来：山驿的文件夹不见了', whatToDo: '先别关窗口。U 盘拔掉了就插回去，文件夹挪走了就挪回来，山驿会自己接着用。' },
    disk: { title: '没有存下来：硬盘读写出错', whatToDo: '先别关窗口。再试一次；还不行，打电话给乡里，这块硬盘要看一看。' },
    enrolment: { title: '这台电脑的登记和存下的办件对不上', whatToDo: '不要重装。打电话给乡里，说这台电脑的登记要重新办。' },
    act: { title: '没有存下来：这一步和已有的记录对不上', whatToDo: '这一件可能刚刚变了。退回去重新打开这一件，再做一次。' },
  },
  not_dropped: {
    title: '拖进来的文件找不到了',
    whatToDo: '再拖一次。',
  },
  not_readable: {
    title: '“{name}”读不出来',
    whatToDo: '看看文件还在不在、U 盘有没有拔掉，再拖一次。',
  },
  too_large: {
    title: '“{name}”太大',
    whatToDo: 'PDF 请拆成几份，照片请重新拍一张。',
  },
  busy: {
    title: '上一张还在打印',
    whatToDo: '等它打完，再按一次打印。',
  },
  no_sheet: {
    title: '这张单子没有排出来',
    whatToDo: '再按一次打印；还不行，关掉山驿再打开，办件都还在。',
  },
  odd_size: {
    title: '这张单子的纸张大小不对',
    whatToDo: '把山驿更新到最新，再打印。',
  },
  printer: {
    title: '打印机没有打出来（{detail}）',
    whatToDo: '看看打印机开着没有、有没有纸、线插好没有，再按一次打印。',
  },
  window: {
    title: '打印用的窗口没有打开（{detail}）',
    whatToDo: '再按一次打印；还不行，关掉山驿再打开，办件都还在。',
  },
}
