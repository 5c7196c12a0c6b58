//! What a carrier trusts on the line: the township's own certificate authorities, and nobody else's.
//!
//! A certificate is held against the PC's clock. Where it fails by the time alone, it is held against
//! the last time that the township signed: a PC whose battery is dead begins each day in the year
//! 2000, and has to get through all the same.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::time_provider::TimeProvider;
use rustls::version::TLS13;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
};
use shanyi_domain::time::Moment;

use super::{CarrierError, Unproven};

/// Certificate authorities, and what is known of the time.
#[derive(Clone, Debug)]
pub struct Trust {
    authorities: Vec<Vec<u8>>,
    signed: SignedTime,
    clock: fn() -> Moment,
}

impl Default for Trust {
    fn default() -> Self {
        Self::in_authorities(Vec::new())
    }
}

impl Trust {
    /// Trust in certificate authorities, each as DER.
    #[must_use]
    pub fn in_authorities(authorities: Vec<Vec<u8>>) -> Self {
        Self {
            authorities,
            signed: SignedTime::default(),
            clock: system,
        }
    }

    /// The same with the last time that the township signed, which whoever holds it goes on telling.
    #[must_use]
    pub fn with_signed_time(mut self, signed: SignedTime) -> Self {
        self.signed = signed;
        self
    }

    /// The same on a PC whose clock is this one.
    #[must_use]
    pub const fn with_clock(mut self, clock: fn() -> Moment) -> Self {
        self.clock = clock;
        self
    }

    /// How the carrier makes its lines safe: TLS 1.3 and no other, HTTP/1.1 and no other.
    pub(super) fn config(&self) -> Result<ClientConfig, CarrierError> {
        let mut roots = RootCertStore::empty();
        for authority in &self.authorities {
            let authority = CertificateDer::from(authority.as_slice());
            roots.add(authority.into_owned()).map_err(|_| NOBODY)?;
        }
        let provider = Arc::new(ring::default_provider());
        let verifier = Verifier::new(roots, &provider, self.signed.clone())?;
        let clock = Arc::new(PcClock(self.clock));
        let config = ClientConfig::builder_with_details(provider, clock)
            .with_protocol_versions(&[&TLS13])
            .map_err(|_| CarrierError::Unproven(Unproven::Tls))?;
        let mut config = config
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(config)
    }
}

/// For lines that stay on this machine: TLS that trusts nobody, so that the library brings no
/// authorities of the system's.
pub(crate) fn nobody() -> Result<ClientConfig, CarrierError> {
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&TLS13])
        .map_err(|_| CarrierError::Unproven(Unproven::Tls))?;
    Ok(config
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth())
}

/// Nobody is trusted who could prove anything.
const NOBODY: CarrierError = CarrierError::Unproven(Unproven::Authority);

fn system() -> Moment {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let seconds = since.map_or(0, |since| since.as_secs());
    Moment(i64::try_from(seconds).unwrap_or(i64::MAX))
}

/// The last time that the township signed, for whoever checks certificates.
#[derive(Clone, Debug)]
pub struct SignedTime(Arc<AtomicI64>);

impl Default for SignedTime {
    fn default() -> Self {
        Self(Arc::new(AtomicI64::new(i64::MIN)))
    }
}

impl SignedTime {
    /// The township signed this time.
    pub fn tell(&self, signed: Moment) {
        self.0.store(signed.0, Ordering::Relaxed);
    }

    fn get(&self) -> Option<Moment> {
        let signed = Moment(self.0.load(Ordering::Relaxed));
        (signed.0 > i64::MIN).then_some(signed)
    }
}

/// The PC's clock, as TLS asks for it.
struct PcClock(fn() -> Moment);

impl fmt::Debug for PcClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PcClock")
    }
}

impl TimeProvider for PcClock {
    fn current_time(&self) -> Option<UnixTime> {
        Some(unix(self.0()))
    }
}

fn unix(moment: Moment) -> UnixTime {
    let seconds = u64::try_from(moment.0).unwrap_or(0);
    UnixTime::since_unix_epoch(Duration::from_secs(seconds))
}

/// Checks a server's certificate, by the PC's clock first and by the township's last time after it.
#[derive(Debug)]
struct Verifier {
    by_time: Arc<WebPkiServerVerifier>,
    signed: SignedTime,
}

impl Verifier {
    fn new(
        roots: RootCertStore,
        provider: &Arc<CryptoProvider>,
        signed: SignedTime,
    ) -> Result<Self, CarrierError> {
        let builder =
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider));
        let by_time = builder.build().map_err(|_| NOBODY)?;
        Ok(Self { by_time, signed })
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let at = |time| {
            let by_time = &self.by_time;
            by_time.verify_server_cert(certificate, between, name, ocsp, time)
        };
        match (at(now), self.signed.get()) {
            (Err(error), Some(signed)) if unproven(&error) == Unproven::Time => at(unix(signed)),
            (checked, _) => checked,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.by_time
            .verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.by_time
            .verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.by_time.supported_verify_schemes()
    }
}

/// What TLS says of whoever answers, where it was TLS that ended it.
pub(super) fn found(error: &(dyn Error + 'static)) -> Option<Unproven> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(error) = error.downcast_ref::<rustls::Error>() {
            return Some(unproven(error));
        }
        // An error of the system's hides the one that it was made from.
        let within = error.downcast_ref::<std::io::Error>();
        next = match within.and_then(std::io::Error::get_ref) {
            Some(within) => Some(within),
            None => error.source(),
        };
    }
    None
}

fn unproven(error: &rustls::Error) -> Unproven {
    use CertificateError as C;
    let rustls::Error::InvalidCertificate(error) = error else {
        return Unproven::Tls;
    };
    match error {
        C::Expired | C::ExpiredContext { .. } | C::NotValidYet | C::NotValidYetContext { .. } => {
            Unproven::Time
        }
        C::NotValidForName | C::NotValidForNameContext { .. } => Unproven::Name,
        _ => Unproven::Authority,
    }
}
