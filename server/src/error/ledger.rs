//! What is wrong with the ledger, in both languages, each with what to do.

use rusqlite::ErrorCode;

use super::system::told;
use crate::ledger::LedgerError;
use crate::verify::Language;

impl LedgerError {
    /// What happened and what to do.
    #[must_use]
    pub fn sentence(&self, language: Language) -> String {
        match language {
            Language::Chinese => self.chinese(),
            Language::English => self.english(),
        }
    }

    fn chinese(&self) -> String {
        match self {
            Self::Engine(error) => format!("总账：{}（{error}）。", engine(error, Language::Chinese)),
            Self::File(error) => format!("总账旁边的文件：{}。", told(error, Language::Chinese)),
            Self::Broken(reason) => format!("总账里有不该有的内容。请停下服务，留住这个文件夹，运行 shanyi-township verify，照它说的办（{reason}）。"),
            Self::Newer { found, known } => format!("这份总账是新版本的程序写的（格式 {found}，这个程序只认到 {known}）。请启动新版本的程序。没有改动。"),
            Self::IsCopy => "这个文件夹是乡里的异地副本，不是数据文件夹。请恢复到它自己的磁盘上：shanyi-township restore --from 副本 --data 新文件夹；里面没有的，服务站会再发一次。没有改动。".to_owned(),
            Self::Randomness(error) => format!("操作系统不给随机数。请重启机器，再来一次（{error}）。"),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::Engine(error) => format!("the ledger: {} ({error}).", engine(error, Language::English)),
            Self::File(error) => format!("a file beside the ledger: {}.", told(error, Language::English)),
            Self::Broken(reason) => format!("the ledger holds what can't be. Stop the server, keep this folder, run `shanyi-township verify` and do what it says ({reason})."),
            Self::Newer { found, known } => format!("this ledger was written by a newer program (form {found}; this program knows form {known}): start the newer program. Nothing was changed."),
            Self::IsCopy => "this folder is a backup of a township, not a township: put it back on a disk of its own with `shanyi-township restore --from BACKUP --data NEW`; stations then send again what it lacks. Nothing was changed.".to_owned(),
            Self::Randomness(error) => format!("the operating system gives no randomness: start the machine anew and try again ({error})."),
        }
    }
}

/// What the engine says, in the house's own words.
fn engine(error: &rusqlite::Error, language: Language) -> &'static str {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => language.pick(
            "写不进去，磁盘满了。请腾出空间，再来一次",
            "the disk is full. Make room and try again",
        ),
        Some(ErrorCode::ReadOnly) => language.pick(
            "只能读，不能写。请用服务的用户运行，核对文件和磁盘能不能写",
            "it may only be read. Run the command as the server's user, and see whether file and disk can be written",
        ),
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => language.pick(
            "打不开。请用服务的用户运行，核对数据文件夹的权限",
            "it can't be opened. Run the command as the server's user, and check the rights of the data folder",
        ),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => language.pick(
            "别的程序正在用。请等一会儿，再来一次",
            "another program is at it. Wait a while and try again",
        ),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => language.pick(
            "文件坏了。请停下服务，留住这个文件夹，用最近的异地副本恢复：shanyi-township restore --from 副本 --data 新文件夹",
            "its file is damaged. Stop the server, keep this folder, and put the last backup back: shanyi-township restore --from BACKUP --data NEW",
        ),
        Some(ErrorCode::SystemIoFailure) => language.pick(
            "磁盘读写不成。请检查磁盘，再来一次",
            "the disk does not read or write. Look after the disk and try again",
        ),
        _ => language.pick(
            "没有做成。请运行 shanyi-township doctor 看看，照它说的办",
            "it did not do it. Run `shanyi-township doctor` and do what it says",
        ),
    }
}
