#pragma once
#include <stddef.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A compiled regular expression with Go's (RE2's) syntax; linear time on any input.
typedef struct cre2_regex cre2_regex;

/// One matched group: byte offsets into the searched text, or -1 for a group that took no part.
typedef struct {
    ptrdiff_t start;
    ptrdiff_t end;
} cre2_span;

/// Compiles `pattern`. Always returns a value to be freed with `cre2_free`; ask `cre2_error` whether it is usable.
cre2_regex *cre2_compile(const char *pattern, size_t count, bool longest);
void cre2_free(cre2_regex *regex);

/// The compile error's text, or NULL when the expression is good. Lives as long as `regex`.
const char *cre2_error(const cre2_regex *regex);

/// What is wrong with the expression: RE2's error code (0 when good), and the part of it that is to blame.
int cre2_error_code(const cre2_regex *regex);
const char *cre2_error_argument(const cre2_regex *regex, size_t *count);

/// The number of capturing groups, without the whole match.
int cre2_group_count(const cre2_regex *regex);

/// The index of the named group, or -1.
int cre2_group_index(const cre2_regex *regex, const char *name, size_t count);

/// Searches `text` from `start`. On success fills `spans[0]` (whole match) to `spans[span_count - 1]`.
bool cre2_match(
    const cre2_regex *regex, const char *text, size_t count, size_t start, cre2_span *spans, int span_count
);

#ifdef __cplusplus
}
#endif
