"""Trains the packing dictionary from made-up pushes and feeds, and writes `1.zdict`.

    python3 train.py        needs cbor2 and zstandard

Run once: the file never changes again, since both ends have to hold the same bytes; another
dictionary would be another packing of docs/protocol.md. Codes of items and materials come from the
starter catalogue. Names, addresses and numbers are drawn from wide lists and from regions of the
whole country, so that nobody's are known better than anybody else's.
"""

import hashlib
import json
import pathlib
import random

import cbor2
import zstandard

SIZE = 12 * 1024
HERE = pathlib.Path(__file__).parent
CATALOG = json.loads((HERE / "../../domain/data/catalog.json").read_text(encoding="utf-8"))
ITEMS = [item for item in CATALOG["items"] if item["offered"]]

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向汤蓝"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰萍红建国文志海春梅金凤云林生荣福根土水山花香月珍珠莲菊竹松柏石岩永长有财宝贵德仁义礼智信发达昌盛兴旺成功才学勤俭康健安宁和顺美凤仙娥妹弟阿小大三四五老新正光亮东南西北中庆祥瑞吉忠孝良善清泉江河湖波浪天星辰晨雪冬秋夏雨雷电火木"
PLACES = "上下前后东西南北中大小长高平石山水溪河塘坑岭坪田沙泉洋坞湾桥庙店堂岗埠渡洲源村头尾口里外新老双三五龙凤虎马牛竹松梅樟柏杨柳桃李麻茶金银铜铁黄白青红"
COMMENTS = ["本人下周来补", "已电话通知", "家里没人，明天再去", "照片已重拍", "等儿子回来签字", "代办，带了委托书", "原件随下班车送去", "材料已齐", "本人行动不便，上门办理", "请尽快", "已告知办理时限"]
REASONS = ["本人不办了", "材料不清楚，请重拍", "不符合条件", "户籍不在本县", "现场查验", "缺原件", "已过有效期", "照片不清楚，请重新拍"]
RELATIONS = [0, 0, 0, 1, 2, 3, 4, 5]


