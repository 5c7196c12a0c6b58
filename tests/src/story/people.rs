//! The people of the story, all made up, and the photographs of their papers.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use shanyi_domain::identity::IdNumber;

use super::trouble::{Told, Trouble, that};
use crate::pictures;

/// A villager as the operator writes one down.
pub struct Person {
    /// 姓名.
    pub name: &'static str,
    birth: (i32, u32, u32),
    serial: u16,
    /// Telephone; none is 无手机.
    pub phone: Option<&'static str>,
    /// 住址.
    pub address: &'static str,
}

/// 67 years old on the day of the story.
pub const ELDER: Person = Person {
    name: "蓝春妹",
    birth: (1959, 3, 8),
    serial: 286,
    phone: None,
    address: "五星村下坪组 12 号",
};

/// The second elder, whose papers another county keeps.
pub const NEIGHBOUR: Person = Person {
    name: "钟土根",
    birth: (1956, 11, 2),
    serial: 173,
    phone: Some("13905780016"),
    address: "五星村上坪组 3 号",
};

/// Who opens guest rooms.
pub const INNKEEPER: Person = Person {
    name: "华月娥",
    birth: (1981, 6, 19),
    serial: 524,
    phone: Some("13757800042"),
    address: "五星村水口 8 号",
};

/// Who draws a pension.
pub const PENSIONER: Person = Person {
    name: "阿依古丽·买买提",
    birth: (1962, 1, 27),
    serial: 408,
    phone: Some("0578-8120033"),
    address: "五星村下坪组 30 号",
};

/// Who was in hospital.
pub const PATIENT: Person = Person {
    name: "雷有福",
    birth: (1974, 4, 15),
    serial: 331,
    phone: Some("15157800077"),
    address: "五星村大树下 5 号",
};

/// 遂昌县.
const REGION: u32 = 331_123;

impl Person {
    /// A well-formed ID number.
    ///
    /// # Errors
    /// When the parts make none.
    pub fn id_number(&self) -> Told<String> {
        let (year, month, day) = self.birth;
        let number = NaiveDate::from_ymd_opt(year, month, day)
            .and_then(|birth| IdNumber::made_up(REGION, birth, self.serial).ok());
        number
            .map(|number| number.as_str().to_owned())
            .ok_or_else(|| Trouble::SetUp(format!("{} has no ID number", self.name)))
    }

    /// The same with its last character wrong, and the right and the wrong character.
    ///
    /// # Errors
    /// When the parts make none.
    pub fn mistyped(&self) -> Told<(String, char, char)> {
        let number = self.id_number()?;
        let (body, right) = number.split_at(17);
        let right = right.chars().next().unwrap_or_default();
        let wrong = if right == '4' { '5' } else { '4' };
        Ok((format!("{body}{wrong}"), right, wrong))
    }
}

/// Photographs as phones and scanners make them, 2 to 8 MB each.
pub struct Photos {
    /// Both sides of the elder's card: a phone's JPEG and a scanner's PNG.
    pub elder_card: [PathBuf; 2],
    /// Both sides of the pensioner's card.
    pub pensioner_card: [PathBuf; 2],
    /// Both sides of the second elder's card.
    pub neighbour_card: [PathBuf; 2],
    /// The second elder's household register.
    pub neighbour_register: PathBuf,
    /// 营业执照.
    pub licence: PathBuf,
    /// The plan of the rooms, too dark to be read.
    pub dark_plan: PathBuf,
    /// The plan once more.
    pub plan: PathBuf,
    /// 治安保证书, signed.
    pub commitment: PathBuf,
    /// The bill of the hospital.
    pub bill: PathBuf,
}

