/* Cleaning and marking a source. See source.h. */
#include "text/source.h"

#include <string.h>

#include "text/text.h"

static guint
count_lines(const char *from, const char *to)
{
    guint lines = 0;
    while ((from = memchr(from, '\n', (gsize)(to - from)))) {
        lines++;
        from++;
    }
    return lines;
}

/* Text that is not UTF-8 nearly always comes from an older Windows program, or is UTF-16 as Notepad
 * once wrote it. */
static char *
decode_foreign(const char *bytes, gsize length, gsize *decoded_length, const char **encoding)
{
    gboolean is_little = length > 1 && (guchar)bytes[0] == 0xff && (guchar)bytes[1] == 0xfe;
    gboolean is_big = length > 1 && (guchar)bytes[0] == 0xfe && (guchar)bytes[1] == 0xff;
    if (is_little || is_big) {
        *encoding = "UTF-16";
        char *text =
                g_convert(bytes, (gssize)length, "UTF-8", "UTF-16", NULL, decoded_length, NULL);
        if (text)
            return text;
    }
    *encoding = "Windows-1252";
    char *text = memchr(bytes, 0, length) ? NULL
                                          : g_convert(bytes, (gssize)length, "UTF-8",
                                                    "WINDOWS-1252", NULL, decoded_length, NULL);
    if (!text) {
        *encoding = NULL;
        text = g_utf8_make_valid(bytes, (gssize)length);
        *decoded_length = strlen(text);
    }
    return text;
}

/* Which control characters must go: all but tab and line feed. */
static gboolean
is_unwanted(char c)
{
    return ((guchar)c < 0x20 && c != '\t' && c != '\n') || c == 0x7f;
}

static const char *
find_unwanted(const char *at, const char *end)
{
    while (at < end && !is_unwanted(*at))
        at++;
    return at;
}

/* TRUE when nothing but NULs keeps the bytes from being UTF-8; else `*invalid` is the first byte
 * that does. */
static gboolean
is_utf8_but_for_nuls(const char *bytes, gsize length, const char **invalid)
{
    const char *end = bytes + length;
    while (!g_utf8_validate_len(bytes, (gsize)(end - bytes), invalid)) {
        if (**invalid)
            return FALSE;
        bytes = *invalid + 1;
    }
    return TRUE;
}

/* Carriage returns become line ends, other control characters U+FFFD. */
static char *
replace_unwanted(
        const char *bytes, gsize length, const char *path, PsgFindings *findings, gsize *new_length)
{
    const char *end = bytes + length;
    GString *out = g_string_sized_new(length + 16);
    guint line = 1;
    for (const char *at = bytes; at < end;) {
        const char *stop = find_unwanted(at, end);
        g_string_append_len(out, at, stop - at);
        line += count_lines(at, stop);
        at = stop;
        if (at == end)
            break;
        if (*at == '\r') {
            g_string_append_c(out, '\n');
            line++;
            if (at + 1 < end && at[1] == '\n')
                at++;
        } else {
            psg_findings_add(findings, PSG_SEVERITY_WARNING, "control-character", path, line, 0,
                    "the control character U+%04X was replaced", (guint)(guchar)*at);
            g_string_append(out, "\xef\xbf\xbd");
        }
        at++;
    }
    *new_length = out->len;
    return g_string_free(out, FALSE);
}

void
psg_source_init(
        PsgSource *source, const char *bytes, gsize length, const char *path, PsgFindings *findings)
{
    memset(source, 0, sizeof *source);
    source->first_line = 1;
    g_autofree char *decoded = NULL;
    const char *invalid;
    /* Stray control characters are dealt with below; a NUL must not stop the validation. */
    if (!is_utf8_but_for_nuls(bytes, length, &invalid)) {
        const char *encoding;
        guint line = count_lines(bytes, invalid) + 1;
        decoded = decode_foreign(bytes, length, &length, &encoding);
        bytes = decoded;
        if (encoding)
            psg_findings_add(findings, PSG_SEVERITY_WARNING, "encoding", path, line, 0,
                    "the file is not UTF-8 and was read as %s; save it as UTF-8 to be sure of "
                    "every letter",
                    encoding);
        else
            psg_findings_add(findings, PSG_SEVERITY_ERROR, "encoding", path, line, 0,
                    "the file is not UTF-8 and in no other known encoding; what could not be read "
                    "was replaced");
    }
    if (length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
        bytes += 3;
        length -= 3;
    }
    if (find_unwanted(bytes, bytes + length) < bytes + length) {
        source->bytes = replace_unwanted(bytes, length, path, findings, &source->length);
    } else {
        source->bytes = g_malloc(length + 2);
        memcpy(source->bytes, bytes, length);
        source->bytes[length] = 0;
        source->length = length;
    }
    if (source->length > 0 && source->bytes[source->length - 1] != '\n') {
        source->bytes = g_realloc(source->bytes, source->length + 2);
        source->bytes[source->length++] = '\n';
        source->bytes[source->length] = 0;
    }
}

