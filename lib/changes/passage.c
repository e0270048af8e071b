/* From a diff to passages. See passage.h. */
#include "changes/passage.h"

#include <string.h>

#include "text/diff/redline_runs.h"
#include "text/markup.h"
#include "text/tree.h"

#define QUOTED(words) "\342\200\234" words "\342\200\235"
#define GAP "\342\200\246"

/* How many words the beginning of a passage has in which no word changed. */
#define BEGINNING 16

typedef struct {
    const PsgDocumentChanges *changes;
    const PsgChapterChanges *chapter;
    const PsgDiffPair *pair;
    guint context;
    guint step;                 /* the last one that is read */
    const PsgDiffStep *heading; /* the last heading that moved here; NULL */
} Reading;

static void
run_clear(gpointer data)
{
    g_free(((PsgPassageRun *)data)->text);
}

static void
passage_free(gpointer data)
{
    PsgPassage *passage = data;
    g_free(passage->chapter_title);
    g_free(passage->chapter_path);
    g_free(passage->section_id);
    g_free(passage->section_title);
    g_array_unref(passage->runs);
    g_free(passage->note);
    g_free(passage->language);
    g_free(passage);
}

/* --- words --- */

/* Whether a space stands before a word: as in the text, and where another block begins. */
static gboolean
needs_space(const PsgDiffSide *side, guint block_start, guint block_end, guint word)
{
    if (psg_diff_get_word(side, word)->has_space)
        return TRUE;
    for (guint i = block_start + 1; i < block_end; i++)
        if (psg_diff_get_block(side, i)->word_start == word)
            return TRUE;
    return FALSE;
}

/* Pictures and the numbers of footnotes go into brackets: as words among words they would be read
 * as something else. */
static void
append_word(GString *out, const PsgDiffWord *word, const PsgDiffWord *previous)
{
    if (psg_tree_is(word->node, "img")) {
        /* The words of one description stand in one pair of brackets. */
        if (!previous || previous->node != word->node)
            g_string_append(out, word->length > 0 ? "[Picture: " : "[Picture");
        g_string_append_len(out, word->text, word->length);
    } else if (psg_tree_is(word->node, "sup")) {
        g_string_append_printf(out, "[%.*s]", (int)word->length, word->text);
    } else {
        for (guint i = 0; i < word->length; i++)
            g_string_append_c(out, strchr("\n\t\r", word->text[i]) ? ' ' : word->text[i]);
    }
}

typedef struct {
    const PsgDiffSide *side;
    guint block_start, block_end;
} Source;

/* Appends words with single spaces; the first brings its own when `has_lead`. */
static void
append_words(GString *out, const Source *source, guint start, guint end, gboolean has_lead)
{
    const PsgDiffWord *previous = NULL;
    for (guint i = start; i < end; i++) {
        const PsgDiffWord *word = psg_diff_get_word(source->side, i);
        if ((i > start || has_lead) &&
                needs_space(source->side, source->block_start, source->block_end, i))
            g_string_append_c(out, ' ');
        append_word(out, word, previous);
        if (psg_tree_is(word->node, "img") &&
                (i + 1 == end || psg_diff_get_word(source->side, i + 1)->node != word->node))
            g_string_append_c(out, ']');
        previous = word;
    }
}

static void
add_run(GArray *runs, PsgRunKind kind, GString *text)
{
    PsgPassageRun *last = runs->len > 0 ? &g_array_index(runs, PsgPassageRun, runs->len - 1) : NULL;
    if (text->len == 0)
        return;
    if (last && last->kind == kind) {
        char *both = g_strconcat(last->text, text->str, NULL);
        g_free(last->text);
        last->text = both;
        return;
    }
    PsgPassageRun run = {kind, g_strdup(text->str)};
    g_array_append_val(runs, run);
}

/* How far a cut moves so that it stands at a space, and not in “crates.io” or before a comma. */
#define CUT_REACH 8

static gboolean
is_after_space(const Source *source, guint word)
{
    return needs_space(source->side, source->block_start, source->block_end, word);
}

