//! The parts every page is made of. They know nothing of AWS or of sign-in.
//!
//! Each file holds one idea: its markup, its keyboard and what assistive technology hears of it. Looks are in `style/`,
//! one file per component. What can be decided without a browser (which rows are visible, where a key moves the focus,
//! how a size reads) is a plain function with native tests beside it.
//!
//! Conventions: what may change comes in as [`Live`](super::dom::Live) (a literal, a signal or a closure); what happens
//! goes out through a [`Handler`]. A component with few settings is a function, one with many a builder that converts
//! into a [`View`](super::dom::View).

use leptos::prelude::UnsyncCallback;

pub mod banner;
pub mod brand;
pub mod breadcrumb;
pub mod button;
pub mod checkbox;
pub mod copy;
pub mod dialog;
pub mod drawer;
pub mod empty;
pub mod facts;
pub mod field;
pub mod form;
pub mod icon;
mod id;
pub mod key_caps;
pub mod menu;
pub mod notice;
pub mod password_policy;
pub mod progress;
pub mod qr_code;
pub mod radio;
pub mod rest;
pub mod select;
pub mod skeleton;
pub mod table;
pub mod tabs;
mod text;
mod text_area;
pub mod toasts;
pub mod tray;

pub use super::dom::visible::{self, visible};
pub use banner::{banner, banner_region};
pub use brand::brand;
pub use breadcrumb::{Crumb, breadcrumb};
pub use button::{Button, ButtonKind};
pub use checkbox::{checkbox, checkbox_onto, empty_checkbox};
pub use copy::{copy_button, copy_text, copy_text_button};
pub use dialog::{ConfirmDialog, Dialog, DialogScope, Question};
pub use drawer::{complementary, drawer};
pub use empty::{empty_notice, empty_state, papers};
pub use facts::{Fact, facts};
pub use field::TextField;
pub use form::{focus_fault, form, form_onto};
pub use icon::Icon;
pub use key_caps::key_caps;
pub use menu::{ContextMenu, Menu, MenuItem, Point, shown_keys};
pub use notice::{NoticeKind, Problem, error_line, error_notice, notice, technical_details};
pub use password_policy::password_policy_list;
pub use progress::progress;
pub use qr_code::qr_code;
pub use rest::Rest;
pub use select::select;
pub use skeleton::skeleton;
pub use table::{Column, DataTable, Selection, ShownFrom, Sort, Top};
pub use tabs::tabs;
pub use text::Text;
pub use text_area::text_area;
pub use toasts::{Toasts, toast_region};
pub use tray::{Summary, Transfer, TransferActions, TransferPace, TransferReason, TransferState, Tray};

/// What a component calls when something happened: `Handler` without, `Handler<(T,)>` with an argument. A closure
/// converts into one; it need not be `Send`, since a page has one thread.
pub type Handler<Arguments = ()> = UnsyncCallback<Arguments>;
