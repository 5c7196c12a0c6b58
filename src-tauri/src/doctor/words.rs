//! The doctor's words, in both languages.

use shanyi_app::doctor::{Backup, BrokenChain, ChainFault, Fault, Lost, LostImages, LostKind};

/// What the doctor was asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Task {
    Look,
    Mend,
    Restore,
}

/// The words of one language.
pub(super) struct Words {
    chinese: bool,
    pub(super) log_damaged: &'static str,
    pub(super) cut_short: &'static str,
    pub(super) shape: &'static str,
    pub(super) screens: &'static str,
    pub(super) no_copy: &'static str,
    pub(super) sound: &'static str,
    pub(super) to_mend: &'static str,
    pub(super) nothing_to_mend: &'static str,
    pub(super) nothing_lost: &'static str,
    pub(super) look_at_paper: &'static str,
    pub(super) aside: &'static str,
    pub(super) restored: &'static str,
    pub(super) nothing_here: &'static str,
    pub(super) no_folder: &'static str,
    pub(super) no_report: &'static str,
    pub(super) report_is_there: &'static str,
    pub(super) report_cut: &'static str,
}

/// 中文。
pub(super) const ZH: Words = Words {
    chinese: true,
    log_damaged: "最近的保存记录里有一处坏了，后面的还在。",
    cut_short: "这里的比存过的少：文件被截短了，或者被换成了旧的。",
    shape: "一个索引坏了，或者表缺了一块，可以重新做出来。",
    screens: "屏幕上看的表和记录对不上，可以重新做出来。",
    no_copy: "还没有核对过的副本。",
    sound: "存下的办件完好。",
    to_mend: "需要修：请运行 shanyi doctor --mend，原来的文件会留着。",
    nothing_to_mend: "没有要修的，什么也没有动。",
    nothing_lost: "修好了，一条也没有少。",
    look_at_paper: "修好了。上面写的少了的，请对着纸上的看一遍；乡里有的，连上网会自己回来。",
    aside: "原来的文件留在 set-aside 文件夹里。图片不在副本里，还在 images 文件夹里。",
    restored: "副本已经换上。副本之后交到乡里的，连上网会自己回来；没有交的，请对着纸上的看一遍。",
    nothing_here: "没有看成：这个文件夹里没有存下的办件，看看文件夹对不对、U 盘在不在。",
    no_folder: "没有看成：系统没有说存在哪里，请用 --data 写明文件夹。",
    no_report: "什么也没有做：报告写不到这个文件，请换一个地方。",
    report_is_there: "什么也没有做：已经有这个名字的文件，请给报告换一个名字。",
    report_cut: "报告没有写完：那里没有地方了。上面是全文。",
};

/// English.
pub(super) const EN: Words = Words {
    chinese: false,
    log_damaged: "The log of the last saves is damaged in one place; what stands behind it is there.",
    cut_short: "Less is here than was saved: a file was cut short or an older one put in its place.",
    shape: "An index is damaged, or something of a table's shape is missing; it can be made again.",
    screens: "What the screens read is not what the log says; it can be made again.",
    no_copy: "There is no checked copy yet.",
    sound: "The saved cases are sound.",
    to_mend: "To be mended: run shanyi doctor --mend; what is there now will be kept.",
    nothing_to_mend: "Nothing to mend; nothing was touched.",
    nothing_lost: "Mended, and nothing is lost.",
    look_at_paper: "Mended. Compare what is named above with your papers; what the township has comes back by itself.",
    aside: "What was there is kept in the folder set-aside. Images are not in copies; they are in the folder images as before.",
    restored: "The copy is in place. What the township received after it comes back by itself; compare the rest with your papers.",
    nothing_here: "Not looked at: no saved cases are in this folder; see whether it is the right one and the stick is in.",
    no_folder: "Not looked at: the system does not say where data is kept; name the folder with --data.",
    no_report: "Nothing was done: the report can't be written to this file, name another place.",
    report_is_there: "Nothing was done: there is a file of this name already, give the report another.",
    report_cut: "The report was not written to its end: there is no room. The whole of it stands above.",
};

impl Words {
    /// 中文。
    pub(super) const fn is_chinese(&self) -> bool {
        self.chinese
    }

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
        let owner = match owner {
            Some("free") => self.pick("空页，上面没有东西", "empty, nothing is on it"),
            Some(owner) => owner,
            None => self.pick("不知道", "unknown"),
        };
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

    /// What was done to an own stream behind the program's back.
    pub(super) fn chain(&self, broken: &BrokenChain) -> String {
        let BrokenChain {
            what,
            entry,
            event,
            number,
        } = broken;
        let (chinese, english) = match what {
            ChainFault::Changed => ("被改过，或者是后来放进去的", "changed, or put in later"),
            ChainFault::Missing => ("少了", "missing"),
            ChainFault::CutOff => (
                "末尾被截掉了，乡里签收过",
                "tail cut off: the township signed for it",
            ),
            ChainFault::Unsigned => (
                "到这里为止和乡里签收的不一样。请打电话给乡里，换上副本",
                "up to here not what the township signed for. Call the township and put a copy in place",
            ),
        };
        let event = event.map_or_else(String::new, |event| {
            format!("{}{event}", self.pick("，事件 ", ", event "))
        });
        let number = number.as_ref().map_or_else(String::new, |number| {
            format!("{}{number}", self.pick("，单号 ", ", case "))
        });
        match self.chinese {
            true => format!("自己的流第 {entry} 条{event}{number}：{chinese}。"),
            false => format!("Entry {entry} of the own stream{event}{number}: {english}."),
        }
    }