/* The next word from `at` on that stands after a space; `at` itself when none is near. */
static guint
move_cut_forward(const Source *source, guint at, guint end)
{
    for (guint i = at; i < end && i - at <= CUT_REACH; i++)
        if (is_after_space(source, i))
            return i;
    return at;
}

/* The same backwards, as far as `start`. */
static guint
move_cut_back(const Source *source, guint at, guint start)
{
    for (guint i = at; i > start && at - i <= CUT_REACH; i--)
        if (is_after_space(source, i))
            return i;
    return at;
}

/* Fewer words than this are not worth a gap. */
#define GAP_LEAST 4

/* Words that stayed, cut to those beside changes; where there are none, to the beginning. */
static void
append_same(GString *out, const Source *source, guint start, guint end, guint context,
        gboolean is_first, gboolean is_last, gboolean has_lead)
{
    guint before = !is_first ? context : is_last ? BEGINNING : 0, behind = is_last ? 0 : context;
    guint cut = end, resume = end;
    if (end - start >= before + behind + GAP_LEAST) {
        cut = before > 0 ? move_cut_forward(source, start + before, end) : start;
        resume = behind > 0 ? move_cut_back(source, end - behind, start) : end;
    }
    if (resume < cut + GAP_LEAST) {
        append_words(out, source, start, end, has_lead);
        return;
    }
    append_words(out, source, start, cut, has_lead);
    g_string_append(out, before > 0 ? " " GAP : GAP);
    if (behind > 0) {
        if (!is_after_space(source, resume))
            g_string_append_c(out, ' ');
        append_words(out, source, resume, end, TRUE);
    }
}

/* The runs of a step while they are read. */
typedef struct {
    Source old_source, new_source;
    const GArray *shown; /* PsgShownRun */
    GArray *runs;        /* PsgPassageRun */
    guint context;
    gboolean has_space; /* the space before the next word that stayed is written already */
} RunReader;

/* Whether a space stands before a word; at the end of the blocks there is none. */
static gboolean
is_after_space_or_end(const Source *source, guint word)
{
    return word < psg_diff_get_block(source->side, source->block_end - 1)->word_end &&
           is_after_space(source, word);
}

/* TRUE when what is gone and what follows would be read as one word. */
static gboolean
is_glued(const RunReader *reader, const PsgShownRun *run)
{
    const PsgDiffSide *side = reader->new_source.side;
    return run->new_start < side->words->len &&
           psg_diff_words_glue(psg_diff_get_word(reader->old_source.side, run->old_end - 1),
                   psg_diff_get_word(side, run->new_start));
}

/* Words that are gone take along the spaces that went with them, so that the others read as the new
 * text does: “for [-“-]dynamic” where a quotation mark went, “([-collections, -]Chapter 8)”. */
static void
read_deleted(RunReader *reader, guint index)
{
    const PsgShownRun *run = &g_array_index(reader->shown, PsgShownRun, index), *next = run + 1;
    gboolean has_next = index + 1 < reader->shown->len;
    gboolean has_same = has_next && next->kind != PSG_SHOWN_INSERTED;
    gboolean had_space = is_after_space_or_end(&reader->old_source, run->old_end);
    gboolean has_space = is_after_space_or_end(&reader->new_source, run->new_start);
    gboolean keeps_space = index > 0 && has_same && has_space && !had_space &&
                           is_after_space(&reader->old_source, run->old_start);
    g_autoptr(GString) text = g_string_new(keeps_space ? " " : NULL);
    add_run(reader->runs, PSG_RUN_SAME, text);
    g_string_truncate(text, 0);
    append_words(
            text, &reader->old_source, run->old_start, run->old_end, index > 0 && !keeps_space);
    if (has_next && !has_space && (index == 0 || (has_same && had_space) || is_glued(reader, run)))
        g_string_append_c(text, ' ');
    add_run(reader->runs, PSG_RUN_DELETED, text);
    reader->has_space = keeps_space;
}

