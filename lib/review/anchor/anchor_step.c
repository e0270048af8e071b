/* Passages over one commit: which files changed, which became which, and where the words of a
 * passage went that did not stay in its file. See anchor_internal.h. */
#include <string.h>

#include "review/anchor/anchor_internal.h"
#include "review/review_error.h"

/* A file that is no more became the new one that is at least as like it; of two the one with the
 * same name, if it is not much less like it. */
#define FILE_LIKENESS 50
#define SAME_NAME 10

/* --- what changed --- */

typedef struct {
    PsgFollower *follower;
    GString *path;
} Comparing;

static gboolean compare_trees(Comparing *comparing, const git_oid *old_oid, const git_oid *new_oid,
        guint depth, GError **error);

static git_tree *
open_tree(PsgFollower *follower, const git_oid *oid, GError **error)
{
    git_tree *tree = NULL;
    if (git_tree_lookup(&tree, follower->git, oid) == 0)
        return tree;
    char digits[GIT_OID_HEXSZ + 1];
    g_set_error(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_HISTORY,
            "the folder %s of the history cannot be read, so that no comment can be followed past "
            "it; \"git fsck\" says what is damaged",
            git_oid_tostr(digits, sizeof digits, oid));
    return NULL;
}

static gboolean
is_file(const git_tree_entry *entry)
{
    return entry && (git_tree_entry_filemode(entry) == GIT_FILEMODE_BLOB ||
                            git_tree_entry_filemode(entry) == GIT_FILEMODE_BLOB_EXECUTABLE);
}

static gboolean
is_folder(const git_tree_entry *entry)
{
    return entry && git_tree_entry_filemode(entry) == GIT_FILEMODE_TREE;
}

static void
add_change(Comparing *comparing, const git_tree_entry *old_entry, const git_tree_entry *new_entry)
{
    PsgFollower *follower = comparing->follower;
    PsgAnchorChange change = {.path = psg_follower_number_path(follower, comparing->path->str),
            .has_old = old_entry != NULL,
            .has_new = new_entry != NULL,
            .source = PSG_NO_WORD,
            .target = PSG_NO_WORD};
    if (old_entry)
        change.old_oid = *git_tree_entry_id(old_entry);
    if (new_entry)
        change.new_oid = *git_tree_entry_id(new_entry);
    g_array_index(follower->changed_at, guint32, change.path) = follower->changes->len;
    g_array_append_val(follower->changes, change);
}

/* One name of the two trees; either entry may be NULL. */
static gboolean
compare_entries(Comparing *comparing, const git_tree_entry *old_entry,
        const git_tree_entry *new_entry, guint depth, GError **error)
{
    if (old_entry && new_entry &&
            git_oid_equal(git_tree_entry_id(old_entry), git_tree_entry_id(new_entry)) &&
            is_file(old_entry) == is_file(new_entry))
        return TRUE;
    gsize length = comparing->path->len;
    g_string_append(comparing->path, git_tree_entry_name(old_entry ? old_entry : new_entry));
    if (is_file(old_entry) || is_file(new_entry))
        add_change(comparing, is_file(old_entry) ? old_entry : NULL,
                is_file(new_entry) ? new_entry : NULL);
    gboolean is_done = TRUE;
    if (is_folder(old_entry) || is_folder(new_entry)) {
        g_string_append_c(comparing->path, '/');
        is_done = compare_trees(comparing,
                is_folder(old_entry) ? git_tree_entry_id(old_entry) : NULL,
                is_folder(new_entry) ? git_tree_entry_id(new_entry) : NULL, depth + 1, error);
    }
    g_string_truncate(comparing->path, length);
    return is_done;
}

/* Trees are in the order of git, where a folder's name ends in '/': names that are a file in one
 * and a folder in the other come as two. */
static gboolean
compare_trees(Comparing *comparing, const git_oid *old_oid, const git_oid *new_oid, guint depth,
        GError **error)
{
    g_autoptr(git_tree) old_tree = NULL;
    g_autoptr(git_tree) new_tree = NULL;
    if (depth > 64)
        return TRUE;
    if ((old_oid && !(old_tree = open_tree(comparing->follower, old_oid, error))) ||
            (new_oid && !(new_tree = open_tree(comparing->follower, new_oid, error))))
        return FALSE;
    gsize old_count = old_tree ? git_tree_entrycount(old_tree) : 0,
          new_count = new_tree ? git_tree_entrycount(new_tree) : 0;
    for (gsize i = 0, j = 0; i < old_count || j < new_count;) {
        const git_tree_entry *old_entry =
                                     i < old_count ? git_tree_entry_byindex(old_tree, i) : NULL,
                             *new_entry =
                                     j < new_count ? git_tree_entry_byindex(new_tree, j) : NULL;
        int order = !old_entry ? 1 : !new_entry ? -1 : git_tree_entry_cmp(old_entry, new_entry);
        if (!compare_entries(comparing, order <= 0 ? old_entry : NULL,
                    order >= 0 ? new_entry : NULL, depth, error))
            return FALSE;
        i += order <= 0;
        j += order >= 0;
    }
    return TRUE;
}

