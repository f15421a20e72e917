//! Printing of types and signatures in nth's notation.

use nth_prims::{Form, Prim};

use crate::hir::{Def, DefKind, Type};
use crate::suggest::synonyms_line;

/// Letter of a type parameter: a … z, then a1, b1, ….
pub(crate) fn letter(i: u32) -> String {
    let c = char::from(b'a' + (i % 26) as u8);
    if i < 26 { c.to_string() } else { format!("{c}{}", i / 26) }
}

/// Text of a type in nth's notation; type parameters are a, b, ….
#[must_use]
pub fn show_type(t: &Type) -> String {
    let mut out = String::new();
    write_type(t, false, &mut out);
    out
}

fn write_type(t: &Type, tight: bool, out: &mut String) {
    match t {
        Type::Int => out.push_str("Int"),
        Type::Bool => out.push_str("Bool"),
        Type::Error => out.push('_'),
        Type::Param(i) => out.push_str(&letter(*i)),
        Type::List(of) => {
            out.push('[');
            write_type(of, false, out);
            out.push(']');
        }
        Type::Fun(args, ret) => {
            if tight {
                out.push('(');
            }
            if let [one] = args.as_slice() {
                write_type(one, true, out);
            } else {
                out.push('(');
                for (i, a) in args.iter().enumerate() {
                    if i > 0 {
                        out.push_str(", ");
                    }
                    write_type(a, false, out);
                }
                out.push(')');
            }
            out.push_str(" -> ");
            write_type(ret, false, out);
            if tight {
                out.push(')');
            }
        }
    }
}

/// Signature of a definition, written with all annotations: `fn all(xs: [a], p: a -> Bool) -> Bool`, `seq prime(n from
/// 1)`.
#[must_use]
pub fn signature(def: &Def) -> String {
    let name = |i: usize| def.locals.get(i).map_or("_", |l| l.name.as_str());
    let word = match def.kind {
        DefKind::Seq => "seq",
        DefKind::Triangle => "triangle",
        DefKind::Array => "array",
        DefKind::Fn => {
            let params: Vec<String> =
                def.params.iter().enumerate().map(|(i, p)| format!("{}: {}", name(i), show_type(&p.ty))).collect();
            return format!("fn {}({}) -> {}", def.name, params.join(", "), show_type(&def.ret));
        }
    };
    let params: Vec<String> = (0..def.params.len())
        .map(|i| match def.offsets.get(i) {
            None | Some(0) => name(i).to_owned(),
            Some(from) => format!("{} from {from}", name(i)),
        })
        .collect();
    format!("{word} {}({})", def.name, params.join(", "))
}

/// Signature of a primitive, written with all annotations.
#[must_use]
pub fn prim_signature(prim: Prim) -> String {
    let scheme = crate::scheme::Scheme::of_prim(prim);
    let names = prim.info().params;
    let params: Vec<String> = names.iter().zip(&scheme.params).map(|(n, t)| format!("{n}: {}", show_type(t))).collect();
    format!("fn {}({}) -> {}", prim.name(), params.join(", "), show_type(&scheme.ret))
}

/// Documentation of a primitive in lines: its text, how it is written, its other names, its examples.
#[must_use]
pub fn prim_docs(prim: Prim) -> String {
    let info = prim.info();
    let mut text = info.doc.to_owned();
    let written = match info.form {
        Form::Call => None,
        Form::Infix(op) => Some(format!("a {op} b")),
        Form::Prefix(op) if op.chars().all(char::is_alphabetic) => Some(format!("{op} a")),
        Form::Prefix(op) => Some(format!("{op}a")),
        Form::Index => Some("xs[i]".to_owned()),
    };
    if let Some(w) = written {
        text.push_str(&format!("\nWritten `{w}`."));
    }
    if !info.synonyms.is_empty() {
        text.push_str(&format!("\n{}", synonyms_line(info.synonyms)));
    }
    for (e, v) in info.examples {
        text.push_str(&format!("\n>>> {e}\n{v}"));
    }
    text
}
