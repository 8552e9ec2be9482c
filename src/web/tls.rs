//! The certificate of the public listener, read again when its files change: running connections keep theirs.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use arc_swap::ArcSwap;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

/// The files of a certificate.
#[derive(Clone, Debug)]
pub struct CertificateFiles {
    /// PEM, the chain with the leaf first.
    pub certificate: PathBuf,
    /// PEM, its private key.
    pub key: PathBuf,
}

/// Hands out the certificate last read.
#[derive(Debug)]
pub struct Certificate {
    files: CertificateFiles,
    current: ArcSwap<CertifiedKey>,
    read_at: ArcSwap<Option<SystemTime>>,
}

impl Certificate {
    /// Reads the files.
    ///
    /// # Errors
    /// A sentence that names the file and what is wrong with it.
    pub fn load(files: CertificateFiles) -> Result<Arc<Self>, String> {
        let changed_at = files.changed_at();
        let current = ArcSwap::from_pointee(files.read()?);
        Ok(Arc::new(Self { files, current, read_at: ArcSwap::from_pointee(changed_at) }))
    }

    /// Reads the files again if they have changed. A broken pair leaves the old one in place.
    pub fn reload(&self) {
        let changed_at = self.files.changed_at();
        if changed_at == **self.read_at.load() {
            return;
        }
        match self.files.read() {
            Ok(pair) => {
                self.current.store(Arc::new(pair));
                self.read_at.store(Arc::new(changed_at));
                tracing::info!("the certificate was read again");
            }
            Err(error) => tracing::error!(error, "the changed certificate cannot be used, the old one stays"),
        }
    }

    /// TLS 1.2 and 1.3 with this certificate.
    ///
    /// # Errors
    /// When the process has no cryptography for TLS.
    pub fn server_config(self: &Arc<Self>) -> Result<ServerConfig, String> {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let resolver: Arc<dyn ResolvesServerCert> = Arc::<Self>::clone(self);
        Ok(builder.map_err(|error| error.to_string())?.with_no_client_auth().with_cert_resolver(resolver))
    }
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.current.load_full())
    }
}

impl CertificateFiles {
    fn read(&self) -> Result<CertifiedKey, String> {
        let wrong = |file: &PathBuf, error: String| format!("{}: {error}", file.display());
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(&self.certificate)
            .and_then(Iterator::collect)
            .map_err(|error| wrong(&self.certificate, error.to_string()))?;
        let key = PrivateKeyDer::from_pem_file(&self.key).map_err(|error| wrong(&self.key, error.to_string()))?;
        CertifiedKey::from_der(chain, key, &rustls::crypto::aws_lc_rs::default_provider())
            .map_err(|error| wrong(&self.key, error.to_string()))
    }

    /// When either file was changed last.
    fn changed_at(&self) -> Option<SystemTime> {
        let time = |path: &PathBuf| std::fs::metadata(path).and_then(|meta| meta.modified()).ok();
        time(&self.certificate).max(time(&self.key))
    }
}
