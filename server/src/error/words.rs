//! Each error in both languages: what happened, and what to do.

use shanyi_wire::enrol::AddressError;

use super::{ServerError, document, system};
use crate::verify::Language;

impl ServerError {
    /// What happened and what to do. What a library says of it stands in brackets at the end.
    #[must_use]
    pub fn sentence(&self, language: Language) -> String {
        match language {
            Language::Chinese => self.chinese(),
            Language::English => self.english(),
        }
    }

    fn chinese(&self) -> String {
        const LANGUAGE: Language = Language::Chinese;
        match self {
            Self::Ledger(error) => error.sentence(LANGUAGE),
            Self::File { path, error } => format!("{}：{}。", path.display(), system::told(error, LANGUAGE)),
            Self::System(error) => format!("程序没有启动起来：{}。", system::told(error, LANGUAGE)),
            Self::Content { path, what, reason } => {
                let (what, right) = what.words(LANGUAGE);
                format!("{}：不是{what}。{right}（{reason}）。", path.display())
            }
            Self::Document { path, error } => document::told(path, error, LANGUAGE),
            Self::Published { version, next } => format!("版本 {version} 已经发布过，下一个是 {next}。请在文件里写版本 {next}，再发布。"),
            Self::KeyGone(path) => format!("总账在，它的密钥 {} 不在了。请从异地副本拷回来。", path.display()),
            Self::OtherKey(path) => format!("{} 不是这份总账的密钥。数据文件夹里的，请从异地副本拷回来；要做副本的，请换一个文件夹，这里放着别的乡的。", path.display()),
            Self::AuthorityGone(path) => format!("乡里的证书机构 {} 不在了。请从异地副本拷回来，或者换上备用的：shanyi-township ca --use-spare 文件。", path.display()),
            Self::SpareElsewhere => "备用机构的密钥已经取出过，不在这里了。请到存放它的地方找那个文件。没有改动。".to_owned(),
            Self::NotTheSpare(path) => format!("{} 里没有这个乡备用机构的密钥。请给取出备用机构时写的那个文件。没有改动。", path.display()),
            Self::Name(name) => format!("{name}：证书上只能写 shanyi.example.cn 这样的名字，或者 IP 地址。请去掉 https://、端口和后面的路径。"),
            Self::NoLedger(path) => format!("{} 里没有乡里的总账。请给启动服务时用的那个文件夹（serve --data）。没有改动。", path.display()),
            Self::BackupInPlace(path) => format!("{} 就是数据文件夹，或者在它里面。请给另一块磁盘上的文件夹。", path.display()),
            Self::Backup(fault) => format!("这次的副本靠不住，上一份还在：{}。请换一块磁盘再做。", fault.words(LANGUAGE)),
            Self::NoCase => "没有这个单号的办件，或者已经抹除了。请照回执上的单号写。没有改动。".to_owned(),
            Self::Keys(fault) => format!("电脑的钥匙文件不能用：{}。", fault.words(LANGUAGE)),
            Self::NoBackup(path) => format!("{} 里没有乡里的异地副本。请给里面有 township.db 和 township.key 的文件夹。", path.display()),
            Self::NotEmpty(path) => format!("{} 不是空的。请给一个还没有的文件夹，免得盖掉东西。", path.display()),
            Self::BackupGone(path) => format!("异地副本不在 {} 了。请接上那块磁盘；没有它就做不成副本。", path.display()),
            Self::NoStation(code) => format!("没有代码是 {code} 的服务站。请写村的十二位代码（shanyi-township people list 里有）。没有改动。"),
            Self::NobodyWorksThere(name) => format!("{name}没有一个能收件的人。请先录入人员：shanyi-township people enter。"),
            Self::NoDevice(id) => format!("没有 {id} 这台电脑。请照 shanyi-township devices 里的写，至少写前八个字符。没有改动。"),
            Self::NoCode(id) => format!("没有 {id} 号登记码。请照 shanyi-township code --list 里的写。没有改动。"),
            Self::CodeUsed(device) => format!("已经有电脑用这个登记码登记了：{device}。如果不该是它，请停用那台电脑：shanyi-township revoke。没有改动。"),
            Self::CodeWithdrawn(id) => format!("{id} 号登记码已经收回，不能再延期。请做一个新的：shanyi-township code 或者 invite。没有改动。"),
            Self::NoStationNamed => "没有写是哪个服务站、服务器的地址是什么。请写 --station 村代码 --server 地址。".to_owned(),
            Self::ServerAddress { given, why } => format!("“{given}”这个地址，电脑找不到服务器：{}。请写 https://名字 或者 https://名字:端口。什么都没有做。", address(*why, LANGUAGE)),
            Self::NoReason => "没有写原因。请写 --why 原因。没有改动。".to_owned(),
            Self::NoBlock => "这个服务站的号段用完了，加不了电脑。请把这句话告诉县里。".to_owned(),
            Self::AccountTaken(name) => format!("已经有 {name} 这个账号。请换一个名字；忘了密码的，运行 shanyi-township account password。"),
            Self::NoAccount(name) => format!("没有 {name} 这个账号。请照登录时写的名字写。没有改动。"),
            Self::NobodyThere(person) => format!("服务站里没有编号是 {person} 的人。请照 shanyi-township people list 里的写。没有改动。"),
            Self::RightAlready(name) => format!("{name}的收件资格本来就是这样，没有改动。请看 shanyi-township people list。"),
            Self::Batch(reason) => format!("名单读不出来，谁也没有录入。请按 shanyi-township people enter --help 写的样子改好（{reason}）。"),
            Self::AlreadyHere(name) => format!("那个服务站已经有叫{name}的人，谁也没有录入。同名的请在姓名后面加字区分。"),
            Self::Unseen => "姓名、电话、兼任或者能办的部门里有看不见的字符。请重新打一遍，不要粘贴。没有改动。".to_owned(),
            Self::Post(fault) => format!("{}。没有改动。", fault.words(LANGUAGE)),
            Self::Deputy => "替补要是同一个服务站的另一个人。请照 shanyi-township people list 里的编号写。没有改动。".to_owned(),
            Self::NoTownship(name) => format!("没有一个服务站属于{name}。请照服务站里写的乡镇名字写。没有改动。"),
            Self::NotLoopback(address) => format!("{address} 不只是本机的地址，而线上没有加密。请写服务器的名字或者地址（--tls 名字），或者给一张证书（--certificate 文件 --key 文件）；前面有代理做 TLS 的，写 --behind-proxy；不然就只听 127.0.0.1 或者 [::1]。"),
            Self::NoPages(path) => format!("{} 里没有控制台的页面。请给里面有 index.html 的文件夹（--console）。", path.display()),
            Self::Listen { address, error } => format!("{address} 听不了：{}。", system::told(error, LANGUAGE)),
            Self::Made(what) => format!("{}。", what.words(LANGUAGE)),
        }
    }

