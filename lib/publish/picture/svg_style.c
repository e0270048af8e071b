/* The cleaner of CSS inside an SVG. See svg_style.h. */
#include "publish/picture/svg_style.h"

#include <string.h>

#include "publish/picture/svg_names.h"

/* A rule that paints with more than this, or for more names, is nothing that a drawing program
 * writes; its urls go. */
#define TARGETS_PER_RULE 16
#define NAMES_PER_RULE 64

static const char *const functions[] = {"blur", "brightness", "calc", "contrast", "drop-shadow",
        "grayscale", "hsl", "hsla", "hue-rotate", "inset", "invert", "matrix", "opacity", "rgb",
        "rgba", "rotate", "saturate", "scale", "scalex", "scaley", "sepia", "skew", "skewx",
        "skewy", "translate", "translatex", "translatey", NULL};

static gboolean
is_name_character(char c)
{
    return g_ascii_isalnum(c) || c == '-' || c == '_' || (guchar)c >= 0x80;
}

/* The end of the string that begins at `at` with its quote (the quote included), or NULL when it
 * does not end on its line. */
static const char *
skip_string(const char *at)
{
    const char *end = at + 1 + strcspn(at + 1, *at == '"' ? "\"\n\r\f" : "'\n\r\f");
    return *end == *at ? end + 1 : NULL;
}

/* The text without comments (a blank stands for each). NULL when it holds an escape, which could
 * hide anything, or a string or comment that never ends. */
static char *
strip_comments(const char *text)
{
    g_autoptr(GString) plain = g_string_sized_new(strlen(text));
    while (*text) {
        if (*text == '\\')
            return NULL;
        const char *next = text + 1;
        if (*text == '"' || *text == '\'') {
            next = skip_string(text);
            if (!next || memchr(text, '\\', (gsize)(next - text)))
                return NULL;
            g_string_append_len(plain, text, next - text);
        } else if (g_str_has_prefix(text, "/*")) {
            const char *end = strstr(text + 2, "*/");
            if (!end)
                return NULL;
            next = end + 2;
            g_string_append_c(plain, ' ');
        } else if (g_str_has_prefix(text, "<!--") || g_str_has_prefix(text, "-->")) {
            next = text + (*text == '<' ? 4 : 3);
            g_string_append_c(plain, ' ');
        } else {
            g_string_append_c(plain, *text);
        }
        text = next;
    }
    return g_string_free(g_steal_pointer(&plain), FALSE);
}

/* Reads what follows "url(": only a reference into the picture itself. Returns its end, or NULL. */
static const char *
clean_url(const char *at, GString *out, GPtrArray *targets)
{
    at += strspn(at, " \t\n\r\f");
    char quote = *at == '"' || *at == '\'' ? *at++ : '\0';
    if (*at++ != '#')
        return NULL;
    gsize length = strcspn(at, " \t\n\r\f\"'()");
    g_autofree char *id = g_strndup(at, length);
    at += length;
    if (length == 0 || (quote && *at++ != quote))
        return NULL;
    at += strspn(at, " \t\n\r\f");
    if (*at != ')')
        return NULL;
    char *safe = psg_svg_id_make_safe(id);
    g_string_append_printf(out, "url(#%s)", safe);
    g_ptr_array_add(targets, safe);
    return at + 1;
}

/* Copies a word, and where it is a function's name makes sure that the function is a known one. */
static const char *
clean_word(const char *at, GString *out, GPtrArray *targets, guint *depth)
{
    const char *end = at;
    while (is_name_character(*end))
        end++;
    if (*end == '(') {
        g_autofree char *name = g_ascii_strdown(at, end - at);
        if (strcmp(name, "url") == 0)
            return clean_url(end + 1, out, targets);
        if (!g_strv_contains(functions, name))
            return NULL;
        *depth += 1;
        end++;
    }
    g_string_append_len(out, at, end - at);
    return end;
}

/* psg_svg_value_clean() for text without comments; may leave something appended when it fails. */
static gboolean
clean_value(const char *at, GString *out, GPtrArray *targets)
{
    guint depth = 0;
    while (at && *at) {
        const char *start = at;
        if (is_name_character(*at)) {
            at = clean_word(at, out, targets, &depth);
            continue;
        }
        if (*at == '"' || *at == '\'')
            at = skip_string(at);
        else if (strchr("\\<>@{};(", *at) || (*at == ')' && depth == 0) ||
                 (g_ascii_iscntrl(*at) && !g_ascii_isspace(*at)))
            return FALSE;
        else
            depth -= *at++ == ')';
        if (at)
            g_string_append_len(out, start, at - start);
    }
    return at && depth == 0;
}

