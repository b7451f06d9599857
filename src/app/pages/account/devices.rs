//! Devices: those that sign in without a second step.

use crate::ui::reactive::*;

use super::fetched::Fetched;
use super::{AccountPage, line_of, lines, time};
use crate::auth::account;
use crate::aws::user_pool::account::Device;
use crate::ui::components::{Button, ButtonKind, ConfirmDialog, Icon, Text};
use crate::ui::dom::{Element, View, group, html, live};
use crate::ui::task::Task;

pub(super) const REGION: &str = "devices";

/// What a device is called; one without a name is known by the start of its key, which comes after the region.
fn name(device: &Device) -> Text {
    match device.attributes.get("device_name") {
        Some(name) if !name.trim().is_empty() => Text::data(name),
        _ => {
            let key = device.device_key.split_once('_').map_or(device.device_key.as_str(), |(_, key)| key);
            Text::words(t!("Device {key}", key = key.chars().take(8).collect::<String>()))
        }
    }
}

pub(super) fn view(account: AccountPage) -> View {
    let title = t!("Couldn't load your devices");
    let list = Fetched::new(account.state, title, async |session| account::devices(&session).await);
    list.load();
    let region = DeviceList { account, list, forgetting: Task::new(), chosen: RwSignal::new(None), asking: RwSignal::new(false) };
    let rows = move || {
        let this = account.state.session().device_key();
        let row = |device: &Device| region.row(device, this.as_deref() == Some(device.device_key.as_str()));
        let rows = list.with(|devices| devices.iter().map(row).collect::<Vec<_>>()).unwrap_or_default();
        if rows.is_empty() {
            View::from(html::p().class("hint").child(t!("No devices are remembered.")))
        } else {
            lines(rows).into()
        }
    };
    group([list.view(move || live(rows)), region.forget_dialog()])
}

#[derive(Clone, Copy)]
struct DeviceList {
    account: AccountPage,
    list: Fetched<Vec<Device>>,
    forgetting: Task,
    /// The one to be forgotten, once the visitor has confirmed it, and whether it is this one.
    chosen: RwSignal<Option<(Device, bool)>>,
    asking: RwSignal<bool>,
}

impl DeviceList {
    fn row(self, device: &Device, is_this: bool) -> Element {
        let chosen = device.clone();
        let ask = move || {
            self.chosen.set(Some((chosen.clone(), is_this)));
            self.asking.set(true);
        };
        let this = is_this.then(|| html::span().class("badge good").child(t!("This device")));
        let (used, seen) = (time(device.last_authenticated), time(device.created));
        let says = match device.attributes.get("last_ip_used") {
            Some(address) => {
                t!("Last used {used} from {address}, first seen {seen}", used = used, address = address, seen = seen)
            }
            None => t!("Last used {used}, first seen {seen}", used = used, seen = seen),
        };
        let name = name(device);
        let forget = Button::new(t!("Forget")).label(t!("Forget {device}", device = name)).kind(ButtonKind::Link).on_click(ask);
        line_of(Icon::System, group([View::from(&name), View::from(" "), this.into()]), says, forget)
    }

    fn forget_dialog(self) -> View {
        let problem = RwSignal::new(None);
        let title = move || {
            let name = self.chosen.with(|chosen| chosen.as_ref().map(|(device, _)| name(device)));
            t!("Forget “{device}”?", device = name.unwrap_or_default())
        };
        let confirm = move || {
            let Some((device, _)) = self.chosen.get_untracked() else { return };
            self.account.start(self.forgetting, problem, t!("Couldn't forget the device"), async move {
                account::forget_device(&self.account.state.session(), &device.device_key).await?;
                self.asking.set(false);
                self.list.load();
                self.account.done(REGION, t!("Device forgotten"));
                Ok(())
            });
        };
        ConfirmDialog::new(self.asking, title, t!("Forget"))
            .busy(self.forgetting.running())
            .problem(problem)
            .on_confirm(confirm)
            .content(move || {
                let is_this = self.chosen.with(|chosen| chosen.as_ref().is_some_and(|(_, is_this)| *is_this));
                let says = if is_this {
                    t!("This is the device you're using. You'll need to sign in again within an hour, with your second step.")
                } else {
                    t!("It will need the second step to sign in again.")
                };
                html::p().child(says).into()
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_without_a_name_is_known_by_its_key() {
        let mut device = Device { device_key: "us-east-1_0f6b5c7e-1111".to_owned(), ..Device::default() };
        assert_eq!(name(&device), Text::from("Device 0f6b5c7e"));
        device.attributes.insert("device_name".to_owned(), "Firefox on Linux".to_owned());
        assert_eq!(name(&device), Text::data("Firefox on Linux"));
    }
}
