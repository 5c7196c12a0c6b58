//! `recovery-key` and `open-key`: the township's way into a PC that nothing else opens.

use std::path::{Path, PathBuf};

use clap::Args;
use shanyi_server::error::ServerError;
use shanyi_server::key::write_private;
use shanyi_server::recovery::RecoveryKey;

/// A way in that is to be made.
#[derive(Args)]
pub struct OpenKey {
    /// The file of keys that the PC handed over.
    #[arg(long, value_name = "FILE")]
    keys: PathBuf,
    /// The new file that goes back to the PC on a stick.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Says for whom stations wrap their store's key.
pub fn recovery_key(data: &Path) -> Result<(), ServerError> {
    println!("{}", RecoveryKey::keep(data)?.recipient());
    Ok(())
}

/// Makes a way in, and says the code that opens it.
pub fn open_key(data: &Path, what: &OpenKey) -> Result<(), ServerError> {
    let keys = std::fs::read(&what.keys).map_err(ServerError::file(&what.keys))?;
    let opening = RecoveryKey::keep(data)?.open(&keys)?;
    write_private(&what.out, &opening.keys)?;
    println!("{}", opening.code.groups().join("-"));
    eprintln!(
        "Take {} to the PC on a stick, and tell the code above to nobody but who sits before it, \
         by another way than the stick. A new PIN and a new recovery code made there end it.",
        what.out.display()
    );
    Ok(())
}
