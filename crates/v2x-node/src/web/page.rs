//! The page: one answer that needs nothing else from anywhere.

use std::sync::LazyLock;

use axum::http::header;
use axum::response::{Html, IntoResponse};

/// Style and script are files of their own in the source and one text with the page when served.
static PAGE: LazyLock<String> = LazyLock::new(|| {
    include_str!("page/index.html")
        .replace("/* style.css */", include_str!("page/style.css"))
        .replace("/* geo.js */", include_str!("page/geo.js"))
        .replace("/* roads.js */", include_str!("page/roads.js"))
        .replace("/* users.js */", include_str!("page/users.js"))
        .replace("/* panel.js */", include_str!("page/panel.js"))
        .replace("/* main.js */", include_str!("page/main.js"))
});

/// Nothing from elsewhere may be loaded or asked, even if a name out of a message found its way into the page.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; \
                      connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'";

pub(super) async fn page() -> impl IntoResponse {
    ([(header::CONTENT_SECURITY_POLICY, POLICY), (header::CACHE_CONTROL, "no-store")], Html(PAGE.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_whole_and_asks_nobody_else() {
        for part in ["style.css", "geo.js", "roads.js", "users.js", "panel.js", "main.js"] {
            assert!(!PAGE.contains(&format!("/* {part} */")), "{part} was not put in");
        }
        for outside in ["https://", "http://", "//cdn", "@import", "src="] {
            assert!(!PAGE.contains(outside), "the page refers to {outside}");
        }
    }
}
