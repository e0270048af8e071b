/* Tracked changes of a Word file as proposed wordings. Word keeps changes letter by letter; what is
 * proposed to people, and looked for in the text, are whole words. */
#include <string.h>

#include "review/exchange/docx_items.h"
#include "review/exchange/note.h"
#include "review/exchange/plain.h"

#define REPLACE_LIMIT (16 * 1024) /* bytes; a longer wording is a comment */

/* A change of whole words. */
typedef struct {
    guint paragraph;
    gsize start, end;
    GString *inserted; /* what stands there afterwards */
    const char *author, *date;
} Proposal;

static void
proposal_clear(Proposal *proposal)
{
    g_string_free(proposal->inserted, TRUE);
}

static const char *
get_words(const PsgDocxText *text, guint paragraph, gsize *length)
{
    const GString *words = ((PsgDocxParagraph *)text->paragraphs->pdata[paragraph])->words;
    *length = words->len;
    return words->str;
}

/* Bytes of a word; letters beyond ASCII are taken for such without looking them up. */
static gboolean
is_word_byte(char byte)
{
    return g_ascii_isalnum(byte) || byte == '\'' || (byte & 0x80);
}

/* Where the white space or the word ends (or begins) that `at` is in, if it is in one. */
static gsize
skip_back(const char *words, gsize at, gboolean (*is_skipped)(char))
{
    while (at > 0 && is_skipped(words[at - 1]))
        at--;
    return at;
}

static gsize
skip_on(const char *words, gsize length, gsize at, gboolean (*is_skipped)(char))
{
    while (at < length && is_skipped(words[at]))
        at++;
    return at;
}

static gboolean
is_space(char byte)
{
    return g_ascii_isspace(byte);
}

static gboolean
is_no_space(char byte)
{
    return !g_ascii_isspace(byte);
}

static gboolean
is_blank(const char *words)
{
    return words[strspn(words, " \t\r\n")] == '\0';
}

/* The words at the end of the paragraph before that has some; FALSE: there is none. */
static gboolean
find_words_before(const PsgDocxText *text, Proposal *proposal)
{
    while (proposal->paragraph-- > 0) {
        gsize length;
        const char *words = get_words(text, proposal->paragraph, &length);
        while (length > 0 && g_ascii_isspace(words[length - 1]))
            length--;
        if (length > 0) {
            proposal->start = proposal->end = length;
            return TRUE;
        }
    }
    return FALSE;
}

/* The change as it is, or a whole new paragraph as something behind the words before it. FALSE when
 * there is nothing that it could be a change of. */
static gboolean
begin_proposal(const PsgDocxText *text, const PsgDocxChange *change, Proposal *proposal)
{
    gsize length;
    const char *words = get_words(text, change->start.paragraph, &length);
    *proposal = (Proposal){.paragraph = change->start.paragraph,
            .start = change->start.offset,
            .end = change->end.offset,
            .author = change->author,
            .date = change->date};
    gboolean is_new_paragraph = is_blank(words);
    if (is_new_paragraph && !find_words_before(text, proposal))
        return FALSE;
    proposal->inserted = g_string_new(is_new_paragraph ? "\n\n" : NULL);
    g_string_append(proposal->inserted, change->inserted->str);
    return TRUE;
}

/* TRUE when `next` changes the same word, or adds a further new paragraph at the same place. */
static gboolean
goes_on(const PsgDocxText *text, const Proposal *proposal, const Proposal *next)
{
    if (next->paragraph != proposal->paragraph || next->start < proposal->end ||
            g_strcmp0(next->author, proposal->author) != 0)
        return FALSE;
    gsize length;
    const char *words = get_words(text, next->paragraph, &length);
    return skip_on(words, next->start, proposal->end, is_word_byte) == next->start;
}

static void
join(const PsgDocxText *text, Proposal *proposal, const Proposal *next)
{
    gsize length;
    const char *words = get_words(text, next->paragraph, &length);
    g_string_append_len(
            proposal->inserted, words + proposal->end, (gssize)(next->start - proposal->end));
    g_string_append(proposal->inserted, next->inserted->str);
    proposal->end = next->end;
}

/* Makes it one of whole words, without white space at its ends: those that are changed in part,
 * those beside white space that is changed, and for what is only inserted the word beside it. */
