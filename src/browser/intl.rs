//! How numbers, dates and plurals are written where the visitor is: the browser's own `Intl` (ECMA-402).
//!
//! The language is the document's, in the visitor's regional form: who reads this page in English with a browser set to `en-GB`
//! reads British dates.

/// What a moment is shown as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// `21 Nov 2026, 07:49`
    DateTime,
    /// `07:49`
    Time,
    /// `07:49:03`
    TimeWithSeconds,
    /// `21 Nov`
    Day,
    /// `21 Nov 2026`
    DayOfYear,
    /// `Sat, 07:49`
    Weekday,
    /// `Sat`
    WeekdayAlone,
    /// `November 2026`
    Month,
}

/// How the last of a list is joined to the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListType {
    /// `a, b and c`
    Conjunction,
    /// `a, b or c`
    Disjunction,
}

#[cfg(target_arch = "wasm32")]
pub use there::{day, list, moment, number, plural};

#[cfg(target_arch = "wasm32")]
mod there {
    use js_sys::Intl::{DateTimeFormat, ListFormat, NumberFormat, PluralRules};
    use js_sys::{Array, Date, Function, Object, Reflect};
    use std::cell::RefCell;
    use wasm_bindgen::JsValue;

    use super::{ListType, Moment};
    use crate::browser::document;

    thread_local! {
        // To make one takes as long as to use it some hundred times.
        static NUMBERS: RefCell<Vec<(u8, Function)>> = const { RefCell::new(Vec::new()) };
        static PLURAL: PluralRules = PluralRules::new(&locale(), &Object::new());
        static MOMENTS: RefCell<Vec<(Moment, Function)>> = const { RefCell::new(Vec::new()) };
    }

    /// With 0 to 9 as digits, as the texts have them: some regions have others of their own (`ar-EG`), and a page has one set.
    fn options(pairs: &[(&str, JsValue)]) -> Object {
        let object = Object::new();
        let digits = ("numberingSystem", JsValue::from_str("latn"));
        for (name, value) in pairs.iter().chain([&digits]) {
            let _ = Reflect::set(&object, &JsValue::from_str(name), value);
        }
        object
    }

    fn locale() -> Array {
        Array::of1(&JsValue::from_str(&document::locale()))
    }

    /// The one of `known` that is for `key`, made by `make` when it is asked for first.
    fn kept<K: Copy + PartialEq>(known: &RefCell<Vec<(K, Function)>>, key: K, make: impl FnOnce() -> Function) -> Function {
        if let Some((_, format)) = known.borrow().iter().find(|(of, _)| *of == key) {
            return format.clone();
        }
        let format = make();
        known.borrow_mut().push((key, format.clone()));
        format
    }

    /// `1,234.5`, with `digits` after the point.
    pub fn number(value: f64, digits: u8) -> String {
        let make = || {
            let digits = JsValue::from(digits);
            let options = options(&[("minimumFractionDigits", digits.clone()), ("maximumFractionDigits", digits)]);
            NumberFormat::new(&locale(), &options).format()
        };
        call(&NUMBERS.with(|known| kept(known, digits, make)), value)
    }

    /// A moment where the visitor is, in milliseconds since 1970; empty for one outside the calendar.
    pub fn moment(milliseconds: f64, shown: Moment) -> String {
        let make = || DateTimeFormat::new(&locale(), &date_options(shown)).format();
        call(&MOMENTS.with(|known| kept(known, shown, make)), Date::new(&milliseconds.into()))
    }

    /// Which day it is where the visitor is at a moment in milliseconds since 1970, counted from one that does not change; not a number
    /// (NaN) outside the calendar.
    pub fn day(milliseconds: f64) -> f64 {
        let offset = Date::new(&milliseconds.into()).get_timezone_offset();
        ((milliseconds / 60_000.0 - offset) / (24.0 * 60.0)).floor()
    }

