//! The HTML elements in use, and the two of SVG that icons are made of.

use super::Element;

macro_rules! elements {
    ($of:ident: $($tag:ident)*) => {$(
        #[doc = concat!("`<", stringify!($tag), ">`")]
        pub fn $tag() -> Element {
            Element::$of(stringify!($tag))
        }
    )*};
}

elements!(html: a abbr aside bdi button code dd details dialog div dl dt fieldset form h1 h2 h3 header input label legend li
    main nav ol option p pre section select span strong summary textarea time ul);
elements!(svg: path svg);
