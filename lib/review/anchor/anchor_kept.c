/* The file that keeps where anchors were: a head, and arrays. It may be cut off, damaged, or made
 * by somebody who means ill, so nothing in it is believed before it was checked: not an index, not
 * that a text ends; a range is checked again where it is used. See anchor_internal.h. */
#include <string.h>

#include "base/kept.h"
#include "review/anchor/anchor_internal.h"

/* A new number whenever passages are followed another way or kept in another form. */
#define FORMAT 0x01010001

typedef struct {
    PsgKeptHead kept;
    guint32 anchors, states, commits, cells, texts, unused;
} Head;

/* Texts are given by where they begin. */
typedef struct {
    guint32 commit, path, heading; /* heading: 0 for none (the first text is "") */
    guint16 kind, is_foreign;
    guint64 start, end;
} Key;

typedef struct {
    guint32 status, is_file, path;
    git_oid blob, removed_by;
    guint32 unused;
    guint64 start, end, begun;
} State;

/* A place that is not that of the commit before in the list; of the first: that is not
 * PSG_PLACE_NONE. */
typedef struct {
    guint32 anchor, place;
} Cell;

typedef struct {
    git_oid oid;
    guint32 cells; /* as many as follow those of the commit before */
} Commit;

G_STATIC_ASSERT(sizeof(Head) % 8 == 0 && sizeof(Key) % 8 == 0 && sizeof(State) % 8 == 0);
G_STATIC_ASSERT(sizeof(git_oid) == GIT_OID_RAWSZ && sizeof(Commit) == GIT_OID_RAWSZ + 4);

static const char magic[8] = "psganch";

/* Places that a table may have, over all its commits. */
#define PLACES_LIMIT (16 * 1024 * 1024)

/* --- writing --- */

typedef struct {
    GArray *keys, *states, *commits, *cells;
    GByteArray *texts;
    GHashTable *known; /* text -> where it begins */
} Writer;

static guint32
add_text(Writer *writer, const char *text)
{
    gpointer start;
    if (g_hash_table_lookup_extended(writer->known, text, NULL, &start))
        return GPOINTER_TO_UINT(start);
    start = GUINT_TO_POINTER(writer->texts->len);
    g_byte_array_append(writer->texts, (const guint8 *)text, (guint)strlen(text) + 1);
    g_hash_table_insert(writer->known, (gpointer)text, start);
    return GPOINTER_TO_UINT(start);
}

static void
add_keys(Writer *writer, const PsgAnchorTable *table, const PsgAnchor *anchors)
{
    for (guint i = 0; i < table->count; i++) {
        const PsgAnchor *anchor = &anchors[i];
        Key key = {.commit = add_text(writer, anchor->commit),
                .path = add_text(writer, anchor->path),
                .heading = anchor->heading ? add_text(writer, anchor->heading) : 0,
                .kind = (guint16)anchor->kind,
                .is_foreign = (guint16)table->are_foreign[i],
                .start = anchor->start,
                .end = anchor->end};
        g_array_append_val(writer->keys, key);
    }
}

static guint32
add_state(Writer *writer, const PsgAnchorState *state)
{
    State kept = {.status = state->status,
            .is_file = state->is_file != FALSE,
            .path = add_text(writer, state->path->text),
            .blob = state->blob,
            .removed_by = state->removed_by,
            .start = state->start,
            .end = state->end,
            .begun = state->begun};
    g_array_append_val(writer->states, kept);
    return writer->states->len - 1;
}

/* Only those states that some place still is. */
static void
add_cells(Writer *writer, const PsgAnchorTable *table)
{
    g_autofree guint32 *numbers = g_new(guint32, table->states->len + 1);
    memset(numbers, 0xff, (table->states->len + 1) * sizeof *numbers);
    for (guint c = 0; c < table->commits->len; c++) {
        const guint32 *row = table->places + (gsize)c * table->count,
                      *last = c > 0 ? row - table->count : NULL;
        Commit commit = {.oid = g_array_index(table->commits, git_oid, c)};
        for (guint32 i = 0; i < table->count; i++) {
            guint32 place = row[i];
            if (place == (last ? last[i] : PSG_PLACE_NONE))
                continue;
            if (place < PSG_PLACE_NOT_KNOWN && numbers[place] == PSG_PLACE_NONE)
                numbers[place] = add_state(writer, psg_anchor_table_get_state(table, place));
            Cell cell = {i, place < PSG_PLACE_NOT_KNOWN ? numbers[place] : place};
            g_array_append_val(writer->cells, cell);
            commit.cells++;
        }
        g_array_append_val(writer->commits, commit);
    }
}

