/* Passages over one commit: which files changed, which became which, and where the words of a
 * passage went that did not stay in its file. See anchor_internal.h. */
#include <string.h>

#include "review/anchor/anchor_internal.h"

/* A file that is no more became the new one that is at least as like it; of two the one with the
 * same name, if it is not much less like it. */
#define FILE_LIKENESS 50
#define SAME_NAME 10

/* Where more files are new, those of other names are not compared. */
#define MANY_FILES 400

/* --- the step --- */

void
psg_follower_reset_step(PsgFollower *follower, const git_oid *commit)
{
    for (guint i = 0; i < follower->changes->len; i++)
        g_array_index(follower->changed_at, guint32,
                g_array_index(follower->changes, PsgAnchorChange, i).path->number) = PSG_NO_WORD;
    g_array_set_size(follower->changes, 0);
    if (follower->has_pool)
        psg_added_pool_empty(&follower->pool);
    follower->has_pool = FALSE;
    follower->has_unread = FALSE;
    follower->commit = *commit;
}

void
psg_follower_add_change(PsgFollower *follower, const PsgAnchorPath *path, const git_oid *old_oid,
        const git_oid *new_oid)
{
    const guint32 none = PSG_NO_WORD;
    PsgAnchorChange change = {.path = path,
            .has_old = old_oid != NULL,
            .has_new = new_oid != NULL,
            .source = PSG_NO_WORD,
            .target = PSG_NO_WORD};
    if (old_oid)
        change.old_oid = *old_oid;
    if (new_oid)
        change.new_oid = *new_oid;
    while (follower->changed_at->len <= path->number)
        g_array_append_val(follower->changed_at, none);
    g_array_index(follower->changed_at, guint32, path->number) = follower->changes->len;
    g_array_append_val(follower->changes, change);
}

static guint32
find_change(const PsgFollower *follower, const PsgAnchorPath *path)
{
    return path->number < follower->changed_at->len
                   ? g_array_index(follower->changed_at, guint32, path->number)
                   : PSG_NO_WORD;
}

gboolean
psg_follower_touches(const PsgFollower *follower, const PsgAnchorPath *path)
{
    return find_change(follower, path) != PSG_NO_WORD;
}

/* --- which became which --- */

static PsgAnchorChange *
get_change(PsgFollower *follower, guint32 index)
{
    return &g_array_index(follower->changes, PsgAnchorChange, index);
}

static gboolean
has_same_name(const PsgAnchorChange *a, const PsgAnchorChange *b)
{
    const char *first = strrchr(a->path->text, '/'), *second = strrchr(b->path->text, '/');
    first = first ? first + 1 : a->path->text;
    second = second ? second + 1 : b->path->text;
    return strcmp(first, second) == 0;
}

#define LIKENESS_OF_SAME 200

/* How like a new file is to one that is no more, in hundredths and more for the same name; 0 when
 * it is another. */
static guint
compare_files(PsgFollower *follower, const PsgAnchorChange *gone, const PsgAnchorChange *added)
{
    guint same_name = has_same_name(gone, added) ? SAME_NAME : 0;
    if (git_oid_equal(&gone->old_oid, &added->new_oid))
        return LIKENESS_OF_SAME + same_name;
    g_autoptr(PsgAnchorText) old_text = psg_follower_read_words(follower, &gone->old_oid);
    g_autoptr(PsgAnchorText) new_text = psg_follower_read_words(follower, &added->new_oid);
    guint likeness =
            old_text && new_text ? psg_anchor_text_compare(old_text, new_text, FILE_LIKENESS) : 0;
    return likeness > 0 ? likeness + same_name : 0;
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
        gboolean is_same = git_oid_equal(&other->old_oid, &added->new_oid);
        if ((is_same || (likeness < LIKENESS_OF_SAME && has_same_name(other, added))) &&
                compare_files(follower, other, added) > likeness)
            return TRUE;
    }
    return FALSE;
}

