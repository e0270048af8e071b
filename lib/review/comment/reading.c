/* Which characters of a Markdown source its readers see. One pass: at the beginning of a line its
 * block's marks are left out, then the inlines' signs, CommonMark 0.30, 6. See reading.h. */
#include "review/comment/reading.h"

#include <libxml/HTMLparser.h>
#include <string.h>

#include "text/front_matter.h"

/* How far the end of a link's address, a tag or a code span is looked for. */
#define SIGN_LIMIT 2048
#define BLOCK_LIMIT ((gsize)2000)
#define OPEN_LIMIT 64 /* signs that are open at once; of more the oldest are text */

/* A sign that may be the first of a pair. */
typedef struct {
    char sign;
    guint32 start, end;
    guint character; /* a bracket's own, which is no text when it is a link's */
} OpenSign;

typedef struct {
    PsgReading *reading;
    const char *source, *end;
    OpenSign open[OPEN_LIMIT];
    guint open_count;
    char fence; /* 0: not in fenced code */
    guint fence_length;
} Scan;

/* --- Characters --- */

static void
add_one(PsgReading *reading, gunichar c, gsize start, gsize end)
{
    GArray *characters = reading->characters;
    PsgReadCharacter *last =
            characters->len > 0 ? &g_array_index(characters, PsgReadCharacter, characters->len - 1)
                                : NULL;
    /* One blank, one dash: "--" is how a dash is typed. */
    if (last && last->character == c && (c == ' ' || c == '-')) {
        last->end = (guint32)end;
        return;
    }
    PsgReadCharacter added = {(guint32)start, (guint32)end, c};
    g_array_append_val(characters, added);
}

static gunichar
simplify(gunichar c)
{
    switch (c) {
    case 0x2018:
    case 0x2019:
    case 0x201a:
    case 0x201b:
    case 0x2b9:
    case 0x2bc:
    case 0x2032:
    case '`':
        return '\'';
    case 0x201c:
    case 0x201d:
    case 0x201e:
    case 0x201f:
    case 0xab:
    case 0xbb:
    case 0x2033:
        return '"';
    case 0x2212:
    case 0x2043:
        return '-';
    default:
        if (g_unichar_isspace(c) || c == 0x2028 || c == 0x2029)
            return ' ';
        return c >= 0x80 && g_unichar_type(c) == G_UNICODE_DASH_PUNCTUATION ? '-' : c;
    }
}

/* Characters that nobody sees: soft hyphens, marks of direction and of joining. */
static gboolean
is_unseen(gunichar c)
{
    return c == 0xad || (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
           (c >= 0x2060 && c <= 0x2069) || c == 0xfeff;
}

static void
add_character(PsgReading *reading, gunichar c, gsize start, gsize end)
{
    if (c < 0x80) {
        add_one(reading, simplify(c), start, end);
        return;
    }
    gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
    if (is_unseen(c))
        return;
    gsize count = g_unichar_fully_decompose(simplify(c), TRUE, parts, G_N_ELEMENTS(parts));
    for (gsize i = 0; i < count; i++)
        add_one(reading, simplify(parts[i]), start, end);
}

/* Adds the character at `at` and returns where the next begins. */
static const char *
add_next(PsgReading *reading, const char *at)
{
    const char *next = g_utf8_next_char(at);
    gsize start = (gsize)(at - reading->source);
    add_character(reading, g_utf8_get_char(at), start, start + (gsize)(next - at));
    return next;
}

static void
add_raw(PsgReading *reading, const char *at, const char *end)
{
    while (at < end)
        at = add_next(reading, at);
}

/* --- Pairs --- */

static void
add_pair(Scan *scan, const OpenSign *first, const char *start, const char *end)
{
    PsgSignPair pair = {first->start, first->end, (guint32)(start - scan->source),
            (guint32)(end - scan->source)};
    g_array_append_val(scan->reading->pairs, pair);
}

static void
push_sign(Scan *scan, char sign, const char *start, const char *end)
{
    if (scan->open_count == OPEN_LIMIT)
        memmove(scan->open, scan->open + 1, --scan->open_count * sizeof(OpenSign));
    scan->open[scan->open_count++] = (OpenSign){sign, (guint32)(start - scan->source),
            (guint32)(end - scan->source), scan->reading->characters->len};
}

/* The open sign of this kind and length (0: any) that was opened last, taken off with all within;
 * FALSE when there is none. */
static gboolean
pop_sign(Scan *scan, char sign, gsize length, OpenSign *found)
{
    for (guint i = scan->open_count; i-- > 0;) {
        const OpenSign *open = &scan->open[i];
        if (open->sign != sign || (length > 0 && open->end - open->start != length))
            continue;
        *found = *open;
        scan->open_count = i;
        return TRUE;
    }
    return FALSE;
}

/* --- Inlines --- */

static gboolean
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\0';
}

