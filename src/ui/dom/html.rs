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

elements!(html: a abbr aside audio bdi blockquote br button canvas code dd del details dialog div dl dt em fieldset form h1 h2 h3 h4 h5 h6 header hr iframe img input kbd label legend li
    main mark nav ol option p pre section select span strong summary table tbody td textarea th thead time tr ul video);
elements!(svg: path svg);