class Made:
    """Made-up people and what happens to their cases."""

    def __init__(self, seed):
        self.dice = random.Random(seed)

    def some(self, letters, least, most):
        return "".join(self.dice.choice(letters) for _ in range(self.dice.randint(least, most)))

    def raw(self, length):
        return self.dice.randbytes(length)

    def id_number(self):
        region = f"{self.dice.choice([11, 13, 21, 31, 32, 33, 34, 35, 36, 41, 42, 43, 44, 51, 52, 53, 61])}{self.dice.randint(1, 12):02}{self.dice.randint(1, 30):02}"
        body = f"{region}{self.dice.randint(1932, 2008)}{self.dice.randint(1, 12):02}{self.dice.randint(1, 28):02}{self.dice.randint(0, 999):03}"
        weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
        return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights)) % 11]

    def applicant(self):
        person = {0: self.dice.choice(SURNAMES) + self.some(GIVEN, 1, 2)}
        if self.dice.random() < 0.98:
            person[1] = self.id_number()
        if self.dice.random() < 0.8:
            person[2] = f"1{self.dice.choice('3578 9').strip() or '9'}{self.dice.randint(0, 999999999):09}"
        village = self.some(PLACES, 2, 3)
        group = self.dice.choice([self.some(PLACES, 2, 3) + "组", f"{self.dice.randint(1, 12)} 组", f"第{self.dice.choice('一二三四五六七八九十')}组", ""])
        person[3] = f"{self.dice.choice([village + '村', ''])}{group} {self.dice.randint(1, 200)} 号"
        return person

    def line(self, listed, pictured):
        images = []
        if pictured and self.dice.random() < 0.6:
            images = [{0: self.raw(32), 1: self.dice.randint(30_000, 199_999), 2: 0} for _ in range(self.dice.randint(1, 2))]
        counts = self.dice.choice([(1, 1), (1, 1), (1, 1), (listed["original"], listed["copies"])])
        return {0: listed["code"], 1: counts[0], 2: counts[1], 3: images, 4: self.dice.random() < 0.97}

    def event(self, kind, body, case=None, base=None):
        event = {0: kind}
        if case is not None:
            event |= {1: case, 2: [base or self.raw(8)]}
        return cbor2.dumps(event | {3: self.at + self.dice.randint(0, 5000), 4: self.actor, 5: body})

    def collected(self, item, complete):
        wanted = [m for m in item["materials"] if m["need"]["kind"] == "required"]
        applies = [m for m in item["materials"] if m["need"]["kind"] == "conditional" and self.dice.random() < 0.15]
        here, pictured = wanted + applies, self.dice.random() < 0.4
        noticed = [] if complete or not here else [here.pop()]
        number = f"{self.some(PLACES, 2, 2)}-{self.dice.randint(26, 35)}-{self.dice.choice('ABCDEFGH')}{self.dice.randint(1, 4000):04}-{self.dice.choice('0123456789ABCDEFGHJKLMNPQRSTUVWXYZ')}"
        body = {0: number, 1: self.dice.randint(1, 253), 2: item["code"], 3: self.dice.randint(1, 9), 4: self.applicant(), 5: [self.line(one, pictured) for one in here], 6: self.dice.choice([0, 0, 1, 2]), 7: [one["code"] for one in noticed], 8: [one["code"] for one in applies]}
        return body, noticed

    def case(self):
        """The station's entries of one case, from its beginning."""
        item = self.dice.choice(ITEMS)
        complete = self.dice.random() < 0.5
        body, noticed = self.collected(item, complete)
        case = self.raw(16)
        entries = [{0: self.event(1, body), 1: self.raw(16)}]
        if noticed and self.dice.random() < 0.8:
            entries.append({0: self.event(2, {0: [self.line(one, self.dice.random() < 0.4) for one in noticed]}, case)})
        if self.dice.random() < 0.9:
            late = {} if complete or self.dice.random() < 0.7 else {0: self.dice.choice(COMMENTS)}
            entries.append({0: self.event(3, late, case)})
        if self.dice.random() < 0.2:
            entries.append({0: self.event(18, {0: self.dice.choice(COMMENTS)}, case)})
        return entries

    def later(self):
        """One entry of a case that began before."""
        case, item = self.raw(16), self.dice.choice(ITEMS)
        name = self.dice.choice(SURNAMES) + self.some(GIVEN, 1, 2)
        kind, body = self.dice.choice([
            (2, {0: [self.line(one, True) for one in item["materials"][-1:]]}),
            (3, {}),
            (14, {0: self.dice.choice(REASONS)}),
            (15, {0: name, 1: self.dice.choice(RELATIONS), 2: {0: self.raw(32), 1: self.dice.randint(3000, 20000), 2: 1}}),
            (15, {0: name, 1: 0}),
            (17, {0: name}),
            (18, {0: self.dice.choice(COMMENTS)}),
        ])
        return {0: self.event(kind, body, case)}

    def said(self):
        """What a township says of a case."""
        item = self.dice.choice(ITEMS)
        on, decider = self.dice.randint(20_500, 24_000), item["decider"]
        limit = {0: self.dice.randint(1, 60), 1: self.dice.choice([0, 0, 1])}
        codes = [m["code"] for m in item["materials"]] or ["id_card"]
        return self.dice.choice([
            (4, {0: on, 1: limit, 2: decider}),
            (4, {0: on, 1: limit}),
            (5, {0: [{0: self.dice.choice(codes), 1: self.dice.choice(REASONS)}], 1: self.dice.choice(COMMENTS)}),
            (6, {0: self.dice.choice(REASONS), 1: decider}),
            (7, {0: decider}),
            (12, {0: 0, 1: on}),
            (13, {0: item["result"]["name"], 1: f"{self.dice.randint(10**9, 10**13)}"}),
            (16, {0: self.dice.randint(5_000, 900_000), 1: on, 2: f"{self.dice.randint(0, 9999):04}"}),
            (18, {0: self.dice.choice(COMMENTS)}),
        ])

    def sample(self):
        """The body of one frame."""
        self.at = self.dice.randint(1_790_000_000, 2_050_000_000)
        self.actor = self.dice.randint(1, 600)
        if self.dice.random() < 0.2:
            position = self.dice.randint(1, 60_000)
            entries = [{0: position + n, 1: self.raw(16), 2: True, 3: self.event(*self.said(), self.raw(16))} for n in range(self.dice.randint(1, 3))]
            return cbor2.dumps({0: 1, 1: entries, 2: position + 3, 3: False})
        entries = self.case() if self.dice.random() < 0.75 else [self.later() for _ in range(self.dice.randint(1, 3))]
        return cbor2.dumps({0: self.dice.randint(1, 5000), 1: entries, 2: self.raw(64)})


if __name__ == "__main__":
    made = Made(20260901)
    samples = [made.sample() for _ in range(12_000)]
    dictionary = zstandard.train_dictionary(SIZE, samples, level=19).as_bytes()
    (HERE / "1.zdict").write_bytes(dictionary)
    print(len(dictionary), hashlib.sha256(dictionary).hexdigest())
