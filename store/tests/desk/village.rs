//! A village with some hundred cases, made up from a seed; and a plain reading of what a text has
//! to find in it, with no index and no cleverness.

use pinyin::ToPinyinMulti;
use shanyi_domain::fact::{Fact, Submitted};
use shanyi_domain::ids::CaseId;
use shanyi_domain::number::CaseNumber;

use super::{Desk, MORNING, intake};

const SURNAMES: [&str; 8] = ["张", "蓝", "雷", "单", "吕", "钟", "阿卜杜拉·", "𠮷"];
const GIVEN: [&str; 10] = [
    "三",
    "三丰",
    "春妹",
    "雄信",
    "绿",
    "买买提",
    "野丽",
    "大山",
    "春",
    "乐",
];
const PLACES: [&str; 5] = ["下坪组", "上坪组", "五星村春山路", "朱家坑", ""];

/// Made-up numbers, the same for the same seed.
pub struct Dice(u64);

impl Dice {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    pub fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

/// What is known of a case in the plain reading.
#[derive(Clone, Debug)]
pub struct Known {
    pub id: CaseId,
    pub number: String,
    pub name: String,
    pub id_number: Option<String>,
    pub phone: Option<String>,
    pub address: String,
    pub updated_at: i64,
}

impl Known {
    /// Who the case is of, by the glossary.
    pub fn person(&self) -> String {
        match (&self.id_number, &self.phone) {
            (Some(id), _) => id.clone(),
            (None, Some(phone)) => format!("{} {phone}", self.name),
            (None, None) => format!("{} | {}", self.name, self.address),
        }
    }
}

/// Takes in so many cases, some of the same people, some handed over later.
pub fn settle(desk: &mut Desk, dice: &mut Dice, count: usize) -> Vec<Known> {
    let mut cases = Vec::new();
    for _ in 0..count {
        let name = format!("{}{}", dice.one(&SURNAMES), dice.one(&GIVEN));
        let serial = u16::try_from(dice.below(60)).unwrap();
        let mut body = intake(&name, serial);
        body.item = dice.one(&["lnyd", "dibao"]).into();
        if dice.below(3) == 0 {
            body.applicant.id_number = None;
        }
        let phone = format!("13857{:06}", dice.below(40) * 25_013);
        body.applicant.phone = (dice.below(4) > 0).then_some(phone);
        body.applicant.address = match dice.one(&PLACES) {
            "" => "外地".to_owned(),
            place => format!("{place} {} 号", dice.below(30)),
        };
        let at = MORNING.plus_seconds(i64::try_from(dice.below(2000)).unwrap());
        let saved = desk.act(None, vec![Fact::Collected(body.clone())], at);
        cases.push(Known {
            id: saved.case.id,
            number: saved.case.number,
            name,
            id_number: body.applicant.id_number.map(|id| id.as_str().to_owned()),
            phone: body.applicant.phone,
            address: body.applicant.address,
            updated_at: at.0,
        });
    }
    cases
}

/// Something happens to some of the cases.
pub fn live(desk: &mut Desk, dice: &mut Dice, cases: &mut [Known], count: usize) {
    for _ in 0..count {
        let at = dice.below(cases.len());
        let case = &mut cases[at];
        let moment = MORNING.plus_seconds(3000 + i64::try_from(dice.below(2000)).unwrap());
        let fact = match desk.store.case(&case.id).unwrap().unwrap().submitted_at {
            None => Fact::Submitted(Submitted {
                missing_because: None,
            }),
            Some(_) => super::comment("明天送来"),
        };
        desk.act(Some(case.id), vec![fact], moment);
        case.updated_at = case.updated_at.max(moment.0);
    }
}

/// How well a word hits a case, smaller is better; `None` where it does not.
pub fn rank(case: &Known, word: &str) -> Option<u8> {
    let by_number = number(case, word);
    person_rank(case, word).into_iter().chain(by_number).min()
}

/// The same by what is said of the person alone.
pub fn person_rank(case: &Known, word: &str) -> Option<u8> {
    let name: Vec<char> = plain(&case.name);
    let typed: Vec<char> = word.chars().collect();
    let by_name = (0..name.len()).find_map(|start| {
        let read = reads(&name[start..], &typed);
        let whole = start == 0 && read.contains(&name.len());
        let best = if whole { 0 } else { 1 + u8::from(start > 0) };
        (!read.is_empty()).then_some(best)
    });
    let address = plain(&case.address);
    let worth = typed.len() > 1 || !typed[0].is_ascii_alphabetic();
    let there = (0..address.len()).any(|start| !reads(&address[start..], &typed).is_empty());
    let by_address = (worth && there).then_some(3);
    let ends = [&case.id_number, &case.phone]
        .into_iter()
        .flatten()
        .filter_map(|text| end(text, word));
    by_name.into_iter().chain(by_address).chain(ends).min()
}

/// Letters, digits and characters, small.
pub fn plain(text: &str) -> Vec<char> {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// After how many characters of a text the typed ones may be used up.
fn reads(text: &[char], typed: &[char]) -> Vec<usize> {
    if typed.is_empty() {
        return vec![0];
    }
    let Some((first, behind)) = text.split_first() else {
        return Vec::new();
    };
    let mut ways: Vec<String> = vec![first.to_string()];
    for reading in first.to_pinyin_multi().into_iter().flatten() {
        let v = reading.plain().replace('ü', "v");
        ways.push(v.replace('v', "u"));
        ways.push(v.replace('v', "yu"));
        ways.push(v);
    }
    ways.sort();
    ways.dedup();
    let mut ends = Vec::new();
    for way in ways {
        for length in 1..=way.chars().count().min(typed.len()) {
            if way.chars().take(length).eq(typed[..length].iter().copied()) {
                ends.extend(
                    reads(behind, &typed[length..])
                        .into_iter()
                        .map(|end| end + 1),
                );
            }
        }
    }
    ends
}

fn end(text: &str, word: &str) -> Option<u8> {
    let text = text.to_lowercase();
    let digits = word.trim_end_matches('x');
    if digits.is_empty()
        || !digits.chars().all(|c| c.is_ascii_digit())
        || word.len() > digits.len() + 1
    {
        return None;
    }
    if text.ends_with(word) {
        return Some(if word.len() < 4 { 2 } else { 1 });
    }
    let on_the_way =
        text[text.len() - 4..].starts_with(word) || (word.len() > 4 && text.starts_with(word));
    on_the_way.then_some(2)
}

fn number(case: &Known, word: &str) -> Option<u8> {
    let number = CaseNumber::parse(&case.number).unwrap();
    let (year, block) = (
        format!("{:02}", number.year()),
        number.block().as_str().to_lowercase(),
    );
    let check = number.check().to_lowercase().to_string();
    let befores = [
        (format!("{}{year}{block}", number.station()), true),
        (format!("{year}{block}"), false),
        (block, false),
        (String::new(), false),
    ];
    let mut best = None;
    for (before, alone) in befores {
        for counter in [
            format!("{:04}", number.counter()),
            number.counter().to_string(),
        ] {
            let all = format!("{before}{counter}{check}");
            let enough = alone || word.len() > before.len();
            if all.starts_with(word) && enough {
                let whole = word == all || word == format!("{before}{counter}");
                best = best.into_iter().chain([if whole { 0 } else { 2 }]).min();
            }
        }
    }
    best
}