gboolean
psg_follower_begin_step(PsgFollower *follower, const git_oid *commit, const git_oid *old_tree,
        const git_oid *new_tree, GError **error)
{
    for (guint i = 0; i < follower->changes->len; i++)
        g_array_index(follower->changed_at, guint32,
                g_array_index(follower->changes, PsgAnchorChange, i).path) = PSG_NO_WORD;
    g_array_set_size(follower->changes, 0);
    g_array_set_size(follower->pool, 0);
    follower->has_pool = FALSE;
    follower->commit = *commit;
    if (old_tree && git_oid_equal(old_tree, new_tree))
        return TRUE;
    g_autoptr(GString) path = g_string_new(NULL);
    Comparing comparing = {follower, path};
    return compare_trees(&comparing, old_tree, new_tree, 0, error);
}

/* --- which became which --- */

static PsgAnchorChange *
get_change(PsgFollower *follower, guint32 index)
{
    return &g_array_index(follower->changes, PsgAnchorChange, index);
}

static const char *
get_path(PsgFollower *follower, guint32 path)
{
    return g_ptr_array_index(follower->paths, path);
}

static gboolean
has_same_name(PsgFollower *follower, const PsgAnchorChange *a, const PsgAnchorChange *b)
{
    const char *first = strrchr(get_path(follower, a->path), '/'),
               *second = strrchr(get_path(follower, b->path), '/');
    first = first ? first + 1 : get_path(follower, a->path);
    second = second ? second + 1 : get_path(follower, b->path);
    return strcmp(first, second) == 0;
}

/* How like a new file is to one that is no more, in hundredths and more for the same name; 0 when
 * it is another. */
static guint
compare_files(PsgFollower *follower, const PsgAnchorChange *gone, const PsgAnchorChange *added)
{
    guint same_name = has_same_name(follower, gone, added) ? SAME_NAME : 0;
    if (git_oid_equal(&gone->old_oid, &added->new_oid))
        return 200 + same_name;
    g_autoptr(PsgAnchorText) old_text = psg_follower_read_text(follower, &gone->old_oid);
    g_autoptr(PsgAnchorText) new_text = psg_follower_read_text(follower, &added->new_oid);
    guint likeness = old_text && new_text ? psg_anchor_text_compare(old_text, new_text) : 0;
    return likeness >= FILE_LIKENESS ? likeness + same_name : 0;
}

/* TRUE when another file that is no more is a better source of the new one: the same text, or a
 * more like text under the same name (a page of another edition). */
static gboolean
has_better_source(PsgFollower *follower, guint32 gone, const PsgAnchorChange *added, guint likeness)
{
    for (guint32 i = 0; i < follower->changes->len; i++) {
        const PsgAnchorChange *other = get_change(follower, i);
        if (i == gone || !other->has_old || other->has_new)
            continue;
        if ((git_oid_equal(&other->old_oid, &added->new_oid) ||
                    has_same_name(follower, other, added)) &&
                compare_files(follower, other, added) > likeness)
            return TRUE;
    }
    return FALSE;
}

/* Looks for the new file that a file which is no more became. */
static void
find_target(PsgFollower *follower, guint32 index)
{
    PsgAnchorChange *gone = get_change(follower, index);
    if (gone->is_settled)
        return;
    gone->is_settled = TRUE;
    guint best = 0;
    for (guint32 i = 0; i < follower->changes->len; i++) {
        const PsgAnchorChange *added = get_change(follower, i);
        if (added->has_old || !added->has_new)
            continue;
        guint likeness = compare_files(follower, gone, added);
        if (likeness > best && !has_better_source(follower, index, added, likeness)) {
            best = likeness;
            gone->target = i;
        }
    }
    if (best > 0)
        get_change(follower, gone->target)->source = index;
}

/* --- passages --- */

/* The words of a range, as numbers. The caller owns them. */
static guint32 *
list_words(const PsgAnchorText *text, gsize start, gsize end, guint32 *count)
{
    guint32 first, end_word;
    psg_anchor_text_find_words(text, start, end, &first, &end_word);
    *count = end_word - first;
    guint32 *ids = g_new(guint32, *count + 1);
    for (guint32 i = 0; i < *count; i++)
        ids[i] = text->words[first + i].id;
    return ids;
}