void
psg_source_init_part(PsgSource *source, char *bytes, gsize length, guint first_line)
{
    *source = (PsgSource){.bytes = bytes, .length = length, .first_line = first_line};
}

void
psg_source_clear(PsgSource *source)
{
    g_clear_pointer(&source->bytes, g_free);
    g_clear_pointer(&source->line_starts, g_array_unref);
}

void
psg_source_drop(PsgSource *source, gsize length, guint lines)
{
    memmove(source->bytes, source->bytes + length, source->length - length + 1);
    source->length -= length;
    source->first_line += lines;
}

/* The length of `[^label]` at `at`, or 0. A label holds no blank and no bracket. */
static gsize
measure_footnote_label(const char *at)
{
    if (at[0] != '[' || at[1] != '^')
        return 0;
    gsize length = strcspn(at + 2, " \t\n[]");
    return length > 0 && at[2 + length] == ']' ? length + 3 : 0;
}

void
psg_source_mark(PsgSource *source)
{
    for (char *at = source->bytes; (at = strpbrk(at, "\\[")); at++) {
        if (*at == '\\') {
            if (at[1] && strchr("~:@./", at[1]))
                *at = PSG_MARK_ESCAPE;
            if (at[1] && at[1] != '\n')
                at++;
            continue;
        }
        gsize length = measure_footnote_label(at);
        if (length) {
            at[0] = PSG_MARK_OPEN;
            at[length - 1] = PSG_MARK_CLOSE;
            at += length - 1;
            source->has_footnotes = TRUE;
        }
    }
}

const char *
psg_source_unmark(const char *literal, gboolean is_code, char **owned)
{
    if (!strpbrk(literal, PSG_MARKS))
        return literal;
    GString *out = g_string_new(NULL);
    for (const char *at = literal; *at; at++) {
        if (*at == PSG_MARK_OPEN)
            g_string_append_c(out, '[');
        else if (*at == PSG_MARK_CLOSE)
            g_string_append_c(out, ']');
        else if (*at == PSG_MARK_LINE)
            at += at[1] == ' ';
        else if (*at != PSG_MARK_ESCAPE)
            g_string_append_c(out, *at);
        else if (is_code)
            g_string_append_c(out, '\\');
    }
    return *owned = g_string_free(out, FALSE);
}

static void
index_lines(PsgSource *source)
{
    source->line_starts = g_array_new(FALSE, FALSE, sizeof(gsize));
    for (const char *at = source->bytes, *end = at + source->length; at < end;) {
        gsize offset = (gsize)(at - source->bytes);
        g_array_append_val(source->line_starts, offset);
        const char *line_end = memchr(at, '\n', (gsize)(end - at));
        at = line_end ? line_end + 1 : end;
    }
}

guint
psg_source_count_lines(PsgSource *source)
{
    if (!source->line_starts)
        index_lines(source);
    return source->line_starts->len;
}

const char *
psg_source_get_line(PsgSource *source, guint number, gsize *length)
{
    guint count = psg_source_count_lines(source);
    if (number == 0 || number > count) {
        *length = 0;
        return "";
    }
    gsize start = g_array_index(source->line_starts, gsize, number - 1);
    gsize end = number < count ? g_array_index(source->line_starts, gsize, number) : source->length;
    while (end > start && source->bytes[end - 1] == '\n')
        end--;
    *length = end - start;
    return source->bytes + start;
}