static void
read_kept(RunReader *reader, guint index)
{
    const PsgShownRun *run = &g_array_index(reader->shown, PsgShownRun, index);
    const Source *source = &reader->new_source;
    gboolean is_first = index == 0, has_lead = !is_first && !reader->has_space;
    gboolean is_last = index + 1 == reader->shown->len;
    g_autoptr(GString) text = g_string_new(NULL);
    if (run->kind == PSG_SHOWN_SAME)
        append_same(text, source, run->new_start, run->new_end, reader->context, is_first, is_last,
                has_lead);
    else
        append_words(text, source, run->new_start, run->new_end, has_lead);
    add_run(reader->runs, run->kind == PSG_SHOWN_INSERTED ? PSG_RUN_INSERTED : PSG_RUN_SAME, text);
    reader->has_space = FALSE;
}

static GArray *
new_runs(void)
{
    GArray *runs = g_array_new(FALSE, FALSE, sizeof(PsgPassageRun));
    g_array_set_clear_func(runs, run_clear);
    return runs;
}

static GArray *
read_runs(const Reading *reading, const PsgDiffStep *step, guint index)
{
    const PsgDiff *diff = reading->changes->diff;
    g_autoptr(GArray) shown = psg_shown_runs_new(diff, index, step);
    RunReader reader = {.old_source = {psg_diff_get_old_side(diff, index, step), step->old_start,
                                step->old_end},
            .new_source = {&reading->pair->new_side, step->new_start, step->new_end},
            .shown = shown,
            .runs = new_runs(),
            .context = reading->context};
    for (guint i = 0; i < shown->len; i++)
        if (g_array_index(shown, PsgShownRun, i).kind == PSG_SHOWN_DELETED)
            read_deleted(&reader, i);
        else
            read_kept(&reader, i);
    return reader.runs;
}

/* One run: all of a block. */
static GArray *
read_block(PsgRunKind kind, const PsgDiffSide *side, guint index)
{
    const PsgDiffBlock *block = psg_diff_get_block(side, index);
    Source source = {side, index, index + 1};
    GArray *runs = new_runs();
    g_autoptr(GString) text = g_string_new(NULL);
    append_words(text, &source, block->word_start, block->word_end, FALSE);
    add_run(runs, kind, text);
    return runs;
}

/* Where blocks were divided or joined and no word changed: the words on both sides of each border,
 * with the sign for a paragraph between. `index` is that of the first of the blocks. */
static GArray *
read_borders(const PsgDiffSide *side, guint index, guint end, guint context)
{
    GArray *runs = new_runs();
    g_autoptr(GString) text = g_string_new(GAP);
    for (guint i = index; i + 1 < end; i++) {
        const PsgDiffBlock *before = psg_diff_get_block(side, i);
        const PsgDiffBlock *behind = psg_diff_get_block(side, i + 1);
        Source source = {side, i, i + 2};
        guint start = before->word_end - MIN(before->word_end - before->word_start, context);
        guint stop = behind->word_start + MIN(behind->word_end - behind->word_start, context);
        start = move_cut_back(&source, start, before->word_start);
        stop = move_cut_forward(&source, stop, behind->word_end);
        g_string_append_c(text, ' ');
        append_words(text, &source, start, before->word_end, FALSE);
        g_string_append(text, " \302\266");
        append_words(text, &source, behind->word_start, stop, TRUE);
        g_string_append(text, " " GAP);
    }
    add_run(runs, PSG_RUN_SAME, text);
    return runs;
}

/* --- notes --- */