/* Words that stand elsewhere in the text too say nothing by being many: only what stands around
 * tells a passage from its twins. */
static void
discount_twins(const PsgAnchorText *text, gsize start, gsize end, PsgCarried *carried)
{
    if (carried->context >= PSG_CONTEXT_KNOWN || carried->share < PSG_SHARE_KNOWN)
        return;
    guint32 count;
    g_autofree guint32 *ids = list_words(text, start, end, &count);
    if (psg_anchor_text_count_words(text, ids, count) > 1)
        carried->run = carried->weight = 0;
}

static void
set_place(PsgAnchorState *state, const PsgAnchorChange *change, const PsgCarried *carried)
{
    state->path = change->path;
    state->blob = change->new_oid;
    state->start = carried->start;
    state->end = carried->end;
}

/* What came in with the step's commit, in all files. */
static void
fill_pool(PsgFollower *follower)
{
    follower->has_pool = TRUE;
    for (guint32 i = 0; i < follower->changes->len; i++)
        if (get_change(follower, i)->has_old && !get_change(follower, i)->has_new)
            find_target(follower, i);
    for (guint32 i = 0; i < follower->changes->len; i++) {
        const PsgAnchorChange *change = get_change(follower, i);
        if (!change->has_new)
            continue;
        const git_oid *source = change->has_old ? &change->old_oid
                                : change->source != PSG_NO_WORD
                                        ? &get_change(follower, change->source)->old_oid
                                        : NULL;
        if (source && git_oid_equal(source, &change->new_oid))
            continue;
        const PsgWordMatch *match =
                source ? psg_follower_match(follower, source, &change->new_oid) : NULL;
        g_autoptr(PsgAnchorText) text = psg_follower_read_text(follower, &change->new_oid);
        if (!text || (source && !match))
            continue;
        PsgAddedWords added;
        psg_added_words_init(&added, text, match);
        added.change = i;
        g_array_append_val(follower->pool, added);
    }
}

/* TRUE when it is the passage that stands at the new place. */
static gboolean
is_known(const PsgCarried *carried)
{
    return carried->share >= PSG_SHARE_KNOWN &&
           (carried->context >= PSG_CONTEXT_KNOWN || carried->weight >= PSG_MANY_WORDS ||
                   carried->run >= PSG_LONG_RUN);
}

static gboolean
has_stayed(const PsgCarried *carried)
{
    return (carried->context >= PSG_CONTEXT_STAYS &&
                   (carried->share >= PSG_REST_STAYS || carried->is_heading)) ||
           is_known(carried);
}

/* Looks for the passage among all that came in with the commit. */
static gboolean
find_moved(PsgFollower *follower, const PsgAnchorText *old_text, const PsgAnchorState *old_state,
        PsgAnchorState *new_state)
{
    if (!follower->has_pool)
        fill_pool(follower);
    g_auto(PsgPassageSearch) search = {0};
    psg_passage_search_init(
            &search, &follower->vocabulary, old_text, old_state->start, old_state->end);
    guint best = 0;
    for (guint32 i = 0; i < follower->pool->len; i++) {
        const PsgAddedWords *added = &g_array_index(follower->pool, PsgAddedWords, i);
        const PsgAnchorChange *change = get_change(follower, added->change);
        PsgCarried carried;
        gboolean is_same_file =
                change->has_old && git_oid_equal(&change->old_oid, &old_state->blob);
        if (!psg_passage_search_may_find(&search, added, is_same_file))
            continue;
        const PsgWordMatch *match =
                is_same_file ? psg_follower_match(follower, &change->old_oid, &change->new_oid)
                             : NULL;
        g_autoptr(PsgAnchorText) new_text = psg_follower_read_text(follower, &change->new_oid);
        if (!new_text || !psg_passage_find_moved(&search, added, new_text, match, &carried))
            continue;
        discount_twins(old_text, old_state->start, old_state->end, &carried);
        discount_twins(new_text, carried.start, carried.end, &carried);
        guint rate = carried.share * 2 + carried.context;
        if (!is_known(&carried) || rate <= best)
            continue;
        best = rate;
        set_place(new_state, change, &carried);
    }
    return best > 0;
}

/* Keeps the words of a passage that goes, so that it is noticed when they come back. */
static void
lose(PsgFollower *follower, const PsgAnchorText *old_text, PsgAnchorState *state)
{
    PsgLostWords lost = {0};
    lost.ids = list_words(old_text, state->start, state->end, &lost.count);
    state->status = PSG_ANCHOR_GONE;
    state->removed_by = follower->commit;
    state->lost = follower->lost->len;
    g_array_append_val(follower->lost, lost);
}