static char
get_before(const Scan *scan, const char *at)
{
    return at > scan->source ? at[-1] : '\0';
}

static gboolean
is_word(char c)
{
    return g_ascii_isalnum(c) || (guchar)c >= 0x80;
}

static const char *
skip_run(const Scan *scan, const char *at)
{
    const char *end = at;
    while (end < scan->end && *end == *at)
        end++;
    return end;
}

/* The place behind the first `closing` that matches the bracket at `at`; NULL when there is none
 * before a blank line. */
static const char *
find_closing(const Scan *scan, const char *at, char closing)
{
    char opening = *at;
    guint depth = 0;
    const char *end = MIN(scan->end, at + SIGN_LIMIT);
    for (; at < end; at++) {
        if (*at == '\\' && at + 1 < end)
            at++;
        else if (*at == opening)
            depth++;
        else if (*at == closing && --depth == 0)
            return at + 1;
        else if (*at == '\n' && at + 1 < end && at[1] == '\n')
            return NULL;
    }
    return NULL;
}

/* Emphasis, strikethrough. */
static const char *
read_emphasis(Scan *scan, const char *at)
{
    const char *next = skip_run(scan, at);
    char before = get_before(scan, at), after = next < scan->end ? *next : '\0';
    gboolean can_open = !is_blank(after), can_close = !is_blank(before);
    gboolean is_text = (!can_open && !can_close) ||
                       (*at == '_' && is_word(before) && is_word(after)) ||
                       (*at == '~' && next - at != 2);
    OpenSign first;
    if (is_text)
        add_raw(scan->reading, at, next);
    else if (can_close && pop_sign(scan, *at, (gsize)(next - at), &first))
        add_pair(scan, &first, at, next);
    else if (can_open)
        push_sign(scan, *at, at, next);
    return next;
}

static const char *
read_code(Scan *scan, const char *at)
{
    const char *inside = skip_run(scan, at), *end = MIN(scan->end, inside + SIGN_LIMIT);
    for (const char *close = inside; close < end;) {
        if (*close != '`') {
            close++;
            continue;
        }
        const char *behind = skip_run(scan, close);
        if (behind - close == inside - at) {
            OpenSign first = {
                    '`', (guint32)(at - scan->source), (guint32)(inside - scan->source), 0};
            add_raw(scan->reading, inside, close);
            add_pair(scan, &first, close, behind);
            return behind;
        }
        close = behind;
    }
    add_raw(scan->reading, at, inside);
    return inside;
}

static const char *
read_opening_bracket(Scan *scan, const char *at)
{
    if (at + 1 < scan->end && at[1] == '^') { /* a footnote's number */
        const char *behind = find_closing(scan, at, ']');
        if (behind)
            return behind;
    }
    push_sign(scan, '[', at, at + 1);
    return add_next(scan->reading, at);
}

/* The end of what stands behind a link's text; NULL when it is none. */
static const char *
find_link_end(const Scan *scan, const char *at)
{
    if (at >= scan->end)
        return NULL;
    return *at == '('   ? find_closing(scan, at, ')')
           : *at == '[' ? find_closing(scan, at, ']')
                        : NULL;
}

static const char *
read_closing_bracket(Scan *scan, const char *at)
{
    OpenSign first;
    const char *behind = pop_sign(scan, '[', 0, &first) ? find_link_end(scan, at + 1) : NULL;
    if (!behind)
        return add_next(scan->reading, at);
    GArray *characters = scan->reading->characters;
    g_array_index(characters, PsgReadCharacter, first.character).character = 0;
    const char *open = scan->source + first.start;
    if (first.start > 0 && open[-1] == '!' && get_before(scan, open - 1) != '\\') {
        first.start--;
        if (first.character > 0)
            g_array_index(characters, PsgReadCharacter, first.character - 1).character = 0;
    }
    add_pair(scan, &first, at, behind);
    return behind;
}

