//! Texts as keyboards, input methods, scanners and copy-and-paste produce them.

/// Brings a code or number into one form: full-width letters and digits become
/// half-width, letters upper case, white space and invisible marks go.
pub(crate) fn code(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !is_invisible(*c))
        .map(half_width)
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

/// Marks that leave no ink: zero-width spaces, direction marks, byte order marks.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// The half-width twin of a full-width character. The Roman numeral ten, which
/// some input methods offer for the check digit X, becomes the letter; dashes
/// of all lengths become the short one.
fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{2169}' | '\u{2179}' => 'X',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        other => other,
    }
}

/// A length in characters as the number that crosses to the UI.
pub(crate) fn length(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

/// The position of the first character that `allowed` refuses, counted from 1.
pub(crate) fn first_stranger(text: &str, allowed: impl Fn(u32, char) -> bool) -> Option<u32> {
    text.chars()
        .zip(1_u32..)
        .find(|(c, position)| !allowed(*position, *c))
        .map(|(_, position)| position)
}

/// Encodes checked texts as CBOR text, and decodes nothing but their one form:
/// otherwise the same fact could have two encodings.
macro_rules! cbor_text {
    ($($kind:ty),+) => {$(
        impl<C> minicbor::Encode<C> for $kind {
            fn encode<W: minicbor::encode::Write>(
                &self,
                e: &mut minicbor::Encoder<W>,
                _: &mut C,
            ) -> Result<(), minicbor::encode::Error<W::Error>> {
                e.str(&String::from(self.clone()))?.ok()
            }
        }

        impl<'b, C> minicbor::Decode<'b, C> for $kind {
            fn decode(
                d: &mut minicbor::Decoder<'b>,
                _: &mut C,
            ) -> Result<Self, minicbor::decode::Error> {
                let position = d.position();
                let text = d.str()?;
                let value = <$kind>::parse(text)
                    .map_err(|error| minicbor::decode::Error::message(error).at(position))?;
                if String::from(value.clone()) != text {
                    let error = minicbor::decode::Error::message("the text is not in its one form");
                    return Err(error.at(position));
                }
                Ok(value)
            }
        }
    )+};
}

pub(crate) use cbor_text;