GBytes *
psg_anchor_table_write(const PsgAnchorTable *table, const PsgAnchor *anchors)
{
    Writer writer = {g_array_new(FALSE, TRUE, sizeof(Key)), g_array_new(FALSE, TRUE, sizeof(State)),
            g_array_new(FALSE, TRUE, sizeof(Commit)), g_array_new(FALSE, TRUE, sizeof(Cell)),
            g_byte_array_new(), g_hash_table_new(g_str_hash, g_str_equal)};
    add_text(&writer, "");
    add_keys(&writer, table, anchors);
    add_cells(&writer, table);
    Head head = {.kept.format = FORMAT,
            .anchors = writer.keys->len,
            .states = writer.states->len,
            .commits = writer.commits->len,
            .cells = writer.cells->len,
            .texts = writer.texts->len};
    memcpy(head.kept.magic, magic, sizeof magic);
    GByteArray *out = g_byte_array_new();
    psg_kept_append(out, &head, sizeof head);
    GArray *const arrays[] = {writer.keys, writer.states, writer.commits, writer.cells};
    for (guint i = 0; i < G_N_ELEMENTS(arrays); i++) {
        psg_kept_append_array(out, arrays[i]);
        g_array_unref(arrays[i]);
    }
    psg_kept_append(out, writer.texts->data, writer.texts->len);
    g_byte_array_unref(writer.texts);
    g_hash_table_unref(writer.known);
    psg_kept_finish(out);
    return g_byte_array_free_to_bytes(out);
}

/* --- reading --- */

typedef struct {
    Head head;
    const Key *keys;
    const State *states;
    const Commit *commits;
    const Cell *cells;
    const char *texts;
} Input;

static gboolean
take_all(Input *input, const void *bytes, gsize length)
{
    PsgKeptInput kept = {.at = bytes, .left = length};
    Head *head = &input->head;
    return psg_kept_take_head(&kept, magic, FORMAT, head, sizeof *head) &&
           (input->keys = psg_kept_take(&kept, sizeof(Key), head->anchors)) &&
           (input->states = psg_kept_take(&kept, sizeof(State), head->states)) &&
           (input->commits = psg_kept_take(&kept, sizeof(Commit), head->commits)) &&
           (input->cells = psg_kept_take(&kept, sizeof(Cell), head->cells)) &&
           (input->texts = psg_kept_take(&kept, 1, head->texts)) && kept.left == 0 &&
           head->texts > 0 && input->texts[0] == '\0' && input->texts[head->texts - 1] == '\0' &&
           head->commits > 0 && (guint64)head->commits * MAX(head->anchors, 1) <= PLACES_LIMIT;
}

static gboolean
check_keys(const Input *input)
{
    for (guint32 i = 0; i < input->head.anchors; i++) {
        const Key *key = &input->keys[i];
        if (key->commit >= input->head.texts || key->path >= input->head.texts ||
                key->heading >= input->head.texts || key->kind > PSG_ANCHOR_ON_FILE)
            return FALSE;
    }
    return TRUE;
}

static gboolean
check_states(const Input *input)
{
    for (guint32 i = 0; i < input->head.states; i++) {
        const State *state = &input->states[i];
        if (state->status > PSG_ANCHOR_UNKNOWN || state->path >= input->head.texts ||
                state->start > state->end || state->end > G_MAXSSIZE)
            return FALSE;
    }
    return TRUE;
}

static gboolean
check_cells(const Input *input)
{
    guint64 cells = 0;
    for (guint32 i = 0; i < input->head.commits; i++)
        cells += input->commits[i].cells;
    for (guint32 i = 0; i < input->head.cells; i++)
        if (input->cells[i].anchor >= input->head.anchors ||
                (input->cells[i].place >= input->head.states &&
                        input->cells[i].place < PSG_PLACE_NOT_KNOWN))
            return FALSE;
    return cells == input->head.cells;
}