    fn english(&self) -> String {
        const LANGUAGE: Language = Language::English;
        match self {
            Self::Ledger(error) => error.sentence(LANGUAGE),
            Self::File { path, error } => format!("{}: {}.", path.display(), system::told(error, LANGUAGE)),
            Self::System(error) => format!("the program could not start: {}.", system::told(error, LANGUAGE)),
            Self::Content { path, what, reason } => {
                let (what, right) = what.words(LANGUAGE);
                format!("{} is not {what}. {right} ({reason}).", path.display())
            }
            Self::Document { path, error } => document::told(path, error, LANGUAGE),
            Self::Published { version, next } => format!("version {version} is published already; the next one is {next}: write that into the document and publish it again."),
            Self::KeyGone(path) => format!("the ledger is here, its key {} is not: bring it back from the backup.", path.display()),
            Self::OtherKey(path) => format!("{} is not the key of this ledger. In the data folder: bring it back from the backup. For a backup: give another folder, in this one is another township's.", path.display()),
            Self::AuthorityGone(path) => format!("the township's certificate authority {} is gone: bring it back from the backup, or put the spare in its place with `shanyi-township ca --use-spare FILE`.", path.display()),
            Self::SpareElsewhere => "the spare authority's key is not here any more, it was taken elsewhere before: look for that file where it is kept. Nothing was changed.".to_owned(),
            Self::NotTheSpare(path) => format!("{} does not have the key of this township's spare authority: give the file to which it was taken out. Nothing was changed.", path.display()),
            Self::Name(name) => format!("{name}: certificates are made for names such as shanyi.example.cn and for addresses. Leave out https://, the port and what stands behind."),
            Self::NoLedger(path) => format!("there is no township in {}: give the folder that the server is started with (serve --data). Nothing was made or changed.", path.display()),
            Self::BackupInPlace(path) => format!("{} is the data folder itself, or in it: give a folder on another disk.", path.display()),
            Self::Backup(fault) => format!("the copy can't be relied on, the one before stays: {}. Try another disk.", fault.words(LANGUAGE)),
            Self::NoCase => "there is no such case here, or it is erased already: write its number as it stands on the receipt. Nothing was changed.".to_owned(),
            Self::Keys(fault) => format!("the PC's file of keys can't be used: {}.", fault.words(LANGUAGE)),
            Self::NoBackup(path) => format!("there is no backup of a township in {}: give the folder that has township.db and township.key.", path.display()),
            Self::NotEmpty(path) => format!("{} is not empty: give a folder that is not there yet, so that nothing is lost.", path.display()),
            Self::BackupGone(path) => format!("the backup is not in {} any more: put its disk in. Without it no copy is made.", path.display()),
            Self::NoStation(code) => format!("there is no station with the code {code}: write the village's twelve digits, as `shanyi-township people list` has them. Nothing was changed."),
            Self::NobodyWorksThere(name) => format!("nobody works at {name} who may take in cases: enter its people first with `shanyi-township people enter`."),
            Self::NoDevice(id) => format!("there is no PC {id} at that station: write its id as `shanyi-township devices` lists it, the first eight characters at least. Nothing was changed."),
            Self::NoCode(id) => format!("there is no code {id}: write its number as `shanyi-township code --list` has it. Nothing was changed."),
            Self::CodeUsed(device) => format!("a PC has come with this code: {device}. If it is the wrong one, take it out of service with `shanyi-township revoke`. Nothing was changed."),
            Self::CodeWithdrawn(id) => format!("code {id} was withdrawn and can't be extended: make a new one with `shanyi-township code` or `invite`. Nothing was changed."),
            Self::NoStationNamed => "say for which station and under which address: --station CODE --server ADDRESS.".to_owned(),
            Self::ServerAddress { given, why } => format!("{given} is no address under which a PC finds this server: {}. Write https://NAME or https://NAME:PORT; nothing was made.", address(*why, LANGUAGE)),
            Self::NoReason => "say why: --why REASON. Nothing was changed.".to_owned(),
            Self::NoBlock => "the station has no block of numbers left for another PC: tell the county what stands here.".to_owned(),
            Self::AccountTaken(name) => format!("there is an account {name} already: take another name, or give it a new password with `shanyi-township account password`."),
            Self::NoAccount(name) => format!("there is no account {name}: write the name as it is typed to sign in. Nothing was changed."),
            Self::NobodyThere(person) => format!("nobody with the number {person} works at a station: see `shanyi-township people list`. Nothing was changed."),
            Self::RightAlready(name) => format!("the right of {name} is so already, see `shanyi-township people list`; nothing was changed."),
            Self::Batch(reason) => format!("the batch can't be read, and nobody was entered. Write it as `shanyi-township people enter --help` says ({reason})."),
            Self::AlreadyHere(name) => format!("{name} works at that station already, and nobody was entered. Of two people of one name write something behind the second."),
            Self::Unseen => "a name, a telephone, a title or a competence has a character that nobody sees: type it anew, without pasting. Nothing was changed.".to_owned(),
            Self::Post(fault) => format!("{}. Nothing was changed.", fault.words(LANGUAGE)),
            Self::Deputy => "a deputy has to be somebody else of the same station: write a number that `shanyi-township people list` has there. Nothing was changed.".to_owned(),
            Self::NoTownship(name) => format!("no station belongs to {name}: write the township as the stations have it. Nothing was changed."),
            Self::NotLoopback(address) => format!("{address} is not an address of this machine alone, and nothing encrypts what goes over it. Say under which name or address this server is reached (--tls NAME), or give a certificate (--certificate FILE --key FILE); where a proxy does the TLS, say --behind-proxy; or listen on 127.0.0.1 or [::1]."),
            Self::NoPages(path) => format!("the console's pages are not in {}: give the folder that has its index.html (--console).", path.display()),
            Self::Listen { address, error } => format!("can't listen on {address}: {}.", system::told(error, LANGUAGE)),
            Self::Made(what) => format!("{}.", what.words(LANGUAGE)),
        }
    }
}

/// Why no PC finds a server there.
const fn address(why: AddressError, language: Language) -> &'static str {
    match why {
        AddressError::None => language.pick("它不成一个地址", "nobody could be at that address"),
        AddressError::Plain => language.pick(
            "http:// 不加密，只能用在本机",
            "plain HTTP leaves the machine for nobody",
        ),
    }
}