static void say(GString *notes, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void
say(GString *notes, const char *format, ...)
{
    if (notes->len > 0)
        g_string_append_c(notes, ' ');
    va_list arguments;
    va_start(arguments, format);
    g_string_append_vprintf(notes, format, arguments);
    va_end(arguments);
}

static gboolean
goes_along(const Reading *reading, const PsgDiffStep *step, const PsgDiffStep *heading)
{
    return psg_diff_goes_along(reading->changes->diff, reading->chapter->pair, step, heading);
}

/* TRUE when the next thing in the text moved together with this heading. */
static gboolean
leads_section(const Reading *reading, const PsgDiffStep *step)
{
    guint next = reading->step + 1;
    return next < reading->pair->steps->len &&
           goes_along(reading, psg_diff_get_step(reading->pair, next), step);
}

static void
say_origin(const Reading *reading, const PsgDiffStep *step, GString *notes)
{
    const PsgDiff *diff = reading->changes->diff;
    if (goes_along(reading, step, reading->heading)) {
        say(notes, "Moved with its section.");
        return;
    }
    const PsgDiffSide *side = psg_diff_get_old_side(diff, reading->chapter->pair, step);
    const PsgDiffBlock *from = psg_diff_get_block(side, step->old_start);
    const PsgHeading *section = psg_diff_get_section(side, from);
    const PsgHeading *here = psg_diff_get_section(&reading->pair->new_side,
            psg_diff_get_block(&reading->pair->new_side, step->new_start));
    gboolean is_other = step->other_pair != reading->chapter->pair;
    if (is_other && section)
        say(notes, "Moved from " QUOTED("%s") " in " QUOTED("%s") ".", section->title,
                side->text->title);
    else if (is_other || (section && (!here || strcmp(here->title, section->title) != 0)))
        say(notes, "Moved from " QUOTED("%s") ".", section ? section->title : side->text->title);
    else if (!section && here)
        say(notes, "Moved from the beginning of the chapter.");
    else
        say(notes, section ? "Moved within its section." : "Moved within the chapter.");
    if (leads_section(reading, step))
        say(notes, "What stands below it moved too.");
}

static const char *
name_blocks(const PsgDiffBlock *block)
{
    return block->is_item                  ? "list items"
           : block->kind == PSG_BLOCK_CODE ? "blocks of code"
                                           : "paragraphs";
}

static const xmlNode *
find_around(const xmlNode *node, const char *name)
{
    while (node && node->type != XML_DOCUMENT_NODE && !psg_tree_is(node, name))
        node = node->parent;
    return psg_tree_is(node, name) ? node : NULL;
}

/* The text of the cell at `column` of a row; NULL when there is none. */
static char *
read_cell(const xmlNode *row, guint column)
{
    for (const xmlNode *cell = row ? row->children : NULL; cell; cell = cell->next)
        if ((psg_tree_is(cell, "td") || psg_tree_is(cell, "th")) && column-- == 0) {
            char *text = psg_markup_get_text(cell);
            if (*text)
                return text;
            g_free(text);
            return NULL;
        }
    return NULL;
}

static const xmlNode *
find_first_row(const xmlNode *table)
{
    const xmlNode *node = table;
    while (node && !psg_tree_is(node, "tr"))
        node = psg_tree_get_next(node, table);
    return node;
}

static void
say_cell(const PsgDiffBlock *block, GString *notes)
{
    const xmlNode *row = find_around(block->parent, "tr");
    const xmlNode *table = find_around(block->parent, "table");
    if (!row || !table)
        return;
    if (block->row == 0) {
        say(notes, "In the head of the table.");
        return;
    }
    g_autofree char *row_title = block->column > 0 ? read_cell(row, 0) : NULL;
    g_autofree char *column_title = read_cell(find_first_row(table), block->column);
    if (row_title && column_title)
        say(notes, "In the row " QUOTED("%s") ", column " QUOTED("%s") ".", row_title,
                column_title);
    else if (row_title)
        say(notes, "In the row " QUOTED("%s") ".", row_title);
    else if (column_title)
        say(notes, "In the column " QUOTED("%s") ".", column_title);
    else
        say(notes, "In row %u of the table.", block->row);
}

/* Words that are a quotation already need no second pair of marks. */
static void
strip_quotes(char *words)
{
    gsize length = strlen(words);
    if (length <= 6 || !g_str_has_prefix(words, "\342\200\234") ||
            !g_str_has_suffix(words, "\342\200\235") || strstr(words + 3, "\342\200\234"))
        return;
    memmove(words, words + 3, length - 6);
    words[length - 6] = '\0';
}

static gboolean
has_letters(const char *words)
{
    for (const char *at = words; *at; at = g_utf8_next_char(at))
        if (g_unichar_isalnum(g_utf8_get_char(at)))
            return TRUE;
    return FALSE;
}

/* What a change of form is to a reader: which element words stand in now, or no longer. */
static const char *
describe_form(const PsgDiffWord *old_word, const PsgDiffWord *new_word)
{
    static const struct {
        const char *name, *is_now, *is_no_longer;
    } forms[] = {{"code", "is now set as code", "is no longer set as code"},
            {"kbd", "is now set as a key", "is no longer set as a key"},
            {"del", "is now struck out", "is no longer struck out"},
            {"s", "is now struck out", "is no longer struck out"},
            {"sub", "is now set lower", "is no longer set lower"},
            {"sup", "is now set higher", "is no longer set higher"}};
    for (guint i = 0; i < G_N_ELEMENTS(forms); i++) {
        gboolean was = find_around(old_word->node, forms[i].name) != NULL;
        gboolean is = find_around(new_word->node, forms[i].name) != NULL;
        if (was != is)
            return is ? forms[i].is_now : forms[i].is_no_longer;
    }
    return "is set in another way";
}

/* The words that a note about a run quotes: all of a link that leads elsewhere, else the run's own.
 * NULL when there is nothing to quote, as where only a quotation mark left a link. */
static char *
quote_marked(const PsgDiffSide *side, const PsgShownRun *run, const xmlNode *link)
{
    g_autofree char *words = link ? psg_markup_get_text(link)
                                  : psg_diff_get_text(side, run->new_start, run->new_end);
    strip_quotes(words);
    return has_letters(words) ? g_steal_pointer(&words) : NULL;
}

static void
say_mark(const Reading *reading, const PsgDiffStep *step, const PsgShownRun *run, const char *words,
        GString *notes)
{
    const PsgDiffSide *old_side =
            psg_diff_get_old_side(reading->changes->diff, reading->chapter->pair, step);
    const PsgDiffWord *word = psg_diff_get_word(&reading->pair->new_side, run->new_start);
    const char *link = psg_diff_word_get_link(word);
    const char *source =
            psg_tree_is(word->node, "img") ? psg_tree_get_attribute(word->node, "src") : NULL;
    if (run->kind == PSG_SHOWN_PICTURE_CHANGED && source)
        say(notes, "The picture is now %s.", source);
    else if (run->kind == PSG_SHOWN_LINK_CHANGED && words)
        say(notes, "The link " QUOTED("%s") " now leads to %s.", words, link);
    else if (run->kind == PSG_SHOWN_LINK_CHANGED)
        say(notes, "The link now leads to %s.", link);
    else if (run->kind == PSG_SHOWN_LINK_ADDED && words)
        say(notes, QUOTED("%s") " is now a link to %s.", words, link);
    else if (run->kind == PSG_SHOWN_LINK_REMOVED && words)
        say(notes, QUOTED("%s") " is no longer a link.", words);
    else if (run->kind == PSG_SHOWN_MARK_CHANGED && words)
        say(notes, QUOTED("%s") " %s.", words,
                describe_form(psg_diff_get_word(old_side, run->old_start), word));
}

static void
say_marks(const Reading *reading, const PsgDiffStep *step, GString *notes)
{
    const PsgDiff *diff = reading->changes->diff;
    g_autoptr(GArray) shown = psg_shown_runs_new(diff, reading->chapter->pair, step);
    g_autoptr(GHashTable) told = g_hash_table_new(NULL, NULL);
    const PsgDiffSide *side = &reading->pair->new_side;
    for (guint i = 0; i < shown->len; i++) {
        const PsgShownRun *run = &g_array_index(shown, PsgShownRun, i);
        if (run->kind < PSG_SHOWN_LINK_CHANGED)
            continue;
        gboolean has_link =
                run->kind == PSG_SHOWN_LINK_CHANGED || run->kind == PSG_SHOWN_LINK_ADDED;
        const xmlNode *link =
                has_link ? find_around(psg_diff_get_word(side, run->new_start)->node, "a") : NULL;
        /* A link is one, however many of its words were replaced as well. */
        if (link && !g_hash_table_add(told, (gpointer)link))
            continue;
        g_autofree char *words = quote_marked(side, run, link);
        say_mark(reading, step, run, words, notes);
    }
}

static void
say_level(
        const Reading *reading, const PsgDiffStep *step, const PsgDiffBlock *block, GString *notes)
{
    const PsgDiffSide *old_side =
            psg_diff_get_old_side(reading->changes->diff, reading->chapter->pair, step);
    char was = (char)psg_diff_get_block(old_side, step->old_start)->parent->name[1];
    char is = (char)block->parent->name[1];
    if (was != is)
        say(notes, "A heading of level %c now; it was of level %c.", is, was);
}

static char *
make_note(
        const Reading *reading, const PsgDiffStep *step, const PsgDiffBlock *block, gboolean is_row)
{
    g_autoptr(GString) notes = g_string_new(NULL);
    if (step->change == PSG_CHANGE_MOVED)
        say_origin(reading, step, notes);
    else if (step->change == PSG_CHANGE_SPLIT)
        say(notes, "Split into %u %s.", step->new_end - step->new_start, name_blocks(block));
    else if (step->change == PSG_CHANGE_MERGED)
        say(notes, "%u %s are now one.", step->old_end - step->old_start, name_blocks(block));
    if (block->kind == PSG_BLOCK_CELL && is_row)
        say(notes, "A row of the table.");
    else if (block->kind == PSG_BLOCK_CELL)
        say_cell(block, notes);
    if (block->kind == PSG_BLOCK_RULE)
        say(notes, "A dividing line.");
    gboolean has_both = step->old_end > step->old_start && step->new_end > step->new_start;
    if (has_both && block->kind == PSG_BLOCK_HEADING)
        say_level(reading, step, block, notes);
    if (has_both)
        say_marks(reading, step, notes);
    return notes->len > 0 ? g_strdup(notes->str) : NULL;
}

/* --- passages --- */

static gboolean
has_edits(const GArray *runs)
{
    for (guint i = 0; i < runs->len; i++)
        if (g_array_index(runs, PsgPassageRun, i).kind != PSG_RUN_SAME)
            return TRUE;
    return FALSE;
}

/* The title that a heading of the old text has in the new one, by its id; its own when it is gone.
 * The caller owns it. */
static char *
find_new_title(const Reading *reading, const PsgHeading *heading)
{
    const PsgText *text = reading->pair->new_side.text;
    const xmlNode *node = text ? g_hash_table_lookup(text->ids, heading->id) : NULL;
    gboolean is_heading = node && node->name[0] == 'h' && g_ascii_isdigit(node->name[1]);
    return is_heading ? psg_markup_get_text(node) : g_strdup(heading->title);
}

static void
set_section(const Reading *reading, const PsgDiffSide *side, const PsgDiffBlock *block,
        PsgPassage *passage)
{
    if (block->heading == G_MAXUINT)
        return;
    const PsgHeading *heading = g_ptr_array_index(side->text->headings, block->heading);
    passage->section_id = g_strdup(heading->id);
    passage->section_title = side == &reading->pair->old_side ? find_new_title(reading, heading)
                                                              : g_strdup(heading->title);
}

/* The language that the words of a block are in. */
static const char *
find_language(const PsgDiffSide *side, const PsgDiffBlock *block)
{
    for (const xmlNode *at = block->parent; at && at->type == XML_ELEMENT_NODE; at = at->parent) {
        const char *language = psg_tree_get_attribute(at, "lang");
        if (language)
            return language;
    }
    return side->text->language;
}

/* `runs` is taken. `is_row`: they are those of all cells of a row. */
static void
add_passage(const Reading *reading, const PsgDiffStep *step, const PsgDiffSide *side, guint block,
        GArray *runs, gboolean is_row, GPtrArray *passages)
{
    const PsgDiffBlock *first = psg_diff_get_block(side, block);
    PsgPassage *passage = g_new0(PsgPassage, 1);
    passage->change = step->change;
    passage->block = first->kind;
    passage->chapter_title = g_strdup(reading->chapter->title);
    passage->chapter_path = g_strdup(reading->chapter->path);
    passage->runs = runs;
    passage->note = make_note(reading, step, first, is_row);
    passage->language = g_strdup(find_language(side, first));
    set_section(reading, side, first, passage);
    g_ptr_array_add(passages, passage);
}

/* --- rows of tables --- */

static guint
count_cells(const xmlNode *row)
{
    guint cells = 0;
    for (const xmlNode *cell = row->children; cell; cell = cell->next)
        cells += psg_tree_is(cell, "td") || psg_tree_is(cell, "th");
    return cells;
}

/* How many steps, from the one that is read on, are a whole row that is new or gone; 0: it is
 * none. */
static guint
measure_row(const Reading *reading, const PsgDiffSide *side, const PsgDiffBlock *first)
{
    const xmlNode *row = find_around(first->parent, "tr");
    const GArray *steps = reading->pair->steps;
    if (first->kind != PSG_BLOCK_CELL || first->column > 0 || !row)
        return 0;
    PsgChange change = psg_diff_get_step(reading->pair, reading->step)->change;
    guint cells = 0;
    for (guint i = reading->step; i < steps->len; i++, cells++) {
        const PsgDiffStep *step = psg_diff_get_step(reading->pair, i);
        gboolean is_old = change == PSG_CHANGE_DELETED;
        if (step->change != change ||
                find_around(psg_diff_get_block(side, is_old ? step->old_start : step->new_start)
                                    ->parent,
                        "tr") != row)
            break;
    }
    /* A cell that holds several blocks is told by itself. */
    return cells > 1 && cells == count_cells(row) ? cells : 0;
}

/* The cells of a row that is new or gone, as one line. */
static GArray *
read_row(PsgRunKind kind, const PsgDiffSide *side, guint index, guint count)
{
    GArray *runs = new_runs();
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = index; i < index + count; i++) {
        const PsgDiffBlock *block = psg_diff_get_block(side, i);
        Source source = {side, i, i + 1};
        g_string_append(text, i > index ? " | " : "");
        append_words(text, &source, block->word_start, block->word_end, FALSE);
    }
    add_run(runs, kind, text);
    return runs;
}

