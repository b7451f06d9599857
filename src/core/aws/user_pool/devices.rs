//! Devices that a user pool knows again.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html>

use serde::Deserialize;
use serde_json::json;

use super::{Empty, NewDeviceMetadata};
use crate::aws::Error;
use crate::aws::client::Client;
use crate::config::UserPool;
use crate::ports::Platform;
use crate::secret::Secret;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ConfirmDeviceOutput {
    #[serde(default)]
    user_confirmation_necessary: bool,
}

impl<P: Platform> Client<P> {
    /// `ConfirmDevice`: leaves the verifier and the salt, in base64, by which the device will prove itself. Whether it is
    /// the user who decides that the device is remembered.
    pub async fn confirm_device(
        &self,
        pool: &UserPool,
        access_token: &Secret,
        device: &NewDeviceMetadata,
        name: &str,
        (verifier, salt): (&str, &str),
    ) -> Result<bool, Error> {
        let input = json!({
            "AccessToken": access_token, "DeviceKey": device.device_key, "DeviceName": name,
            "DeviceSecretVerifierConfig": { "PasswordVerifier": verifier, "Salt": salt },
        });
        let output: ConfirmDeviceOutput = self.user_pool(pool, "ConfirmDevice", input).await?;
        Ok(output.user_confirmation_necessary)
    }

    /// `UpdateDeviceStatus`: the device is remembered from now on.
    pub async fn remember_device(&self, pool: &UserPool, access_token: &Secret, device_key: &str) -> Result<(), Error> {
        let input = json!({ "AccessToken": access_token, "DeviceKey": device_key, "DeviceRememberedStatus": "remembered" });
        self.user_pool::<Empty>(pool, "UpdateDeviceStatus", input).await.map(drop)
    }
}
