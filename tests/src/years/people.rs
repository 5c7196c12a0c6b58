//! The made-up people of a valley: some families of many namesakes, in houses of groups of
//! villages.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use shanyi_domain::identity::IdNumber;

use crate::dice::Dice;

/// 遂昌县.
const REGION: u32 = 331_123;

/// A character of a name with its sound.
pub type Sounded = (&'static str, &'static str);

/// Family names with how common they are: the mountain's own first.
const SURNAMES: [(Sounded, u32); 48] = [
    (("雷", "lei"), 60),
    (("蓝", "lan"), 60),
    (("钟", "zhong"), 50),
    (("吴", "wu"), 45),
    (("周", "zhou"), 45),
    (("叶", "ye"), 45),
    (("郑", "zheng"), 40),
    (("黄", "huang"), 40),
    (("毛", "mao"), 25),
    (("潘", "pan"), 25),
    (("华", "hua"), 20),
    (("罗", "luo"), 25),
    (("王", "wang"), 72),
    (("李", "li"), 74),
    (("张", "zhang"), 68),
    (("刘", "liu"), 54),
    (("陈", "chen"), 60),
    (("杨", "yang"), 31),
    (("赵", "zhao"), 23),
    (("徐", "xu"), 30),
    (("孙", "sun"), 15),
    (("胡", "hu"), 20),
    (("朱", "zhu"), 20),
    (("高", "gao"), 12),
    (("林", "lin"), 25),
    (("何", "he"), 16),
    (("郭", "guo"), 14),
    (("马", "ma"), 10),
    (("梁", "liang"), 8),
    (("宋", "song"), 8),
    (("谢", "xie"), 10),
    (("唐", "tang"), 7),
    (("许", "xu"), 7),
    (("邓", "deng"), 6),
    (("冯", "feng"), 7),
    (("韩", "han"), 5),
    (("曹", "cao"), 5),
    (("曾", "zeng"), 5),
    (("彭", "peng"), 4),
    (("蔡", "cai"), 6),
    (("余", "yu"), 8),
    (("苏", "su"), 8),
    (("程", "cheng"), 6),
    (("方", "fang"), 12),
    (("傅", "fu"), 8),
    (("包", "bao"), 8),
    (("鲍", "bao"), 5),
    (("巫", "wu"), 5),
];

/// Characters of given names.
const GIVEN: [Sounded; 96] = [
    ("春", "chun"),
    ("妹", "mei"),
    ("土", "tu"),
    ("根", "gen"),
    ("小", "xiao"),
    ("满", "man"),
    ("桂", "gui"),
    ("香", "xiang"),
    ("水", "shui"),
    ("法", "fa"),
    ("美", "mei"),
    ("凤", "feng"),
    ("金", "jin"),
    ("花", "hua"),
    ("志", "zhi"),
    ("强", "qiang"),
    ("秀", "xiu"),
    ("英", "ying"),
    ("国", "guo"),
    ("良", "liang"),
    ("月", "yue"),
    ("娥", "e"),
    ("有", "you"),
    ("福", "fu"),
    ("丽", "li"),
    ("珍", "zhen"),
    ("建", "jian"),
    ("平", "ping"),
    ("明", "ming"),
    ("华", "hua"),
    ("红", "hong"),
    ("军", "jun"),
    ("文", "wen"),
    ("武", "wu"),
    ("海", "hai"),
    ("山", "shan"),
    ("松", "song"),
    ("梅", "mei"),
    ("兰", "lan"),
    ("竹", "zhu"),
    ("菊", "ju"),
    ("云", "yun"),
    ("雪", "xue"),
    ("玉", "yu"),
    ("翠", "cui"),
    ("芳", "fang"),
    ("芬", "fen"),
    ("莲", "lian"),
    ("荣", "rong"),
    ("贵", "gui"),
    ("财", "cai"),
    ("宝", "bao"),
    ("银", "yin"),
    ("火", "huo"),
    ("木", "mu"),
    ("生", "sheng"),
    ("林", "lin"),
    ("森", "sen"),
    ("伟", "wei"),
    ("杰", "jie"),
    ("涛", "tao"),
    ("波", "bo"),
    ("敏", "min"),
    ("静", "jing"),
    ("霞", "xia"),
    ("燕", "yan"),
    ("莉", "li"),
    ("娟", "juan"),
    ("琴", "qin"),
    ("仙", "xian"),
    ("德", "de"),
    ("忠", "zhong"),
    ("义", "yi"),
    ("仁", "ren"),
    ("信", "xin"),
    ("礼", "li"),
    ("发", "fa"),
    ("达", "da"),
    ("昌", "chang"),
    ("盛", "sheng"),
    ("龙", "long"),
    ("虎", "hu"),
    ("马", "ma"),
    ("牛", "niu"),
    ("清", "qing"),
    ("泉", "quan"),
    ("田", "tian"),
    ("岩", "yan"),
    ("石", "shi"),
    ("成", "cheng"),
    ("功", "gong"),
    ("才", "cai"),
    ("学", "xue"),
    ("勤", "qin"),
    ("俭", "jian"),
    ("康", "kang"),
];