static void
widen(const PsgDocxText *text, Proposal *proposal)
{
    gsize length;
    const char *words = get_words(text, proposal->paragraph, &length);
    gsize start = proposal->start, end = proposal->end;
    gboolean is_insertion = start == end;
    if (is_insertion || is_word_byte(words[start]))
        start = skip_back(words, start, is_word_byte);
    if (is_insertion || is_word_byte(words[end - 1]))
        end = skip_on(words, length, end, is_word_byte);
    if (start == end || is_space(words[start]))
        start = skip_back(words, skip_back(words, start, is_space), is_no_space);
    if (start == end || is_space(words[end - 1]))
        end = skip_on(words, length, skip_on(words, length, end, is_space), is_no_space);
    g_string_prepend_len(proposal->inserted, words + start, (gssize)(proposal->start - start));
    g_string_append_len(proposal->inserted, words + proposal->end, (gssize)(end - proposal->end));
    proposal->start = start;
    proposal->end = end;
}

static char *
make_markdown(const char *words)
{
    GString *out = g_string_sized_new(strlen(words));
    g_auto(GStrv) lines = g_strsplit(words, "\n", -1);
    for (char **line = lines; *line; line++) {
        if (line > lines)
            g_string_append_c(out, '\n');
        psg_plain_append_markdown(out, *line, strlen(*line), line > lines);
    }
    return g_string_free(out, FALSE);
}

static PsgImportItem *
make_item(const PsgDocxText *text, Proposal *proposal, guint number)
{
    gsize length;
    widen(text, proposal);
    const char *words = get_words(text, proposal->paragraph, &length);
    gsize changed = proposal->end - proposal->start;
    if (proposal->inserted->len == changed &&
            memcmp(proposal->inserted->str, words + proposal->start, changed) == 0)
        return NULL; /* how it looks was changed, or it was written anew */
    PsgImportItem *item = psg_import_item_new();
    item->label = g_strdup_printf("change %u", number);
    item->name = psg_docx_read_name(proposal->author);
    item->at = psg_docx_read_time(proposal->date);
    g_autofree char *replace = make_markdown(proposal->inserted->str);
    g_strstrip(replace);
    psg_docx_quote(item, text, (PsgDocxPoint){proposal->paragraph, proposal->start},
            (PsgDocxPoint){proposal->paragraph, proposal->end});
    const char *parts[] = {proposal->date ? proposal->date : "", item->quote ? item->quote : "",
            replace, item->prefix ? item->prefix : "", NULL};
    item->source = psg_import_make_source("docx", parts);
    if (changed > PSG_DOCX_QUOTE_LIMIT || strlen(replace) > REPLACE_LIMIT)
        item->text = *replace ? g_strdup_printf("Proposes this wording:\n\n%s", replace)
                              : g_strdup("Proposes to take this out, to the end of the paragraph.");
    else
        item->replace = g_steal_pointer(&replace);
    return item;
}

void
psg_docx_add_changes(GPtrArray *items, const PsgDocxText *text, GPtrArray *notes)
{
    g_autoptr(GArray) proposals = g_array_new(FALSE, FALSE, sizeof(Proposal));
    g_array_set_clear_func(proposals, (GDestroyNotify)proposal_clear);
    for (guint i = 0; i < text->changes->len; i++) {
        const PsgDocxChange *change = text->changes->pdata[i];
        Proposal proposal;
        if (change->start.offset == change->end.offset && change->inserted->len == 0)
            continue;
        if (!begin_proposal(text, change, &proposal)) {
            g_autofree char *words = psg_note_shorten(change->inserted->str);
            psg_note_add(notes,
                    "a text is inserted before all others, so that it is a change of none: \"%s\"",
                    words);
            continue;
        }
        Proposal *last =
                proposals->len ? &g_array_index(proposals, Proposal, proposals->len - 1) : NULL;
        if (last && goes_on(text, last, &proposal)) {
            join(text, last, &proposal);
            proposal_clear(&proposal);
        } else {
            g_array_append_val(proposals, proposal);
        }
    }
    for (guint i = 0; i < proposals->len; i++) {
        PsgImportItem *item = make_item(text, &g_array_index(proposals, Proposal, i), i + 1);
        if (item)
            g_ptr_array_add(items, item);
    }
    if (text->left_out > 0)
        psg_note_add(notes,
                "there are so many changes that some are left out; accept or refuse most of them "
                "in Word first");
}
