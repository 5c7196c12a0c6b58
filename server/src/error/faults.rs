//! What exactly is wrong with a copy, a file, a post, or something that was to be made.

use crate::verify::Language;

/// Why a copy can't be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BackupFault {
    /// It holds something else than the ledger.
    OtherThanLedger,
    /// An image was read back otherwise than it was written.
    ImageNotKept,
}

impl BackupFault {
    pub(super) const fn words(self, language: Language) -> &'static str {
        match self {
            Self::OtherThanLedger => language.pick(
                "里面的和总账不一样",
                "it holds something else than the ledger",
            ),
            Self::ImageNotKept => language.pick(
                "有一张图写进去的和读出来的不一样",
                "an image was not kept as it was written",
            ),
        }
    }
}

/// What a file should hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// The townships and villages of a demonstration.
    Villages,
    /// The accounts of a demonstration.
    Accounts,
    /// A secret key.
    Key,
    /// A certificate authority's certificate, with or without its key.
    Authority,
    /// A server's certificate.
    Certificate,
    /// The key of the certificate that was given with it.
    KeyOfCertificate,
    /// The township's recovery key.
    RecoveryKey,
}

impl Content {
    /// What it is called, and where the right one comes from.
    pub(super) const fn words(self, language: Language) -> (&'static str, &'static str) {
        match language {
            Language::Chinese => self.chinese(),
            Language::English => self.english(),
        }
    }

    const fn chinese(self) -> (&'static str, &'static str) {
        match self {
            Self::Villages => (
                "乡镇和村的名单",
                "请按 shanyi-township demo --help 写的样子改好",
            ),
            Self::Accounts => ("演示账号的名单", "请换一个新的数据文件夹再做演示"),
            Self::Key => ("密钥", "请给对的文件；数据文件夹里的，请从异地副本拷回来"),
            Self::Authority => (
                "证书机构的证书",
                "请给取出备用机构时写的那个文件；数据文件夹里的，请从异地副本拷回来",
            ),
            Self::Certificate => ("证书", "请给 PEM 格式的证书文件"),
            Self::KeyOfCertificate => ("这张证书的密钥", "请给和证书配套的密钥文件（PEM）"),
            Self::RecoveryKey => ("乡里的恢复钥匙", "请从异地副本拷回来"),
        }
    }

    const fn english(self) -> (&'static str, &'static str) {
        match self {
            Self::Villages => (
                "a list of townships and villages",
                "Write it as `shanyi-township demo --help` says",
            ),
            Self::Accounts => (
                "a demonstration's list of accounts",
                "Make the demonstration in a new data folder",
            ),
            Self::Key => (
                "a key",
                "Give the right file; that of a data folder comes back from the backup",
            ),
            Self::Authority => (
                "a certificate authority",
                "Give the file to which the spare was taken out; those of a data folder come back from the backup",
            ),
            Self::Certificate => ("a certificate", "Give a file with the certificate in PEM"),
            Self::KeyOfCertificate => (
                "the key of this certificate",
                "Give the file with the certificate's own key in PEM",
            ),
            Self::RecoveryKey => (
                "the township's recovery key",
                "Bring it back from the backup",
            ),
        }
    }
}

/// Why a station's file of keys gives no way in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeysFault {
    /// It was wrapped for no township.
    NoTownship,
    /// It was wrapped for another key than this township's.
    OtherTownship,
    /// The township's part of it can't be opened.
    Damaged,
    /// It is larger than any such file.
    TooLarge,
    /// It is no file of keys.
    Unreadable,
    /// It has a form that this program does not know.
    Newer,
    /// This machine does not encrypt.
    Cipher,
    /// What was made does not open again.
    DoesNotOpen,
    /// What was made can't be written as a file.
    NotWritten,
}