/// Villages of the valley.
pub const VILLAGES: [&str; 12] = [
    "五星村",
    "苏村",
    "石屏村",
    "沧州村",
    "永兴坞村",
    "严麻车村",
    "上田村",
    "下洋村",
    "横溪村",
    "坑口村",
    "毛田村",
    "岭脚村",
];

/// Groups of each village.
const GROUPS: [&str; 8] = [
    "上坪组",
    "下坪组",
    "水口组",
    "大树下组",
    "塘边组",
    "庙前组",
    "桥头组",
    "后山组",
];

/// Three live in a house, as long as there are people.
const IN_A_HOUSE: usize = 3;

/// A villager.
#[derive(Clone, Debug)]
pub struct Villager {
    /// 姓名.
    pub name: String,
    /// The sound of each of its characters, without tones.
    pub sounds: Vec<&'static str>,
    /// Resident ID number; hardly anybody has none.
    pub id_number: Option<IdNumber>,
    /// Date of birth.
    pub birth: NaiveDate,
    /// Telephone; none is 无手机.
    pub phone: Option<String>,
    /// Village, group and house.
    pub address: String,
    /// The village.
    pub village: &'static str,
}

impl Villager {
    /// The first letters of the name's sounds.
    #[must_use]
    pub fn initials(&self) -> String {
        self.sounds.iter().map(|sound| &sound[..1]).collect()
    }
}

/// Makes up so many people, house by house: most of a house have its family's name.
///
/// # Errors
/// When an ID number can't be made, which no date of the last century causes.
pub fn made_up(count: usize, dice: &mut Dice) -> Result<Vec<Villager>, &'static str> {
    let mut given_out = BTreeSet::new();
    let mut people = Vec::with_capacity(count);
    let mut family = SURNAMES[0].0;
    for index in 0..count {
        let house = index / IN_A_HOUSE;
        if index % IN_A_HOUSE == 0 {
            family = surname(dice);
        }
        let surname = if dice.percent(72) {
            family
        } else {
            surname(dice)
        };
        people.push(villager(surname, house, &mut given_out, dice)?);
    }
    Ok(people)
}

fn surname(dice: &mut Dice) -> Sounded {
    let index = dice.weighted(SURNAMES.iter().map(|(_, weight)| *weight));
    SURNAMES[index].0
}

fn villager(
    surname: Sounded,
    house: usize,
    given_out: &mut BTreeSet<(NaiveDate, u16)>,
    dice: &mut Dice,
) -> Result<Villager, &'static str> {
    let mut characters = vec![surname, *dice.one(&GIVEN)];
    if dice.percent(82) {
        characters.push(*dice.one(&GIVEN));
    }
    let (birth, serial) = loop {
        let first = NaiveDate::from_ymd_opt(1932, 1, 1).ok_or("no such day")?;
        // Whoever comes to the counter is rather old: the earlier of two days.
        let days = dice.below(29_000).min(dice.below(29_000));
        let birth = first + Days::new(days as u64);
        let serial = u16::try_from(dice.below(1000)).unwrap_or_default();
        if given_out.insert((birth, serial)) {
            break (birth, serial);
        }
    };
    let id = IdNumber::made_up(REGION, birth, serial).map_err(|_| "no ID number")?;
    let village = VILLAGES[house % VILLAGES.len()];
    let group = GROUPS[house / VILLAGES.len() % GROUPS.len()];
    let number = house / (VILLAGES.len() * GROUPS.len()) + 1;
    let operator = *dice.one(&[
        "130", "135", "138", "139", "150", "151", "158", "187", "199",
    ]);
    let line = dice.below(100_000_000);
    Ok(Villager {
        name: characters.iter().map(|(character, _)| *character).collect(),
        sounds: characters.iter().map(|(_, sound)| *sound).collect(),
        id_number: (!dice.percent(1)).then_some(id),
        birth,
        phone: dice.percent(78).then(|| format!("{operator}{line:08}")),
        address: format!("{village}{group} {number} 号"),
        village,
    })
}