/* TRUE when the very words of a lost passage came into its file with the step's commit. */
static gboolean
are_words_back(PsgFollower *follower, const PsgAnchorState *state, const PsgAnchorChange *change)
{
    const PsgLostWords *lost = &g_array_index(follower->lost, PsgLostWords, state->lost);
    g_autoptr(PsgAnchorText) new_text = psg_follower_read_text(follower, &change->new_oid);
    g_autoptr(PsgAnchorText) old_text =
            change->has_old ? psg_follower_read_text(follower, &change->old_oid) : NULL;
    guint now = new_text ? psg_anchor_text_count_words(new_text, lost->ids, lost->count) : 0;
    return now > (old_text ? psg_anchor_text_count_words(old_text, lost->ids, lost->count) : 0);
}

/* A passage that was taken away comes back when its text is put back: the same words between the
 * same words, in the file they stood in. */
static gboolean
revive(PsgFollower *follower, const PsgAnchorState *old_state, PsgAnchorState *new_state)
{
    guint32 index = g_array_index(follower->changed_at, guint32, old_state->path);
    PsgCarried carried;
    if (index == PSG_NO_WORD)
        return FALSE;
    const PsgAnchorChange *change = get_change(follower, index);
    if (!change->has_new || !are_words_back(follower, old_state, change))
        return FALSE;
    const PsgWordMatch *match = psg_follower_match(follower, &old_state->blob, &change->new_oid);
    if (!match || !psg_passage_carry(match, old_state->start, old_state->end, &carried) ||
            carried.share < PSG_SHARE_KNOWN || carried.context < PSG_CONTEXT_STAYS)
        return FALSE;
    *new_state = *old_state;
    new_state->status = PSG_ANCHORED;
    new_state->removed_by = (git_oid){0};
    set_place(new_state, change, &carried);
    return TRUE;
}

/* A file as a whole goes with its renames, and comes back when it is put back. */
static gboolean
carry_file(PsgFollower *follower, const PsgAnchorState *old_state, PsgAnchorState *new_state)
{
    guint32 index = g_array_index(follower->changed_at, guint32, old_state->path);
    if (index == PSG_NO_WORD)
        return FALSE;
    const PsgAnchorChange *change = get_change(follower, index);
    *new_state = *old_state;
    if (!change->has_new && old_state->status == PSG_ANCHORED) {
        find_target(follower, index);
        change = change->target != PSG_NO_WORD ? get_change(follower, change->target) : change;
    }
    new_state->status = change->has_new ? PSG_ANCHORED : PSG_ANCHOR_GONE;
    if (change->has_new) {
        new_state->path = change->path;
        new_state->blob = change->new_oid;
        new_state->removed_by = (git_oid){0};
    } else if (old_state->status == PSG_ANCHORED)
        new_state->removed_by = follower->commit;
    return TRUE;
}

gboolean
psg_follower_carry(
        PsgFollower *follower, const PsgAnchorState *old_state, PsgAnchorState *new_state)
{
    if (old_state->is_file)
        return old_state->status != PSG_ANCHOR_UNKNOWN &&
               carry_file(follower, old_state, new_state);
    if (old_state->status == PSG_ANCHOR_GONE)
        return revive(follower, old_state, new_state);
    guint32 index = old_state->status == PSG_ANCHORED
                            ? g_array_index(follower->changed_at, guint32, old_state->path)
                            : PSG_NO_WORD;
    if (index == PSG_NO_WORD)
        return FALSE;
    *new_state = *old_state;
    PsgAnchorChange *change = get_change(follower, index);
    if (!change->has_new) {
        find_target(follower, index);
        change = change->target != PSG_NO_WORD ? get_change(follower, change->target) : NULL;
    }
    PsgCarried carried;
    if (change) {
        const PsgWordMatch *match =
                psg_follower_match(follower, &old_state->blob, &change->new_oid);
        if (match && psg_passage_carry(match, old_state->start, old_state->end, &carried)) {
            discount_twins(match->old_text, old_state->start, old_state->end, &carried);
            if (has_stayed(&carried)) {
                set_place(new_state, change, &carried);
                return TRUE;
            }
        }
    }
    g_autoptr(PsgAnchorText) old_text = psg_follower_read_text(follower, &old_state->blob);
    if (!old_text)
        new_state->status = PSG_ANCHOR_UNKNOWN;
    else if (!find_moved(follower, old_text, old_state, new_state))
        lose(follower, old_text, new_state);
    return TRUE;
}
