//! The certificate that the server shows: its own, signed by the township's authority, or one that it
//! was given as files. Either is renewed while the server runs.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use shanyi_domain::time::Moment;
use tokio_rustls::rustls::client::WebPkiServerVerifier;
use tokio_rustls::rustls::client::danger::ServerCertVerifier;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::{self, CertificateError, RootCertStore};

use crate::authority::{self, Authorities};
use crate::error::{Content, ServerError};
use crate::key;

/// The server's own certificate with its key, in the data folder.
const OWN: &str = "server.pem";

/// For whoever keeps the server. A clock that is wrong makes a good certificate look so: it is shown.
const OUT_OF_TIME: &str = "this certificate is over, or not good yet, by this machine's clock: no browser takes it. \
                           Put a new one in its place, or set the clock right";

/// Where the certificate comes from.
#[derive(Clone, Debug)]
pub enum Source {
    /// The township's own authority signs it for these names and addresses.
    Own {
        /// The data folder.
        data: PathBuf,
        /// Under which stations and browsers reach the server.
        names: Vec<String>,
    },
    /// Files (PEM) that somebody else keeps up to date.
    Given {
        /// The certificate, and those between it and its authority.
        certificate: PathBuf,
        /// Its key.
        key: PathBuf,
    },
}

impl Source {
    /// The certificate as it is to be shown at this time. One of the server's own is made anew when
    /// less than a third of its life is left, or when it is for other names than it should be.
    fn certified(&self, now: Moment) -> Result<CertifiedKey, ServerError> {
        match self {
            Self::Given { certificate, key } => {
                let given = read(certificate, key)?;
                if is_out_of_time(&given, now) {
                    let file = certificate.display().to_string();
                    tracing::warn!(file, "{OUT_OF_TIME}");
                }
                Ok(given)
            }
            Self::Own { data, names } => {
                let authorities = Authorities::keep(data, now)?;
                let path = data.join(OWN);
                if path.exists()
                    && let Ok(kept) = read(&path, &path)
                    && is_good(&kept, authorities.first(), names, now)
                {
                    return Ok(kept);
                }
                let pem = authorities.issue(names, now)?;
                key::replace_private(&path, pem.as_bytes())?;
                tracing::info!(names = names.join(", "), "made the server's certificate");
                read(&path, &path)
            }
        }
    }
}

/// What the server's own certificate is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Held {
    /// There is none: nobody asked for TLS here.
    None,
    /// It holds now and in a month.
    Good,
    /// It holds now and not in a month.
    Ending,
    /// It does not hold, or can't be read.
    Bad,
}

/// What the server's own certificate in this data folder is like.
pub(crate) fn held(data: &Path, now: Moment) -> Held {
    const MONTH: i64 = 30 * 86_400;
    let path = data.join(OWN);
    if !path.exists() {
        return Held::None;
    }
    let read = read(&path, &path).and_then(|kept| Ok((kept, Authorities::keep(data, now)?)));
    let Ok((kept, authorities)) = read else {
        return Held::Bad;
    };
    let good = |at: Moment| is_good_at(&kept, authorities.first(), &[], &[at]);
    match (good(now), good(now.plus_seconds(MONTH))) {
        (true, true) => Held::Good,
        (true, false) => Held::Ending,
        (false, _) => Held::Bad,
    }
}

/// Whether such a certificate holds for each of these names, now and until a third of a certificate's
/// life is over.
fn is_good(
    certified: &CertifiedKey,
    authority: &CertificateDer<'_>,
    names: &[String],
    now: Moment,
) -> bool {
    if certified.cert.last() != Some(authority) {
        return false;
    }
    let third = now.plus_seconds(authority::AHEAD / 3);
    is_good_at(certified, authority, names, &[now, third])
}

/// Whether it holds for each of these names at each of these times; without a name, for anybody.
fn is_good_at(
    certified: &CertifiedKey,
    authority: &CertificateDer<'_>,
    names: &[String],
    times: &[Moment],
) -> bool {
    checked_at(certified, authority, names, times).is_ok()
}

fn checked_at(
    certified: &CertifiedKey,
    authority: &CertificateDer<'_>,
    names: &[String],
    times: &[Moment],
) -> Result<(), rustls::Error> {
    let mut roots = RootCertStore::empty();
    roots.add(authority.clone().into_owned())?;
    let provider = Arc::new(ring::default_provider());
    let builder = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider);
    let verifier = builder
        .build()
        .map_err(|error| rustls::Error::General(error.to_string()))?;
    let own = certified.end_entity_cert()?;
    for at in times {
        let at = Duration::from_secs(u64::try_from(at.0).unwrap_or(0));
        let at = UnixTime::since_unix_epoch(at);
        for name in names {
            let name = ServerName::try_from(name.as_str())
                .map_err(|error| rustls::Error::General(error.to_string()))?;
            verifier.verify_server_cert(own, &[], &name, &[], at)?;
        }
        if names.is_empty() {
            let nobody = ServerName::try_from("nobody.invalid")
                .map_err(|error| rustls::Error::General(error.to_string()))?;
            let looked = verifier.verify_server_cert(own, &[], &nobody, &[], at);
            if let Err(error) = looked
                && !is_of_the_name(&error)
            {
                return Err(error);
            }
        }
    }
    Ok(())
}

/// Whether somebody's certificate is over at this time, or not good yet. Its time is looked at before who
/// signed it, which nobody here has to know.
fn is_out_of_time(certified: &CertifiedKey, now: Moment) -> bool {
    let anybody = certified.cert.last();
    anybody.is_some_and(|anybody| {
        matches!(
            checked_at(certified, anybody, &[], &[now]),
            Err(rustls::Error::InvalidCertificate(
                CertificateError::Expired
                    | CertificateError::ExpiredContext { .. }
                    | CertificateError::NotValidYet
                    | CertificateError::NotValidYetContext { .. }
            ))
        )
    })
}

