//! Document printer after Wadler: a group is printed on one line if it fits, else it is broken.
//!
//! The printer also places comments: after a comment that ends its line a new line begins, whatever the layout asks
//! for.

/// Largest width of a line, in columns.
const WIDTH: usize = 100;
/// Indentation of a level, in columns.
const INDENT: usize = 4;

/// Document that can be laid out in several ways: text, spaces, lines and groups.
#[derive(Clone, Debug)]
pub(crate) enum Doc {
    /// Text of a token.
    Text(String),
    /// A space, unless a line begins or ends here.
    Space,
    /// A space, or a new line in a group that is broken.
    Line,
    /// Nothing, or a new line in a group that is broken.
    Soft,
    /// A new line in every layout.
    Hard,
    /// A blank line before what follows.
    Blank,
    /// A comment before a token, on its line.
    Inline(String),
    /// A comment after a token; a new line must follow.
    Trailing(String),
    /// A comment on a line of its own.
    Own(String),
    /// Documents one after the other.
    Seq(Vec<Doc>),
    /// A document indented by one level.
    Nest(Box<Doc>),
    /// A document on one line if it fits.
    Group(Box<Doc>),
    /// A document after a space if it fits; else on the next line, indented by one level, if it fits there; else after
    /// a space, broken.
    Hug(Box<Doc>),
    /// A call whose last argument is a lambda: on one line, or with only the body of the lambda on further lines, or
    /// with one argument on each line.
    Call(Box<Call>),
}

/// Parts of [`Doc::Call`]: the brackets and the arguments.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// `(`
    pub open: Doc,
    /// Arguments before the last, each with its comma, with lines between them.
    pub init: Doc,
    /// Last argument, which is a lambda.
    pub last: Doc,
    /// `)` and the comments before it.
    pub close: Doc,
}

impl Doc {
    /// Documents indented by one level.
    pub fn nest(docs: Vec<Self>) -> Self {
        Self::Nest(Box::new(Self::Seq(docs)))
    }

    /// Documents on one line if they fit.
    pub fn group(docs: Vec<Self>) -> Self {
        Self::Group(Box::new(Self::Seq(docs)))
    }

    /// Empty document, which prints nothing.
    pub fn nil() -> Self {
        Self::Seq(Vec::new())
    }
}

#[derive(Clone, Copy)]
struct Cmd<'a> {
    indent: usize,
    flat: bool,
    doc: &'a Doc,
}

/// Text of a document.
pub(crate) fn print(doc: &Doc) -> String {
    let mut out = Out { text: String::new(), col: 0, space: false, must_break: false };
    let mut todo = vec![Cmd { indent: 0, flat: false, doc }];
    while let Some(Cmd { indent, flat, doc }) = todo.pop() {
        match doc {
            Doc::Text(t) => out.put(t, indent),
            Doc::Inline(t) => {
                out.space |= !out.text.ends_with(['(', '[']);
                out.put(t, indent);
            }
            Doc::Space => out.space = true,
            Doc::Line if flat => out.space = true,
            Doc::Soft if flat => {}
            Doc::Line | Doc::Soft | Doc::Hard => out.newline(),
            Doc::Blank => {
                out.newline();
                if !out.text.is_empty() && !out.text.ends_with("\n\n") {
                    out.text.push('\n');
                }
            }
            Doc::Trailing(t) => {
                out.space = true;
                out.raw(t, indent);
                out.must_break = true;
            }
            Doc::Own(t) => {
                out.newline();
                out.raw(t, indent);
                out.must_break = true;
            }
            Doc::Seq(ds) => todo.extend(ds.iter().rev().map(|doc| Cmd { indent, flat, doc })),
            Doc::Nest(d) => todo.push(Cmd { indent: indent + INDENT, flat, doc: d }),
            Doc::Group(d) => {
                let inner = Cmd { indent, flat: true, doc: d };
                let flat = flat || (!out.must_break && fits(inner, &todo, WIDTH.saturating_sub(out.column(indent))));
                todo.push(Cmd { flat, ..inner });
            }
            Doc::Call(call) => {
                let cmd = |flat, doc| Cmd { indent, flat, doc };
                let inner = Cmd { indent: indent + INDENT, flat: false, doc: &call.init };
                let room = WIDTH.saturating_sub(out.column(indent));
                let flat = flat || (!out.must_break && fits(cmd(true, doc), &todo, room));
                let depth = todo.len();
                todo.extend([cmd(flat, &call.close), cmd(flat, &call.last), cmd(flat, &Doc::Space)]);
                let head = [cmd(true, &END), cmd(true, &call.init), cmd(true, &call.open)];
                // A comment before the lambda stands on a line of its own, and so do the arguments then.
                let hugs = !out.must_break && !begins_with_comment(&call.last);
                if flat || (hugs && fits_all(head, &todo, room)) {
                    if is_empty(&call.init) {
                        todo.pop();
                    }
                    todo.extend(head);
                } else {
                    todo.truncate(depth);
                    todo.extend([cmd(false, &call.close), cmd(false, &Doc::Soft)]);
                    todo.push(Cmd { doc: &call.last, ..inner });
                    if !is_empty(&call.init) {
                        todo.push(cmd(false, &Doc::Line));
                    }
                    todo.extend([inner, cmd(false, &Doc::Soft), cmd(false, &call.open)]);
                }
            }
            Doc::Hug(d) => {
                let here = Cmd { indent, flat: true, doc: d };
                let room = WIDTH.saturating_sub(out.column(indent) + 1);
                let next = indent + INDENT;
                out.space = true;
                if flat || (!out.must_break && fits(here, &todo, room)) {
                    todo.push(here);
                } else if fits(here, &todo, WIDTH.saturating_sub(next)) {
                    out.newline();
                    todo.push(Cmd { indent: next, ..here });
                } else {
                    todo.push(Cmd { flat: false, ..here });
                }
            }
        }
    }
    out.text
}

