//! Characters in a text that nobody sees and that change what is seen.

use crate::typed;

/// The position of the first character that leaves no ink and disturbs what stands around it, counted
/// from 1: controls, and marks that turn the direction of what follows. Line ends and tabs may stand
/// in a text, and so may what joins or parts letters: emoji and some scripts are written with it.
#[must_use]
pub fn first_unseen(text: &str) -> Option<u32> {
    typed::first_stranger(text, |_, c| !is_unseen(c))
}

fn is_unseen(c: char) -> bool {
    let control = c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    // Embeddings, overrides, isolates; marks of annotations; letters that are tags.
    let turns = matches!(
        c,
        '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    );
    control || turns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_turns_or_hides_words_is_found_at_its_place() {
        for (text, position) in [
            ("五星\0村", 3),
            ("\u{202e}村星五", 1),
            ("五\u{2066}星", 2),
            ("五\u{61c}星", 2),
            ("五\u{1b}[31m", 2),
            ("五\u{e0041}", 2),
            ("五\u{7f}", 2),
            ("五\u{85}", 2),
        ] {
            assert_eq!(first_unseen(text), Some(position), "{text:?}");
        }
    }

    #[test]
    fn what_people_write_is_left_alone() {
        for text in [
            "",
            "柘岱口乡五星村下坪组 12 号",
            "第一行\n第二行\r\n\t第三行",
            "👩\u{200d}🌾🇨🇳",
            "阿卜杜拉·买买提",
            "𠮷田 䶮 葛\u{e0100}",
            "<img src=x onerror=alert(1)>",
            "ئۇيغۇر",
        ] {
            assert_eq!(first_unseen(text), None, "{text:?}");
        }
    }
}
