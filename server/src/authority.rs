//! The township's own certificate authority and its spare: what stations trust on the line, and
//! nothing else.
//!
//! Both lie in the data folder: `authority.pem` has a certificate and its key, `spare-authority.pem`
//! a certificate, and its key until that was taken to a place of its own. They are made together at
//! first use, so that every station is given both: one day the spare takes over, and no station has
//! to be visited for it.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose,
};
use sha2::{Digest, Sha256};
use shanyi_domain::time::Moment;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::rustls::sign::CertifiedKey;

use crate::error::{Content, Making, ServerError};
use crate::key;

/// The authority that signs the server's certificate, in a data folder.
pub(crate) const AUTHORITY: &str = "authority.pem";
/// The one that takes its place one day.
pub(crate) const SPARE: &str = "spare-authority.pem";

const DAY: i64 = 86_400;
/// How long an authority is good for. Stations don't look at it, browsers do.
const LIFE: i64 = 30 * 365 * DAY;
/// How long before a certificate was made it is good already: a PC with a dead battery holds it
/// against the last time that it heard from the township, which may be a year ago. With what is
/// ahead of it that makes 800 days; some browsers take no more than 825.
const BEHIND: i64 = 400 * DAY;
/// How long a certificate of the server's own is good for from the day on which it was made.
pub(crate) const AHEAD: i64 = 400 * DAY;

/// An authority's certificate, and its key where it is here.
struct Authority {
    /// Its file.
    text: String,
    certificate: CertificateDer<'static>,
    key: Option<KeyPair>,
}

/// The township's authorities.
pub struct Authorities {
    first: Authority,
    spare: Authority,
}

impl Authorities {
    /// Those in this data folder, made where they are not there yet.
    ///
    /// # Errors
    /// A file that can't be used, or the first without which the spare is there: it was lost.
    pub fn keep(data: &Path, now: Moment) -> Result<Self, ServerError> {
        let (first, spare) = (data.join(AUTHORITY), data.join(SPARE));
        if !first.exists() {
            // Another command may have made both meanwhile.
            if spare.exists() && !first.exists() {
                return Err(ServerError::AuthorityGone(first));
            }
            if !first.exists() {
                make(&first, now)?;
            }
        }
        if !spare.exists() {
            make(&spare, now)?;
        }
        let mut both = Self {
            first: read(&first)?,
            spare: read(&spare)?,
        };
        if both.first.key.is_none() {
            return Err(ServerError::AuthorityGone(first));
        }
        // The spare has taken over, and the power went before there was another.
        if both.first.certificate == both.spare.certificate {
            remove(&spare)?;
            make(&spare, now)?;
            both.spare = read(&spare)?;
        }
        Ok(both)
    }

    /// What a station is to trust: the certificates of both, as DER.
    #[must_use]
    pub fn certificates(&self) -> Vec<Vec<u8>> {
        [&self.first, &self.spare]
            .map(|one| one.certificate.to_vec())
            .into()
    }

    /// The certificate of the one that signs.
    #[must_use]
    pub const fn first(&self) -> &CertificateDer<'static> {
        &self.first.certificate
    }

    /// The SHA-256 of the certificates of both, as browsers show it.
    #[must_use]
    pub fn prints(&self) -> [String; 2] {
        [&self.first, &self.spare].map(|one| {
            let print = Sha256::digest(&one.certificate);
            let pairs: Vec<String> = print.iter().map(|byte| format!("{byte:02X}")).collect();
            pairs.join(":")
        })
    }

    /// The certificate of the one that signs, as a file for browsers (PEM).
    #[must_use]
    pub fn pem(&self) -> &str {
        certificate_of(&self.first.text)
    }

    /// Whether the spare's key still lies beside the first, to be lost or stolen with it.
    #[must_use]
    pub const fn spare_is_here(&self) -> bool {
        self.spare.key.is_some()
    }

    /// Makes a certificate for a server of these names and addresses; gives it with its key, as a file
    /// holds them (PEM).
    ///
    /// # Errors
    /// Names for which no certificate can be made.
    pub fn issue(&self, names: &[String], now: Moment) -> Result<String, ServerError> {
        let key = self.first.key.as_ref();
        let key = key.ok_or(ServerError::Made(Making::AuthorityKey))?;
        let own = KeyPair::generate().map_err(not_made)?;
        // `https://…`, a port or a path behind it: nobody who connects would find the name in it.
        let bad = |name: &&String| ServerName::try_from(name.as_str()).is_err();
        if let Some(bad) = names.iter().find(bad) {
            return Err(ServerError::Name(bad.clone()));
        }
        let mut params =
            CertificateParams::new(names).map_err(|_| ServerError::Name(names.join(", ")))?;
        params.distinguished_name = called("Shanyi township server");
        params.use_authority_key_identifier_extension = true;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        lasts(&mut params, now, AHEAD);
        let issuer = Issuer::new(authority(key, now), key);
        let made = params.signed_by(&own, &issuer).map_err(not_made)?;
        // Behind its own it shows the authority's: a PC that comes with a code says whom it saw there.
        let shown = [made.pem().as_str(), self.pem()].concat();
        Ok(format!("{shown}{}", own.serialize_pem()))
    }
}

