//! A version of a file as it looks, or what differs between it and the current one.

use std::sync::Arc;

use crate::ui::reactive::*;

use super::super::access::Action;
use super::super::preview::shown::{MOST_TEXT, Preview, PreviewContent, PreviewSubject, load, shown};
use super::object::ObjectDetails;
use super::versions::is_archived;
use crate::aws::Error;
use crate::aws::s3::ObjectVersion;
use crate::files::edit::diff::{DiffLine, diff};
use crate::ui::components::{Dialog, Handler, Problem, Question, error_notice, skeleton};
use crate::ui::dom::{Element, View, effect, group, html, live, visible, when};
use crate::ui::task::Task;
use crate::ui::words::format;

/// What is wanted to be seen.
#[derive(Clone)]
pub struct VersionLook {
    /// The version.
    pub version: ObjectVersion,
    /// The one that is compared with it, if that is what is wanted.
    pub with: Option<ObjectVersion>,
}

/// So many lines around a difference are shown.
const AROUND: usize = 3;
/// As many lines a browser lays out at once.
const MOST_LINES: usize = 5000;

/// Whether both may be texts that differ and are short enough.
pub fn can_be_compared(version: &ObjectVersion, current: &ObjectVersion) -> bool {
    let is_short = |version: &ObjectVersion| {
        version.content.as_ref().is_some_and(|content| content.size <= MOST_TEXT as u64 && !is_archived(content))
    };
    version.version_id != current.version_id && is_short(version) && is_short(current)
}

/// The dialog.
pub fn look_dialog(object: ObjectDetails, look: Question<VersionLook>) -> View {
    let title = move || match look.subject() {
        Some(wanted) if wanted.with.is_some() => t!("Compare versions").to_owned(),
        _ => t!("Version").to_owned(),
    };
    let content = move || look.subject().map(|wanted| content(object, &wanted));
    Dialog::new(look, title).class("preview").content(move || content().into())
}

/// What has been fetched.
#[derive(Clone)]
enum LookContent {
    One(Arc<Preview>),
    Two(Arc<(Preview, Preview)>),
}

fn content(object: ObjectDetails, wanted: &VersionLook) -> View {
    let (seen, problem, task) = (RwSignal::new(None::<LookContent>), RwSignal::new(None::<Problem>), Task::new());
    let again = RwSignal::new(0);
    let with = wanted.with.as_ref().map(|with| subject(object, with, true));
    let version = subject(object, &wanted.version, with.is_some());
    let subjects = Arc::new((version, with));
    effect(move || {
        again.track();
        problem.set(None);
        let subjects = subjects.clone();
        task.restart(async move {
            match fetch(object, &subjects).await {
                Ok(found) => seen.set(Some(found)),
                Err(error) => {
                    let (title, iam) = (t!("Couldn't open this version"), "s3:GetObjectVersion");
                    problem.set(Some(object.explain(title, Action::ReadVersions, iam, "GET", &error)));
                }
            }
        });
    });
    let as_source = RwSignal::new(false);
    let retry = Handler::from(move || again.update(|again| *again += 1));
    let now = object.files.state.client().now().duration_since(std::time::SystemTime::UNIX_EPOCH).unwrap_or_default();
    let time = |version: &ObjectVersion| format::relative(version.last_modified.unix_timestamp(), now.as_secs() as i64);
    let of = match &wanted.with {
        Some(with) => t!("From {old} to {new}", old = time(&wanted.version), new = time(with)),
        None => time(&wanted.version),
    };
    let name = object.entry.get_untracked().map(|entry| entry.name().to_owned()).unwrap_or_default();
    let head = html::div()
        .class("preview-head")
        .child(html::strong().class("preview-name").child(visible::visible(&name)))
        .child(html::span().class("hint").child(of));
    let waiting = move || seen.read().is_none() && problem.read().is_none();
    let body = html::div()
        .class("preview-body")
        .attr("aria-busy", move || waiting().then_some("true"))
        .child(error_notice(problem, Some(retry)))
        .child(when(waiting, || skeleton(6)))
        .child(live(move || match seen.get()? {
            LookContent::One(preview) => Some(shown(&preview, as_source, retry)),
            LookContent::Two(two) => Some(compared(&two.0, &two.1)),
        }));
    html::div().class("preview-frame").child(group([head, body])).into()
}

