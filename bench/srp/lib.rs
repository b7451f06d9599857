//! Satchel's side of the SRP benchmark: `satchel_core::auth::srp` as the page uses it, behind two calls from JavaScript.

use satchel_core::auth::srp::{PasswordVerifier, Srp, SrpError};
use wasm_bindgen::prelude::*;

/// One sign-in.
#[wasm_bindgen]
pub struct SignIn(Srp);

#[wasm_bindgen]
impl SignIn {
    /// Computes the public value of a random secret.
    #[wasm_bindgen(constructor)]
    pub fn new(secret: &[u8]) -> Result<SignIn, JsError> {
        Srp::new(secret).map(SignIn).map_err(named)
    }

    /// `SRP_A`.
    pub fn srp_a(&self) -> String {
        self.0.srp_a()
    }

    /// `PASSWORD_CLAIM_SIGNATURE`.
    #[allow(clippy::too_many_arguments)]
    pub fn password_claim_signature(
        &self,
        user_id: &str,
        srp_b: &str,
        salt: &str,
        secret_block: &str,
        pool_name: &str,
        password: &str,
        timestamp: &str,
    ) -> Result<String, JsError> {
        let challenge = PasswordVerifier { user_id, srp_b, salt, secret_block };
        self.0.password_claim_signature(challenge, pool_name, password, timestamp).map_err(named)
    }
}

fn named(error: SrpError) -> JsError {
    JsError::new(&format!("{error:?}"))
}