/// Takes the spare's key out of the data folder into a file, which must not be there yet.
///
/// # Errors
/// When it was taken out before, or can't be written.
pub fn take_out_spare(data: &Path, now: Moment, to: &Path) -> Result<(), ServerError> {
    let both = Authorities::keep(data, now)?;
    if !both.spare_is_here() {
        return Err(ServerError::SpareElsewhere);
    }
    let path = data.join(SPARE);
    let text = fs::read_to_string(&path).map_err(ServerError::file(&path))?;
    key::write_private(to, text.as_bytes())?;
    // Here only the certificate stays.
    key::replace_private(&path, certificate_of(&text).as_bytes())
}

/// Puts the spare in the place of an authority whose key was lost or stolen, and makes another
/// spare. The stations trust the spare already.
///
/// # Errors
/// When the file does not have the key of this township's spare.
pub fn use_spare(data: &Path, now: Moment, from: &Path) -> Result<(), ServerError> {
    let path = data.join(SPARE);
    let text = fs::read_to_string(from).map_err(ServerError::file(from))?;
    let brought = parse(from, &text)?;
    let known = read(&path)?;
    if brought.key.is_none() || brought.certificate != known.certificate {
        return Err(ServerError::NotTheSpare(from.to_owned()));
    }
    key::replace_private(&data.join(AUTHORITY), text.as_bytes())?;
    // It has the certificate of the first now, and is made anew.
    Authorities::keep(data, now).map(drop)
}

/// Copies what a township that is put back needs of its authorities: everything but the spare's key,
/// which is to be lost with neither.
pub(crate) fn copy(data: &Path, to: &Path) -> Result<(), ServerError> {
    for name in [AUTHORITY, SPARE] {
        let (from, to) = (data.join(name), to.join(name));
        let text = match fs::read_to_string(&from) {
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            text => text.map_err(ServerError::file(&from))?,
        };
        let text = match name == SPARE {
            true => certificate_of(&text),
            false => text.as_str(),
        };
        key::replace_private(&to, text.as_bytes())?;
    }
    Ok(())
}

fn make(path: &Path, now: Moment) -> Result<(), ServerError> {
    let key = KeyPair::generate().map_err(not_made)?;
    let made = authority(&key, now).self_signed(&key).map_err(not_made)?;
    let pem = format!("{}{}", made.pem(), key.serialize_pem());
    match key::write_private(path, pem.as_bytes()) {
        // Another command made it at the same moment.
        Err(ServerError::File { error, .. }) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        done => done,
    }
}

/// What an authority with this key is like. Its name follows from the key, so that no two have the
/// same one in a browser's list.
fn authority(key: &KeyPair, now: Moment) -> CertificateParams {
    let mut params = CertificateParams::default();
    let short = params.key_identifier(key).into_iter().take(4);
    let short = hex::encode(short.collect::<Vec<u8>>());
    params.distinguished_name = called(&format!("Shanyi township {short}"));
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    lasts(&mut params, now, LIFE);
    params
}

fn called(name: &str) -> DistinguishedName {
    let mut called = DistinguishedName::new();
    called.push(DnType::CommonName, name);
    called
}

fn lasts(params: &mut CertificateParams, now: Moment, ahead: i64) {
    let seconds = |seconds: i64| Duration::from_secs(u64::try_from(seconds).unwrap_or(0));
    let beginning = rcgen::date_time_ymd(1970, 1, 1);
    params.not_before = beginning + seconds(now.0.saturating_sub(BEHIND));
    params.not_after = beginning + seconds(now.0.saturating_add(ahead));
}

