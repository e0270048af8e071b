/* From a diff to passages. See passage.h. */
#include "changes/passage.h"

#include <string.h>

#include "text/diff/redline_runs.h"
#include "text/markup.h"
#include "text/tree.h"

#define QUOTED(words) "\342\200\234" words "\342\200\235"
#define GAP "\342\200\246"

/* How many words the beginning of a moved passage has. */
#define BEGINNING 16

typedef struct {
    const PsgDocumentChanges *changes;
    const PsgChapterChanges *chapter;
    const PsgDiffPair *pair;
    guint context;
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

/* Words that stayed, cut to those beside changes. */
static void
append_same(GString *out, const Source *source, guint start, guint end, guint context,
        gboolean is_first, gboolean is_last)
{
    guint before = is_first ? 0 : context, behind = is_last ? 0 : context;
    if (end - start <= before + behind + 3) {
        append_words(out, source, start, end, !is_first);
        return;
    }
    append_words(out, source, start, start + before, !is_first);
    g_string_append(out, is_first ? GAP : " " GAP);
    if (behind > 0) {
        if (!needs_space(source->side, source->block_start, source->block_end, end - behind))
            g_string_append_c(out, ' ');
        append_words(out, source, end - behind, end, TRUE);
    }
}

/* TRUE when the new words behind what is gone bring no space of their own. */
static gboolean
lacks_blank(const Source *new_source, const PsgShownRun *run)
{
    return run->new_start < new_source->side->words->len &&
           !psg_diff_get_word(new_source->side, run->new_start)->has_space;
}

/* TRUE when what is gone and what follows would be read as one word. */
static gboolean
lacks_space(const Source *old_source, const Source *new_source, const PsgShownRun *run)
{
    const PsgDiffWord *last = psg_diff_get_word(old_source->side, run->old_end - 1);
    const PsgDiffWord *next = run->new_start < new_source->side->words->len
                                      ? psg_diff_get_word(new_source->side, run->new_start)
                                      : NULL;
    return next && !next->has_space && psg_diff_words_glue(last, next);
}

static GArray *
read_runs(const Reading *reading, const PsgDiffStep *step, guint index)
{
    const PsgDiff *diff = reading->changes->diff;
    Source new_source = {&reading->pair->new_side, step->new_start, step->new_end};
    Source old_source = {psg_diff_get_old_side(diff, index, step), step->old_start, step->old_end};
    g_autoptr(GArray) shown = psg_shown_runs_new(diff, index, step);
    GArray *runs = g_array_new(FALSE, FALSE, sizeof(PsgPassageRun));
    g_array_set_clear_func(runs, run_clear);
    for (guint i = 0; i < shown->len; i++) {
        const PsgShownRun *run = &g_array_index(shown, PsgShownRun, i);
        g_autoptr(GString) text = g_string_new(NULL);
        if (run->kind == PSG_SHOWN_DELETED) {
            append_words(text, &old_source, run->old_start, run->old_end, i > 0);
            add_run(runs, PSG_RUN_DELETED, text);
            g_string_truncate(text, 0);
            if (i + 1 < shown->len && (i == 0 || lacks_space(&old_source, &new_source, run)) &&
                    lacks_blank(&new_source, run))
                g_string_append_c(text, ' ');
            add_run(runs, PSG_RUN_SAME, text);
        } else if (run->kind == PSG_SHOWN_INSERTED) {
            append_words(text, &new_source, run->new_start, run->new_end, i > 0);
            add_run(runs, PSG_RUN_INSERTED, text);
        } else if (run->kind == PSG_SHOWN_SAME) {
            append_same(text, &new_source, run->new_start, run->new_end, reading->context, i == 0,
                    i + 1 == shown->len);
            add_run(runs, PSG_RUN_SAME, text);
        } else {
            append_words(text, &new_source, run->new_start, run->new_end, i > 0);
            add_run(runs, PSG_RUN_SAME, text);
        }
    }
    return runs;
}

/* One run: all of a block, or its beginning. */
static GArray *
read_block(PsgRunKind kind, const PsgDiffSide *side, guint index, gboolean is_beginning)
{
    const PsgDiffBlock *block = psg_diff_get_block(side, index);
    Source source = {side, index, index + 1};
    GArray *runs = g_array_new(FALSE, FALSE, sizeof(PsgPassageRun));
    g_array_set_clear_func(runs, run_clear);
    guint end = is_beginning && block->word_end - block->word_start > BEGINNING + 3
                        ? block->word_start + BEGINNING
                        : block->word_end;
    g_autoptr(GString) text = g_string_new(NULL);
    append_words(text, &source, block->word_start, end, FALSE);
    if (end < block->word_end)
        g_string_append(text, " " GAP);
    add_run(runs, kind, text);
    return runs;
}

/* Where blocks were divided or joined and no word changed: the words on both sides of each border,
 * with the sign for a paragraph between. `index` is that of the first of the blocks. */
static GArray *
read_borders(const PsgDiffSide *side, guint index, guint end, guint context)
{
    GArray *runs = g_array_new(FALSE, FALSE, sizeof(PsgPassageRun));
    g_array_set_clear_func(runs, run_clear);
    g_autoptr(GString) text = g_string_new(GAP);
    for (guint i = index; i + 1 < end; i++) {
        const PsgDiffBlock *before = psg_diff_get_block(side, i);
        const PsgDiffBlock *behind = psg_diff_get_block(side, i + 1);
        Source source = {side, i, i + 2};
        guint start = before->word_end - MIN(before->word_end - before->word_start, context);
        guint stop = behind->word_start + MIN(behind->word_end - behind->word_start, context);
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

static void
say_origin(const Reading *reading, const PsgDiffStep *step, GString *notes)
{
    const PsgDiff *diff = reading->changes->diff;
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
        const PsgDiffWord *word = psg_diff_get_word(side, run->new_start);
        const xmlNode *element = find_around(word->node, "a");
        /* A link is one, however many of its words were replaced as well. */
        if (element && run->kind < PSG_SHOWN_LINK_REMOVED &&
                !g_hash_table_add(told, (gpointer)element))
            continue;
        g_autofree char *words = element && run->kind < PSG_SHOWN_LINK_REMOVED
                                         ? psg_markup_get_text(element)
                                         : psg_diff_get_text(side, run->new_start, run->new_end);
        strip_quotes(words);
        const char *link = psg_diff_word_get_link(word);
        if (run->kind == PSG_SHOWN_LINK_CHANGED)
            say(notes, "The link " QUOTED("%s") " now leads to %s.", words, link);
        else if (run->kind == PSG_SHOWN_LINK_ADDED)
            say(notes, QUOTED("%s") " is now a link to %s.", words, link);
        else if (run->kind == PSG_SHOWN_LINK_REMOVED)
            say(notes, QUOTED("%s") " is no longer a link.", words);
        else if (run->kind == PSG_SHOWN_PICTURE_CHANGED)
            say(notes, "The picture is now %s.", psg_tree_get_attribute(word->node, "src"));
        else
            say(notes, QUOTED("%s") " is set in another way.", words);
    }
}

static char *
make_note(const Reading *reading, const PsgDiffStep *step, const PsgDiffBlock *block)
{
    g_autoptr(GString) notes = g_string_new(NULL);
    if (step->change == PSG_CHANGE_MOVED)
        say_origin(reading, step, notes);
    else if (step->change == PSG_CHANGE_SPLIT)
        say(notes, "Split into %u %s.", step->new_end - step->new_start, name_blocks(block));
    else if (step->change == PSG_CHANGE_MERGED)
        say(notes, "%u %s are now one.", step->old_end - step->old_start, name_blocks(block));
    if (block->kind == PSG_BLOCK_CELL)
        say_cell(block, notes);
    if (block->kind == PSG_BLOCK_RULE)
        say(notes, "A dividing line.");
    if (step->old_end > step->old_start && step->new_end > step->new_start)
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

/* `runs` is taken. */
static void
add_passage(const Reading *reading, const PsgDiffStep *step, const PsgDiffSide *side, guint block,
        GArray *runs, GPtrArray *passages)
{
    const PsgDiffBlock *first = psg_diff_get_block(side, block);
    PsgPassage *passage = g_new0(PsgPassage, 1);
    passage->change = step->change;
    passage->block = first->kind;
    passage->chapter_title = g_strdup(reading->chapter->title);
    passage->chapter_path = g_strdup(reading->chapter->path);
    passage->runs = runs;
    passage->note = make_note(reading, step, first);
    set_section(reading, side, first, passage);
    g_ptr_array_add(passages, passage);
}

/* Blocks that are new or gone each have a passage; an empty cell has nothing to tell. */
static void
add_blocks(const Reading *reading, const PsgDiffStep *step, PsgRunKind kind, GPtrArray *passages)
{
    gboolean is_old = kind == PSG_RUN_DELETED;
    const PsgDiffSide *side = is_old ? &reading->pair->old_side : &reading->pair->new_side;
    guint end = is_old ? step->old_end : step->new_end;
    for (guint i = is_old ? step->old_start : step->new_start; i < end; i++) {
        const PsgDiffBlock *block = psg_diff_get_block(side, i);
        if (block->word_end > block->word_start || block->kind == PSG_BLOCK_RULE)
            add_passage(reading, step, side, i, read_block(kind, side, i, FALSE), passages);
    }
}

static void
read_step(const Reading *reading, const PsgDiffStep *step, GPtrArray *passages)
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
    GArray *runs = read_runs(reading, step, reading->chapter->pair);
    if (step->change == PSG_CHANGE_MOVED && !has_edits(runs)) {
        const PsgDiffBlock *block = psg_diff_get_block(side, step->new_start);
        if (block->kind == PSG_BLOCK_CELL && block->word_start == block->word_end) {
            g_array_unref(runs);
            return;
        }
        g_array_unref(runs);
        runs = read_block(PSG_RUN_SAME, side, step->new_start, TRUE);
    }
    gboolean is_divided = step->change == PSG_CHANGE_SPLIT || step->change == PSG_CHANGE_MERGED;
    if (is_divided && !has_edits(runs)) {
        g_array_unref(runs);
        runs = step->change == PSG_CHANGE_SPLIT
                       ? read_borders(side, step->new_start, step->new_end, reading->context)
                       : read_borders(&reading->pair->old_side, step->old_start, step->old_end,
                                 reading->context);
    }
    add_passage(reading, step, side, step->new_start, runs, passages);
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
    for (guint i = 0; i < reading.pair->steps->len; i++) {
        const PsgDiffStep *step = psg_diff_get_step(reading.pair, i);
        gboolean is_here =
                step->change != PSG_CHANGE_MOVED || step->other_pair == reading.chapter->pair;
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