/// The name is looked at last: everything else holds.
const fn is_of_the_name(error: &rustls::Error) -> bool {
    matches!(
        error,
        rustls::Error::InvalidCertificate(
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. }
        )
    )
}

fn read(certificate: &Path, key: &Path) -> Result<CertifiedKey, ServerError> {
    let chain = fs::read(certificate).map_err(ServerError::file(certificate))?;
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&chain).collect();
    let wrong = |path: &Path, what, reason: String| ServerError::Content {
        path: path.to_owned(),
        what,
        reason,
    };
    let chain = chain
        .map_err(|error| wrong(certificate, Content::Certificate, error.to_string()))
        .and_then(|chain| match chain.is_empty() {
            true => Err(wrong(
                certificate,
                Content::Certificate,
                "it has none".into(),
            )),
            false => Ok(chain),
        })?;
    let secret = fs::read(key).map_err(ServerError::file(key))?;
    let secret = PrivateKeyDer::from_pem_slice(&secret);
    let secret = secret.map_err(|error| wrong(key, Content::Key, error.to_string()))?;
    CertifiedKey::from_der(chain, secret, &ring::default_provider())
        .map_err(|error| wrong(key, Content::KeyOfCertificate, error.to_string()))
}

/// What is shown at the moment to whoever connects.
#[derive(Debug)]
pub(crate) struct Shown {
    source: Source,
    current: RwLock<Arc<CertifiedKey>>,
}

impl Shown {
    pub(crate) fn from(source: Source, now: Moment) -> Result<Self, ServerError> {
        let current = RwLock::new(Arc::new(source.certified(now)?));
        Ok(Self { source, current })
    }

    /// Looks whether there is a newer certificate, or whether one is due. The one before stays where
    /// something is wrong with it.
    pub(crate) fn renew(&self, now: Moment) -> Result<(), ServerError> {
        let certified = Arc::new(self.source.certified(now)?);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = certified;
        Ok(())
    }
}

impl ResolvesServerCert for Shown {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        Some(Arc::clone(&current))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment(1_795_222_800);
    const DAY: i64 = 86_400;

    fn own(data: &Path, names: &[&str]) -> Source {
        Source::Own {
            data: data.to_owned(),
            names: names.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    fn shown(source: &Source, days: i64) -> Vec<u8> {
        let certified = source.certified(NOW.plus_seconds(days * DAY)).unwrap();
        certified.end_entity_cert().unwrap().to_vec()
    }

    #[test]
    fn a_certificate_is_made_anew_when_less_than_a_third_of_its_life_is_left() {
        let data = tempfile::tempdir().unwrap();
        let source = own(data.path(), &["shanyi.example.cn", "127.0.0.1"]);
        let first = shown(&source, 0);
        assert_eq!(shown(&source, 265), first);
        assert_ne!(shown(&source, 268), first);
    }

    #[test]
    fn a_certificate_is_made_anew_for_other_names_another_authority_and_a_clock_that_was_wrong() {
        let data = tempfile::tempdir().unwrap();
        let source = own(data.path(), &["127.0.0.1"]);
        let first = shown(&source, 0);
        let both = own(data.path(), &["127.0.0.1", "shanyi.example.cn"]);
        let second = shown(&both, 0);
        assert_ne!(second, first);
        assert_eq!(shown(&source, 0), second, "one name less is no reason");
        assert_ne!(shown(&source, -1000), second, "it was not good yet");

        let safe = data.path().join("safe.pem");
        authority::take_out_spare(data.path(), NOW, &safe).unwrap();
        let before = shown(&source, 0);
        authority::use_spare(data.path(), NOW, &safe).unwrap();
        assert_ne!(shown(&source, 0), before);
    }

    #[test]
    fn a_given_certificate_whose_time_is_over_or_has_not_come_is_told_from_a_good_one() {
        let data = tempfile::tempdir().unwrap();
        let authorities = Authorities::keep(data.path(), NOW).unwrap();
        let file = data.path().join("given.pem");
        let pem = authorities.issue(&["127.0.0.1".into()], NOW).unwrap();
        fs::write(&file, pem).unwrap();
        let given = read(&file, &file).unwrap();
        for (days, out) in [(0, false), (399, false), (401, true), (-401, true)] {
            let at = NOW.plus_seconds(days * DAY);
            assert_eq!(is_out_of_time(&given, at), out, "{days}");
        }
    }

    #[test]
    fn a_file_that_was_renewed_is_shown_and_a_broken_one_leaves_the_one_before() {
        let data = tempfile::tempdir().unwrap();
        let authorities = Authorities::keep(data.path(), NOW).unwrap();
        let file = data.path().join("given.pem");
        let issue = || {
            let pem = authorities.issue(&["127.0.0.1".into()], NOW).unwrap();
            fs::write(&file, pem).unwrap();
        };
        issue();
        let source = Source::Given {
            certificate: file.clone(),
            key: file.clone(),
        };
        let shown = Shown::from(source, NOW).unwrap();
        let now = || shown.current.read().unwrap().cert.clone();
        let first = now();
        issue();
        shown.renew(NOW).unwrap();
        let second = now();
        assert_ne!(first, second);
        fs::write(&file, "nothing").unwrap();
        assert!(shown.renew(NOW).is_err());
        assert_eq!(now(), second);
    }
}
