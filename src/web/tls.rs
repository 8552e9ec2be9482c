//! The certificate of the public listener, read again when its files change: running connections keep theirs.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use arc_swap::ArcSwap;
use openssl::asn1::Asn1Time;
use openssl::x509::X509;
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
        let pair = files.read()?;
        tell_end(&pair);
        let current = ArcSwap::from_pointee(pair);
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
                tell_end(&pair);
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

/// Sets the gauge of the end of a certificate's time; one that cannot be read sets none.
fn tell_end(pair: &CertifiedKey) {
    if let Some(end) = pair.cert.first().and_then(|leaf| end_of(leaf)) {
        metrics::gauge!("gatehouse_certificate_expiry_timestamp_seconds", "name" => "server").set(end);
    }
}

/// The end of a certificate's time (`notAfter`, RFC 5280 §4.1.2.5), in seconds since the Unix epoch.
fn end_of(certificate: &[u8]) -> Option<f64> {
    let certificate = X509::from_der(certificate).ok()?;
    let span = Asn1Time::from_unix(0).ok()?.diff(certificate.not_after()).ok()?;
    Some(f64::from(span.days) * 86_400.0 + f64::from(span.secs))
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

#[cfg(test)]
mod tests {
    use openssl::ec::{EcGroup, EcKey};
    use openssl::hash::MessageDigest;
    use openssl::nid::Nid;
    use openssl::pkey::PKey;

    use super::*;

    #[test]
    fn the_end_of_a_certificate_is_told_in_seconds() {
        let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
        let key = PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap();
        for end in [0, 1_800_000_000, 4_102_444_799] {
            let mut builder = X509::builder().unwrap();
            builder.set_pubkey(&key).unwrap();
            builder.set_not_before(&Asn1Time::from_unix(0).unwrap()).unwrap();
            builder.set_not_after(&Asn1Time::from_unix(end).unwrap()).unwrap();
            builder.sign(&key, MessageDigest::sha256()).unwrap();
            let der = builder.build().to_der().unwrap();
            assert_eq!(end_of(&der).map(|told| told.to_string()), Some(end.to_string()));
        }
        assert_eq!(end_of(b"no certificate"), None);
    }
}
