//! A station and whoever answers in its township's name.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use shanyi_domain::time::Moment;
use shanyi_server::authority::Authorities;
use shanyi_server::certificate::Source;
use shanyi_sync::carrier::{HttpCarrier, SignedTime, Trust, Unproven};
use shanyi_sync::engine::{Engine, Trouble};
use shanyi_tests::ground::{Ground, NOW, quick_folder};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{ServerConfig, version};

pub const DAY: i64 = 86_400;
/// How long silence is borne here.
pub const STALL: Duration = Duration::from_secs(10);
/// The name under which the station looks for its township.
pub const HERE: &str = "127.0.0.1";

/// A PC whose clock is right.
pub fn right() -> Moment {
    NOW
}

/// A station that has something to send, its township, and what the station trusts.
pub struct Scene {
    pub ground: Ground,
    pub folder: TempDir,
    pub trusted: Vec<Vec<u8>>,
}

impl Scene {
    pub fn new() -> Self {
        let ground = Ground::new().unwrap();
        ground.take_in("蓝春妹", &[1; 1200]).unwrap();
        Self {
            trusted: ground.app.authorities().unwrap(),
            folder: quick_folder().unwrap(),
            ground,
        }
    }

    /// The township's data folder.
    pub fn township(&self) -> PathBuf {
        self.ground.folder().join("township")
    }

    /// A certificate of the township's own authority for a name, made so many days from now.
    pub fn certificate(&self, name: &str, days: i64) -> PathBuf {
        self.certificate_by(&self.township(), name, days)
    }

    /// The same of the authority in another data folder.
    pub fn certificate_by(&self, data: &Path, name: &str, days: i64) -> PathBuf {
        let made = NOW.plus_seconds(days * DAY);
        let authorities = Authorities::keep(data, NOW).unwrap();
        let file = self.folder.path().join(format!("{name} {days}.pem"));
        std::fs::write(&file, authorities.issue(&[name.into()], made).unwrap()).unwrap();
        file
    }

    /// What somebody shows who has the township's authority from the air: the certificate and key of
    /// another folder's authority for a name, with `others` of that chain between it and the genuine one.
    pub fn borrowed(&self, other: &Path, name: &str, others: usize) -> PathBuf {
        let own = std::fs::read_to_string(self.certificate_by(other, name, 0)).unwrap();
        let genuine = Authorities::keep(&self.township(), NOW).unwrap();
        let (certificates, keys): (Vec<&str>, Vec<&str>) =
            blocks(&own).partition(|block| block.contains("CERTIFICATE"));
        let shown = certificates[..=others].iter().chain(&keys);
        let text: String = shown.copied().chain([genuine.pem()]).collect();
        let file = self
            .folder
            .path()
            .join(format!("{name} borrowed {others}.pem"));
        std::fs::write(&file, text).unwrap();
        file
    }

    /// The township answers with this certificate; gives its port.
    pub async fn answers_with(&self, file: &Path) -> u16 {
        let source = Source::Given {
            certificate: file.to_owned(),
            key: file.to_owned(),
        };
        self.ground.serve_tls(source).await.unwrap()
    }

    /// What the station trusts, on a PC with this clock that last heard of the township's time then.
    pub fn trust(&self, clock: fn() -> Moment, signed: Option<Moment>) -> Trust {
        let told = SignedTime::default();
        if let Some(signed) = signed {
            told.tell(signed);
        }
        let trust = Trust::in_authorities(self.trusted.clone()).with_clock(clock);
        trust.with_signed_time(told)
    }

    /// A round of the station with whoever is at this port.
    pub async fn round(&self, port: u16, trust: &Trust) -> Result<(), Trouble> {
        let url = format!("https://{HERE}:{port}");
        let carrier = HttpCarrier::trusting(&url, STALL, trust).unwrap();
        let mut engine = Engine::new(carrier, self.ground.parties.clone());
        self.ground.round(&mut engine).await.map(drop)
    }

    /// Such a round ends with this, and the station goes on holding what it has.
    pub async fn refused(&self, port: u16, trust: &Trust, why: Unproven) {
        let trouble = self.round(port, trust).await.unwrap_err();
        assert!(
            matches!(trouble, Trouble::Unproven(found) if found == why),
            "{trouble}"
        );
        let there = shanyi_server::dump::dump(&self.ground.app).unwrap();
        assert!(!there.contains("event "), "something was sent: {there}");
    }
}

/// The blocks of a file of certificates and keys.
fn blocks(text: &str) -> impl Iterator<Item = &str> {
    const END: &str = "-----\n";
    let mut rest = text;
    std::iter::from_fn(move || {
        let begun = rest.find("-----BEGIN")?;
        let end = rest[begun..].find("-----END")? + begun;
        let end = rest[end + 8..].find(END)? + end + 8 + END.len();
        let block = &rest[begun..end];
        rest = &rest[end..];
        Some(block)
    })
}

/// Somebody who answers on a port whatever comes with the same bytes. Gives the port.
pub async fn somebody_who_says(bytes: &'static [u8]) -> u16 {
    let listener = TcpListener::bind((HERE, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut line, _)) = listener.accept().await {
            let mut heard = [0; 512];
            let _ = line.read(&mut heard).await;
            let _ = line.write_all(bytes).await;
            // Whoever goes at once might take back what was said.
            let _ = line.read(&mut heard).await;
        }
    });
    port
}

/// A server with a right certificate that speaks TLS 1.2 and nothing newer. Gives its port.
pub async fn of_tls_1_2(file: &Path) -> u16 {
    let pem = std::fs::read(file).unwrap();
    let chain = vec![CertificateDer::from_pem_slice(&pem).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(&pem).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&version::TLS12])
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0)))
        .await
        .unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((line, _)) = listener.accept().await {
            let _ = acceptor.accept(line).await;
        }
    });
    port
}
