//! The parts every page is made of. They know nothing of AWS or of sign-in.
//!
//! Each file holds one idea: its markup, its keyboard and what assistive technology hears of it. Looks are in `style/`,
//! one file per component. What can be decided without a browser (which rows are visible, where a key moves the focus,
//! how a size reads) is a plain function with native tests beside it.
//!
//! Conventions: text comes in as `Signal<String>` (a literal, a `String`, a signal or a closure), what is no text as
//! [`Live`]; what happens goes out through a [`Handler`]; views are erased early, for the reason given in [`live`](mod@live).

use leptos::prelude::UnsyncCallback;

pub mod brand;
pub mod breadcrumb;
pub mod button;
pub mod checkbox;
pub mod code;
pub mod copy;
pub mod dialog;
mod dom;
pub mod drawer;
pub mod empty;
pub mod facts;
pub mod field;
pub mod file_button;
pub mod form;
pub mod format;
pub mod icon;
mod id;
pub mod live;
pub mod menu;
pub mod notice;
pub mod password_policy;
pub mod progress;
pub mod skeleton;
pub mod table;
pub mod toasts;
pub mod tray;
pub mod visible;

pub use brand::Brand;
pub use breadcrumb::{Breadcrumb, Crumb};
pub use button::{Button, ButtonKind, IconButton};
pub use checkbox::Checkbox;
pub use code::Code;
pub use copy::CopyButton;
pub use dialog::{ConfirmDialog, Dialog};
pub use drawer::Drawer;
pub use empty::EmptyState;
pub use facts::{Fact, Facts};
pub use field::{PasswordField, TextField};
pub use file_button::FileButton;
pub use form::Form;
pub use icon::Icon;
pub use live::{Live, each, live, maybe, when};
pub use menu::{Menu, MenuItem};
pub use notice::{ErrorNotice, Notice, NoticeKind, Problem};
pub use password_policy::PasswordPolicyList;
pub use progress::Progress;
pub use skeleton::Skeleton;
pub use table::{Column, DataTable, Selection, ShownFrom, Sort};
pub use toasts::{ToastRegion, Toasts};
pub use tray::{Transfer, TransferState, Tray};
pub use visible::Visible;

/// What a component calls when something happened: `Handler` without, `Handler<(T,)>` with an argument. A closure
/// converts into one; it need not be `Send`, since a page has one thread.
pub type Handler<Arguments = ()> = UnsyncCallback<Arguments>;
