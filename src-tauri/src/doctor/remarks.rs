//! What the doctor says of how a station is kept, in both languages, each with what to do.

use shanyi_app::doctor::{KeyRemark, KeysView, Remark, RingView, WaysView};

use super::words::Words;

/// By which ways the key opens, in one line.
pub(super) fn ways(ways: &WaysView, words: &Words) -> String {
    let WaysView { holders, .. } = ways;
    let made = ways.code_made.map(|at| at.business_day());
    if words.is_chinese() {
        let ring = match ways.ring {
            RingView::System => "在系统的钥匙串里",
            RingView::File => "在一个文件里",
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
            RingView::System => "in the system’s keyring",
            RingView::File => "in a file",
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

/// Until when the authorities of the line are good, in one line; nothing where none is known.
pub(super) fn authorities(keys: &KeysView, words: &Words) -> Option<String> {
    let first = keys.authority_until?;
    Some(match (words.is_chinese(), keys.spare_until) {
        (true, Some(spare)) => {
            format!("线路：乡里的证书机构到 {first} 为止，备用的到 {spare} 为止。")
        }
        (true, None) => format!("线路：乡里的证书机构到 {first} 为止。"),
        (false, Some(spare)) => {
            format!(
                "The line: the township’s authority is good until {first}, its spare until {spare}."
            )
        }
        (false, None) => format!("The line: the township’s authority is good until {first}."),
    })
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
        Remark::Keys(remark) => key_chinese(*remark),
        Remark::NoSecondFolder => "提醒：还没有选放副本的 U 盘，这台电脑坏了，没发出去的办件就没有了。请在山驿里按 F9，选“备份到 U 盘”。".to_owned(),
        Remark::NoCopyOutside => "提醒：U 盘上还没有副本。请插上 U 盘，在山驿里按 F9，选“备份到 U 盘”。".to_owned(),
        Remark::CopyOutsideOld { days, folder } => format!("提醒：U 盘上的副本是 {days} 天前的（{folder}）。请插上 U 盘，开着山驿，几分钟后自己会做。"),
        Remark::CopyOutsideKeyless => "提醒：U 盘上的副本在新电脑上打不开：做的时候还没有定 PIN 码和恢复码。定好以后再备份一次。".to_owned(),
        Remark::CopyOutsideLacks(count) => format!("提醒：副本里缺 {count} 张图，这台电脑上也没有。请看看上面说的是哪几件，重新拍。"),
        Remark::Unsent { count, days } => format!("提醒：有 {count} 笔记录存了 {days} 天还没有发到乡里。请看看网络，打开山驿按 F9，看上面写的原因。"),
        Remark::ClockBehind { hours } => format!("提醒：这台电脑的时间比乡里最后一次签的还早 {hours} 小时。请调对时间；总是走回去，就换主板电池。"),
        Remark::ImagesLetGo(count) => format!("说明：有 {count} 张图满了天数，这台电脑上不再留，乡里和乡里的异地副本都有。不用做什么。"),
        Remark::Revoked => "提醒：乡里停用了这台电脑，发过去的只留作证据。存下的都还在，别删。请打电话给乡里；要接着用，请要新的登记码。".to_owned(),
    }
}

fn english(remark: &Remark) -> String {
    match remark {
        Remark::Keys(remark) => key_english(*remark),
        Remark::NoSecondFolder => "Note: no stick for copies is chosen; if this PC breaks, what was not sent is gone. Press F9 in Shanyi and choose “Copy to a stick”.".to_owned(),
        Remark::NoCopyOutside => "Note: there is no copy on the stick yet. Put it in, press F9 in Shanyi and choose “Copy to a stick”.".to_owned(),
        Remark::CopyOutsideOld { days, folder } => format!("Note: the copy on the stick is {days} days old ({folder}). Put it in and leave Shanyi open: one is made in a few minutes."),
        Remark::CopyOutsideKeyless => "Note: no new PC could open the copy on the stick: no PIN and no recovery code were chosen when it was made. Copy once more when they are.".to_owned(),
        Remark::CopyOutsideLacks(count) => format!("Note: {count} images are not in the copy and not on this PC either. See above which cases they belong to, and take the pictures again."),
        Remark::Unsent { count, days } => format!("Note: {count} records have waited for {days} days to be sent. Look at the line; open Shanyi and press F9 for the reason."),
        Remark::ClockBehind { hours } => format!("Note: this PC’s clock stands {hours} hours before the last time that the township signed. Set it; if it keeps going back, change the battery on the board."),
        Remark::ImagesLetGo(count) => format!("For your information: {count} pictures were over their days and are no longer on this PC. The township and its backup have them. There is nothing to do."),
        Remark::Revoked => "Note: the township has taken this PC out of service; what it sends is kept as evidence alone. What was saved is still here, delete nothing. Call the township; to go on, ask for a new code.".to_owned(),
    }
}

fn key_chinese(remark: KeyRemark) -> String {
    match remark {
        KeyRemark::KeyOpen => "提醒：办件库的钥匙没有锁上，谁拿到这台电脑都打得开。请打开山驿，定一个 PIN 码。".to_owned(),
        KeyRemark::PinPartInFile => "提醒：系统没有钥匙串，PIN 码的另一半存在一个文件里：拿走这台电脑硬盘的人，可以一个一个试 PIN 码。请在系统里打开整盘加密。".to_owned(),
        KeyRemark::NoRecoveryCode => "提醒：没有恢复码，忘了 PIN 码只能找乡里。请登录山驿，做一个新的恢复码，打印出来封好。".to_owned(),
        KeyRemark::NotForTownship => "提醒：乡里的恢复钥匙打不开这台电脑：PIN 码和恢复码都没了，没发出去的办件就回不来。请把恢复码收好；乡里有了钥匙，联网以后、下次登录时这台电脑会自己用上。".to_owned(),
        KeyRemark::NoAuthority => "提醒：这台电脑还是用旧的办法登记的，发到乡里的没有加密。请打电话给乡里，换新的登记码。".to_owned(),
        KeyRemark::NoSpare => "提醒：这台电脑只认乡里的一个证书机构，那一个坏了就连不上。请打电话给乡里，换新的登记码。".to_owned(),
        KeyRemark::AuthorityEnds { until, days } => format!("提醒：乡里的证书机构到 {until} 为止，还有 {days} 天。请打电话给乡里，问哪天换新的、这台电脑要不要新的登记码。"),
        KeyRemark::AuthorityOver { until } => format!("提醒：乡里的证书机构 {until} 到期了。发件不会因此停下，但该换了：请打电话给乡里，问哪天换新的、这台电脑要不要新的登记码。"),
        KeyRemark::SpareEnds { until, days } => format!("提醒：乡里备用的证书机构到 {until} 为止，还有 {days} 天。请打电话给乡里，问有没有新的备用；有了，给这台电脑要一个新的登记码。"),
        KeyRemark::SpareOver { until } => format!("提醒：乡里备用的证书机构 {until} 到期了。请打电话给乡里，问有没有新的备用；有了，给这台电脑要一个新的登记码。"),
    }
}

fn key_english(remark: KeyRemark) -> String {
    match remark {
        KeyRemark::KeyOpen => "Note: the key of the cases lies open; whoever has this PC can read them. Open Shanyi and choose a PIN.".to_owned(),
        KeyRemark::PinPartInFile => "Note: the system has no keyring, so the other part of the PINs lies in a file: whoever takes this PC’s disk can try PINs one by one. Have the system encrypt the whole disk.".to_owned(),
        KeyRemark::NoRecoveryCode => "Note: there is no recovery code; with the PIN forgotten only the township can help. Sign in to Shanyi, make a new recovery code, print it and seal it.".to_owned(),
        KeyRemark::NotForTownship => "Note: the township’s recovery key does not open this PC: with PINs and recovery code gone, what was not sent is lost. Keep the recovery code well; where the township has a key, this PC takes it with an exchange and the next sign-in.".to_owned(),
        KeyRemark::NoAuthority => "Note: this PC was enrolled in the old way, and what it sends is not encrypted. Call the township for a new code.".to_owned(),
        KeyRemark::NoSpare => "Note: this PC trusts one authority of the township’s alone; if that is lost, it gets through no more. Call the township for a new code.".to_owned(),
        KeyRemark::AuthorityEnds { until, days } => format!("Note: the township’s certificate authority is good until {until}, {days} days more. Call the township and ask when there is a new one, and whether this PC needs a new code."),
        KeyRemark::AuthorityOver { until } => format!("Note: the township’s certificate authority was good until {until}. Sending does not stop for that, but it is time: call the township and ask when there is a new one, and whether this PC needs a new code."),
        KeyRemark::SpareEnds { until, days } => format!("Note: the township’s spare authority is good until {until}, {days} days more. Call the township and ask for a new spare; when there is one, ask for a new code for this PC."),
        KeyRemark::SpareOver { until } => format!("Note: the township’s spare authority was good until {until}. Call the township and ask for a new spare; when there is one, ask for a new code for this PC."),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::doctor::words::{EN, ZH};

    #[test]
    fn what_is_wanting_of_a_key_is_said_with_what_to_do_in_both_languages() {
        let until = "2056-11-13".parse().unwrap();
        let days = 90;
        for (remark, chinese, english) in [
            (
                Remark::Keys(KeyRemark::PinPartInFile),
                "整盘加密",
                "encrypt the whole disk",
            ),
            (
                Remark::Keys(KeyRemark::NoRecoveryCode),
                "做一个新的恢复码",
                "make a new recovery code",
            ),
            (
                Remark::Keys(KeyRemark::NotForTownship),
                "请把恢复码收好",
                "Keep the recovery code well",
            ),
            (
                Remark::Keys(KeyRemark::NoSpare),
                "请打电话给乡里",
                "Call the township",
            ),
            (
                Remark::Keys(KeyRemark::AuthorityEnds { until, days }),
                "2056-11-13 为止，还有 90 天。请打电话给乡里",
                "2056-11-13, 90 days more. Call the township",
            ),
            (
                Remark::Keys(KeyRemark::AuthorityOver { until }),
                "2056-11-13 到期了",
                "call the township",
            ),
            (
                Remark::Keys(KeyRemark::SpareEnds { until, days }),
                "备用的证书机构到 2056-11-13",
                "ask for a new spare",
            ),
            (
                Remark::Keys(KeyRemark::SpareOver { until }),
                "新的登记码",
                "a new code for this PC",
            ),
            (Remark::Revoked, "请打电话给乡里", "Call the township"),
        ] {
            let (zh, en) = (line(&remark, &ZH), line(&remark, &EN));
            assert!(zh.starts_with("提醒：") && zh.contains(chinese), "{zh}");
            assert!(en.starts_with("Note: ") && en.contains(english), "{en}");
        }
    }

    #[test]
    fn the_ways_to_a_key_are_said_in_one_line() {
        let mut known = WaysView {
            holders: 2,
            ring: RingView::System,
            code: true,
            code_made: None,
            township: true,
        };
        let said =
            "钥匙：2 人有 PIN 码，另一半在系统的钥匙串里；有恢复码；乡里的恢复钥匙也能打开。";
        assert_eq!(ways(&known, &ZH), said);
        known.ring = RingView::File;
        (known.code, known.township) = (false, false);
        let said = ways(&known, &EN);
        assert!(
            said.contains("in a file; there is no recovery code"),
            "{said}"
        );
        assert!(said.ends_with("does not open it."), "{said}");
    }

    #[test]
    fn until_when_the_authorities_are_good_is_said_in_one_line() {
        let day = "2056-11-13".parse().ok();
        let mut keys = KeysView::default();
        assert_eq!(authorities(&keys, &ZH), None);
        keys.authority_until = day;
        let said = authorities(&keys, &ZH).unwrap();
        assert_eq!(said, "线路：乡里的证书机构到 2056-11-13 为止。");
        keys.spare_until = day;
        let said = authorities(&keys, &EN).unwrap();
        assert!(said.ends_with("its spare until 2056-11-13."), "{said}");
    }
}