impl KeysFault {
    /// What is wrong, and what to do.
    pub(super) const fn words(self, language: Language) -> &'static str {
        match language {
            Language::Chinese => self.chinese(),
            Language::English => self.english(),
        }
    }

    const fn chinese(self) -> &'static str {
        match self {
            Self::NoTownship => {
                "里面没有乡里的恢复钥匙。那台电脑还没有从乡里领到它，请用它自己的恢复码，或者电脑外的备份"
            }
            Self::OtherTownship => {
                "里面的恢复钥匙不是这个乡的。请核对是不是这个乡的电脑，再核对 --data 是不是它登记的那个文件夹"
            }
            Self::Damaged => "里面给乡里的那一份坏了。请在那台电脑上再存出一次，再带来",
            Self::TooLarge => "文件太大，不会是钥匙文件。请带那台电脑交出来的那个文件",
            Self::Unreadable => "读不出来，不是钥匙文件。请带那台电脑交出来的那个文件",
            Self::Newer => "是新版本的程序写的。请先更新乡里的程序",
            Self::Cipher | Self::DoesNotOpen | Self::NotWritten => {
                "这台机器没有做成打得开的钥匙。请再来一次；还是不行，请重启机器"
            }
        }
    }

    const fn english(self) -> &'static str {
        match self {
            Self::NoTownship => {
                "it names no recovery key of a township. That PC never had it from a township: use its own recovery code, or a copy outside"
            }
            Self::OtherTownship => {
                "it names another recovery key than this township's. See whether the PC is this township's, and whether --data is the folder at which it was enrolled"
            }
            Self::Damaged => "its part for the township is damaged. Have the PC hand it over again",
            Self::TooLarge => "it is too large to be one. Bring the file that the PC handed over",
            Self::Unreadable => "it can't be read as one. Bring the file that the PC handed over",
            Self::Newer => "a newer program wrote it. Update the township's program first",
            Self::Cipher | Self::DoesNotOpen | Self::NotWritten => {
                "this machine made no key that opens. Try again; if that does not help, start the machine anew"
            }
        }
    }
}

/// Why something said of a person can't be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PostFault {
    /// A name or a telephone is empty or too long.
    Called,
    /// A title or a competence is too long.
    LongWord,
    /// There are too many titles or competences.
    TooMany,
}

impl PostFault {
    pub(super) const fn words(self, language: Language) -> &'static str {
        match self {
            Self::Called => language.pick(
                "姓名没有写，或者姓名、电话太长。请改好再来",
                "a name is empty, or a name or a telephone is too long. Write them anew",
            ),
            Self::LongWord => language.pick(
                "兼任或者能办的部门太长。请写短一点",
                "a title or a competence is too long. Write it shorter",
            ),
            Self::TooMany => language.pick(
                "兼任或者能办的部门太多。请去掉一些",
                "there are too many titles or competences. Leave some out",
            ),
        }
    }
}

/// What could not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Making {
    /// The demonstration's accounts as a file.
    Accounts,
    /// The directory as a document.
    Directory,
    /// What follows from a one-time code, which takes memory.
    CodeKey,
    /// An invitation that fits into a file.
    Invitation,
    /// A password as it is kept, which takes memory.
    Password,
    /// A certificate, without the authority's key.
    AuthorityKey,
    /// A certificate.
    Certificate,
    /// TLS 1.3.
    Tls,
}

impl Making {
    /// What could not be made, and what to do.
    pub(super) const fn words(self, language: Language) -> &'static str {
        match language {
            Language::Chinese => self.chinese(),
            Language::English => self.english(),
        }
    }

    const fn chinese(self) -> &'static str {
        match self {
            Self::Accounts => "演示账号的名单没有写成。请换一个新的数据文件夹再做演示",
            Self::Directory => "通讯录没有写成，没有发布。请运行 shanyi-township doctor 看看",
            Self::CodeKey => "内存不够，登记码没有做成。请关掉别的程序，再来一次",
            Self::Invitation => {
                "发布过的文件太多，邀请文件放不下，没有做成。请改用登记码，让那台电脑连上网加入"
            }
            Self::Password => "内存不够，密码没有做成。请关掉别的程序，再来一次",
            Self::AuthorityKey => {
                "证书机构的密钥不在，证书没有做成。请从异地副本拷回来，或者运行 shanyi-township ca --use-spare 文件"
            }
            Self::Certificate => "证书没有做成。请核对机器的时间和 --tls 后面的名字，再来一次",
            Self::Tls => "这个程序里没有 TLS 1.3，服务没有启动。请重新安装",
        }
    }

    const fn english(self) -> &'static str {
        match self {
            Self::Accounts => {
                "the demonstration's accounts could not be written. Make the demonstration in a new data folder"
            }
            Self::Directory => {
                "the directory could not be written and was not published. Run `shanyi-township doctor`"
            }
            Self::CodeKey => {
                "there is no memory for the code's key, and no code was made. Close other programs and try again"
            }
            Self::Invitation => {
                "an invitation with all that was published is too large for a file, and none was made. Take a code, and let the PC join over a line"
            }
            Self::Password => {
                "there is no memory for hashing a password, and none was made. Close other programs and try again"
            }
            Self::AuthorityKey => {
                "the authority's key is not here, and no certificate was made. Bring it back from the backup, or run `shanyi-township ca --use-spare FILE`"
            }
            Self::Certificate => {
                "a certificate could not be made. Check this machine's clock and the names after --tls, and try again"
            }
            Self::Tls => {
                "this program has no TLS 1.3, and the server was not started. Install it anew"
            }
        }
    }
}
