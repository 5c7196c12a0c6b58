//! The doctor's words, in both languages.

use shanyi_app::doctor::{Backup, Fault, Lost, LostKind};

/// The words of one language.
pub(super) struct Words {
    chinese: bool,
    pub(super) log_damaged: &'static str,
    pub(super) cut_short: &'static str,
    pub(super) screens: &'static str,
    pub(super) no_copy: &'static str,
    pub(super) sound: &'static str,
    pub(super) to_mend: &'static str,
    pub(super) nothing_to_mend: &'static str,
    pub(super) nothing_lost: &'static str,
    pub(super) look_at_paper: &'static str,
    pub(super) aside: &'static str,
    pub(super) restored: &'static str,
}

/// 中文。
pub(super) const ZH: Words = Words {
    chinese: true,
    log_damaged: "最近的保存记录里有一处坏了，后面的还在。",
    cut_short: "这里的比存过的少：文件被截短了，或者被换成了旧的。",
    screens: "屏幕上看的表和记录对不上，可以重新做出来。",
    no_copy: "还没有核对过的副本。",
    sound: "存下的办件完好。",
    to_mend: "需要修：请运行 shanyi doctor --mend，原来的文件会留着。",
    nothing_to_mend: "没有要修的，什么也没有动。",
    nothing_lost: "修好了，一条也没有少。",
    look_at_paper: "修好了。上面写的少了的，请对着纸上的看一遍；乡里有的，连上网会自己回来。",
    aside: "原来的文件留在 set-aside 文件夹里。图片不在副本里，还在 images 文件夹里。",
    restored: "副本已经换上。副本之后交到乡里的，连上网会自己回来；没有交的，请对着纸上的看一遍。",
};

/// English.
pub(super) const EN: Words = Words {
    chinese: false,
    log_damaged: "The log of the last saves is damaged in one place; what stands behind it is there.",
    cut_short: "Less is here than was saved: a file was cut short or an older one put in its place.",
    screens: "What the screens read is not what the log says; it can be made again.",
    no_copy: "There is no checked copy yet.",
    sound: "The saved cases are sound.",
    to_mend: "To be mended: run shanyi doctor --mend; what is there now will be kept.",
    nothing_to_mend: "Nothing to mend; nothing was touched.",
    nothing_lost: "Mended, and nothing is lost.",
    look_at_paper: "Mended. Compare what is named above with your papers; what the township has comes back by itself.",
    aside: "What was there is kept in the folder set-aside. Images are not in copies; they are in the folder images as before.",
    restored: "The copy is in place. What the township received after it comes back by itself; compare the rest with your papers.",
};

impl Words {
    const fn pick<'a>(&self, chinese: &'a str, english: &'a str) -> &'a str {
        if self.chinese { chinese } else { english }
    }

    pub(super) fn looked(&self, pages: u32, events: u32, cases: u32) -> String {
        if self.chinese {
            format!("看了 {pages} 页，{events} 条记录，{cases} 件办件。")
        } else {
            format!("Looked at {pages} pages, {events} events, {cases} cases.")
        }
    }

    pub(super) fn bad_page(&self, page: u32, owner: Option<&str>) -> String {
        let owner = owner.unwrap_or(self.pick("不知道", "unknown"));
        if self.chinese {
            format!("第 {page} 页坏了（{owner}）。")
        } else {
            format!("Page {page} is damaged ({owner}).")
        }
    }

    pub(super) fn kept(&self, events: u32) -> String {
        if self.chinese {
            format!("保住 {events} 条记录。")
        } else {
            format!("{events} events are kept.")
        }
    }

    pub(super) fn out_of_backup(&self, events: u32) -> String {
        if self.chinese {
            format!("{events} 条记录只有副本里还有，从副本里拿。")
        } else {
            format!("{events} events are in a copy alone and come from there.")
        }
    }

    pub(super) fn images(&self, missing: u32, damaged: u32) -> String {
        if self.chinese {
            format!("图片：{missing} 张不见了，{damaged} 张坏了。请重新拍。")
        } else {
            format!("Images: {missing} are missing, {damaged} damaged. Take them again.")
        }
    }

    pub(super) fn copies(&self, count: usize, newest: &Backup) -> String {
        let (day, cases) = (newest.at.business_day(), newest.cases);
        if self.chinese {
            format!("有 {count} 份核对过的副本，最近一份是 {day} 的，{cases} 件。副本里没有图片。")
        } else {
            format!(
                "{count} checked copies, the newest of {day} with {cases} cases. Images are not in them."
            )
        }
    }

    pub(super) fn lost(&self, lost: &Lost) -> String {
        let what = match lost.what {
            LostKind::Event => self.pick("条记录", "events"),
            LostKind::Draft => self.pick("张没填完的表", "unfinished forms"),
            LostKind::Setting => self.pick("项设置", "settings"),
            LostKind::Enrolment => self.pick(
                "份登记（这台电脑要重新登记）",
                "enrolment (this PC has to be enrolled again)",
            ),
            LostKind::Document => self.pick("份目录或日历", "catalogues or calendars"),
            LostKind::Exchange => self.pick("份和乡里的对账进度", "standing with the township"),
            LostKind::Unknown => self.pick(
                "页，看不出原来记的是什么",
                "pages of which nothing says what they held",
            ),
        };
        let positions: Vec<String> = lost.positions.iter().map(ToString::to_string).collect();
        let mut text = if self.chinese {
            format!("读不出来：{} {what}", lost.count)
        } else {
            format!("Can't be read: {} {what}", lost.count)
        };
        if let Some(number) = &lost.number {
            text.push_str(&format!(" {} {number}", self.pick("，单号", "of case")));
        }
        if !positions.is_empty() {
            text.push_str(&format!(
                " ({} {})",
                self.pick("位置", "positions"),
                positions.join(", ")
            ));
        }
        text.push_str(match lost.returns {
            true => self.pick(
                "；乡里有，会自己回来。",
                "; the township has it and sends it again.",
            ),
            false => self.pick("。", "."),
        });
        text
    }

    pub(super) const fn fault(&self, fault: Fault) -> &'static str {
        let (chinese, english) = match fault {
            Fault::InUse => (
                "没有看成：山驿还开着，请先关掉。",
                "Not looked at: Shanyi is open, close it first.",
            ),
            Fault::Key => (
                "没有看成：这里没有打开它的钥匙（文件 key）。不要重装，打电话给乡里。",
                "Not looked at: its key (the file key) is not here. Don't install anew; call the township.",
            ),
            Fault::Newer => (
                "没有看成：是更新的山驿写的，请先更新。",
                "Not looked at: a newer Shanyi wrote it, update first.",
            ),
            Fault::DiskFull => (
                "没有看成：硬盘没有地方了，请删掉一些不要的文件。",
                "Not looked at: the disk has no room, delete files that are not needed.",
            ),
            Fault::ReadOnly => (
                "没有看成：文件夹写不进去。",
                "Not looked at: the folder can't be written.",
            ),
            Fault::Damaged => (
                "没有换：这份副本不完好，请换一份。",
                "Not replaced: this copy is not sound, take another.",
            ),
            _ => (
                "没有看成：文件读不出来，看看文件夹对不对、U 盘在不在。",
                "Not looked at: files can't be read; see whether it is the right folder and the stick is in.",
            ),
        };
        if self.chinese { chinese } else { english }
    }
}