/* Blocks that are new or gone each have a passage, a row of a table one for all its cells; an empty
 * cell has nothing to tell. */
static void
add_blocks(Reading *reading, const PsgDiffStep *step, PsgRunKind kind, GPtrArray *passages)
{
    gboolean is_old = kind == PSG_RUN_DELETED;
    const PsgDiffSide *side = is_old ? &reading->pair->old_side : &reading->pair->new_side;
    guint start = is_old ? step->old_start : step->new_start;
    guint end = is_old ? step->old_end : step->new_end;
    guint cells = measure_row(reading, side, psg_diff_get_block(side, start));
    if (cells > 0) {
        add_passage(reading, step, side, start, read_row(kind, side, start, cells), TRUE, passages);
        reading->step += cells - 1;
        return;
    }
    for (guint i = start; i < end; i++) {
        const PsgDiffBlock *block = psg_diff_get_block(side, i);
        if (block->word_end > block->word_start || block->kind == PSG_BLOCK_RULE)
            add_passage(reading, step, side, i, read_block(kind, side, i), FALSE, passages);
    }
}

/* TRUE for what moved along with its row and has nothing to tell. */
static gboolean
is_empty_cell(const PsgDiffSide *side, const PsgDiffStep *step)
{
    const PsgDiffBlock *block = psg_diff_get_block(side, step->new_start);
    return step->change == PSG_CHANGE_MOVED && block->kind == PSG_BLOCK_CELL &&
           step->run_start == step->run_end;
}

