//! Sound and films, played as the browser fetches them from S3. The URL that it is given ends soon: then it gets another one, and
//! goes on where it was.

use leptos::ev;
use web_sys::HtmlMediaElement;

use crate::app::AppState;
use crate::app::pages::files::details::object::refused;
use crate::app::pages::files::folder;
use crate::aws::Error;
use crate::browser::media;
use crate::files::playing::{AfterFault, MediaFault, MediaObject, MediaUrl};
use crate::ui::components::{Handler, Problem, error_notice};
use crate::ui::dom::{Element, View, html, when};
use crate::ui::reactive::*;
use crate::ui::task::Task;

/// Time that passed in what is played, and not by a jump to where it was, in seconds.
const PLAYED: f64 = 0.5;

/// What is played, and how far it is.
#[derive(Clone, Copy)]
struct Player {
    state: AppState,
    object: StoredValue<MediaObject>,
    element: StoredValue<HtmlMediaElement>,
    /// Where it is fetched from.
    url: StoredValue<Option<MediaUrl>>,
    /// Where to go on, in seconds, and whether it was playing.
    resume: StoredValue<(f64, bool)>,
    /// How many faults there were since something was played.
    faults: StoredValue<u32>,
    /// Whether the browser knows how long it is, and what it looks like.
    loaded: StoredValue<bool>,
    /// Whether the browser is fetching that.
    loading: RwSignal<bool>,
    unplayable: RwSignal<bool>,
    problem: RwSignal<Option<Problem>>,
    /// What has failed for want of the network.
    cut_off: RwSignal<bool>,
    /// Whether the file is another one than was seen.
    changed: RwSignal<bool>,
    task: Task,
}

/// The view of `object`, in an `<audio>` or `<video>`. `reload` looks at the file anew, where it has changed.
pub fn player(state: AppState, object: &MediaObject, element: Element, reload: Handler) -> View {
    let player = Player {
        state,
        object: StoredValue::new(object.clone()),
        element: StoredValue::new(element.node()),
        url: StoredValue::new(None),
        resume: StoredValue::new((0.0, false)),
        faults: StoredValue::new(0),
        loaded: StoredValue::new(false),
        loading: RwSignal::new(true),
        unplayable: RwSignal::new(false),
        problem: RwSignal::new(None),
        cut_off: RwSignal::new(false),
        changed: RwSignal::new(false),
        task: Task::new(),
    };
    state.connection().on_return(move || {
        if player.cut_off.get_untracked() {
            player.begin();
        }
    });
    on_cleanup(move || {
        player.element.try_with_value(media::end);
    });
    let retry = Handler::from(move || if player.changed.get_untracked() { reload.run(()) } else { player.begin() });
    let is_shown = move || !player.unplayable.get() && player.problem.read().is_none();
    let waiting = move || player.loading.get() && is_shown();
    let element = element
        .class("preview-media")
        .attr("controls", true)
        // The way to save it is the dialog's own: under its name, and only if S3 gives it out.
        .attr("controlslist", "nodownload")
        .attr("playsinline", true)
        .attr("preload", "metadata")
        .attr("hidden", move || !is_shown())
        .on(ev::loadedmetadata, move |_| player.loaded())
        // Some browsers fetch nothing before somebody wants it played.
        .on(ev::suspend, move |_| player.loading.set(false))
        .on(ev::timeupdate, move |_| player.played())
        .on(ev::error, move |_| player.failed());
    player.begin();
    html::div()
        .class("preview-player")
        .attr("aria-busy", move || waiting().then_some("true"))
        .child(error_notice(player.problem, Some(retry)))
        .child(when(
            move || player.unplayable.get(),
            || {
                html::p()
                    .class("preview-none")
                    .attr("role", "status")
                    .child(t!("This browser can't play this file. Download it to play it."))
            },
        ))
        .child(element)
        .child(when(waiting, || html::p().class("preview-loading").attr("role", "status").child(t!("Loading…"))))
        .into()
}

impl Player {
    /// Fetches it, from where it was.
    fn begin(self) {
        self.problem.set(None);
        self.cut_off.set(false);
        self.unplayable.set(false);
        self.loading.set(true);
        self.faults.set_value(0);
        self.task.restart(async move {
            let url = self.object.get_value().url(&self.state.client(), &self.state.session()).await;
            self.fetch_from(url);
        });
    }

    fn fetch_from(self, url: Result<MediaUrl, Error>) {
        match url {
            Ok(url) => {
                self.loaded.set_value(false);
                self.loading.set(true);
                self.element.with_value(|element| media::fetch_from(element, url.url.expose()));
                self.url.set_value(Some(url));
            }
            Err(error) => self.explain(&error),
        }
    }

    fn loaded(self) {
        self.loaded.set_value(true);
        self.loading.set(false);
        let resume = self.resume.get_value();
        self.element.with_value(|element| media::resume(element, resume));
    }

    fn played(self) {
        let ((seconds, _), (before, _)) = (self.element.with_value(media::position), self.resume.get_value());
        if (seconds - before).abs() > PLAYED {
            self.faults.set_value(0);
        }
    }

    fn failed(self) {
        let Some(fault) = MediaFault::of_code(self.element.with_value(media::error_code)) else { return };
        let Some(used) = self.url.get_value() else { return };
        // Of what was never loaded the browser knows no position.
        if self.loaded.get_value() {
            self.resume.set_value(self.element.with_value(media::position));
        }
        self.loaded.set_value(false);
        self.loading.set(true);
        let attempt = self.faults.get_value().saturating_add(1);
        self.faults.set_value(attempt);
        self.task.restart(async move {
            let (object, client, session) = (self.object.get_value(), self.state.client(), self.state.session());
            match object.after_fault(&client, &session, (fault, attempt), &used).await {
                Ok(AfterFault::GoOn(url)) => self.fetch_from(Ok(url)),
                Ok(AfterFault::NotPlayable) => self.unplayable.set(true),
                Ok(AfterFault::Interrupted) => self.problem.set(Some(Problem {
                    title: t!("Couldn't play the file").to_owned(),
                    reason: t!("The connection was interrupted.").to_owned(),
                    ..Problem::default()
                })),
                Ok(AfterFault::Refused(error)) => self.refused(&object, &error),
                Err(error) => self.explain(&error),
            }
        });
    }

    /// The policy lets this site read the file, but not the browser by itself.
    fn refused(self, object: &MediaObject, error: &Error) {
        let mut problem = folder::explain_action(t!("Couldn't play the file"), "GET", error);
        let action = if object.version_id.is_some() { "s3:GetObjectVersion" } else { "s3:GetObject" };
        refused(&mut problem, format!("{action} ({})", object.bucket.arn(&object.key)));
        problem.reason = t!("You don't have permission to play files here.").to_owned();
        self.problem.set(Some(problem));
    }

    fn explain(self, error: &Error) {
        self.cut_off.set(error.is_silence());
        self.changed.set(error.code() == "PreconditionFailed");
        self.problem.set(Some(folder::explain_action(t!("Couldn't play the file"), "GET", error)));
    }
}
