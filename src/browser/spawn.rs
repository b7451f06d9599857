//! Work that nobody waits for.

use futures::future::LocalBoxFuture;

use super::Browser;
use crate::ports::Spawn;

impl Spawn for Browser {
    fn spawn(&self, work: LocalBoxFuture<'static, ()>) {
        wasm_bindgen_futures::spawn_local(work);
    }
}