static void
read_step(Reading *reading, const PsgDiffStep *step, GPtrArray *passages)
{
    const PsgDiffSide *side = &reading->pair->new_side;
    switch (step->change) {
    case PSG_CHANGE_SAME:
    case PSG_CHANGE_MOVED_AWAY:
        return;
    case PSG_CHANGE_INSERTED:
        add_blocks(reading, step, PSG_RUN_INSERTED, passages);
        return;
    case PSG_CHANGE_DELETED:
        add_blocks(reading, step, PSG_RUN_DELETED, passages);
        return;
    case PSG_CHANGE_EDITED:
    case PSG_CHANGE_MOVED:
    case PSG_CHANGE_SPLIT:
    case PSG_CHANGE_MERGED:
        break;
    }
    if (is_empty_cell(side, step))
        return;
    GArray *runs = read_runs(reading, step, reading->chapter->pair);
    if (!has_edits(runs) && goes_along(reading, step, reading->heading)) {
        g_array_unref(runs);
        return;
    }
    gboolean is_divided = step->change == PSG_CHANGE_SPLIT || step->change == PSG_CHANGE_MERGED;
    if (is_divided && !has_edits(runs)) {
        g_array_unref(runs);
        runs = step->change == PSG_CHANGE_SPLIT
                       ? read_borders(side, step->new_start, step->new_end, reading->context)
                       : read_borders(&reading->pair->old_side, step->old_start, step->old_end,
                                 reading->context);
    }
    add_passage(reading, step, side, step->new_start, runs, FALSE, passages);
}