/// Text of no width that cannot follow a comment on the same line.
static END: Doc = Doc::Text(String::new());

fn is_empty(doc: &Doc) -> bool {
    matches!(doc, Doc::Seq(ds) if ds.is_empty())
}

/// Whether a document begins with a comment on a line of its own.
fn begins_with_comment(doc: &Doc) -> bool {
    match doc {
        Doc::Own(_) => true,
        Doc::Seq(parts) => parts.iter().find(|d| !is_empty(d)).is_some_and(begins_with_comment),
        Doc::Nest(d) | Doc::Group(d) | Doc::Hug(d) => begins_with_comment(d),
        Doc::Call(call) => begins_with_comment(&call.open),
        Doc::Text(_) | Doc::Space | Doc::Line | Doc::Soft | Doc::Hard => false,
        Doc::Blank | Doc::Inline(_) | Doc::Trailing(_) => false,
    }
}

/// Whether `cmd` on one line, with everything up to the next break, takes at most `room` columns.
fn fits<'a>(cmd: Cmd<'a>, rest: &[Cmd<'a>], room: usize) -> bool {
    fits_all([cmd], rest, room)
}

/// [`fits`] for several commands, the last of them first.
fn fits_all<'a, const N: usize>(cmds: [Cmd<'a>; N], rest: &[Cmd<'a>], room: usize) -> bool {
    let mut left = room;
    let mut rest = rest.iter().rev();
    let mut todo = cmds.to_vec();
    // After the group, a comment or a break ends the line. Within the group it breaks the group, unless it is at its
    // end.
    let mut within = true;
    let mut commented = false;
    loop {
        let Some(Cmd { flat, doc, .. }) = todo.pop() else {
            if commented {
                return true;
            }
            within = false;
            match rest.next() {
                Some(c) => todo.push(*c),
                None => return true,
            }
            continue;
        };
        match doc {
            Doc::Text(_) | Doc::Inline(_) if commented => return false,
            Doc::Text(t) | Doc::Inline(t) => {
                let first = t.split('\n').next().unwrap_or(t);
                match left.checked_sub(first.chars().count()) {
                    Some(l) => left = l,
                    None => return false,
                }
                if first.len() < t.len() {
                    return !within;
                }
            }
            Doc::Space => left = left.saturating_sub(1),
            Doc::Line if flat => match left.checked_sub(1) {
                Some(l) => left = l,
                None => return false,
            },
            Doc::Soft if flat => {}
            Doc::Line | Doc::Soft => return true,
            Doc::Trailing(_) if within => commented = true,
            Doc::Hard | Doc::Blank | Doc::Trailing(_) | Doc::Own(_) => return !within,
            Doc::Seq(ds) => todo.extend(ds.iter().rev().map(|doc| Cmd { indent: 0, flat, doc })),
            Doc::Nest(d) => todo.push(Cmd { indent: 0, flat, doc: d }),
            Doc::Group(d) => todo.push(Cmd { indent: 0, flat, doc: d }),
            Doc::Call(c) => {
                let parts = [&c.close, &c.last, &c.init, &c.open];
                todo.extend(parts.into_iter().map(|doc| Cmd { indent: 0, flat, doc }));
                left = left.saturating_sub(usize::from(!is_empty(&c.init)));
            }
            Doc::Hug(_) if !flat && !within => return true,
            Doc::Hug(d) => {
                left = left.saturating_sub(1);
                todo.push(Cmd { indent: 0, flat, doc: d });
            }
        }
    }
}

/// Text printed so far.
struct Out {
    text: String,
    /// Columns used on the last line.
    col: usize,
    /// Whether a space is due before the next token.
    space: bool,
    /// Whether a new line is due before the next token.
    must_break: bool,
}

impl Out {
    fn column(&self, indent: usize) -> usize {
        if self.col == 0 { indent } else { self.col + usize::from(self.space) }
    }

    fn newline(&mut self) {
        if self.col > 0 {
            self.text.push('\n');
        }
        self.col = 0;
        self.space = false;
        self.must_break = false;
    }

    /// Prints a token, on a new line at this indentation (in columns) if one is due.
    fn put(&mut self, t: &str, indent: usize) {
        if self.must_break {
            self.newline();
        }
        self.raw(t, indent);
    }

    fn raw(&mut self, t: &str, indent: usize) {
        if t.is_empty() {
            return;
        }
        if self.col == 0 {
            self.text.extend(std::iter::repeat_n(' ', indent));
            self.col = indent;
        } else if self.space {
            self.text.push(' ');
            self.col += 1;
        }
        self.space = false;
        self.text.push_str(t);
        self.col = match t.rsplit_once('\n') {
            Some((_, line)) => line.chars().count().max(1),
            None => self.col + t.chars().count(),
        };
    }
}
