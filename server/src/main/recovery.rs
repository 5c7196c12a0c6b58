//! `recovery-key` and `open-key`: the township's way into a PC that nothing else opens.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;
use shanyi_server::error::ServerError;
use shanyi_server::key::write_private;
use shanyi_server::recovery::{MOST, RecoveryKey};

/// A way in that is to be made.
#[derive(Args)]
pub struct WayIn {
    /// The file of keys that the PC handed over.
    #[arg(long, value_name = "FILE")]
    keys: PathBuf,
    /// The new file that goes back to the PC on a stick.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Says for whom stations wrap their store's key, or draws another.
pub fn recovery_key(data: &Path, renew: bool) -> Result<(), ServerError> {
    let key = match renew {
        true => RecoveryKey::renew(data)?,
        false => RecoveryKey::keep(data)?,
    };
    println!("{}", key.recipient());
    if renew {
        eprintln!(
            "PCs hear of it within a day of their next exchange, and wrap for it as soon as somebody is \
             signed in. Run a backup now: without the new key they can't be opened."
        );
    }
    Ok(())
}

/// Makes a way in, and says the code that opens it.
pub fn open_key(data: &Path, what: &WayIn) -> Result<(), ServerError> {
    let mut keys = Vec::new();
    // From a stick that somebody brought: no more of it than any such file has.
    let read =
        File::open(&what.keys).and_then(|file| file.take(MOST as u64 + 1).read_to_end(&mut keys));
    read.map_err(ServerError::file(&what.keys))?;
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