/* What tells anchors from one another. */
static guint
hash_anchor(gconstpointer item)
{
    const PsgAnchor *anchor = item;
    return g_str_hash(anchor->commit) * 31 + g_str_hash(anchor->path) + (guint)anchor->start * 7 +
           (guint)anchor->end + (guint)anchor->kind;
}

static gboolean
is_same_anchor(gconstpointer a, gconstpointer b)
{
    const PsgAnchor *x = a, *y = b;
    return x->start == y->start && x->end == y->end && x->kind == y->kind &&
           strcmp(x->commit, y->commit) == 0 && strcmp(x->path, y->path) == 0 &&
           g_strcmp0(x->heading, y->heading) == 0;
}

/* By anchor: the number that it has in the bytes, from 1; 0 for none. */
static guint32 *
find_anchors(const Input *input, const PsgAnchor *anchors, guint count)
{
    guint32 *numbers = g_new0(guint32, count + 1);
    g_autofree PsgAnchor *known = g_new0(PsgAnchor, input->head.anchors + 1);
    g_autoptr(GHashTable) table = g_hash_table_new(hash_anchor, is_same_anchor);
    for (guint32 i = 0; i < input->head.anchors; i++) {
        const Key *key = &input->keys[i];
        known[i] = (PsgAnchor){.commit = input->texts + key->commit,
                .path = input->texts + key->path,
                .start = (gsize)key->start,
                .end = (gsize)key->end,
                .kind = key->kind,
                .heading = key->heading ? input->texts + key->heading : NULL};
        g_hash_table_insert(table, &known[i], GUINT_TO_POINTER(i + 1));
    }
    for (guint i = 0; i < count; i++)
        numbers[i] = GPOINTER_TO_UINT(g_hash_table_lookup(table, &anchors[i]));
    return numbers;
}

static void
take_states(const Input *input, PsgAnchorTable *table, PsgAnchorSource *source)
{
    for (guint32 i = 0; i < input->head.states; i++) {
        const State *kept = &input->states[i];
        PsgAnchorState state = {.status = kept->status,
                .is_file = kept->is_file != 0,
                .path = psg_anchor_source_get_path(source, input->texts + kept->path),
                .blob = kept->blob,
                .removed_by = kept->removed_by,
                .start = (gsize)kept->start,
                .end = (gsize)kept->end,
                .begun = kept->begun};
        g_array_append_val(table->states, state);
    }
}

/* Plays the changes from commit to commit. */
static void
take_places(const Input *input, PsgAnchorTable *table, const guint32 *numbers)
{
    g_autofree guint32 *row = g_new(guint32, input->head.anchors + 1);
    memset(row, 0xff, input->head.anchors * sizeof *row);
    const Cell *cell = input->cells;
    for (guint32 c = 0; c < input->head.commits; c++) {
        for (guint32 i = 0; i < input->commits[c].cells; i++, cell++)
            row[cell->anchor] = cell->place;
        for (guint i = 0; i < table->count; i++)
            if (numbers[i] > 0)
                table->places[(gsize)c * table->count + i] = row[numbers[i] - 1];
    }
}

PsgAnchorTable *
psg_anchor_table_read(const void *bytes, gsize length, const PsgAnchor *anchors, guint count,
        PsgAnchorSource *source)
{
    Input input;
    if (!take_all(&input, bytes, length) || !check_keys(&input) || !check_states(&input) ||
            !check_cells(&input) || (guint64)input.head.commits * count > PLACES_LIMIT)
        return NULL;
    g_autofree guint32 *numbers = find_anchors(&input, anchors, count);
    GArray *commits = g_array_new(FALSE, FALSE, sizeof(git_oid));
    for (guint32 i = 0; i < input.head.commits; i++)
        g_array_append_val(commits, input.commits[i].oid);
    PsgAnchorTable *table = psg_anchor_table_new(count, commits, PSG_PLACE_NOT_KNOWN);
    take_states(&input, table, source);
    take_places(&input, table, numbers);
    for (guint i = 0; i < count; i++)
        table->are_foreign[i] = numbers[i] > 0 && input.keys[numbers[i] - 1].is_foreign != 0;
    return table;
}
