//! Type schemes: annotations of definitions, and types of primitives.

use std::sync::OnceLock;

use nth_base::FileId;
use nth_diag::{Code, Diagnostic};
use nth_prims::Prim;
use nth_syntax::ast::{TypeExpr, TypeExprKind};

use crate::hir::Type;

/// Type of a definition or primitive, with its type parameters.
#[derive(Clone, Debug)]
pub(crate) struct Scheme {
    pub type_params: u32,
    pub params: Vec<Type>,
    pub ret: Type,
}

impl Scheme {
    /// Type in the row of a primitive.
    pub(crate) fn of_prim(prim: Prim) -> &'static Self {
        static ALL: OnceLock<Vec<Scheme>> = OnceLock::new();
        let all = ALL.get_or_init(|| Prim::ALL.iter().map(|p| Self::read_prim(*p)).collect());
        &all[prim as usize]
    }

    fn read_prim(prim: Prim) -> Self {
        let (written, _) = nth_syntax::parse_type(FileId(0), prim.info().ty);
        let mut reader = TypeReader::default();
        let ty = reader.read(&written);
        let type_params = reader.names.len() as u32;
        match ty {
            Type::Fun(params, ret) => Self { type_params, params, ret: *ret },
            ret @ (Type::Int | Type::Bool | Type::List(_) | Type::Param(_) | Type::Error) => {
                Self { type_params, params: Vec::new(), ret }
            }
        }
    }
}

/// Reader of the annotations of one definition. Type variables are numbered in order of first occurrence.
#[derive(Debug, Default)]
pub(crate) struct TypeReader {
    pub names: Vec<String>,
    pub diags: Vec<Diagnostic>,
}

impl TypeReader {
    /// Reads a written type; errors go to `diags`.
    pub(crate) fn read(&mut self, t: &TypeExpr) -> Type {
        match &t.kind {
            TypeExprKind::Error => Type::Error,
            TypeExprKind::List(of) => Type::List(Box::new(self.read_value(of, "a list holds values, not functions"))),
            TypeExprKind::Fun(args, ret) => {
                let args = args.iter().map(|a| self.read(a)).collect();
                let ret = self.read_value(ret, "a function must return a value, not a function");
                Type::Fun(args, Box::new(ret))
            }
            TypeExprKind::Name(name) => self.name(name, t),
        }
    }

    /// Reads a type as [`TypeReader::read`], but reports a function type with `title`.
    pub(crate) fn read_value(&mut self, t: &TypeExpr, title: &str) -> Type {
        let ty = self.read(t);
        if matches!(ty, Type::Fun(..)) {
            let d = Diagnostic::error(Code::FunctionValue, t.span, title, "a function type")
                .note("a function can be passed to a function or bound by `let`, nothing else");
            self.diags.push(d);
            return Type::Error;
        }
        ty
    }

    fn name(&mut self, name: &str, t: &TypeExpr) -> Type {
        let meant = match name.to_lowercase().as_str() {
            "int" | "integer" | "integers" | "nat" | "natural" | "number" | "num" | "bigint" | "z" => "Int",
            "bool" | "boolean" => "Bool",
            _ => "",
        };
        let variable = name.chars().next().is_some_and(|c| c.is_lowercase() || c == '_');
        match name {
            "Int" => Type::Int,
            "Bool" => Type::Bool,
            _ if variable && (meant.is_empty() || name.chars().count() < 3) => {
                let i = self.names.iter().position(|n| n == name).unwrap_or_else(|| {
                    self.names.push(name.to_owned());
                    self.names.len() - 1
                });
                Type::Param(i as u32)
            }
            _ => {
                let mut d =
                    Diagnostic::error(Code::UnknownType, t.span, format!("there is no type `{name}`"), "not a type")
                        .note("the types are Int, Bool, lists [a], functions a -> b, and lower-case type variables");
                if !meant.is_empty() {
                    d = d.hint(format!("write `{meant}`")).edit(t.span, meant);
                }
                self.diags.push(d);
                Type::Error
            }
        }
    }
}