/* Comments and tags are not seen, the addresses of autolinks are. */
static const char *
read_angle(Scan *scan, const char *at)
{
    const char *end = scan->end;
    if (end - at > 4 && strncmp(at, "<!--", 4) == 0) {
        const char *close = g_strstr_len(at + 4, end - at - 4, "-->");
        return close ? close + 3 : end;
    }
    char next = at + 1 < end ? at[1] : '\0';
    const char *close = g_ascii_isalpha(next) || next == '/' ? find_closing(scan, at, '>') : NULL;
    if (!close)
        return add_next(scan->reading, at);
    const char *behind = at + 1;
    while (!strchr(" \t\n/>:@", *behind))
        behind++;
    if (*behind == ':' || *behind == '@')
        add_raw(scan->reading, at + 1, close - 1);
    return close;
}

static gunichar
decode_entity(const char *name, gsize length)
{
    g_autofree char *text = g_strndup(name, length);
    if (*text == '#') {
        gboolean is_hex = text[1] == 'x' || text[1] == 'X';
        guint64 code = g_ascii_strtoull(text + (is_hex ? 2 : 1), NULL, is_hex ? 16 : 10);
        return code > 0 && code < 0x110000 && g_unichar_validate((gunichar)code) ? (gunichar)code
                                                                                 : 0;
    }
    const htmlEntityDesc *entity = htmlEntityLookup((const xmlChar *)text);
    return entity ? entity->value : strcmp(text, "apos") == 0 ? '\'' : 0;
}

static const char *
read_entity(Scan *scan, const char *at)
{
    gsize length = 0;
    const char *name = at + 1;
    while (name + length < scan->end && length < 32 &&
            (g_ascii_isalnum(name[length]) || (length == 0 && *name == '#')))
        length++;
    gunichar c = length > 0 && name + length < scan->end && name[length] == ';'
                         ? decode_entity(name, length)
                         : 0;
    if (c == 0)
        return add_next(scan->reading, at);
    gsize start = (gsize)(at - scan->source);
    add_character(scan->reading, c, start, start + length + 2);
    return name + length + 1;
}

/* `{#id}`, `{lang=ur}` at the end of a line; NULL when it is text. */
static const char *
skip_attributes(const Scan *scan, const char *at)
{
    if (at + 1 >= scan->end || !strchr("#.l", at[1]) ||
            (at[1] == 'l' && (scan->end - at < 6 || memcmp(at + 1, "lang=", 5) != 0)))
        return NULL;
    const char *close = memchr(at, '}', (gsize)(scan->end - at));
    if (!close || memchr(at, '\n', (gsize)(close - at)))
        return NULL;
    const char *line_end = close + 1;
    while (line_end < scan->end && memchr(" \t\r#", *line_end, 4))
        line_end++;
    return line_end == scan->end || *line_end == '\n' ? close + 1 : NULL;
}

static const char *
read_inline(Scan *scan, const char *at)
{
    const char *next;
    switch (*at) {
    case '\\':
        if (at + 1 < scan->end && g_ascii_ispunct(at[1]))
            return add_next(scan->reading, at + 1);
        return at + 1 < scan->end && at[1] == '\n' ? at + 1 : add_next(scan->reading, at);
    case '*':
    case '_':
    case '~':
        return read_emphasis(scan, at);
    case '`':
        return read_code(scan, at);
    case '[':
        return read_opening_bracket(scan, at);
    case ']':
        return read_closing_bracket(scan, at);
    case '<':
        return read_angle(scan, at);
    case '&':
        return read_entity(scan, at);
    case '{':
        next = skip_attributes(scan, at);
        return next ? next : add_next(scan->reading, at);
    case '|': { /* between two cells */
        gsize start = (gsize)(at - scan->source);
        add_character(scan->reading, ' ', start, start + 1);
        return at + 1;
    }
    default:
        return add_next(scan->reading, at);
    }
}

/* --- Blocks --- */

static const char *
skip_blanks(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t'))
        at++;
    return at;
}

/* The length of a list's marker with the blank after it; 0 when there is none. */
static gsize
measure_marker(const char *at, const char *end)
{
    gsize length = 0;
    if (at < end && strchr("-+*", *at))
        length = 1;
    else {
        while (length < 9 && at + length < end && g_ascii_isdigit(at[length]))
            length++;
        length = length > 0 && at + length < end && (at[length] == '.' || at[length] == ')')
                         ? length + 1
                         : 0;
    }
    return length > 0 && (at + length == end || is_blank(at[length])) ? length : 0;
}

