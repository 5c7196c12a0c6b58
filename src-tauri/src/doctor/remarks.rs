//! What the doctor says of how a station is kept, in both languages, each with what to do.

use shanyi_app::doctor::Remark;

use super::words::Words;

/// One line.
pub(super) fn line(remark: &Remark, words: &Words) -> String {
    if words.is_chinese() {
        chinese(remark)
    } else {
        english(remark)
    }
}

fn chinese(remark: &Remark) -> String {
    match remark {
        Remark::KeyOpen => "提醒：办件库的钥匙没有锁上，谁拿到这台电脑都打得开。请打开山驿，定一个 PIN 码。".to_owned(),
        Remark::NoSecondFolder => "提醒：还没有选放副本的 U 盘，这台电脑坏了，没发出去的办件就没有了。请在山驿里按 F9，选“备份到 U 盘”。".to_owned(),
        Remark::NoCopyOutside => "提醒：U 盘上还没有副本。请插上 U 盘，在山驿里按 F9，选“备份到 U 盘”。".to_owned(),
        Remark::CopyOutsideOld { days, folder } => format!("提醒：U 盘上的副本是 {days} 天前的（{folder}）。请插上 U 盘，开着山驿，几分钟后自己会做。"),
        Remark::CopyOutsideKeyless => "提醒：U 盘上的副本在新电脑上打不开：做的时候还没有定 PIN 码和恢复码。定好以后再备份一次。".to_owned(),
        Remark::CopyOutsideLacks(count) => format!("提醒：副本里缺 {count} 张图，这台电脑上也没有。请看看上面说的是哪几件，重新拍。"),
        Remark::Unsent { count, days } => format!("提醒：有 {count} 笔记录存了 {days} 天还没有发到乡里。请看看网络，打开山驿按 F9，看上面写的原因。"),
        Remark::ClockBehind { hours } => format!("提醒：这台电脑的时间比乡里最后一次签的还早 {hours} 小时。请调对时间；总是走回去，就换主板电池。"),
        Remark::ImagesLetGo(count) => format!("说明：有 {count} 张图办结后满了天数，这台电脑上不再留，乡里和乡里的异地副本都有。不用做什么。"),
        Remark::NoAuthority => "提醒：这台电脑还是用旧的办法登记的，发到乡里的没有加密。请打电话给乡里，换新的登记码。".to_owned(),
    }
}

fn english(remark: &Remark) -> String {
    match remark {
        Remark::KeyOpen => "Note: the key of the cases lies open; whoever has this PC can read them. Open Shanyi and choose a PIN.".to_owned(),
        Remark::NoSecondFolder => "Note: no stick for copies is chosen; if this PC breaks, what was not sent is gone. Press F9 in Shanyi and choose “Copy to a stick”.".to_owned(),
        Remark::NoCopyOutside => "Note: there is no copy on the stick yet. Put it in, press F9 in Shanyi and choose “Copy to a stick”.".to_owned(),
        Remark::CopyOutsideOld { days, folder } => format!("Note: the copy on the stick is {days} days old ({folder}). Put it in and leave Shanyi open: one is made in a few minutes."),
        Remark::CopyOutsideKeyless => "Note: no new PC could open the copy on the stick: no PIN and no recovery code were chosen when it was made. Copy once more when they are.".to_owned(),
        Remark::CopyOutsideLacks(count) => format!("Note: {count} images are not in the copy and not on this PC either. See above which cases they belong to, and take the pictures again."),
        Remark::Unsent { count, days } => format!("Note: {count} records have waited for {days} days to be sent. Look at the line; open Shanyi and press F9 for the reason."),
        Remark::ClockBehind { hours } => format!("Note: this PC’s clock stands {hours} hours before the last time that the township signed. Set it; if it keeps going back, change the battery on the board."),
        Remark::ImagesLetGo(count) => format!("For your information: {count} pictures of closed cases were over their days and are no longer on this PC. The township and its backup have them. There is nothing to do."),
        Remark::NoAuthority => "Note: this PC was enrolled in the old way, and what it sends is not encrypted. Call the township for a new code.".to_owned(),
    }
}
