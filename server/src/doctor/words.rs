//! What was found, in both languages, each with what to do.

use super::{Finding, Report};
use crate::verify::Language;

impl Report {
    /// Nothing is wrong.
    #[must_use]
    pub fn is_well(&self) -> bool {
        self.findings.is_empty()
    }

    /// The report, line by line.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let Self {
            images,
            devices,
            revoked,
            ..
        } = self;
        let mut lines = vec![match language {
            Language::Chinese => {
                format!("看了总账、{images} 张图、{devices} 台在用的电脑、{revoked} 台停用的电脑。")
            }
            Language::English => format!(
                "Looked at the ledger, {images} images, {devices} PCs in service, {revoked} taken out of service."
            ),
        }];
        if let Some((at, place)) = &self.backup {
            let day = at.business_day();
            lines.push(match language {
                Language::Chinese => format!("最近一次异地副本：{day}，在 {place}。"),
                Language::English => format!("The last backup: {day}, in {place}."),
            });
        }
        if self.leaving > 0 {
            let count = self.leaving;
            lines.push(match language {
                Language::Chinese => {
                    format!("按事项的保存期限，{count} 件办结的在 30 天内抹除。要留的，请在目录里改长或去掉期限，再发布。")
                }
                Language::English => format!(
                    "By their items' time of keeping, {count} closed cases are erased within 30 days. To keep them, publish a catalogue with a longer time, or none."
                ),
            });
        }
        lines.extend(self.findings.iter().map(|one| one.line(language)));
        if self.is_well() {
            lines.push(
                language
                    .pick("没有发现问题。", "Nothing is wrong.")
                    .to_owned(),
            );
        }
        lines.join("\n") + "\n"
    }
}

impl Finding {
    fn line(&self, language: Language) -> String {
        match language {
            Language::Chinese => self.chinese(),
            Language::English => self.english(),
        }
    }

