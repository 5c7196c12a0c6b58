//! The size of a sheet, as its page declares it.

use serde::Deserialize;

/// A sheet of paper or a label; all lengths in millimetres.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Sheet {
    /// Kind of sheet (`receipt`, `label`, ...): the printer is remembered under it.
    pub(crate) name: String,
    /// Width of the paper.
    pub(crate) width_mm: f64,
    /// Height of the paper.
    pub(crate) height_mm: f64,
    /// Blank margins, since the engine leaves those of `@page` out.
    #[serde(default)]
    pub(crate) margin_mm: Margins,
}

/// Blank margins of a sheet, in millimetres.
#[derive(Debug, Clone, Copy, Default, PartialEq, Deserialize)]
pub(crate) struct Margins {
    /// At the top edge.
    pub(crate) top: f64,
    /// At the right edge.
    pub(crate) right: f64,
    /// At the bottom edge.
    pub(crate) bottom: f64,
    /// At the left edge.
    pub(crate) left: f64,
}

impl Sheet {
    /// Whether the name can be a file's name, and the size that of a label or a paper up to A3.
    pub(crate) fn is_sound(&self) -> bool {
        let named = (1..=40).contains(&self.name.len())
            && self
                .name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        let Margins {
            top,
            right,
            bottom,
            left,
        } = self.margin_mm;
        named
            && (15.0..=297.0).contains(&self.width_mm)
            && (15.0..=420.0).contains(&self.height_mm)
            && [top, right, bottom, left]
                .into_iter()
                .all(|margin| margin >= 0.0)
            && left + right < self.width_mm
            && top + bottom < self.height_mm
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn sheet(json: &str) -> Sheet {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_receipt_and_a_label_are_sound() {
        assert!(
            sheet(
                r#"{"name":"receipt","widthMm":210,"heightMm":297,
                   "marginMm":{"top":15,"right":18,"bottom":15,"left":18}}"#
            )
            .is_sound()
        );
        assert!(sheet(r#"{"name":"label","widthMm":80,"heightMm":120}"#).is_sound());
    }

    #[test]
    fn a_name_that_leaves_the_folder_is_not_sound() {
        assert!(!sheet(r#"{"name":"../x","widthMm":80,"heightMm":120}"#).is_sound());
    }

    #[test]
    fn margins_that_leave_no_paper_are_not_sound() {
        assert!(
            !sheet(
                r#"{"name":"label","widthMm":80,"heightMm":120,
                   "marginMm":{"top":0,"right":40,"bottom":0,"left":40}}"#
            )
            .is_sound()
        );
    }
}