    pub(super) fn images(&self, lost: &LostImages) -> String {
        let LostImages {
            number,
            missing,
            damaged,
            there,
        } = lost;
        let number = match number.as_str() {
            "" => self.pick("不知道哪一件", "of a case that is not known"),
            number => number,
        };
        let rest = missing + damaged - there;
        let mut text = if self.chinese {
            format!("图片，{number}：{missing} 张不见了，{damaged} 张坏了。")
        } else {
            format!("Images, {number}: {missing} are missing, {damaged} damaged.")
        };
        if *there > 0 {
            text.push_str(&match self.chinese {
                true => format!("乡里有 {there} 张。"),
                false => format!(" The township has {there} of them."),
            });
        }
        if rest > 0 {
            text.push_str(&match self.chinese {
                true => format!("请重新拍 {rest} 张。"),
                false => format!(" Take {rest} again."),
            });
        }
        text
    }

    pub(super) fn copies(&self, count: usize, newest: &Backup) -> String {
        let (day, cases, name) = (newest.at.business_day(), newest.cases, name_of(newest));
        if self.chinese {
            format!(
                "有 {count} 份副本，刚刚核对过。最近一份是 {day} 的，{cases} 件：{name}。副本里没有图片。"
            )
        } else {
            format!(
                "{count} copies, checked just now, the newest of {day} with {cases} cases: {name}. Images are not in them."
            )
        }
    }

    pub(super) fn damaged_copy(&self, copy: &Backup) -> String {
        let name = name_of(copy);
        if self.chinese {
            format!("这份副本坏了：{name}。修的时候会放到一边，下一份会自己做。")
        } else {
            format!(
                "This copy is damaged: {name}. Mending puts it aside; the next is made by itself."
            )
        }
    }

    pub(super) fn copies_aside(&self, count: u32) -> String {
        if self.chinese {
            format!("{count} 份坏了的副本放到了 set-aside 文件夹。")
        } else {
            format!("{count} damaged copies were put into the folder set-aside.")
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

    /// Why something was not done, and what to do.
    pub(super) fn failed(&self, task: Task, fault: Fault) -> String {
        let not = match task {
            Task::Look => self.pick("没有看成：", "Not looked at: "),
            Task::Mend => self.pick(
                "没有修，什么也没有动：",
                "Not mended, nothing was touched: ",
            ),
            Task::Restore => self.pick(
                "没有换，什么也没有动：",
                "Not replaced, nothing was touched: ",
            ),
        };
        let (chinese, english) = match (task, fault) {
            (_, Fault::InUse) => ("山驿还开着，请先关掉。", "Shanyi is open, close it first."),
            (_, Fault::Key) => (
                "这里没有打开它的钥匙（文件 key），或者钥匙不是它的。不要重装，打电话给乡里。",
                "its key (the file key) is not here, or is another's. Don't install anew; call the township.",
            ),
            (_, Fault::Locked) => (
                "办件锁着：加上 --code，再输入信封里的恢复码。",
                "the cases are locked: add --code and type the recovery code from its envelope.",
            ),
            (_, Fault::Newer) => (
                "是更新的山驿写的，请先更新。",
                "a newer Shanyi wrote it, update first.",
            ),
            (_, Fault::DiskFull) => (
                "硬盘没有地方了，要空出和存下的一样大的地方，请删掉一些不要的文件。",
                "the disk has no room; as much is needed as the saved cases take. Delete files that are not needed.",
            ),
            (_, Fault::ReadOnly) => ("文件夹写不进去。", "the folder can't be written."),
            (Task::Restore, Fault::Damaged) => (
                "这个文件不是这台电脑的完好副本，请换一份（在 backups 文件夹里）。",
                "this file is no sound copy of this PC's cases, take another (in the folder backups).",
            ),
            (_, Fault::Damaged) => (
                "这里的 cases.db 不是山驿存的，看看文件夹对不对。",
                "the cases.db here is not Shanyi's; see whether it is the right folder.",
            ),
            (Task::Restore, _) => (
                "读不出这份副本，看看文件名对不对、U 盘在不在。",
                "the copy can't be read; see whether its name is right and the stick is in.",
            ),
            _ => (
                "文件读不出来，看看文件夹对不对、U 盘在不在。",
                "files can't be read; see whether it is the right folder and the stick is in.",
            ),
        };
        format!("{not}{}", self.pick(chinese, english))
    }
}

fn name_of(copy: &Backup) -> String {
    let name = copy.path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}