/* Takes back what a failed step appended; FALSE, for `return`. `targets` may be NULL. */
static gboolean
undo(GString *out, gsize length, GPtrArray *targets, guint count)
{
    g_string_truncate(out, length);
    if (targets)
        g_ptr_array_set_size(targets, (int)count);
    return FALSE;
}

gboolean
psg_svg_value_clean(const char *value, GString *out, GPtrArray *targets)
{
    gsize length = out->len;
    guint count = targets->len;
    g_autofree char *plain = strip_comments(value);
    return (plain && clean_value(plain, out, targets)) || undo(out, length, targets, count);
}

/* Where the declaration that begins at `at` ends: a ';' outside strings and brackets, or the end.
 */
static const char *
find_declaration_end(const char *at)
{
    guint depth = 0;
    while (*at && (*at != ';' || depth > 0)) {
        if (*at == '"' || *at == '\'') {
            at = skip_string(at);
            continue;
        }
        depth += *at == '(';
        depth -= *at == ')' && depth > 0;
        at++;
    }
    return at;
}

/* One declaration. TRUE also for one that merely has no use in a picture. */
static gboolean
clean_declaration(char *declaration, gboolean may_paint, GString *out, GPtrArray *targets)
{
    char *colon = strchr(declaration, ':');
    if (!colon)
        return TRUE;
    *colon = '\0';
    g_autofree char *name = g_ascii_strdown(g_strstrip(declaration), -1);
    const char *value = g_strstrip(colon + 1);
    gsize length = out->len;
    guint count = targets->len;
    if (!psg_svg_property_is_known(name)) {
        g_autofree char *lower = g_ascii_strdown(value, -1);
        return !strstr(lower, "url(");
    }
    if (!*value)
        return TRUE;
    g_string_append_printf(out, "%s:", name);
    if (!clean_value(value, out, targets) || (!may_paint && targets->len > count))
        return undo(out, length, targets, count);
    g_string_append_c(out, ';');
    return TRUE;
}

static gboolean
clean_declarations(
        const char *at, gsize length, gboolean may_paint, GString *out, GPtrArray *targets)
{
    g_autofree char *text = g_strndup(at, length);
    gboolean is_whole = TRUE;
    for (char *start = text; *start;) {
        char *end = (char *)find_declaration_end(start);
        gboolean is_last = *end == '\0';
        *end = '\0';
        is_whole &= clean_declaration(start, may_paint, out, targets);
        start = is_last ? end : end + 1;
    }
    return is_whole;
}

gboolean
psg_svg_declarations_clean(const char *text, GString *out, GPtrArray *targets)
{
    g_autofree char *plain = strip_comments(text);
    return plain && clean_declarations(plain, strlen(plain), TRUE, out, targets);
}

/* The first of `stops` outside a string, or the end of the text. Strings end: strip_comments() has
 * seen to it. */
static const char *
find_outside_strings(const char *at, const char *stops)
{
    while (*at && !strchr(stops, *at))
        at = *at == '"' || *at == '\'' ? skip_string(at) : at + 1;
    return at;
}

/* Past the block whose '{' is at `at`. */
static const char *
skip_block(const char *at)
{
    guint depth = 0;
    while (*(at = find_outside_strings(at, "{}"))) {
        depth += *at == '{' ? 1u : -1u;
        at++;
        if (depth == 0)
            return at;
    }
    return at;
}

/* Adds the classes and ids of a selector's last compound, the one that says what the rule is for.
 * FALSE when it names none. */
static gboolean
collect_names(const char *part, gsize length, GPtrArray *names)
{
    while (length > 0 && g_ascii_isspace(part[length - 1]))
        length--;
    gsize start = length;
    while (start > 0 && !strchr(" \t\n\r\f>+~", part[start - 1]))
        start--;
    guint before = names->len;
    for (gsize at = start; at < length; at++) {
        if (part[at] != '.' && part[at] != '#')
            continue;
        gsize end = at + 1;
        while (end < length && is_name_character(part[end]))
            end++;
        g_autofree char *bare = g_strndup(part + at + 1, end - at - 1);
        g_autofree char *safe = part[at] == '#' ? psg_svg_id_make_safe(bare) : NULL;
        g_ptr_array_add(names, g_strdup_printf("%c%s", part[at], safe ? safe : bare));
        at = end - 1;
    }
    return names->len > before;
}