/* Goes over quotations' and lists' markers and the box of a task. */
static const char *
skip_containers(const char *at, const char *end)
{
    for (;;) {
        at = skip_blanks(at, end);
        gsize marker = at < end && *at == '>' ? 1 : measure_marker(at, end);
        if (marker == 0)
            return at;
        at = skip_blanks(at + marker, end);
        if (end - at > 3 && at[0] == '[' && strchr(" xX", at[1]) && at[2] == ']' && is_blank(at[3]))
            at += 4;
    }
}

/* A line of a fence; TRUE when it is one. */
static gboolean
read_fence(Scan *scan, const char *at, const char *end)
{
    if (end - at < 3 || (*at != '`' && *at != '~'))
        return FALSE;
    const char *behind = skip_run(scan, at);
    guint length = (guint)(behind - at);
    if (length < 3)
        return FALSE;
    if (scan->fence && (*at != scan->fence || length < scan->fence_length))
        return FALSE;
    if (!scan->fence && *at == '`' && memchr(behind, '`', (gsize)(end - behind)))
        return FALSE;
    scan->fence_length = length;
    scan->fence = scan->fence ? '\0' : *at;
    return TRUE;
}

/* A rule, the underline of a heading, or that of a table's head. */
static gboolean
is_rule(const char *at, const char *end)
{
    for (; at < end; at++)
        if (!strchr("-=*_|: \t\r", *at))
            return FALSE;
    return TRUE;
}

/* Where the address of `[label]: address` begins, the note's text of `[^label]: text`; NULL. */
static const char *
find_definition(const char *at, const char *end)
{
    if (at >= end || *at != '[')
        return NULL;
    const char *close = memchr(at, ']', (gsize)(end - at));
    return close && close + 1 < end && close[1] == ':' ? close + 2 : NULL;
}

/* Leaves out what stands before a line's text, and lines without any. Returns where the text
 * begins, which may be the line's end. */
static const char *
begin_line(Scan *scan, const char *at, const char *end)
{
    const char *text = skip_containers(at, end);
    if (read_fence(scan, text, end))
        return end;
    if (scan->fence)
        return skip_blanks(at, end);
    if (is_rule(text, end))
        return end;
    const char *definition = find_definition(text, end);
    if (definition)
        return text[1] == '^' ? definition : end;
    if (end - text > 2 && text[0] == '[' && text[1] == '!') {
        const char *close = memchr(text, ']', (gsize)(end - text));
        if (close)
            return close + 1;
    }
    gsize hashes = 0;
    while (hashes < 6 && text + hashes < end && text[hashes] == '#')
        hashes++;
    return hashes > 0 && text + hashes < end && is_blank(text[hashes]) ? text + hashes : text;
}

/* The closing sequence of a heading is no text. */
static const char *
find_text_end(const char *line, const char *end)
{
    if (*skip_blanks(line, end) != '#')
        return end;
    const char *at = end;
    while (at > line && is_blank(at[-1]))
        at--;
    const char *hashes = at;
    while (hashes > line && hashes[-1] == '#')
        hashes--;
    return hashes < at && hashes > line && is_blank(hashes[-1]) ? hashes : end;
}

/* Signs may go on over lines: then the rest of the line in which one ends is read with it. */
static const char *
scan_line(Scan *scan, const char *line)
{
    const char *end = memchr(line, '\n', (gsize)(scan->end - line));
    end = end ? end : scan->end;
    const char *text_end = find_text_end(line, end);
    if (skip_blanks(line, end) == end)
        scan->open_count = 0; /* a paragraph ended: what is open stays so */
    const char *at = begin_line(scan, line, end);
    if (scan->fence) {
        add_raw(scan->reading, at, end);
        at = end;
    }
    while (at < scan->end && *at != '\n')
        at = at >= text_end && at < end ? end : read_inline(scan, at);
    if (at == scan->end)
        return at;
    gsize start = (gsize)(at - scan->source);
    add_character(scan->reading, ' ', start, start + 1);
    return at + 1;
}

/* --- The whole --- */

