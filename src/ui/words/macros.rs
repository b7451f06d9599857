//! What the code writes for what visitors read. The compiler checks that each placeholder has its value.

/// A text in the visitor's language: `t!("Sign in")`, `t!("{name} was deleted.", name = name)`.
#[macro_export]
macro_rules! t {
    ($english:literal) => {{
        // A placeholder without a value does not compile.
        let _ = ::std::format_args!($english);
        $crate::ui::words::text($english)
    }};
    ($english:literal, $($name:ident = $value:expr),+ $(,)?) => {{
        let _ = ::std::format_args!($english, $($name = ""),+);
        $crate::ui::words::filled($english, &[$((::std::stringify!($name), $crate::ui::words::part(&$value))),+])
    }};
}

/// A text about a number, in the plural that the visitor's language has for it:
/// `n!(count, one = "{count} file", other = "{count} files")`. Further names as in [`t!`].
#[macro_export]
macro_rules! n {
    ($count:expr, one = $one:literal, other = $other:literal $(, $name:ident = $value:expr)* $(,)?) => {{
        // Either may leave a name out ("One file was deleted"), but has none that is not given.
        let _ = ::std::format_args!(::std::concat!($one, "{count}" $(, "{", ::std::stringify!($name), "}")*), count = "" $(, $name = "")*);
        let _ = ::std::format_args!(::std::concat!($other, "{count}" $(, "{", ::std::stringify!($name), "}")*), count = "" $(, $name = "")*);
        $crate::ui::words::counted($count as u64, $one, $other, &[$((::std::stringify!($name), $crate::ui::words::part(&$value))),*])
    }};
}

/// A text as a constant, to be looked up when it is read.
#[macro_export]
macro_rules! phrase {
    ($english:literal) => {
        $crate::ui::words::Phrase::new($english)
    };
}
