//! Room on the disk.

use std::path::Path;

/// Bytes that a copy leaves free: what the desk's own saves want for a long time.
pub(crate) const RESERVE: u64 = 64 * 1024 * 1024;

/// Bytes that a file in this folder may still take; `None` where the system does not say.
pub(crate) fn free(dir: &Path) -> Option<u64> {
    fs4::available_space(dir).ok()
}