    fn chinese(&self) -> String {
        match self {
            Self::LedgerDamaged => "总账的文件坏了。请停下服务，留住这个文件夹，用最近的异地副本恢复：shanyi-township restore --from 副本 --data 新文件夹。".to_owned(),
            Self::NotWhole(verified) => verified.report(Language::Chinese).trim_end().to_owned(),
            Self::ImagesMissing(count) => format!("{count} 张图的文件不在了。请从异地副本的 images 文件夹拷回来；副本里也没有的，请服务站重新拍。"),
            Self::ImagesDamaged(count) => format!("{count} 张图的文件坏了。请检查磁盘，从异地副本的 images 文件夹拷回来。"),
            Self::LittleRoom { megabytes } => format!("磁盘只剩 {megabytes} MB。请腾出空间，或者换大的磁盘；满了就收不进新的办件。"),
            Self::NoBackup => "还没有做过异地副本，这台机器坏了就什么都没有了。请接上另一块磁盘，启动服务时加上 --backup-to 文件夹。".to_owned(),
            Self::BackupOld { days, place } => format!("最近一次异地副本是 {days} 天前的（{place}）。请接上那块磁盘，运行 shanyi-township backup，或者启动服务时加上 --backup-to。"),
            Self::BackupFailed { why } => format!("最近一次异地副本没有做成：{}。请检查那块磁盘，再运行 shanyi-township backup。", why.trim_end_matches('.')),
            Self::BackupLacks { why } => format!("最近一次异地副本不全：{why}。请先处理缺的图，再运行 shanyi-township backup。"),
            Self::CertificateEnding => "服务器的证书一个月内到期。请用 --tls 重新启动服务，它会自己换新的。".to_owned(),
            Self::CertificateBad => "服务器的证书不能用了，服务站连不上。请核对机器的时间，用 --tls 重新启动服务，它会自己换新的。".to_owned(),
            Self::SpareIsHere => "备用证书机构的密钥还在这台机器上，会和正用的一起丢。请运行 shanyi-township ca --take-out-spare 文件，存到别处。".to_owned(),
            Self::ClockBehind { hours } => format!("这台机器的时间比最新的记录还早 {hours} 小时。请校准时间，再看主板电池。"),
            Self::FewAccounts(0) => "没有一个县里的账号能办事：开不了登记码，停用不了电脑。请运行 shanyi-township account open，给县办两个人各开一个。".to_owned(),
            Self::FewAccounts(_) => "县里只有一个账号能办事，忘了密码、人不在，就没有人停用被偷的电脑。请运行 shanyi-township account open，再开一个。".to_owned(),
            Self::NoRecoveryKey => "乡里的恢复钥匙（recovery.key）不在这个文件夹里，或者读不出来：服务站的 PIN 码和恢复码都没了，就再也打不开。请从异地副本拷回来；副本里也没有的，运行 shanyi-township recovery-key 做一把新的：登记过的电脑一天之内联网就会用上，在那之前只能靠自己的恢复码。".to_owned(),
            Self::Doubled(count) => format!("{count} 台电脑的名下有两个程序在写。请在控制台核对是哪两台，停用不该用的那台。"),
            Self::KeptBeyond(count) => format!("{count} 件过了保存期限还抹不掉：有两种说法没定、有没收进去的，或者图没传完。请在控制台把它们处理完，夜里自己会抹除。"),
            Self::People(count) => format!("{count} 个服务站的人员不合要求（没人能收件、没有替补等）。请县办在控制台的人员页核对。"),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::LedgerDamaged => "The ledger's file is damaged. Stop the server, keep this folder, and put the last backup back: shanyi-township restore --from BACKUP --data NEW.".to_owned(),
            Self::NotWhole(verified) => verified.report(Language::English).trim_end().to_owned(),
            Self::ImagesMissing(count) => format!("The files of {count} images are gone. Copy them back from the folder images of the backup; ask the stations for what is not there either."),
            Self::ImagesDamaged(count) => format!("The files of {count} images are damaged. Look after the disk, and copy them back from the folder images of the backup."),
            Self::LittleRoom { megabytes } => format!("The disk has {megabytes} MB left. Make room or put in a larger one: a full disk takes in no cases."),
            Self::NoBackup => "There never was a backup: with this machine everything would be lost. Connect another disk and start the server with --backup-to FOLDER.".to_owned(),
            Self::BackupOld { days, place } => format!("The last backup is {days} days old ({place}). Connect that disk and run shanyi-township backup, or start the server with --backup-to."),
            Self::BackupFailed { why } => format!("The last backup was not made: {}. Look after that disk and run shanyi-township backup.", why.trim_end_matches('.')),
            Self::BackupLacks { why } => format!("The last backup is not complete: {why}. See to the images first, then run shanyi-township backup."),
            Self::CertificateEnding => "The server's certificate ends within a month. Start the server again with --tls: it makes a new one by itself.".to_owned(),
            Self::CertificateBad => "The server's certificate does not hold: no station gets through. Check this machine's clock and start the server again with --tls: it makes a new one by itself.".to_owned(),
            Self::SpareIsHere => "The spare authority's key still lies on this machine, to be lost with the first. Run shanyi-township ca --take-out-spare FILE and keep that elsewhere.".to_owned(),
            Self::ClockBehind { hours } => format!("This machine's clock stands {hours} hours before the newest event. Set it right, then look at the battery on the board."),
            Self::FewAccounts(0) => "No account of the county may act: nobody makes codes for PCs or takes one out of service. Run shanyi-township account open for two people.".to_owned(),
            Self::FewAccounts(_) => "Only one account of the county may act: with its password forgotten nobody takes a stolen PC out of service. Run shanyi-township account open for a second one.".to_owned(),
            Self::NoRecoveryKey => "The township's recovery key (recovery.key) is not in this folder, or can't be read: a PC whose PINs and recovery code are gone stays shut. Copy it back from the backup; if it is not there either, run shanyi-township recovery-key for a new one: PCs take it within a day of an exchange, and until then have only their own recovery codes.".to_owned(),
            Self::Doubled(count) => format!("Under the name of {count} PCs two programs write. Find out at the console which they are, and take the wrong one out of service."),
            Self::KeptBeyond(count) => format!("{count} cases are over their time of keeping and can't be erased: versions wait to be settled, something was set aside, or a picture is not whole. See to them at the console; the next night erases them."),
            Self::People(count) => format!("With the people of {count} stations something is not as it should be (nobody to take in cases, no deputy). Look at the console's page of people."),
        }
    }
}
