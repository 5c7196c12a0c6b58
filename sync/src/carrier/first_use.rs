//! The one line that is made before it is known whom to trust: whoever answers shows an authority, and
//! that one is held to from then on. A code binds it, in `crate::enrol`.

use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms, ring};
use rustls::crypto::{verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::version::TLS13;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
};
use shanyi_wire::enrol::Authority;

use super::{CarrierError, Unproven};

/// Whom the first line showed.
#[derive(Clone, Debug, Default)]
pub struct FirstUse(Arc<Mutex<Option<Authority>>>);

impl FirstUse {
    /// The authority behind the line, once there was one.
    #[must_use]
    pub fn seen(&self) -> Option<Authority> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How the line is made.
    pub(crate) fn config(&self) -> Result<ClientConfig, Unproven> {
        let provider = Arc::new(ring::default_provider());
        let verifier = Verifier {
            algorithms: provider.signature_verification_algorithms,
            provider: Arc::clone(&provider),
            seen: self.clone(),
        };
        let config = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&TLS13])
            .map_err(|_| Unproven::Tls)?;
        let mut config = config
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(config)
    }
}

/// Takes the topmost certificate that is shown for the authority, and the others only if it signed
/// them.
#[derive(Debug)]
struct Verifier {
    algorithms: WebPkiSupportedAlgorithms,
    provider: Arc<CryptoProvider>,
    seen: FirstUse,
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
        let unknown = || rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer);
        let top = between.last().ok_or_else(unknown)?;
        let shown = Authority::of(top);
        let mut roots = RootCertStore::empty();
        roots.add(top.clone().into_owned())?;
        let provider = Arc::clone(&self.provider);
        let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider)
            .build()
            .map_err(|_| unknown())?;
        let at = |time| verifier.verify_server_cert(certificate, between, name, ocsp, time);
        let checked = match at(now) {
            // No clock decides: that of a new PC may say anything.
            Err(rustls::Error::InvalidCertificate(error)) => match good_at(&error) {
                Some(time) => at(time),
                None => Err(rustls::Error::InvalidCertificate(error)),
            },
            other => other,
        }?;
        let mut seen = self.seen.0.lock().unwrap_or_else(PoisonError::into_inner);
        match *seen {
            Some(before) if before != shown => return Err(unknown()),
            _ => *seen = Some(shown),
        }
        Ok(checked)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signed, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signed, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

/// A time at which the certificate is good that is not now.
fn good_at(error: &CertificateError) -> Option<UnixTime> {
    match error {
        CertificateError::NotValidYetContext { not_before, .. } => Some(*not_before),
        CertificateError::ExpiredContext { not_after, .. } => Some(*not_after),
        _ => None,
    }
}

impl From<CarrierError> for Unproven {
    fn from(error: CarrierError) -> Self {
        match error {
            CarrierError::Unproven(why) => why,
            _ => Self::Tls,
        }
    }
}
