//! Choosing the role to act as, where the ID token names several.

use crate::ui::reactive::*;
use serde_json::{Map, Value};

use crate::app::AppState;
use crate::config::CredentialFlow;
use crate::ui::components::radio::{RadioOption, radio_group};
use crate::ui::components::{Handler, NoticeKind, Text, notice};
use crate::ui::dom::{View, group, live};

/// The roles that a token names in `cognito:roles`, as ARNs.
fn roles(claims: &Map<String, Value>) -> Vec<String> {
    let list = claims.get("cognito:roles").and_then(Value::as_array);
    list.map(|list| list.iter().filter_map(|role| Some(role.as_str()?.to_owned())).collect()).unwrap_or_default()
}

/// A role's name, without the path before it.
fn name(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

/// The choices: first what the identity pool would choose, then each role.
fn choices(claims: &Map<String, Value>, roles: &[String]) -> Vec<RadioOption> {
    let preferred = claims.get("cognito:preferred_role").and_then(Value::as_str);
    let hint = preferred.map(|arn| Text::words(t!("Your group's default is {role}.", role = name(arn))));
    let by_itself = RadioOption { label: t!("Default role").into(), hint };
    let role = |arn: &String| RadioOption { label: Text::data(name(arn)), hint: Some(Text::data(arn)) };
    std::iter::once(by_itself).chain(roles.iter().map(role)).collect()
}

/// The choice, where there is one: in the classic flow the configuration has made it. `on_choice` asks again who the page
/// acts as.
pub(super) fn view(state: AppState, claims: &Map<String, Value>, on_choice: Handler) -> View {
    let roles = roles(claims);
    if roles.len() < 2 || state.config().identity_pool.flow != CredentialFlow::Enhanced {
        return View::none();
    }
    let (known, arns) = (roles.clone(), roles.clone());
    let chosen = state.visitor.role;
    // Known only once credentials were asked for.
    let refused = live(move || {
        state.visitor.refused_role.get().map(|arn| {
            let says = t!("You can no longer use the role {role}. You now have the default role.", role = name(&arn));
            notice(NoticeKind::Warning, says)
        })
    });
    let place =
        move || chosen.with(|arn| arn.as_ref().and_then(|arn| known.iter().position(|role| role == arn)).map_or(0, |at| at + 1));
    let choose = move |at: usize| {
        let arn = at.checked_sub(1).and_then(|at| arns.get(at).cloned());
        state.session().choose_role(arn);
        on_choice.run(());
    };
    group([refused, radio_group(t!("Role"), choices(claims, &roles), place, choose).into()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_pools_own_choice_comes_first_and_roles_go_by_their_names() {
        let (admin, user) = ("arn:aws:iam::123456789012:role/team/Admin", "arn:aws:iam::123456789012:role/User");
        let claims = json!({ "cognito:roles": [admin, user], "cognito:preferred_role": user });
        let claims = claims.as_object().unwrap();
        let labels: Vec<_> = choices(claims, &roles(claims))
            .into_iter()
            .map(|choice| (choice.label.to_string(), choice.hint.map(|hint| hint.to_string())))
            .collect();
        assert_eq!(
            labels,
            [
                ("Default role".to_owned(), Some("Your group's default is User.".to_owned())),
                ("Admin".to_owned(), Some(admin.to_owned())),
                ("User".to_owned(), Some(user.to_owned())),
            ]
        );
        assert_eq!(roles(json!({ "cognito:roles": "odd" }).as_object().unwrap()), Vec::<String>::new());
    }
}
