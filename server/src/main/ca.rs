//! `shanyi-township ca`: the township's certificate authority and its spare.

use std::path::{Path, PathBuf};

use clap::Args;
use shanyi_server::authority::{self, Authorities};
use shanyi_server::clock::Clock;
use shanyi_server::error::ServerError;
use shanyi_server::key;

/// What is asked of the authority.
#[derive(Args)]
pub struct Authority {
    /// Takes the spare's key out of the data folder into this new file: keep it under lock and key in
    /// another house. Who loses the authority goes on with it; who has both can be this township.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["use_spare", "certificate", "issue"])]
    take_out_spare: Option<PathBuf>,
    /// Puts the spare, from the file to which it was taken out, in the place of an authority that was
    /// lost or stolen. The server has to be started anew.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["certificate", "issue"])]
    use_spare: Option<PathBuf>,
    /// Writes the authority's certificate to this new file, for the clerks' browsers to trust.
    #[arg(long, value_name = "FILE", conflicts_with = "issue")]
    certificate: Option<PathBuf>,
    /// Writes a certificate with its key to this file, over what is there, for a proxy that stations
    /// come through. It is good for 400 days.
    #[arg(long, value_name = "FILE", requires = "name")]
    issue: Option<PathBuf>,
    /// A name or address under which stations reach the proxy. May be said several times.
    #[arg(long, requires = "issue")]
    name: Vec<String>,
}

/// For whoever keeps the server.
pub const SPARE_IS_HERE: &str = "the spare's key still lies in the data folder, to be lost or stolen with \
                             the authority's: take it out with `shanyi-township ca --take-out-spare \
                             FILE` and keep it elsewhere";

/// Does what is asked of the authority.
pub fn run(data: &Path, what: &Authority) -> Result<(), ServerError> {
    let now = Clock::System.now();
    if let Some(from) = &what.use_spare {
        authority::use_spare(data, now, from)?;
        println!(
            "the spare is the authority now, and there is another spare: start the server anew"
        );
        return Ok(());
    }
    if let Some(to) = &what.take_out_spare {
        authority::take_out_spare(data, now, to)?;
        println!("the spare's key is in {} and nowhere else", to.display());
        return Ok(());
    }
    let authorities = Authorities::keep(data, now)?;
    if let Some(to) = &what.issue {
        return key::replace_private(to, authorities.issue(&what.name, now)?.as_bytes());
    }
    if let Some(to) = &what.certificate {
        return key::write_private(to, authorities.pem().as_bytes());
    }
    for (which, print) in ["authority", "spare"].into_iter().zip(authorities.prints()) {
        println!("{which} SHA-256 {print}");
    }
    if authorities.spare_is_here() {
        println!("{SPARE_IS_HERE}");
    }
    Ok(())
}
