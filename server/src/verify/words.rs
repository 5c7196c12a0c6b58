//! What was found, in both languages.

use super::{Finding, Verified, What, Whose};

/// In which language something is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// 中文。
    Chinese,
    /// English.
    English,
}

impl Language {
    /// The one that is asked for, or that of the system: its first setting that says any.
    #[must_use]
    pub fn of(asked: Option<&str>, system: impl IntoIterator<Item = String>) -> Self {
        let says = |lang: &String| !lang.is_empty() && lang != "C" && lang != "C.UTF-8";
        let chinese = match asked {
            Some(lang) => lang == "zh",
            None => {
                let said = system.into_iter().find(says);
                said.is_none_or(|lang| lang.starts_with("zh"))
            }
        };
        match chinese {
            true => Self::Chinese,
            false => Self::English,
        }
    }

    pub(crate) const fn pick<'a>(self, chinese: &'a str, english: &'a str) -> &'a str {
        match self {
            Self::Chinese => chinese,
            Self::English => english,
        }
    }
}

impl Verified {
    /// The report, line by line.
    #[must_use]
    pub fn report(&self, language: Language) -> String {
        let Self {
            streams, entries, ..
        } = self;
        let mut lines = vec![match language {
            Language::Chinese => format!("看了 {streams} 条流，{entries} 条记录。"),
            Language::English => format!("Looked at {streams} streams, {entries} entries."),
        }];
        lines.extend(self.findings.iter().map(|one| one.line(language)));
        lines.extend(self.unsigned.iter().map(|whose| {
            let whose = whose.name(language);
            match language {
                Language::Chinese => format!("{whose}：旧程序收的，签名没有留下，末尾核对不了。"),
                Language::English => format!(
                    "{whose}: received by an earlier program that kept no signature; its end can't be checked."
                ),
            }
        }));
        let end = match self.is_whole() {
            true => language.pick("链和签名都对得上。", "Chains and signatures hold."),
            false => language.pick(
                "总账和当初写下的不一样。请停下服务，留住这个文件夹，告诉县里；用改动之前的异地副本恢复，再运行 shanyi-township restored。",
                "The ledger is not as it was written. Stop the server, keep this folder, tell the county; put back a copy \
                 made before that and run shanyi-township restored.",
            ),
        };
        lines.push(end.to_owned());
        lines.join("\n") + "\n"
    }
}

impl Finding {
    fn line(&self, language: Language) -> String {
        let whose = self.whose.as_ref().map(|whose| whose.name(language));
        let entries = self.entries.map(|entries| match (language, entries) {
            (Language::Chinese, (from, to)) if from == to => format!("第 {from} 条"),
            (Language::Chinese, (from, to)) => format!("第 {from} 到 {to} 条"),
            (Language::English, (from, to)) if from == to => format!("entry {from}"),
            (Language::English, (from, to)) => format!("entries {from} to {to}"),
        });
        let event = self
            .event
            .map(|event| format!("{} {event}", language.pick("事件", "event")));
        let case = self
            .case
            .as_ref()
            .map(|case| format!("{} {case}", language.pick("单号", "case")));
        let named: Vec<String> = [whose, entries, event, case]
            .into_iter()
            .flatten()
            .collect();
        let named = match named.is_empty() {
            true => self.what.nobodys(language).to_owned(),
            false => named.join(language.pick("，", ", ")),
        };
        let (chinese, english) = self.what.words();
        match language {
            Language::Chinese => format!("{named}：{chinese}。"),
            Language::English => format!("{named}: {english}."),
        }
    }
}

impl What {
    /// What it was done to, where nothing says more.
    const fn nobodys(self, language: Language) -> &'static str {
        match self {
            Self::StreamGone => language.pick("一条流", "A stream"),
            Self::DocumentChanged => language.pick("一份发布过的文件", "A published document"),
            _ => language.pick("一件办件", "A case"),
        }
    }

    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Changed => ("内容被改过", "changed"),
            Self::LinkChanged => (
                "链上的值被改过，内容没有变",
                "changed: its link, not what it says",
            ),
            Self::SeedChanged => (
                "种子被换过，这件的内容核对不了",
                "changed: the case's seed is another; what the case says can't be checked",
            ),
            Self::PlaceChanged => (
                "内容没有变，归到哪件、哪个站、谁写的被改过",
                "changed: what it says stands, whose it is said to be (case, station, writer) does not",
            ),
            Self::HeadChanged => (
                "流的末尾记的和最后一条对不上，被改过",
                "changed: what the stream says of its end is not its last entry",
            ),
            Self::Rewritten => (
                "对不上签名：里面有改过的，链也重新做过",
                "changed: not what was signed; something in it was written anew with its links",
            ),
            Self::Missing => ("少了", "missing"),
            Self::Gone => (
                "少了：内容不见了",
                "missing: the bytes of its event are nowhere",
            ),
            Self::Added => ("多出来的，没有人签过", "added: nobody signed it"),
            Self::Reordered => ("换了位置", "reordered: something else stood in this place"),
            Self::CutOff => (
                "末尾被截掉了，签名说有",
                "tail cut off: it was signed and is not here any more",
            ),
            Self::StreamGone => (
                "流或者它的电脑不在总账里了，里面的内容核对不了",
                "gone: the stream, or the PC that it is of, is not here any more; what it brought can't be checked",
            ),
            Self::DocumentChanged => (
                "发布过的目录、日历或名录，或者目录里的事项，被改过",
                "changed: the catalogue, calendar or directory that was published, or an item of it, is another",
            ),
        }
    }
}

impl Whose {
    fn name(&self, language: Language) -> String {
        let station = self.station.as_deref();
        let name = station.unwrap_or(language.pick("乡里自己", "the township itself"));
        let device = self.stream.device.to_string();
        let device = device.get(..8).unwrap_or_default();
        let life = self.stream.incarnation.0 >> 32;
        match (language, station) {
            (Language::Chinese, Some(_)) => format!("{name}（设备 {device}-{life:08x}）"),
            (Language::English, Some(_)) => format!("{name} (device {device}-{life:08x})"),
            (Language::Chinese, None) => format!("{name}（{life:08x}）"),
            (Language::English, None) => format!("{name} ({life:08x})"),
        }
    }
}
