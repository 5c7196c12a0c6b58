//! What the doctor says of how a station is kept, in both languages, each with what to do.

use shanyi_app::doctor::{Remark, RingKind, Ways};

use super::words::Words;

/// By which ways the key opens, in one line.
pub(super) fn ways(ways: &Ways, words: &Words) -> String {
    let Ways { holders, .. } = ways;
    let made = ways.code_made.map(|at| at.business_day());
    if words.is_chinese() {
        let ring = match ways.ring {
            Some(RingKind::System) => "在系统的钥匙串里",
            Some(RingKind::File) => "在一个文件里",
            None => "哪里也没有",
        };
        let code = match (ways.code, made) {
            (true, Some(day)) => format!("恢复码是 {day} 做的"),
            (true, None) => "有恢复码".to_owned(),
            (false, _) => "没有恢复码".to_owned(),
        };
        let township = if ways.township { "也能" } else { "不能" };
        format!("钥匙：{holders} 人有 PIN 码，另一半{ring}；{code}；乡里的恢复钥匙{township}打开。")
    } else {
        let ring = match ways.ring {
            Some(RingKind::System) => "in the system’s keyring",
            Some(RingKind::File) => "in a file",
            None => "nowhere",
        };
        let code = match (ways.code, made) {
            (true, Some(day)) => format!("the recovery code was made on {day}"),
            (true, None) => "there is a recovery code".to_owned(),
            (false, _) => "there is no recovery code".to_owned(),
        };
        let township = if ways.township {
            "opens it too"
        } else {
            "does not open it"
        };
        format!(
            "The key: {holders} with a PIN, whose other part lies {ring}; {code}; the township’s recovery key {township}."
        )
    }
}

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
        Remark::ImagesLetGo(count) => format!("说明：有 {count} 张图满了天数，这台电脑上不再留，乡里和乡里的异地副本都有。不用做什么。"),
        Remark::NoAuthority => "提醒：这台电脑还是用旧的办法登记的，发到乡里的没有加密。请打电话给乡里，换新的登记码。".to_owned(),
        Remark::NoSpare => "提醒：这台电脑只认乡里的一个证书机构，那一个坏了就连不上。请打电话给乡里，换新的登记码。".to_owned(),
        Remark::PinPartInFile => "提醒：系统没有钥匙串，PIN 码的另一半存在一个文件里：拿走这台电脑硬盘的人，可以一个一个试 PIN 码。请在系统里打开整盘加密。".to_owned(),
        Remark::NoRecoveryCode => "提醒：没有恢复码，忘了 PIN 码只能找乡里。请登录山驿，做一个新的恢复码，打印出来封好。".to_owned(),
        Remark::NotForTownship => "提醒：乡里的恢复钥匙打不开这台电脑：PIN 码和恢复码都没了，没发出去的办件就回不来。请把恢复码收好；下次换电脑或者重新登记时，乡里会把钥匙给这台电脑。".to_owned(),
        Remark::Revoked => "提醒：乡里停用了这台电脑，发过去的只留作证据。存下的都还在，别删。请打电话给乡里；要接着用，请要新的登记码。".to_owned(),
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
        Remark::ImagesLetGo(count) => format!("For your information: {count} pictures were over their days and are no longer on this PC. The township and its backup have them. There is nothing to do."),
        Remark::NoAuthority => "Note: this PC was enrolled in the old way, and what it sends is not encrypted. Call the township for a new code.".to_owned(),
        Remark::NoSpare => "Note: this PC trusts one authority of the township’s alone; if that is lost, it gets through no more. Call the township for a new code.".to_owned(),
        Remark::PinPartInFile => "Note: the system has no keyring, so the other part of the PINs lies in a file: whoever takes this PC’s disk can try PINs one by one. Have the system encrypt the whole disk.".to_owned(),
        Remark::NoRecoveryCode => "Note: there is no recovery code; with the PIN forgotten only the township can help. Sign in to Shanyi, make a new recovery code, print it and seal it.".to_owned(),
        Remark::NotForTownship => "Note: the township’s recovery key does not open this PC: with PINs and recovery code gone, what was not sent is lost. Keep the recovery code well; when the PC is replaced or enrolled anew the township gives it its key.".to_owned(),
        Remark::Revoked => "Note: the township has taken this PC out of service; what it sends is kept as evidence alone. What was saved is still here, delete nothing. Call the township; to go on, ask for a new code.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use shanyi_app::doctor::RingKind;

    use super::*;
    use crate::doctor::words::{EN, ZH};

    #[test]
    fn what_is_wanting_of_a_key_is_said_with_what_to_do_in_both_languages() {
        for (remark, chinese, english) in [
            (Remark::PinPartInFile, "整盘加密", "encrypt the whole disk"),
            (
                Remark::NoRecoveryCode,
                "做一个新的恢复码",
                "make a new recovery code",
            ),
            (
                Remark::NotForTownship,
                "请把恢复码收好",
                "Keep the recovery code well",
            ),
            (Remark::Revoked, "请打电话给乡里", "Call the township"),
            (Remark::NoSpare, "请打电话给乡里", "Call the township"),
        ] {
            let (zh, en) = (line(&remark, &ZH), line(&remark, &EN));
            assert!(zh.starts_with("提醒：") && zh.contains(chinese), "{zh}");
            assert!(en.starts_with("Note: ") && en.contains(english), "{en}");
        }
    }

    #[test]
    fn the_ways_to_a_key_are_said_in_one_line() {
        let mut known = Ways {
            holders: 2,
            ring: Some(RingKind::System),
            code: true,
            code_made: None,
            township: true,
        };
        let said =
            "钥匙：2 人有 PIN 码，另一半在系统的钥匙串里；有恢复码；乡里的恢复钥匙也能打开。";
        assert_eq!(ways(&known, &ZH), said);
        known.ring = Some(RingKind::File);
        (known.code, known.township) = (false, false);
        let said = ways(&known, &EN);
        assert!(
            said.contains("in a file; there is no recovery code"),
            "{said}"
        );
        assert!(said.ends_with("does not open it."), "{said}");
    }
}
