//! What the operating system says of a file, a disk or an address, in the house's own words.

use std::io::{Error, ErrorKind};

use crate::verify::Language;

/// What kind of trouble it is, as far as somebody has something else to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    Missing,
    Forbidden,
    Full,
    ReadOnly,
    There,
    OtherKind,
    NoText,
    BadName,
    Memory,
    AddressTaken,
    AddressElsewhere,
    Other,
}

impl Trouble {
    fn of(error: &Error) -> Self {
        match error.kind() {
            ErrorKind::NotFound => Self::Missing,
            ErrorKind::PermissionDenied => Self::Forbidden,
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::Full,
            ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            ErrorKind::AlreadyExists => Self::There,
            ErrorKind::IsADirectory | ErrorKind::NotADirectory => Self::OtherKind,
            ErrorKind::InvalidData => Self::NoText,
            ErrorKind::InvalidInput | ErrorKind::InvalidFilename => Self::BadName,
            ErrorKind::OutOfMemory => Self::Memory,
            ErrorKind::AddrInUse => Self::AddressTaken,
            ErrorKind::AddrNotAvailable => Self::AddressElsewhere,
            _ => Self::Other,
        }
    }

    const fn chinese(self) -> &'static str {
        match self {
            Self::Missing => "没有这个文件或者文件夹。请核对路径",
            Self::Forbidden => "没有权限。请用服务的用户运行，或者改它的权限",
            Self::Full => "磁盘满了。请腾出空间，再来一次",
            Self::ReadOnly => "磁盘只能读，不能写。请换一块能写的磁盘",
            Self::There => "已经有了，不会盖掉它。请换一个文件名",
            Self::OtherKind => "该是文件的是文件夹，或者反过来。请核对路径",
            Self::NoText => "不是文本文件（UTF-8）。请给对的文件",
            Self::BadName => "名字不能用。请换一个",
            Self::Memory => "内存不够。请关掉别的程序，再来一次",
            Self::AddressTaken => {
                "别的程序占着这个地址和端口。请停下那个程序，或者换一个端口（--listen）"
            }
            Self::AddressElsewhere => {
                "这台机器没有这个地址。请写这台机器自己的地址，或者 0.0.0.0（--listen）"
            }
            Self::Other => "操作系统没有做成。请看括号里的话，检查磁盘，再来一次",
        }
    }

    const fn english(self) -> &'static str {
        match self {
            Self::Missing => "there is no such file or folder. Check the path",
            Self::Forbidden => {
                "it may not be used. Run the command as the server's user, or change its rights"
            }
            Self::Full => "the disk is full. Make room and try again",
            Self::ReadOnly => "the disk may only be read. Take one that can be written",
            Self::There => "it is there already and is not written over. Give another name",
            Self::OtherKind => {
                "a folder is where a file should be, or a file for a folder. Check the path"
            }
            Self::NoText => "it is no text (UTF-8). Give the right file",
            Self::BadName => "the name can't be one. Give another",
            Self::Memory => "there is no memory left. Close other programs and try again",
            Self::AddressTaken => {
                "another program has this address and port. Stop that one, or take another port (--listen)"
            }
            Self::AddressElsewhere => {
                "this machine does not have that address. Write one of its own, or 0.0.0.0 (--listen)"
            }
            Self::Other => {
                "the operating system did not do it. See what it says in brackets, look after the disk, and try again"
            }
        }
    }
}

/// What happened and what to do, with the system's own words at the end, and no full stop.
pub(super) fn told(error: &Error, language: Language) -> String {
    let trouble = Trouble::of(error);
    match language {
        Language::Chinese => format!("{}（{error}）", trouble.chinese()),
        Language::English => format!("{} ({error})", trouble.english()),
    }
}