/* Takes out the brackets that turned out to be signs. */
static void
compact(PsgReading *reading)
{
    GArray *characters = reading->characters;
    guint kept = 0;
    for (guint i = 0; i < characters->len; i++) {
        PsgReadCharacter c = g_array_index(characters, PsgReadCharacter, i);
        if (c.character != 0)
            g_array_index(characters, PsgReadCharacter, kept++) = c;
    }
    g_array_set_size(characters, kept);
}

static void
list_letters(PsgReading *reading)
{
    for (guint32 i = 0; i < reading->characters->len; i++)
        if (g_unichar_isalnum(g_array_index(reading->characters, PsgReadCharacter, i).character))
            g_array_append_val(reading->letters, i);
}

static PsgReading *
reading_new(const char *source, gsize length)
{
    PsgReading *reading = g_new0(PsgReading, 1);
    reading->source = source;
    reading->length = length;
    reading->characters = g_array_sized_new(FALSE, FALSE, sizeof(PsgReadCharacter), (guint)length);
    reading->letters = g_array_new(FALSE, FALSE, sizeof(guint32));
    reading->pairs = g_array_new(FALSE, FALSE, sizeof(PsgSignPair));
    return reading;
}

PsgReading *
psg_reading_new(const char *source, gsize length)
{
    PsgReading *reading = reading_new(source, length);
    PsgFrontMatter front = {0};
    if (length > 3 && strncmp(source, "---", 3) == 0)
        psg_front_matter_read(&front, source, length, "", NULL);
    Scan scan = {.reading = reading, .source = source, .end = source + length};
    for (const char *at = source + front.length; at < scan.end;)
        at = scan_line(&scan, at);
    psg_front_matter_clear(&front);
    compact(reading);
    list_letters(reading);
    return reading;
}

PsgReading *
psg_reading_new_plain(const char *text, gsize length)
{
    PsgReading *reading = reading_new(text, length);
    add_raw(reading, text, text + length);
    list_letters(reading);
    return reading;
}

void
psg_reading_free(PsgReading *reading)
{
    if (!reading)
        return;
    g_array_unref(reading->characters);
    g_array_unref(reading->letters);
    g_array_unref(reading->pairs);
    g_free(reading);
}

char *
psg_reading_show(
        const PsgReading *reading, gsize start, gsize end, guint characters, gboolean from_end)
{
    g_autoptr(GString) text = g_string_new(NULL);
    gsize shown = start;
    for (guint i = 0; i < reading->characters->len; i++) {
        const PsgReadCharacter *c = &g_array_index(reading->characters, PsgReadCharacter, i);
        if (c->start < start || c->end > end || c->start < shown)
            continue;
        shown = c->end;
        const char *bytes = reading->source + c->start;
        if (c->character == ' ')
            g_string_append_c(text, ' ');
        else if (*bytes == '&' && c->end - c->start > 1)
            g_string_append_unichar(text, c->character);
        else
            g_string_append_len(text, bytes, (gssize)(c->end - c->start));
    }
    glong length = g_utf8_strlen(text->str, -1);
    if (characters == 0 || length <= (glong)characters)
        return g_string_free(g_steal_pointer(&text), FALSE);
    if (from_end) {
        g_autofree char *end_of_it =
                g_utf8_substring(text->str, length - (glong)characters, length);
        const char *blank = strchr(end_of_it, ' ');
        return g_strconcat("…", blank && blank[1] ? blank : end_of_it, NULL);
    }
    g_autofree char *beginning = g_utf8_substring(text->str, 0, (glong)characters);
    char *blank = strrchr(beginning, ' ');
    if (blank && blank > beginning)
        blank[1] = '\0';
    return g_strconcat(beginning, "…", NULL);
}

void
psg_reading_find_block(const PsgReading *reading, gsize start, gsize end, gsize *from, gsize *to)
{
    const char *source = reading->source;
    gsize low = start > BLOCK_LIMIT ? start - BLOCK_LIMIT : 0;
    gsize high = MIN(reading->length, end + BLOCK_LIMIT);
    for (*from = start; *from > low; (*from)--)
        if (*from >= 2 && source[*from - 1] == '\n' && source[*from - 2] == '\n')
            break;
    for (*to = end; *to < high; (*to)++)
        if (*to + 1 < reading->length && source[*to] == '\n' && source[*to + 1] == '\n')
            break;
}