static gboolean
is_new_file(const PsgAnchorChange *change)
{
    return !change->has_old && change->has_new;
}

static guint
count_new_files(PsgFollower *follower)
{
    guint count = 0;
    for (guint32 i = 0; i < follower->changes->len; i++)
        count += is_new_file(get_change(follower, i));
    return count;
}

/* The new file that is most like one that is no more, among those that are the very same (others
 * need not be read then), or among the others. FALSE when there is none. */
static gboolean
find_best_target(PsgFollower *follower, guint32 index, gboolean is_same)
{
    PsgAnchorChange *gone = get_change(follower, index);
    gboolean are_many = count_new_files(follower) > MANY_FILES;
    guint best = 0;
    for (guint32 i = 0; i < follower->changes->len; i++) {
        const PsgAnchorChange *added = get_change(follower, i);
        if (!is_new_file(added) || git_oid_equal(&gone->old_oid, &added->new_oid) != is_same ||
                (are_many && !is_same && !has_same_name(gone, added)))
            continue;
        guint likeness = compare_files(follower, gone, added);
        if (likeness > best && !has_better_source(follower, index, added, likeness)) {
            best = likeness;
            gone->target = i;
        }
    }
    return best > 0;
}

/* Looks for the new file that a file which is no more became. */
static void
find_target(PsgFollower *follower, guint32 index)
{
    PsgAnchorChange *gone = get_change(follower, index);
    if (gone->is_settled)
        return;
    gone->is_settled = TRUE;
    /* Of several that became one file the first counts, whichever is asked about first. */
    if (find_best_target(follower, index, TRUE) || find_best_target(follower, index, FALSE)) {
        PsgAnchorChange *target = get_change(follower, gone->target);
        target->source = MIN(target->source, index);
    }
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

/* TRUE for a new file that stood, just so, under another name. */
static gboolean
is_renamed(const PsgFollower *follower, const PsgAnchorChange *added)
{
    for (guint32 i = 0; i < follower->changes->len; i++) {
        const PsgAnchorChange *gone = &g_array_index(follower->changes, PsgAnchorChange, i);
        if (gone->has_old && !gone->has_new && git_oid_equal(&gone->old_oid, &added->new_oid))
            return TRUE;
    }
    return FALSE;
}

/* Lists the lines that came in with the step's commit, in all files. */
static void
fill_pool(PsgFollower *follower)
{
    follower->has_pool = TRUE;
    for (guint32 i = 0; i < follower->changes->len; i++) {
        const PsgAnchorChange *change = get_change(follower, i);
        if (!change->has_new || (!change->has_old && is_renamed(follower, change)))
            continue;
        g_autoptr(PsgAnchorText) new_text = psg_follower_read_text(follower, &change->new_oid);
        g_autoptr(PsgAnchorText) old_text =
                change->has_old ? psg_follower_read_text(follower, &change->old_oid) : NULL;
        if (new_text && (old_text || !change->has_old))
            psg_added_pool_add(&follower->pool, i, new_text, old_text);
    }
    psg_added_pool_finish(&follower->pool, &follower->vocabulary);
}

/* The words that came in with a file: what is new in it against the file that it was made of. NULL
 * when git cannot read them. */
static const PsgAddedWords *
get_added(PsgFollower *follower, guint index)
{
    PsgPoolFile *file = &g_array_index(follower->pool.files, PsgPoolFile, index);
    if (file->added)
        return file->added;
    for (guint32 i = 0; i < follower->changes->len; i++)
        if (get_change(follower, i)->has_old && !get_change(follower, i)->has_new)
            find_target(follower, i);
    const PsgAnchorChange *change = get_change(follower, file->change);
    const git_oid *source = change->has_old ? &change->old_oid
                            : change->source != PSG_NO_WORD
                                    ? &get_change(follower, change->source)->old_oid
                                    : NULL;
    const PsgWordMatch *match =
            source ? psg_follower_match(follower, source, &change->new_oid) : NULL;
    g_autoptr(PsgAnchorText) text = psg_follower_read_words(follower, &change->new_oid);
    if (text && (match || !source))
        file->added = psg_added_words_new(text, match);
    return file->added;
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

/* Looks for the passage among the words of one file that came in. */
static gboolean
find_in_file(PsgFollower *follower, const PsgPassageSearch *search, guint index,
        const git_oid *blob, PsgCarried *carried)
{
    const PsgAddedWords *added = get_added(follower, index);
    const PsgAnchorChange *change =
            get_change(follower, g_array_index(follower->pool.files, PsgPoolFile, index).change);
    const PsgWordMatch *match = change->has_old && git_oid_equal(&change->old_oid, blob)
                                        ? psg_follower_match(follower, blob, &change->new_oid)
                                        : NULL;
    g_autoptr(PsgAnchorText) new_text = psg_follower_read_words(follower, &change->new_oid);
    if (!added || !new_text || !psg_passage_find_moved(search, added, new_text, match, carried))
        return FALSE;
    discount_twins(search->text, search->start, search->end, carried);
    discount_twins(new_text, carried->start, carried->end, carried);
    return is_known(carried);
}

/* Looks for the passage among all that came in with the commit. */
static gboolean
find_moved(PsgFollower *follower, const PsgAnchorText *old_text, const PsgAnchorState *old_state,
        PsgAnchorState *new_state)
{
    if (!follower->has_pool)
        fill_pool(follower);
    g_auto(PsgPassageSearch) search = {0};
    psg_passage_search_init(&search, &follower->tables, &follower->vocabulary, old_text,
            old_state->start, old_state->end);
    g_autofree gboolean *are_likely = psg_passage_search_list_files(&search, &follower->pool);
    guint best = 0;
    for (guint i = 0; i < follower->pool.files->len; i++) {
        const PsgAnchorChange *change =
                get_change(follower, g_array_index(follower->pool.files, PsgPoolFile, i).change);
        PsgCarried carried;
        /* Within its own file it may have moved in lines that are not new. */
        gboolean is_own = change->has_old && git_oid_equal(&change->old_oid, &old_state->blob);
        if ((!is_own && !are_likely[i]) ||
                !find_in_file(follower, &search, i, &old_state->blob, &carried))
            continue;
        guint rate = carried.share * 2 + carried.context;
        if (rate <= best)
            continue;
        best = rate;
        set_place(new_state, change, &carried);
    }
    return best > 0;
}

/* The words of a passage that is gone are known by where they stood last. TRUE when they came into
 * its file with the step's commit. */
static gboolean
are_words_back(PsgFollower *follower, const PsgAnchorState *state, const PsgAnchorChange *change)
{
    g_autoptr(PsgAnchorText) last_text = psg_follower_read_words(follower, &state->blob);
    g_autoptr(PsgAnchorText) new_text = psg_follower_read_words(follower, &change->new_oid);
    g_autoptr(PsgAnchorText) old_text =
            change->has_old ? psg_follower_read_words(follower, &change->old_oid) : NULL;
    if (!last_text || !new_text)
        return FALSE;
    guint32 count;
    g_autofree guint32 *ids = list_words(last_text, state->start, state->end, &count);
    return psg_anchor_text_count_words(new_text, ids, count) >
           (old_text ? psg_anchor_text_count_words(old_text, ids, count) : 0);
}

/* What is nowhere to be found is gone, unless it may be in what could not be read. */
static void
lose(const PsgFollower *follower, PsgAnchorState *state)
{
    state->status = follower->has_unread ? PSG_ANCHOR_UNKNOWN : PSG_ANCHOR_GONE;
    state->removed_by = follower->commit;
}

/* A passage that was taken away comes back when its text is put back: the same words between the
 * same words, in the file they stood in. */
static gboolean
revive(PsgFollower *follower, const PsgAnchorChange *change, const PsgAnchorState *old_state,
        PsgAnchorState *new_state)
{
    PsgCarried carried;
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
static void
carry_file(const PsgFollower *follower, const PsgAnchorChange *change, PsgAnchorState *state)
{
    if (change && change->has_new) {
        state->status = PSG_ANCHORED;
        state->path = change->path;
        state->blob = change->new_oid;
        state->removed_by = (git_oid){0};
    } else if (state->status == PSG_ANCHORED)
        lose(follower, state);
}

/* Carries a passage that stands in lines which are as they were, before or behind all that differs:
 * no word need be looked at. */
static gboolean
carry_untouched_lines(PsgAnchorChange *change, const PsgAnchorText *old_text,
        const PsgAnchorText *new_text, PsgAnchorState *state)
{
    if (!change->has_same || !git_oid_equal(&change->same_as, &old_text->oid)) {
        change->has_same = TRUE;
        change->same_as = old_text->oid;
        psg_anchor_text_compare_ends(old_text, new_text, &change->same_start, &change->same_end);
    }
    gsize from = old_text->length - change->same_end;
    if (state->end > change->same_start && state->start < from)
        return FALSE;
    if (state->end > change->same_start) {
        state->start = state->start - old_text->length + new_text->length;
        state->end = state->end - old_text->length + new_text->length;
    }
    state->path = change->path;
    state->blob = change->new_oid;
    return TRUE;
}

/* Carries a passage from its file to what became of that: FALSE when it did not stay there. */
static gboolean
carry_in_file(PsgFollower *follower, PsgAnchorChange *change, const PsgAnchorText *old_text,
        PsgAnchorState *state)
{
    g_autoptr(PsgAnchorText) new_text = psg_follower_read_text(follower, &change->new_oid);
    if (!new_text)
        return FALSE;
    if (carry_untouched_lines(change, old_text, new_text, state))
        return TRUE;
    PsgCarried carried;
    const PsgWordMatch *match = psg_follower_match(follower, &state->blob, &change->new_oid);
    if (!match || !psg_passage_carry(match, state->start, state->end, &carried))
        return FALSE;
    discount_twins(match->old_text, state->start, state->end, &carried);
    if (has_stayed(&carried))
        set_place(state, change, &carried);
    return has_stayed(&carried);
}

static void
carry_passage(PsgFollower *follower, PsgAnchorChange *change, gboolean stays_in_file,
        PsgAnchorState *state)
{
    g_autoptr(PsgAnchorText) old_text = psg_follower_read_text(follower, &state->blob);
    if (!old_text ||
            !psg_range_is_good(old_text->bytes, old_text->length, state->start, state->end)) {
        state->status = PSG_ANCHOR_UNKNOWN;
        return;
    }
    if (change && carry_in_file(follower, change, old_text, state))
        return;
    PsgAnchorState old_state = *state;
    psg_anchor_text_read_words(old_text);
    if (stays_in_file || !find_moved(follower, old_text, &old_state, state))
        lose(follower, state);
}

gboolean
psg_follower_carry(PsgFollower *follower, const PsgAnchorState *old_state, gboolean stays_in_file,
        PsgAnchorState *new_state)
{
    guint32 index = old_state->status != PSG_ANCHOR_UNKNOWN ? find_change(follower, old_state->path)
                                                            : PSG_NO_WORD;
    if (index == PSG_NO_WORD)
        return FALSE;
    PsgAnchorChange *change = get_change(follower, index);
    if (old_state->status == PSG_ANCHOR_GONE && stays_in_file)
        return FALSE;
    if (old_state->status == PSG_ANCHOR_GONE && !old_state->is_file)
        return revive(follower, change, old_state, new_state);
    *new_state = *old_state;
    if (!change->has_new && old_state->status == PSG_ANCHORED) {
        find_target(follower, index);
        change = change->target != PSG_NO_WORD ? get_change(follower, change->target) : NULL;
    }
    if (old_state->is_file)
        carry_file(follower, change, new_state);
    else
        carry_passage(follower, change, stays_in_file, new_state);
    return TRUE;
}
