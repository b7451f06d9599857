//! Pictures made small.

use super::blob::blob;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageBitmap, ImageBitmapOptions, ResizeQuality};

/// Draws the picture that `bytes` are onto `canvas`, so that it covers it, and cuts off what has no place. Nothing that is written
/// in the picture runs: browsers decode here only what is made of pixels. False if it is no picture that this browser knows.
pub async fn draw(bytes: &[u8], canvas: &HtmlCanvasElement) -> bool {
    draw_or_fail(bytes, canvas).await.is_ok()
}

async fn draw_or_fail(bytes: &[u8], canvas: &HtmlCanvasElement) -> Result<(), JsValue> {
    let (width, height) = (f64::from(canvas.width()), f64::from(canvas.height()));
    let blob = blob(bytes, "").ok_or(JsValue::NULL)?;
    let options = ImageBitmapOptions::new();
    options.set_resize_width(canvas.width());
    options.set_resize_quality(ResizeQuality::Medium);
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let bitmap = window.create_image_bitmap_with_blob_and_image_bitmap_options(&blob, &options)?;
    let bitmap: ImageBitmap = JsFuture::from(bitmap).await?.dyn_into()?;
    let context: CanvasRenderingContext2d = canvas.get_context("2d")?.ok_or(JsValue::NULL)?.dyn_into()?;
    let (own_width, own_height) = (f64::from(bitmap.width()).max(1.0), f64::from(bitmap.height()).max(1.0));
    let scale = (width / own_width).max(height / own_height);
    let (drawn_width, drawn_height) = (own_width * scale, own_height * scale);
    let (left, top) = ((width - drawn_width) / 2.0, (height - drawn_height) / 2.0);
    let drawn = context.draw_image_with_image_bitmap_and_dw_and_dh(&bitmap, left, top, drawn_width, drawn_height);
    bitmap.close();
    drawn
}
