//! Encrypted connections.

use std::path::Path;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

use crate::error::ServeError;

/// Prepares encryption by a chain of certificates, the server's own first, and its key, both as PEM.
///
/// # Errors
///
/// When a file cannot be read, or the key is not that of the certificate.
pub(crate) fn acceptor(certificates: &Path, key: &Path) -> Result<TlsAcceptor, ServeError> {
    let chain = CertificateDer::pem_file_iter(certificates).and_then(Iterator::collect);
    let chain: Vec<_> = chain.map_err(|problem| unreadable(certificates, &problem))?;
    if chain.is_empty() {
        return Err(unreadable(certificates, &pem::Error::NoItemsFound));
    }
    let secret = PrivateKeyDer::from_pem_file(key).map_err(|problem| unreadable(key, &problem))?;
    let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|problem| error(certificates, problem.to_string()))?;
    let config = builder
        .with_no_client_auth()
        .with_single_cert(chain, secret);
    let mut config = config.map_err(|problem| error(key, problem.to_string()))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

fn unreadable(path: &Path, problem: &pem::Error) -> ServeError {
    error(
        path,
        match problem {
            pem::Error::NoItemsFound => {
                "expected a certificate or a key as PEM, found none".to_owned()
            }
            pem::Error::Io(problem) => problem.to_string(),
            problem => problem.to_string(),
        },
    )
}

fn error(path: &Path, problem: String) -> ServeError {
    ServeError::Tls {
        path: path.to_owned(),
        problem,
    }
}