/* Copies a selector, with its ids made safe as the ids themselves are. FALSE when it holds what
 * Plainsong does not read (attribute selectors, functions). */
static gboolean
clean_selector(const char *at, gsize length, GString *out)
{
    for (const char *end = at + length; at < end;) {
        if (*at == '#') {
            const char *name = ++at;
            while (at < end && is_name_character(*at))
                at++;
            g_autofree char *bare = g_strndup(name, (gsize)(at - name));
            g_autofree char *safe = psg_svg_id_make_safe(bare);
            g_string_append_printf(out, "#%s", safe);
        } else if (is_name_character(*at) || g_ascii_isspace(*at) || strchr(".,>+~*:", *at)) {
            g_string_append_c(out, *at++);
        } else {
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean
clean_rule(const char *selector, const char *open, const char *close, GString *out, PsgSvgRule rule,
        gpointer data)
{
    gsize length = out->len;
    if (!clean_selector(selector, (gsize)(open - selector), out))
        return undo(out, length, NULL, 0);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) targets = g_ptr_array_new_with_free_func(g_free);
    gboolean may_paint = TRUE;
    for (const char *part = selector; part < open && may_paint;) {
        const char *comma = memchr(part, ',', (gsize)(open - part));
        const char *end = comma ? comma : open;
        may_paint = collect_names(part, (gsize)(end - part), names) && names->len <= NAMES_PER_RULE;
        part = end + 1;
    }
    g_string_append_c(out, '{');
    gsize inside = out->len;
    gboolean is_whole =
            clean_declarations(open + 1, (gsize)(close - open - 1), may_paint, out, targets);
    if (targets->len > TARGETS_PER_RULE)
        is_whole = undo(out, inside, targets, 0);
    if (out->len == inside) {
        g_string_truncate(out, length);
        return is_whole;
    }
    g_string_append_c(out, '}');
    for (guint i = 0; i < names->len; i++)
        for (guint j = 0; j < targets->len; j++)
            rule(g_ptr_array_index(names, i), g_ptr_array_index(targets, j), data);
    return is_whole;
}

/* Rules up to the end or, inside `@media`, up to its '}'. Only one level of at-rules is read. */
static gboolean
clean_rules(const char **position, gboolean is_inside, GString *out, PsgSvgRule rule, gpointer data)
{
    gboolean is_whole = TRUE;
    const char *at = *position;
    for (at += strspn(at, " \t\n\r\f;"); *at && *at != '}'; at += strspn(at, " \t\n\r\f;")) {
        const char *open = find_outside_strings(at, *at == '@' ? "{;}" : "{}");
        if (*open != '{') { /* "@import ...;", or a selector without a block */
            is_whole &= *at != '@' || g_ascii_strncasecmp(at, "@charset", 8) == 0;
            at = *open && *open != '}' ? open + 1 : open;
        } else if (*at != '@') {
            const char *end = skip_block(open);
            const char *close = find_outside_strings(open + 1, "{}");
            is_whole &= close + 1 == end && clean_rule(at, open, close, out, rule, data);
            at = end;
        } else if (!is_inside && g_ascii_strncasecmp(at, "@media", 6) == 0 &&
                   strspn(at + 6, " \t\nabcdefghijklmnopqrstuvwxyz-0123456789:.(),") ==
                           (gsize)(open - at - 6)) {
            gsize length = out->len;
            g_string_append_len(out, at, open + 1 - at);
            gsize inside = out->len;
            at = open + 1;
            is_whole &= clean_rules(&at, TRUE, out, rule, data);
            at += *at == '}';
            if (out->len == inside)
                g_string_truncate(out, length);
            else
                g_string_append_c(out, '}');
        } else {
            is_whole = FALSE;
            at = skip_block(open);
        }
        if (!is_inside && *at == '}')
            at++;
    }
    *position = at;
    return is_whole;
}

gboolean
psg_svg_sheet_clean(const char *text, GString *out, PsgSvgRule rule, gpointer data)
{
    g_autofree char *plain = strip_comments(text);
    const char *at = plain;
    return plain && clean_rules(&at, FALSE, out, rule, data);
}
