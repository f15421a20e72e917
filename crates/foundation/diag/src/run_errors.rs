//! Pages of run-time errors and limits, by the names that `nth_core::EvalError` gives them. A row is a name; its page
//! is `pages/run/NAME.md`.

macro_rules! pages {
    ($($name:literal)*) => {
        /// Names of the run-time errors and limits that have a page, with the pages in Markdown.
        pub const RUN_ERRORS: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../pages/run/", $name, ".md")))),*];
    };
}

pages! {
    "div-by-zero"
    "budget"
    "too-big"
    "domain"
    "index"
    "memory"
    "depth"
    "hole"
    "interrupted"
}

/// Page of a run-time error or limit, in Markdown.
#[must_use]
pub fn run_error_page(name: &str) -> Option<&'static str> {
    RUN_ERRORS.iter().find(|(n, _)| *n == name).map(|(_, page)| *page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_the_names() {
        for (name, page) in RUN_ERRORS {
            assert!(page.starts_with(&format!("# {name}\n\n")), "{name}");
        }
        assert!(run_error_page("budget").is_some() && run_error_page("nothing").is_none());
    }
}
