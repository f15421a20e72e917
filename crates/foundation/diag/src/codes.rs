//! Table of diagnostic codes. A row is a variant and its name; its page is `pages/NAME.md`.

macro_rules! codes {
    ($($variant:ident $name:literal)*) => {
        /// Stable code of a diagnostic, in kebab-case. It names what was found, not what to do about it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code { $(#[doc = $name] $variant,)* }

        impl Code {
            /// All codes, in table order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Name of the code, such as `type-mismatch`.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            /// Page that explains the code, in Markdown.
            #[must_use]
            pub fn page(self) -> &'static str {
                match self { $(Self::$variant => include_str!(concat!("../pages/", $name, ".md"))),* }
            }
        }
    };
}

codes! {
    SyntaxError "syntax-error"
    UnknownCharacter "unknown-character"
    ForeignOperator "foreign-operator"
    ForeignSyntax "foreign-syntax"
    NumberInName "number-in-name"
    DecimalFraction "decimal-fraction"
    CommentLikeDivision "comment-like-division"
    UnclosedComment "unclosed-comment"
    UnclosedBracket "unclosed-bracket"
    UnmatchedBracket "unmatched-bracket"
    MissingEquals "missing-equals"
    MissingKeyword "missing-keyword"
    EqualsInExpression "equals-in-expression"
    ChainedComparison "chained-comparison"
    KeywordAsName "keyword-as-name"
    OffsetNotLiteral "offset-not-literal"
    NotADefinition "not-a-definition"
    StrayDocComment "stray-doc-comment"
    StrayAttribute "stray-attribute"
    NestingTooDeep "nesting-too-deep"
    FormatterRefused "formatter-refused"
    NotRunnable "not-runnable"
    SpecialisationLimit "specialisation-limit"
    TypeMismatch "type-mismatch"
    UnknownName "unknown-name"
    UnknownModule "unknown-module"
    AmbiguousName "ambiguous-name"
    DuplicateName "duplicate-name"
    WrongArgumentCount "wrong-argument-count"
    NotAFunction "not-a-function"
    FunctionValue "function-value"
    EqualityType "equality-type"
    InfiniteType "infinite-type"
    TypeTooBig "type-too-big"
    GrowingType "growing-type"
    UnknownType "unknown-type"
    SeqType "seq-type"
    BadParameters "bad-parameters"
    BadAttribute "bad-attribute"
    OffsetTooLarge "offset-too-large"
    CheckOfFunction "check-of-function"
    CheckRange "check-range"
    NthOutsideSeq "nth-outside-seq"
    UnusedVariable "unused-variable"
    SearchOverOwnTerms "search-over-own-terms"
    CheckFailed "check-failed"
    TermError "term-error"
    BelowFirstIndex "below-first-index"
    ExampleFailed "example-failed"
    OeisTerms "oeis-terms"
    OeisOffset "oeis-offset"
    OeisUnknown "oeis-unknown"
}

impl Code {
    /// Code of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|c| c.name() == name)
    }
}