    fn date_options(shown: Moment) -> Object {
        let text = JsValue::from_str;
        let (numeric, two, short) = (text("numeric"), text("2-digit"), text("short"));
        let (hour, minute) = (("hour", numeric.clone()), ("minute", two.clone()));
        let (day, month, year) = (("day", numeric.clone()), ("month", short.clone()), ("year", numeric));
        match shown {
            Moment::DateTime => options(&[day, month, year, hour, minute]),
            Moment::Time => options(&[hour, minute]),
            Moment::TimeWithSeconds => options(&[hour, minute, ("second", two)]),
            Moment::Day => options(&[day, month]),
            Moment::DayOfYear => options(&[day, month, year]),
            Moment::Weekday => options(&[("weekday", short), hour, minute]),
            Moment::WeekdayAlone => options(&[("weekday", short)]),
            Moment::Month => options(&[("month", text("long")), year]),
        }
    }

    fn call(format: &Function, value: impl Into<JsValue>) -> String {
        // `format` throws a RangeError at a date outside the calendar.
        format.call1(&JsValue::UNDEFINED, &value.into()).ok().and_then(|text| text.as_string()).unwrap_or_default()
    }

    /// `a, b and c`
    pub fn list(parts: &[String], kind: ListType) -> String {
        let kind = match kind {
            ListType::Conjunction => "conjunction",
            ListType::Disjunction => "disjunction",
        };
        let parts: Array = parts.iter().map(|part| JsValue::from_str(part)).collect();
        ListFormat::new(&locale(), &options(&[("type", kind.into())])).format(&parts).into()
    }

    /// The plural category of a number: `one`, `few`, `other` ...
    pub fn plural(count: u64) -> String {
        PLURAL.with(|rules| rules.select(count as f64)).into()
    }
}

#[cfg(not(target_arch = "wasm32"))]
pub use plain::{day, list, moment, number, plural};

/// Natively there is no `Intl`: English, in UTC.
#[cfg(not(target_arch = "wasm32"))]
mod plain {

    use time::OffsetDateTime;

    use super::{ListType, Moment};

    /// `1,234.5`, with `digits` after the point.
    pub fn number(value: f64, digits: u8) -> String {
        let text = format!("{value:.*}", usize::from(digits));
        let (whole, fraction) = text.split_at(text.find('.').unwrap_or(text.len()));
        let mut out = String::new();
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at).is_multiple_of(3) {
                out.push(',');
            }
            out.push(digit);
        }
        out + fraction
    }

    /// A moment in milliseconds since 1970; empty for one outside the calendar.
    pub fn moment(milliseconds: f64, shown: Moment) -> String {
        let Ok(at) = OffsetDateTime::from_unix_timestamp((milliseconds / 1000.0) as i64) else { return String::new() };
        let month: String = at.month().to_string().chars().take(3).collect();
        let weekday: String = at.weekday().to_string().chars().take(3).collect();
        let time = format!("{:02}:{:02}", at.hour(), at.minute());
        match shown {
            Moment::DateTime => format!("{} {month} {}, {time}", at.day(), at.year()),
            Moment::Time => time,
            Moment::TimeWithSeconds => format!("{time}:{:02}", at.second()),
            Moment::Day => format!("{} {month}", at.day()),
            Moment::DayOfYear => format!("{} {month} {}", at.day(), at.year()),
            Moment::Weekday => format!("{weekday}, {time}"),
            Moment::WeekdayAlone => weekday,
            Moment::Month => format!("{} {}", at.month(), at.year()),
        }
    }

    /// Which day it is at a moment in milliseconds since 1970, counted from one that does not change.
    pub fn day(milliseconds: f64) -> f64 {
        (milliseconds / (24.0 * 60.0 * 60_000.0)).floor()
    }

    /// `a, b and c`
    pub fn list(parts: &[String], kind: ListType) -> String {
        let word = if kind == ListType::Conjunction { "and" } else { "or" };
        match parts {
            [start @ .., last] if !start.is_empty() => format!("{} {word} {last}", start.join(", ")),
            parts => parts.concat(),
        }
    }

    /// The plural category of a number.
    pub fn plural(count: u64) -> String {
        if count == 1 { "one" } else { "other" }.to_owned()
    }
}
