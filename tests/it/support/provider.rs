//! An OpenID Connect provider on loopback that says what a test lets it say.

use std::sync::{Arc, Mutex};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use gatehouse::secret::base64url;
use serde_json::{Map, Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// The provider. Its codes are all worth the same ID token: the one that `claims` describes.
#[derive(Clone)]
pub struct Provider {
    pub issuer: String,
    shared: Arc<Mutex<Says>>,
}

struct Says {
    key: Ed25519KeyPair,
    metadata: Map<String, Value>,
    claims: Map<String, Value>,
    alg: String,
    is_down: bool,
    requests: Vec<String>,
}

impl Provider {
    /// Starts one.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let metadata = json!({
            "issuer": issuer, "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"), "jwks_uri": format!("{issuer}/jwks"),
            "response_types_supported": ["code"], "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["EdDSA"],
            "authorization_response_iss_parameter_supported": true,
        });
        let says = Says {
            key: Ed25519KeyPair::generate().unwrap(),
            metadata: metadata.as_object().unwrap().clone(),
            claims: Map::new(),
            alg: "EdDSA".to_owned(),
            is_down: false,
            requests: Vec::new(),
        };
        let provider = Self { issuer, shared: Arc::new(Mutex::new(says)) };
        let answering = provider.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answering.clone().answer(stream));
            }
        });
        provider
    }

    /// Its metadata say this from now on.
    pub fn describe(&self, name: &str, value: Value) {
        self.shared.lock().unwrap().metadata.insert(name.to_owned(), value);
    }

    /// Its ID tokens say this.
    pub fn claim(&self, claims: &Value) {
        self.shared.lock().unwrap().claims.clone_from(claims.as_object().unwrap());
    }

    /// Its ID tokens say in their header that they are signed like this.
    pub fn sign_as(&self, alg: &str) {
        alg.clone_into(&mut self.shared.lock().unwrap().alg);
    }

    /// It signs with another key.
    pub fn rotate(&self) {
        self.shared.lock().unwrap().key = Ed25519KeyPair::generate().unwrap();
    }

    /// It fails, or works again.
    pub fn break_down(&self, is_down: bool) {
        self.shared.lock().unwrap().is_down = is_down;
    }

    /// What was posted to its token endpoint.
    pub fn redeemed(&self) -> Vec<String> {
        self.shared.lock().unwrap().requests.clone()
    }

    async fn answer(self, mut stream: TcpStream) {
        let mut request = Vec::new();
        let mut part = [0; 4096];
        while let Ok(read) = stream.read(&mut part).await {
            request.extend_from_slice(&part[..read]);
            let text = String::from_utf8_lossy(&request);
            let length =
                text.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
            let body = text.split_once("\r\n\r\n").map(|(_, body)| body.len());
            if read == 0 || body.is_some_and(|body| body >= length.unwrap_or(0)) {
                break;
            }
        }
        let request = String::from_utf8_lossy(&request).into_owned();
        let (status, body) = self.say(&request);
        let answer = format!(
            "HTTP/1.1 {status} x\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let _ = stream.write_all(answer.as_bytes()).await;
    }

    fn say(&self, request: &str) -> (u16, String) {
        let mut says = self.shared.lock().unwrap();
        if says.is_down {
            return (503, String::new());
        }
        let path = request.split(' ').nth(1).unwrap_or_default();
        match path {
            "/.well-known/openid-configuration" => (200, Value::Object(says.metadata.clone()).to_string()),
            "/jwks" => {
                let x = base64url(says.key.public_key().as_ref());
                let kid = &x[..8];
                (200, json!({"keys": [{"kty": "OKP", "crv": "Ed25519", "x": x, "kid": kid, "use": "sig"}]}).to_string())
            }
            "/token" => {
                says.requests.push(request.to_owned());
                let id_token = says.id_token();
                let body = json!({"access_token": "a", "token_type": "Bearer", "expires_in": 60, "id_token": id_token});
                (200, body.to_string())
            }
            _ => (404, String::new()),
        }
    }
}

impl Says {
    fn id_token(&self) -> String {
        let kid = base64url(self.key.public_key().as_ref())[..8].to_owned();
        let part = |value: &Value| base64url(value.to_string().as_bytes());
        let header = json!({"alg": self.alg, "kid": kid});
        let signed = format!("{}.{}", part(&header), part(&Value::Object(self.claims.clone())));
        let signature =
            if self.alg == "none" { String::new() } else { base64url(self.key.sign(signed.as_bytes()).as_ref()) };
        format!("{signed}.{signature}")
    }
}