fn read(path: &Path) -> Result<Authority, ServerError> {
    let text = fs::read_to_string(path).map_err(ServerError::file(path))?;
    parse(path, &text)
}

fn parse(path: &Path, text: &str) -> Result<Authority, ServerError> {
    let wrong = |reason: String| ServerError::Content {
        path: path.to_owned(),
        what: Content::Authority,
        reason,
    };
    let certificate = CertificateDer::from_pem_slice(text.as_bytes());
    let certificate = certificate.map_err(|error| wrong(error.to_string()))?;
    let Ok(secret) = PrivateKeyDer::from_pem_slice(text.as_bytes()) else {
        return Ok(Authority {
            text: text.to_owned(),
            certificate,
            key: None,
        });
    };
    let key = KeyPair::from_der_and_sign_algo(&secret, &rcgen::PKCS_ECDSA_P256_SHA256)
        .map_err(|error| wrong(error.to_string()))?;
    // A key of another certificate would sign what no station takes.
    CertifiedKey::from_der(vec![certificate.clone()], secret, &ring::default_provider())
        .map_err(|error| wrong(error.to_string()))?;
    Ok(Authority {
        text: text.to_owned(),
        certificate,
        key: Some(key),
    })
}

/// The certificate in such a file, without the key.
fn certificate_of(text: &str) -> &str {
    const END: &str = "-----END CERTIFICATE-----\n";
    let end = text.find(END).map_or(0, |at| at + END.len());
    let begin = text.find("-----BEGIN CERTIFICATE-----").unwrap_or(end);
    text.get(begin..end).unwrap_or_default()
}

fn remove(path: &PathBuf) -> Result<(), ServerError> {
    fs::remove_file(path).map_err(ServerError::file(path))
}

fn not_made(_: rcgen::Error) -> ServerError {
    ServerError::Made(Making::Certificate)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment(1_795_222_800);

    #[test]
    fn the_authorities_are_made_once_and_nobody_else_may_read_their_keys() {
        let place = tempfile::tempdir().unwrap();
        let first = Authorities::keep(place.path(), NOW).unwrap();
        let again = Authorities::keep(place.path(), NOW).unwrap();
        assert_eq!(first.certificates(), again.certificates());
        assert_ne!(first.certificates()[0], first.certificates()[1]);
        #[cfg(unix)]
        for name in [AUTHORITY, SPARE] {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(place.path().join(name)).unwrap().permissions();
            assert_eq!(mode.mode() & 0o777, 0o600, "{name}");
        }
    }

    #[test]
    fn a_spare_that_was_taken_out_takes_over_and_leaves_another_behind() {
        let place = tempfile::tempdir().unwrap();
        let safe = place.path().join("safe.pem");
        let before = Authorities::keep(place.path(), NOW).unwrap().certificates();
        take_out_spare(place.path(), NOW, &safe).unwrap();
        let kept = fs::read_to_string(place.path().join(SPARE)).unwrap();
        assert!(!kept.contains("PRIVATE KEY"), "the key stayed here");
        assert!(matches!(
            take_out_spare(place.path(), NOW, &place.path().join("twice.pem")),
            Err(ServerError::SpareElsewhere)
        ));
        fs::remove_file(place.path().join(AUTHORITY)).unwrap();
        assert!(matches!(
            Authorities::keep(place.path(), NOW),
            Err(ServerError::AuthorityGone(_))
        ));
        use_spare(place.path(), NOW, &safe).unwrap();
        let after = Authorities::keep(place.path(), NOW).unwrap();
        assert_eq!(after.certificates()[0], before[1], "stations trust it");
        assert!(!before.contains(&after.certificates()[1]));
        assert!(after.issue(&["127.0.0.1".into()], NOW).is_ok());
    }

    #[test]
    fn another_townships_authority_is_not_taken_for_the_spare() {
        let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        Authorities::keep(here.path(), NOW).unwrap();
        Authorities::keep(there.path(), NOW).unwrap();
        let others = there.path().join(SPARE);
        assert!(matches!(
            use_spare(here.path(), NOW, &others),
            Err(ServerError::NotTheSpare(_))
        ));
    }
}