/* Which headings of a side are the one with an id, or below it. */
typedef struct {
    const PsgDiffSide *side;
    guint start, end; /* indexes of headings */
} Section;

static Section
find_section(const PsgDiffSide *side, const char *id)
{
    Section section = {side, 0, 0};
    const GPtrArray *headings = id && side->text ? side->text->headings : NULL;
    for (guint i = 0; headings && i < headings->len; i++) {
        const PsgHeading *heading = g_ptr_array_index(headings, i);
        if (strcmp(heading->id, id) != 0)
            continue;
        section.start = i;
        section.end = i + 1;
        while (section.end < headings->len &&
                ((PsgHeading *)g_ptr_array_index(headings, section.end))->level > heading->level)
            section.end++;
        break;
    }
    return section;
}

static gboolean
is_in_section(const Section *section, guint block_start, guint block_end)
{
    for (guint i = block_start; i < block_end; i++) {
        guint heading = psg_diff_get_block(section->side, i)->heading;
        if (heading != G_MAXUINT && heading >= section->start && heading < section->end)
            return TRUE;
    }
    return FALSE;
}

static gboolean
is_moved_heading(const Reading *reading, const PsgDiffStep *step)
{
    return step->change == PSG_CHANGE_MOVED &&
           psg_diff_get_block(&reading->pair->new_side, step->new_start)->kind == PSG_BLOCK_HEADING;
}

