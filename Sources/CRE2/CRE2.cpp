#include "CRE2.h"

#include <re2/re2.h>

#include <string>
#include <vector>

struct cre2_regex {
    re2::RE2 expression;

    cre2_regex(re2::StringPiece pattern, const re2::RE2::Options &options) : expression(pattern, options) {}
};

extern "C" {

cre2_regex *cre2_compile(const char *pattern, size_t count, bool longest) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_longest_match(longest);
    return new cre2_regex(re2::StringPiece(pattern, count), options);
}

void cre2_free(cre2_regex *regex) { delete regex; }

const char *cre2_error(const cre2_regex *regex) {
    return regex->expression.ok() ? nullptr : regex->expression.error().c_str();
}

int cre2_error_code(const cre2_regex *regex) { return static_cast<int>(regex->expression.error_code()); }

const char *cre2_error_argument(const cre2_regex *regex, size_t *count) {
    const std::string &argument = regex->expression.error_arg();
    *count = argument.size();
    return argument.data();
}

int cre2_group_count(const cre2_regex *regex) { return regex->expression.NumberOfCapturingGroups(); }

int cre2_group_index(const cre2_regex *regex, const char *name, size_t count) {
    const auto &groups = regex->expression.NamedCapturingGroups();
    const auto found = groups.find(std::string(name, count));
    return found == groups.end() ? -1 : found->second;
}

bool cre2_match(
    const cre2_regex *regex, const char *text, size_t count, size_t start, cre2_span *spans, int span_count
) {
    std::vector<re2::StringPiece> groups(static_cast<size_t>(span_count));
    const re2::StringPiece subject(text, count);
    if (!regex->expression.Match(subject, start, count, re2::RE2::UNANCHORED, groups.data(), span_count)) {
        return false;
    }
    for (int index = 0; index < span_count; index++) {
        const auto &group = groups[static_cast<size_t>(index)];
        if (group.data() == nullptr) {
            spans[index] = {-1, -1};
        } else {
            spans[index] = {group.data() - text, group.data() - text + static_cast<ptrdiff_t>(group.size())};
        }
    }
    return true;
}

}  // extern "C"
