//! Until when an authority is good.

use std::sync::Arc;
use std::time::Duration;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, Error, RootCertStore};
use shanyi_domain::time::Moment;

/// Later than any certificate is good.
const BEHIND_ALL: Duration = Duration::from_secs(1 << 40);

/// The last moment at which an authority's certificate (X.509 in DER) is good; `None` where it can't be
/// read or has no end. No line is held against it: who is trusted is trusted until another is.
#[must_use]
pub fn good_until(authority: &[u8]) -> Option<Moment> {
    let certificate = CertificateDer::from(authority);
    let mut roots = RootCertStore::empty();
    roots.add(certificate.clone().into_owned()).ok()?;
    let provider = Arc::new(ring::default_provider());
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider);
    let verifier = verifier.build().ok()?;
    let name = ServerName::try_from("authority.invalid").ok()?;
    // Whoever checks it at the end of time is told when it was over.
    let late = UnixTime::since_unix_epoch(BEHIND_ALL);
    match verifier.verify_server_cert(&certificate, &[], &name, &[], late) {
        Err(Error::InvalidCertificate(CertificateError::ExpiredContext { not_after, .. })) => {
            i64::try_from(not_after.as_secs()).ok().map(Moment)
        }
        _ => None,
    }
}