static GPtrArray *
read_passages(
        const PsgDocumentChanges *changes, guint chapter, guint context, const char *const ids[2])
{
    Reading reading = {.changes = changes,
            .chapter = g_ptr_array_index(changes->chapters, chapter),
            .context = context};
    reading.pair = psg_diff_get_pair(changes->diff, reading.chapter->pair);
    GPtrArray *passages = g_ptr_array_new_with_free_func(passage_free);
    Section old_section = {0}, new_section = {0};
    if (ids) {
        old_section = find_section(&reading.pair->old_side, ids[0]);
        new_section = find_section(&reading.pair->new_side, ids[1]);
    }
    for (reading.step = 0; reading.step < reading.pair->steps->len; reading.step++) {
        const PsgDiffStep *step = psg_diff_get_step(reading.pair, reading.step);
        gboolean is_here =
                step->change != PSG_CHANGE_MOVED || step->other_pair == reading.chapter->pair;
        if (is_moved_heading(&reading, step))
            reading.heading = step;
        if (!ids || is_in_section(&new_section, step->new_start, step->new_end) ||
                (is_here && is_in_section(&old_section, step->old_start, step->old_end)))
            read_step(&reading, step, passages);
    }
    return passages;
}

GPtrArray *
psg_passages_new(const PsgDocumentChanges *changes, guint chapter, guint context)
{
    return read_passages(changes, chapter, context, NULL);
}

GPtrArray *
psg_passages_new_section(const PsgDocumentChanges *changes, guint chapter, const char *old_id,
        const char *new_id, guint context)
{
    const char *const ids[2] = {old_id, new_id};
    return read_passages(changes, chapter, context, ids);
}