fn subject(object: ObjectDetails, version: &ObjectVersion, is_raw: bool) -> PreviewSubject {
    PreviewSubject {
        folder: object.folder(),
        key: version.key.clone(),
        version_id: Some(version.version_id.clone()),
        name: object.entry.get_untracked().map(|entry| entry.name().to_owned()).unwrap_or_default(),
        size: version.content.as_ref().map_or(0, |content| content.size),
        e_tag: version.content.as_ref().map(|content| content.e_tag.clone()).unwrap_or_default(),
        is_raw,
    }
}

async fn fetch(object: ObjectDetails, (version, with): &(PreviewSubject, Option<PreviewSubject>)) -> Result<LookContent, Error> {
    let state = object.files.state;
    let Some(with) = with else { return Ok(LookContent::One(Arc::new(load(state, version).await?))) };
    let (old, new) = futures::join!(load(state, version), load(state, with));
    Ok(LookContent::Two(Arc::new((old?, new?))))
}

/// Lines that only one of both has, and a few around them.
fn compared(old: &Preview, new: &Preview) -> View {
    let says = |says: &str| html::p().class("preview-none").child(says).into();
    let (PreviewContent::Text { text: before, is_cut: false, .. }, PreviewContent::Text { text: after, is_cut: false, .. }) =
        (&old.what, &new.what)
    else {
        return says(&t!("Only text up to {size} can be compared.", size = format::size(MOST_TEXT as u64)));
    };
    if before == after {
        return says(t!("Both versions have the same text."));
    }
    let (before, after): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let lines = diff(&before, &after);
    let count = |is_such: fn(&DiffLine) -> bool| lines.iter().filter(|line| is_such(line)).count();
    let (removed, added) = (count(|line| matches!(line, DiffLine::Removed(_))), count(|line| matches!(line, DiffLine::Added(_))));
    let sum = match (removed, added) {
        (0, 0) => t!("Only line endings differ.").to_owned(),
        _ => t!(
            "Lines added: {added}, removed: {removed}",
            added = format::number(added as u64),
            removed = format::number(removed as u64)
        ),
    };
    let near = near_changes(&lines);
    let mut rows: Vec<Element> = Vec::new();
    let mut skipped = 0;
    for (line, is_near) in lines.iter().zip(near).take(MOST_LINES) {
        if !is_near {
            skipped += 1;
            continue;
        }
        rows.extend(gap(std::mem::take(&mut skipped)));
        rows.push(match *line {
            DiffLine::Same(at, _) => row("", None, before.get(at)),
            DiffLine::Removed(at) => row("removed", Some(t!("Removed")), before.get(at)),
            DiffLine::Added(at) => row("added", Some(t!("Added")), after.get(at)),
        });
    }
    rows.extend(gap(skipped));
    let cut = (lines.len() > MOST_LINES).then(|| html::p().class("hint").child(t!("There are more differences further down.")));
    let name = t!("Differences of {name}", name = old.name);
    let list = html::ul().class("difference mono").attr("tabindex", "0").attr("aria-label", name).children(rows);
    group([html::p().class("hint").child(sum).into(), list.into(), View::from(cut)])
}

/// Whether each line is a difference or close to one.
fn near_changes(lines: &[DiffLine]) -> Vec<bool> {
    let mut near = vec![false; lines.len()];
    for (at, _) in lines.iter().enumerate().filter(|(_, line)| !matches!(line, DiffLine::Same(..))) {
        let (from, to) = (at.saturating_sub(AROUND), (at + AROUND + 1).min(lines.len()));
        near.get_mut(from..to).into_iter().flatten().for_each(|near| *near = true);
    }
    near
}

fn row(class: &'static str, says: Option<&'static str>, text: Option<&&str>) -> Element {
    let sign = match class {
        "removed" => "−",
        "added" => "+",
        _ => " ",
    };
    let said = says.map(|says| html::span().class("visually-hidden").child(format!("{says}: ")));
    let sign = html::span().class("sign").attr("aria-hidden", "true").child(sign);
    html::li().class(class).child(sign).child(said).child(visible::lines(text.copied().unwrap_or_default()))
}

fn gap(skipped: usize) -> Option<Element> {
    let says = || n!(skipped, one = "{count} line the same", other = "{count} lines the same");
    (skipped > 0).then(|| html::li().class("gap hint").child(says()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_around_differences_are_shown() {
        let mut lines: Vec<DiffLine> = (0..10).map(|at| DiffLine::Same(at, at)).collect();
        lines.push(DiffLine::Added(10));
        lines.extend((10..20).map(|at| DiffLine::Same(at, at + 1)));
        let near = near_changes(&lines);
        assert_eq!(near.iter().position(|near| *near), Some(7));
        assert_eq!(near.iter().filter(|near| **near).count(), 7);
        assert!(near_changes(&[]).is_empty());
    }
}