/// What is taken of one paper: its file, its words, its size in pixels.
type Shot = (&'static str, &'static [&'static str], (u32, u32));

const SHOTS: [Shot; 12] = [
    (
        "身份证 正面.jpg",
        &[
            "居民身份证",
            "姓名 蓝春妹",
            "性别 女 民族 畲",
            "住址 遂昌县柘岱口乡五星村",
        ],
        (2600, 1640),
    ),
    (
        "身份证 反面.png",
        &[
            "中华人民共和国",
            "居民身份证",
            "签发机关 遂昌县公安局",
            "长期",
        ],
        (1300, 820),
    ),
    (
        "阿依古丽 身份证 1.jpg",
        &["居民身份证", "姓名 阿依古丽·买买提", "性别 女 民族 维吾尔"],
        (2400, 1510),
    ),
    (
        "阿依古丽 身份证 2.jpg",
        &["中华人民共和国", "居民身份证", "签发机关 遂昌县公安局"],
        (2400, 1510),
    ),
    (
        "钟土根 身份证 1.jpg",
        &["居民身份证", "姓名 钟土根", "性别 男"],
        (2600, 1640),
    ),
    (
        "钟土根 身份证 2.jpg",
        &["中华人民共和国", "居民身份证", "长期"],
        (2600, 1640),
    ),
    (
        "户口本 第3页.jpg",
        &[
            "居民户口簿",
            "常住人口登记卡",
            "姓名 钟土根",
            "户口所在地 龙游县沐尘畲族乡",
        ],
        (3000, 2250),
    ),
    (
        "营业执照.jpg",
        &["营业执照", "名称 遂昌水口人家农家乐", "经营者 华月娥"],
        (2250, 3000),
    ),
    ("平面图.jpg", &["客房平面图"], (2250, 3000)),
    (
        "平面图 重拍.jpg",
        &[
            "客房平面图",
            "一层 厨房 餐厅",
            "二层 客房 3 间",
            "疏散通道 2 处",
        ],
        (2250, 3000),
    ),
    (
        "治安保证书.jpg",
        &["治安保证书", "本店保证登记住客、守好门窗", "签名 华月娥"],
        (2250, 3000),
    ),
    (
        "住院发票.jpg",
        &[
            "医疗住院收费票据",
            "雷有福",
            "合计 8642.30 元",
            "医保统筹支付 0.00 元",
        ],
        (2250, 3000),
    ),
];

impl Photos {
    /// Takes them all into a folder.
    ///
    /// # Errors
    /// When the font is not installed, or one is not of a phone's size.
    pub fn take(folder: &Path) -> Told<Self> {
        let folder = folder.join("照片");
        std::fs::create_dir_all(&folder)?;
        let folder = folder.as_path();
        let taken: Vec<PathBuf> = std::thread::scope(|scope| {
            let shooting: Vec<_> = SHOTS
                .iter()
                .zip(1..)
                .map(|(shot, seed)| scope.spawn(move || take(folder, shot, seed)))
                .collect();
            let taken = shooting.into_iter().map(|shot| shot.join());
            let taken = taken.map(|shot| {
                shot.unwrap_or_else(|_| Err(Trouble::SetUp("a photograph failed".to_owned())))
            });
            taken.collect::<Told<_>>()
        })?;
        let [
            front,
            back,
            pensioner,
            pensioner_back,
            card,
            card_back,
            register,
            licence,
            dark_plan,
            plan,
            commitment,
            bill,
        ] = <[PathBuf; 12]>::try_from(taken)
            .map_err(|_| Trouble::SetUp("photographs are missing".to_owned()))?;
        Ok(Self {
            elder_card: [front, back],
            pensioner_card: [pensioner, pensioner_back],
            neighbour_card: [card, card_back],
            neighbour_register: register,
            licence,
            dark_plan,
            plan,
            commitment,
            bill,
        })
    }
}

fn take(folder: &Path, (name, lines, size): &Shot, seed: u64) -> Told<PathBuf> {
    let bytes = if name.ends_with(".png") {
        pictures::scan(lines, *size, seed)?
    } else {
        pictures::photo(lines, *size, seed)?
    };
    that(
        (2_000_000..=8_000_000).contains(&bytes.len()),
        "the photograph's size",
        "2 to 8 MB",
        format!("{name}: {} bytes", bytes.len()),
    )?;
    let path = folder.join(name);
    std::fs::write(&path, bytes)?;
    Ok(path)
}
