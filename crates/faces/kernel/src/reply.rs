//! Contents of replies.

use jupyter_protocol::{
    CompleteReply, ErrorOutput, ExecuteReply, ExecutionCount, InspectReply, IsCompleteReply, KernelInfoReply,
    LanguageInfo, ReplyError, ReplyStatus,
};

use crate::bundle::Bundle;
use crate::interpreter::{Completed, Failed};
use crate::position::code_points_before;
use crate::spec::LANGUAGE;

/// What the kernel is.
pub(crate) fn kernel_info() -> KernelInfoReply {
    let version = env!("CARGO_PKG_VERSION").to_owned();
    KernelInfoReply {
        status: ReplyStatus::Ok,
        protocol_version: "5.3".to_owned(),
        implementation: LANGUAGE.to_owned(),
        implementation_version: version.clone(),
        language_info: LanguageInfo {
            name: LANGUAGE.to_owned(),
            version: version.clone(),
            mimetype: Some("text/x-nth".to_owned()),
            file_extension: Some(".nth".to_owned()),
            pygments_lexer: Some("text".to_owned()),
            codemirror_mode: None,
            nbconvert_exporter: None,
        },
        banner: format!("nth {version}: a language for integer sequences. `:help` lists commands."),
        help_links: Vec::new(),
        debugger: false,
        error: None,
    }
}

/// Reply to a cell that was run, and the error to show if it failed.
pub(crate) fn execute(count: usize, failed: Option<Failed>) -> (ExecuteReply, Option<ErrorOutput>) {
    let execution_count = ExecutionCount::new(count);
    let user_expressions = Some(std::collections::HashMap::new());
    let Some(failed) = failed else {
        return (ExecuteReply { execution_count, user_expressions, ..ExecuteReply::default() }, None);
    };
    let traceback: Vec<String> = failed.details.lines().map(str::to_owned).collect();
    let shown = ErrorOutput { ename: failed.name, evalue: failed.message, traceback };
    let error =
        ReplyError { ename: shown.ename.clone(), evalue: shown.evalue.clone(), traceback: shown.traceback.clone() };
    let reply = ExecuteReply {
        status: ReplyStatus::Error,
        execution_count,
        user_expressions: None,
        error: Some(Box::new(error)),
        ..ExecuteReply::default()
    };
    (reply, Some(shown))
}

/// Reply to a cell that is not run, since one before it failed.
pub(crate) fn aborted(count: usize) -> ExecuteReply {
    ExecuteReply {
        status: ReplyStatus::Aborted,
        execution_count: ExecutionCount::new(count),
        ..ExecuteReply::default()
    }
}

/// Reply with completions of the word that ends at byte `at` of a cell.
pub(crate) fn complete(code: &str, at: usize, found: Completed) -> CompleteReply {
    CompleteReply {
        matches: found.matches,
        cursor_start: code_points_before(code, found.start.min(at)),
        cursor_end: code_points_before(code, at),
        ..CompleteReply::default()
    }
}

/// Reply with documentation.
pub(crate) fn inspect(text: Option<String>) -> InspectReply {
    match text {
        Some(text) => InspectReply { found: true, data: Bundle::plain(text).media(), ..InspectReply::default() },
        None => InspectReply::default(),
    }
}

/// Reply that says whether a text goes on in the next line.
pub(crate) fn is_complete(goes_on: bool) -> IsCompleteReply {
    if goes_on { IsCompleteReply::incomplete("    ".to_owned()) } else { IsCompleteReply::complete() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::to_value;

    #[test]
    fn contents_have_the_fields_of_the_protocol() {
        let info = to_value(kernel_info()).unwrap();
        assert_eq!(info["status"], "ok");
        assert_eq!(info["language_info"]["file_extension"], ".nth");
        let (reply, error) = execute(3, None);
        let reply = to_value(reply).unwrap();
        assert!(error.is_none() && reply["status"] == "ok" && reply["execution_count"] == 3);
        assert!(reply["user_expressions"].is_object());
        let failed =
            Failed { name: "unknown-name".to_owned(), message: "no `x`".to_owned(), details: "a\nb".to_owned() };
        let (reply, error) = execute(4, Some(failed));
        let (reply, error) = (to_value(reply).unwrap(), to_value(error).unwrap());
        for content in [&reply, &error] {
            assert_eq!(content["ename"], "unknown-name");
            assert_eq!(content["traceback"], serde_json::json!(["a", "b"]));
        }
        assert_eq!(reply["status"], "error");
        assert_eq!(to_value(aborted(4)).unwrap()["status"], "aborted");
        let found = Completed { start: 2, matches: vec!["isqrt".to_owned()] };
        let reply = to_value(complete("é+isq", 6, found)).unwrap();
        assert_eq!((&reply["cursor_start"], &reply["cursor_end"]), (&1.into(), &5.into()));
        assert_eq!(to_value(inspect(None)).unwrap()["found"], false);
        let reply = to_value(inspect(Some("fn f".to_owned()))).unwrap();
        assert_eq!(reply["data"]["text/plain"], "fn f");
        assert_eq!(to_value(is_complete(true)).unwrap()["status"], "incomplete");
        assert_eq!(to_value(is_complete(false)).unwrap()["status"], "complete");
    }
}
