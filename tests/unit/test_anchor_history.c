/* Anchors over whole histories: what is kept from one question to the next, branches, texts that
 * are not committed, and repositories that are not whole. */
#include <git2.h>
#include <glib/gstdio.h>

#include "git_folder.h"
#include "review/anchor/anchor.h"

#define SAND                                                                                     \
    "# Sand\n\nEvery child finds something of their own in a sandpit.\n\nKeep the sand damp so " \
    "that it holds its shape. Dry sand runs through the fingers.\n\n## Tools\n\nSpoons and "     \
    "yoghurt pots are better than bought moulds, because they can be anything.\n"
#define DAMP "Keep the sand damp so that it holds its shape."
#define NIGHT "Cover the pit at night, since cats like it as much as children do."

/* --- histories by program --- */

/* The files of a commit (path -> text). */

static GHashTable *
files_new(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

static GHashTable *
files_copy(GHashTable *files)
{
    GHashTable *copy = files_new();
    GHashTableIter iter;
    gpointer path, text;
    g_hash_table_iter_init(&iter, files);
    while (g_hash_table_iter_next(&iter, &path, &text))
        g_hash_table_insert(copy, g_strdup(path), g_strdup(text));
    return copy;
}

static void
put(GHashTable *files, const char *path, const char *text)
{
    g_hash_table_replace(files, g_strdup(path), g_strdup(text));
}

/* A stream for git fast-import. */
typedef struct {
    GString *text;
    guint commits; /* their marks are 1, 2, ... */
} Stream;

/* Adds a commit that has just these files. `parent`, `other`: marks; 0 for none. Gives its mark. */
static guint
add_commit(Stream *stream, guint parent, guint other, GHashTable *files)
{
    guint mark = ++stream->commits;
    g_string_append_printf(stream->text,
            "commit refs/heads/c%u\nmark :%u\ncommitter R <r@example.org> %u +0000\ndata 0\n", mark,
            mark, 1700000000 + mark * 60);
    if (parent)
        g_string_append_printf(stream->text, "from :%u\n", parent);
    if (other)
        g_string_append_printf(stream->text, "merge :%u\n", other);
    g_string_append(stream->text, "deleteall\n");
    g_autoptr(GList) paths = g_list_sort(g_hash_table_get_keys(files), (GCompareFunc)strcmp);
    for (GList *at = paths; at; at = at->next) {
        const char *text = g_hash_table_lookup(files, at->data);
        g_string_append_printf(stream->text, "M 644 inline %s\ndata %zu\n%s\n", (char *)at->data,
                strlen(text), text);
    }
    return mark;
}

static void
import(const char *folder, Stream *stream)
{
    g_autofree char *path = g_build_filename(folder, ".git", "stream", NULL);
    assert_true(g_file_set_contents(path, stream->text->str, (gssize)stream->text->len, NULL));
    git_folder_run(folder, "git fast-import --quiet < .git/stream");
    g_string_free(stream->text, TRUE);
}

static char *
resolve(const char *folder, guint mark)
{
    g_autoptr(PsgRepository) repository = psg_repository_open(folder, NULL);
    g_autofree char *name = g_strdup_printf("c%u", mark);
    char *oid = NULL;
    assert_true(psg_repository_resolve(repository, name, &oid, NULL));
    return oid;
}

/* --- asking --- */

static GPtrArray *
follow(const char *folder, const PsgAnchor *anchors, guint count, const char *to, const char *kept,
        const PsgAnchorDraft *draft)
{
    g_autoptr(PsgRepository) repository = psg_repository_open(folder, NULL);
    g_autoptr(GError) error = NULL;
    const PsgAnchorOptions options = {.draft = draft, .kept_as = kept, .threads = 2};
    GPtrArray *places = psg_anchors_follow(repository, anchors, count, to, &options, &error);
    if (!places)
        fail_msg("%s", error->message);
    return places;
}

static void
assert_same_places(GPtrArray *a, GPtrArray *b)
{
    assert_int_equal(a->len, b->len);
    for (guint i = 0; i < a->len; i++) {
        const PsgAnchorPlace *x = a->pdata[i], *y = b->pdata[i];
        assert_int_equal(x->status, y->status);
        assert_true(g_strcmp0(x->path, y->path) == 0);
        assert_true(g_strcmp0(x->words, y->words) == 0);
        assert_true(g_strcmp0(x->removed_by, y->removed_by) == 0);
        assert_true(x->start == y->start && x->end == y->end);
        assert_int_equal(x->is_changed, y->is_changed);
    }
}

/* The place of words of a file at a commit, at another. The caller owns it. */
static PsgAnchorPlace *
follow_words(const char *folder, guint from, const char *path, const char *text, const char *words,
        guint to, const PsgAnchorDraft *draft)
{
    g_autofree char *from_oid = resolve(folder, from);
    g_autofree char *to_oid = resolve(folder, to);
    const char *at = strstr(text, words);
    assert_non_null(at);
    PsgAnchor anchor = {.commit = from_oid,
            .path = path,
            .start = (gsize)(at - text),
            .end = (gsize)(at - text) + strlen(words)};
    g_autoptr(GPtrArray) places = follow(folder, &anchor, 1, to_oid, NULL, draft);
    return g_steal_pointer(&places->pdata[0]);
}

static void
assert_place(PsgAnchorPlace *place, const char *path, const char *words, gboolean is_changed)
{
    assert_int_equal(place->status, PSG_ANCHORED);
    assert_string_equal(place->path, path);
    assert_string_equal(place->words, words);
    assert_int_equal(place->is_changed, is_changed);
    psg_anchor_place_free(place);
}

static void
assert_status(PsgAnchorPlace *place, PsgAnchorStatus status)
{
    assert_int_equal(place->status, status);
    psg_anchor_place_free(place);
}

/* --- random histories --- */

static const char *const names[] = {"play/sand.md", "play/water.md", "food/lunch.md",
        "food/snacks.md", "rest.md", "outside.md"};

static void
append_words(GRand *random, GString *text, guint count)
{
    static const char *const parts[] = {"ka", "ro", "mi", "tel", "su", "van", "po", "lin"};
    for (guint i = 0; i < count; i++) {
        guint letters = (guint)g_rand_int_range(random, 1, 4);
        for (guint l = 0; l < letters; l++)
            g_string_append(text, parts[g_rand_int_range(random, 0, G_N_ELEMENTS(parts))]);
        g_string_append_c(text, g_rand_int_range(random, 0, 9) ? ' ' : '\n');
    }
}

static char *
make_paragraphs(GRand *random, guint count)
{
    GString *text = g_string_new("");
    for (guint i = 0; i < count; i++) {
        if (g_rand_int_range(random, 0, 3) == 0) {
            g_string_append(text, "## ");
            append_words(random, text, 2);
            g_string_append(text, "\n\n");
        }
        append_words(random, text, (guint)g_rand_int_range(random, 10, 40));
        g_string_append(text, "\n\n");
    }
    return g_string_free(text, FALSE);
}

static const char *
choose_path(GRand *random, GHashTable *files)
{
    g_autoptr(GList) paths = g_list_sort(g_hash_table_get_keys(files), (GCompareFunc)strcmp);
    guint count = g_list_length(paths);
    return count ? g_list_nth_data(paths, (guint)g_rand_int_range(random, 0, (gint32)count)) : NULL;
}

/* Changes paragraphs of a file: takes one out, puts one in, moves one, or changes words. */
static void
edit(GRand *random, GHashTable *files)
{
    const char *path = choose_path(random, files);
    if (!path)
        return;
    g_auto(GStrv) old = g_strsplit(g_hash_table_lookup(files, path), "\n\n", -1);
    guint count = g_strv_length(old), at = (guint)g_rand_int_range(random, 0, (gint32)count);
    GString *text = g_string_new("");
    gint32 what = g_rand_int_range(random, 0, 4);
    for (guint i = 0; i < count; i++) {
        if (i == at && what == 0)
            continue;
        if (i == at && what == 1)
            append_words(random, text, 20), g_string_append(text, "\n\n");
        if (i == at && what == 2) {
            append_words(random, text, 3);
            g_string_append(text, old[i] + strlen(old[i]) / 3);
        } else
            g_string_append(text, old[what == 3 && i + 1 < count ? (i + at) % (count - 1) : i]);
        if (i + 1 < count)
            g_string_append(text, "\n\n");
    }
    g_autofree char *owned = g_strdup(path);
    put(files, owned, text->str);
    g_string_free(text, TRUE);
}

static void
change(GRand *random, GHashTable *files)
{
    const char *path = choose_path(random, files);
    const char *name = names[g_rand_int_range(random, 0, G_N_ELEMENTS(names))];
    gint32 what = g_rand_int_range(random, 0, 10);
    if (what == 0 || !path) {
        g_autofree char *text = make_paragraphs(random, 6);
        if (!g_hash_table_contains(files, name))
            put(files, name, text);
    } else if (what == 1) {
        g_autofree char *text = g_strdup(g_hash_table_lookup(files, path));
        g_hash_table_remove(files, path);
        put(files, name, text);
    } else if (what == 2 && g_hash_table_size(files) > 2)
        g_hash_table_remove(files, path);
    else
        edit(random, files);
}

/* Each file as one side or the other has it. */
static GHashTable *
merge(GRand *random, GHashTable *a, GHashTable *b)
{
    GHashTable *files = files_copy(a);
    GHashTableIter iter;
    gpointer path, text;
    g_hash_table_iter_init(&iter, b);
    while (g_hash_table_iter_next(&iter, &path, &text))
        if (g_rand_boolean(random))
            put(files, path, text);
    if (g_rand_boolean(random))
        edit(random, files);
    return files;
}

#define COMMITS 60
#define ANCHORS 80

/* A history with branches and merges, and what its commits hold. */
static GPtrArray *
make_history(const char *folder, GRand *random)
{
    GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)g_hash_table_unref);
    Stream stream = {.text = g_string_new("")};
    GHashTable *first = files_new();
    for (guint i = 0; i < 4; i++) {
        g_autofree char *text = make_paragraphs(random, 8);
        put(first, names[i], text);
    }
    g_ptr_array_add(all, first);
    add_commit(&stream, 0, 0, first);
    for (guint i = 1; i < COMMITS; i++) {
        gint32 back = g_rand_int_range(random, 0, 4) == 0 ? 12 : 2;
        guint parent = (guint)g_rand_int_range(random, MAX((gint32)i - back, 0), (gint32)i) + 1;
        guint other = g_rand_int_range(random, 0, 5) == 0
                              ? (guint)g_rand_int_range(random, 0, (gint32)i) + 1
                              : 0;
        GHashTable *files = other && other != parent
                                    ? merge(random, all->pdata[parent - 1], all->pdata[other - 1])
                                    : files_copy(all->pdata[parent - 1]);
        for (gint32 changes = g_rand_int_range(random, 0, 3); changes > 0; changes--)
            change(random, files);
        g_ptr_array_add(all, files);
        add_commit(&stream, parent, other != parent ? other : 0, files);
    }
    import(folder, &stream);
    return all;
}

static void
draw_anchor(GRand *random, GPtrArray *all, char **oids, PsgAnchor *anchor)
{
    guint commit = (guint)g_rand_int_range(random, 0, COMMITS);
    const char *path = choose_path(random, all->pdata[commit]);
    *anchor = (PsgAnchor){.commit = oids[commit], .path = path ? path : "none.md"};
    gint32 length = path ? (gint32)strlen(g_hash_table_lookup(all->pdata[commit], path)) : 0;
    if (length < 120 || g_rand_int_range(random, 0, 8) == 0)
        anchor->kind = PSG_ANCHOR_ON_FILE;
    else {
        anchor->start = (gsize)g_rand_int_range(random, 0, length - 100);
        anchor->end = anchor->start + (gsize)g_rand_int_range(random, 10, 100);
    }
}

/* Asks about commit after commit, as somebody does who works on a repository, with new anchors from
 * time to time. */
static void
what_is_kept_changes_no_answer(void **state)
{
    for (guint32 seed = 1; seed <= 6; seed++) {
        g_autoptr(GRand) random = g_rand_new_with_seed(seed);
        g_autofree char *folder = g_strdup_printf("%s/%u", (char *)*state, seed);
        assert_int_equal(g_mkdir(folder, 0755), 0);
        git_folder_run(folder, "git init -q -b main .");
        g_autoptr(GPtrArray) all = make_history(folder, random);
        char *oids[COMMITS + 1] = {NULL};
        for (guint i = 0; i < COMMITS; i++)
            oids[i] = resolve(folder, i + 1);
        PsgAnchor anchors[ANCHORS];
        for (guint i = 0; i < ANCHORS; i++)
            draw_anchor(random, all, oids, &anchors[i]);
        guint placed = 0, gone = 0;
        for (guint i = 4; i < COMMITS; i += (guint)g_rand_int_range(random, 1, 6)) {
            guint count = MIN(ANCHORS, 20 + i);
            g_autoptr(GPtrArray) once = follow(folder, anchors, count, oids[i], NULL, NULL);
            g_autoptr(GPtrArray) kept = follow(folder, anchors, count, oids[i], "book", NULL);
            g_autoptr(GPtrArray) again = follow(folder, anchors, count, oids[i], "book", NULL);
            assert_same_places(once, kept);
            assert_same_places(once, again);
            for (guint a = 0; a < count; a++) {
                placed += ((PsgAnchorPlace *)once->pdata[a])->status == PSG_ANCHORED;
                gone += ((PsgAnchorPlace *)once->pdata[a])->status == PSG_ANCHOR_GONE;
            }
        }
        /* Or nothing was tried. */
        assert_true(placed > 100 && gone > 10);
        for (guint i = 0; i < COMMITS; i++)
            g_free(oids[i]);
    }
}

/* More commits than are kept. */
#define MANY 1100

static void
a_branch_from_long_ago_brings_what_it_did(void **state)
{
    Stream stream = {.text = g_string_new("")};
    g_autoptr(GHashTable) files = files_new();
    put(files, "sand.md", SAND);
    put(files, "other.md", "# Other\n\nA page.\n");
    guint begin = add_commit(&stream, 0, 0, files), trunk = begin;
    g_autoptr(GHashTable) moved = files_copy(files);
    g_auto(GStrv) parts = g_strsplit(SAND, DAMP " ", 2);
    g_autofree char *without = g_strjoinv("", parts);
    put(moved, "sand.md", without);
    put(moved, "damp.md", "# Damp\n\n" DAMP "\n");
    guint branch = add_commit(&stream, begin, 0, moved);
    for (guint i = 0; i < MANY; i++) {
        g_autofree char *text = g_strdup_printf("# Other\n\nA page with %u lines.\n", i);
        put(files, "other.md", text);
        trunk = add_commit(&stream, trunk, 0, files);
    }
    put(moved, "other.md", g_hash_table_lookup(files, "other.md"));
    guint merged = add_commit(&stream, trunk, branch, moved);
    import(*state, &stream);
    g_autofree char *from = resolve(*state, begin);
    g_autofree char *before = resolve(*state, trunk);
    g_autofree char *to = resolve(*state, merged);
    gsize start = (gsize)(strstr(SAND, DAMP) - SAND);
    const PsgAnchor anchors[] = {
            {.commit = from, .path = "sand.md", .start = start, .end = start + strlen(DAMP)},
            {.commit = from, .path = "sand.md", .end = 6},
            {.commit = from, .path = "other.md", .end = 7}};
    g_autoptr(GPtrArray) first = follow(*state, anchors, 3, before, "x", NULL);
    g_autoptr(GPtrArray) kept = follow(*state, anchors, 3, to, "x", NULL);
    g_autoptr(GPtrArray) once = follow(*state, anchors, 3, to, NULL, NULL);
    assert_same_places(once, kept);
    assert_string_equal(((PsgAnchorPlace *)first->pdata[0])->path, "sand.md");
    assert_string_equal(((PsgAnchorPlace *)kept->pdata[0])->path, "damp.md");
    assert_string_equal(((PsgAnchorPlace *)kept->pdata[1])->path, "sand.md");
}

/* --- one change --- */

/* Follows random passages of `text` to a text that a program made of it. */
static void
check_change(const char *folder, GRand *random, char *(*make)(GRand *, const char *))
{
    for (guint round = 0; round < 12; round++) {
        g_autofree char *text = make_paragraphs(random, 10);
        g_autofree char *after = make(random, text);
        g_autofree char *sub = g_strdup_printf("%s/%u", folder, round);
        assert_int_equal(g_mkdir(sub, 0755), 0);
        git_folder_run(sub, "git init -q -b main .");
        Stream stream = {.text = g_string_new("")};
        g_autoptr(GHashTable) files = files_new();
        put(files, "a.md", text);
        add_commit(&stream, 0, 0, files);
        put(files, "a.md", after);
        add_commit(&stream, 1, 0, files);
        import(sub, &stream);
        g_autofree char *from = resolve(sub, 1);
        g_autofree char *to = resolve(sub, 2);
        PsgAnchor anchors[20];
        for (guint i = 0; i < G_N_ELEMENTS(anchors); i++) {
            gsize start = (gsize)g_rand_int_range(random, 0, (gint32)strlen(text) - 110);
            while (!g_ascii_isalpha(text[start]))
                start++;
            gsize end = start + (gsize)g_rand_int_range(random, 10, 100);
            while (g_ascii_isspace(text[end - 1]))
                end--;
            anchors[i] = (PsgAnchor){.commit = from, .path = "a.md", .start = start, .end = end};
        }
        g_autoptr(GPtrArray) places = follow(sub, anchors, G_N_ELEMENTS(anchors), to, NULL, NULL);
        for (guint i = 0; i < places->len; i++) {
            const PsgAnchorPlace *place = places->pdata[i];
            assert_int_equal(place->status, PSG_ANCHORED);
            assert_false(place->is_changed);
            assert_memory_equal(after + place->start, place->words, strlen(place->words));
        }
    }
}

static char *
put_text_around(GRand *random, const char *text)
{
    g_autofree char *before = make_paragraphs(random, (guint)g_rand_int_range(random, 0, 4));
    g_autofree char *behind = make_paragraphs(random, (guint)g_rand_int_range(random, 0, 4));
    return g_strconcat(before, text, behind, NULL);
}

static void
text_before_or_behind_moves_no_words(void **state)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(11);
    check_change(*state, random, put_text_around);
}

static char *
wrap_otherwise(GRand *random, const char *text)
{
    char *wrapped = g_strdup(text);
    for (char *at = wrapped; *at; at++)
        if (at > wrapped && (*at == ' ' || (*at == '\n' && at[1] != '\n' && at[-1] != '\n')) &&
                at[-1] != '#')
            *at = g_rand_int_range(random, 0, 6) ? ' ' : '\n';
    return wrapped;
}

static void
wrapping_lines_otherwise_keeps_all_words(void **state)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(12);
    check_change(*state, random, wrap_otherwise);
}

/* --- branches --- */

/* 1 - 2 (on main), and 1 - 3 (on a branch, with a new sentence), and 2 - 4 (main, with the branch's
 * text as one new commit). */
static void
make_branches(const char *folder)
{
    Stream stream = {.text = g_string_new("")};
    g_autoptr(GHashTable) files = files_new();
    put(files, "sand.md", SAND);
    guint first = add_commit(&stream, 0, 0, files);
    put(files, "sand.md", "# About\n\nA new beginning of the page.\n\n" SAND);
    guint second = add_commit(&stream, first, 0, files);
    put(files, "sand.md", SAND "\n" NIGHT "\n");
    add_commit(&stream, first, 0, files);
    put(files, "sand.md", "# About\n\nA new beginning of the page.\n\n" SAND "\n" NIGHT "\n");
    add_commit(&stream, second, 0, files);
    import(folder, &stream);
}

static void
a_comment_on_another_branch_is_carried_to_where_they_part(void **state)
{
    make_branches(*state);
    assert_place(follow_words(*state, 3, "sand.md", SAND, DAMP, 2, NULL), "sand.md", DAMP, FALSE);
}

static void
a_branch_that_came_as_one_commit_brings_its_comments(void **state)
{
    make_branches(*state);
    assert_place(follow_words(*state, 3, "sand.md", SAND "\n" NIGHT "\n", NIGHT, 4, NULL),
            "sand.md", NIGHT, FALSE);
}

static void
words_that_only_another_branch_has_are_unknown(void **state)
{
    make_branches(*state);
    assert_status(follow_words(*state, 3, "sand.md", SAND "\n" NIGHT "\n", NIGHT, 2, NULL),
            PSG_ANCHOR_UNKNOWN);
}

static void
a_comment_on_a_later_commit_is_unknown(void **state)
{
    make_branches(*state);
    g_autofree char *later = g_strconcat("# About\n\nA new beginning of the page.\n\n" SAND, NULL);
    assert_status(follow_words(*state, 2, "sand.md", later, DAMP, 1, NULL), PSG_ANCHOR_UNKNOWN);
}

/* --- sections and chapters --- */

static PsgAnchorPlace *
follow_anchor(const char *folder, PsgAnchor anchor, guint from, guint to)
{
    g_autofree char *from_oid = resolve(folder, from);
    g_autofree char *to_oid = resolve(folder, to);
    anchor.commit = from_oid;
    g_autoptr(GPtrArray) places = follow(folder, &anchor, 1, to_oid, "x", NULL);
    return g_steal_pointer(&places->pdata[0]);
}

/* The heading gets other words, then the file another name, then it goes. */
static void
make_renames(const char *folder)
{
    Stream stream = {.text = g_string_new("")};
    g_autoptr(GHashTable) files = files_new();
    put(files, "sand.md", SAND);
    put(files, "other.md", "# Other\n\nAnother page.\n");
    add_commit(&stream, 0, 0, files);
    g_auto(GStrv) parts = g_strsplit(SAND, "## Tools", 2);
    g_autofree char *reworded = g_strjoinv("## What to dig with", parts);
    put(files, "sand.md", reworded);
    add_commit(&stream, 1, 0, files);
    g_hash_table_remove(files, "sand.md");
    put(files, "pit.md", reworded);
    add_commit(&stream, 2, 0, files);
    g_hash_table_remove(files, "pit.md");
    add_commit(&stream, 3, 0, files);
    import(folder, &stream);
}

static void
a_heading_is_followed_by_its_id_whatever_words_it_gets(void **state)
{
    make_renames(*state);
    const PsgAnchor tools = {.path = "sand.md", .kind = PSG_ANCHOR_ON_HEADING, .heading = "tools"};
    assert_place(follow_anchor(*state, tools, 1, 1), "sand.md", "## Tools", FALSE);
    assert_place(follow_anchor(*state, tools, 1, 3), "pit.md", "## What to dig with", TRUE);
    assert_status(follow_anchor(*state, tools, 2, 3), PSG_ANCHOR_UNKNOWN);
}

static void
a_file_is_followed_to_its_new_name_until_it_goes(void **state)
{
    make_renames(*state);
    const PsgAnchor page = {.path = "sand.md", .kind = PSG_ANCHOR_ON_FILE};
    PsgAnchorPlace *place = follow_anchor(*state, page, 1, 3);
    assert_int_equal(place->status, PSG_ANCHORED);
    assert_string_equal(place->path, "pit.md");
    assert_true(place->is_changed);
    assert_null(place->words);
    psg_anchor_place_free(place);
    place = follow_anchor(*state, page, 1, 4);
    g_autofree char *removed_by = resolve(*state, 4);
    assert_int_equal(place->status, PSG_ANCHOR_GONE);
    assert_string_equal(place->path, "pit.md");
    assert_string_equal(place->removed_by, removed_by);
    psg_anchor_place_free(place);
}

/* --- texts that are not committed --- */

static GBytes *
read_draft(const char *path, gpointer data)
{
    const char *text = g_hash_table_lookup(data, path);
    return text ? g_bytes_new(text, strlen(text)) : NULL;
}

static PsgAnchorPlace *
follow_to_draft(const char *folder, GHashTable *files, const char *words)
{
    static const char *const paths[] = {"sand.md", "pit.md", NULL};
    const PsgAnchorDraft draft = {"", paths, read_draft, files};
    return follow_words(folder, 1, "sand.md", SAND, words, 1, &draft);
}

static void
changes_that_are_not_committed_count(void **state)
{
    make_branches(*state);
    g_autoptr(GHashTable) files = files_new();
    put(files, "sand.md", SAND);
    assert_place(follow_to_draft(*state, files, DAMP), "sand.md", DAMP, FALSE);
    put(files, "sand.md", "# New\n\nBefore all.\n\n" SAND);
    assert_place(follow_to_draft(*state, files, DAMP), "sand.md", DAMP, FALSE);
    g_hash_table_remove(files, "sand.md");
    put(files, "pit.md", SAND);
    assert_place(follow_to_draft(*state, files, DAMP), "pit.md", DAMP, FALSE);
}

static void
what_is_removed_without_a_commit_is_gone_by_none(void **state)
{
    make_branches(*state);
    g_autoptr(GHashTable) files = files_new();
    g_auto(GStrv) parts = g_strsplit(SAND, DAMP " ", 2);
    g_autofree char *without = g_strjoinv("", parts);
    put(files, "sand.md", without);
    PsgAnchorPlace *place = follow_to_draft(*state, files, DAMP);
    assert_int_equal(place->status, PSG_ANCHOR_GONE);
    assert_null(place->removed_by);
    assert_string_equal(place->words, DAMP);
    psg_anchor_place_free(place);
}

/* --- what is not whole, or means ill --- */

static void
ranges_that_cannot_be_are_unknown(void **state)
{
    static const char text[] = "# Größe\n\nWie groß ist es?\n";
    Stream stream = {.text = g_string_new("")};
    g_autoptr(GHashTable) files = files_new();
    put(files, "a.md", text);
    add_commit(&stream, 0, 0, files);
    put(files, "a.md", "# Größe\n\nWie schwer ist es?\n");
    add_commit(&stream, 1, 0, files);
    import(*state, &stream);
    g_autofree char *from = resolve(*state, 1);
    g_autofree char *to = resolve(*state, 2);
    const gsize ranges[][2] = {{5, 9}, {2, 5}, {9, 2}, {3, 3}, {0, sizeof text}, {0, G_MAXSIZE},
            {G_MAXSIZE - 1, G_MAXSIZE}, {G_MAXSIZE, 4}};
    PsgAnchor anchors[G_N_ELEMENTS(ranges)];
    for (guint i = 0; i < G_N_ELEMENTS(ranges); i++)
        anchors[i] = (PsgAnchor){
                .commit = from, .path = "a.md", .start = ranges[i][0], .end = ranges[i][1]};
    g_autoptr(GPtrArray) places = follow(*state, anchors, G_N_ELEMENTS(anchors), to, "x", NULL);
    for (guint i = 0; i < places->len; i++)
        assert_int_equal(((PsgAnchorPlace *)places->pdata[i])->status, PSG_ANCHOR_UNKNOWN);
}

static char *
find_kept(const char *folder)
{
    g_autofree char *kept = g_build_filename(folder, ".git", "plainsong", "anchors", NULL);
    g_autoptr(GDir) entries = g_dir_open(kept, 0, NULL);
    const char *name = entries ? g_dir_read_name(entries) : NULL;
    return name ? g_build_filename(kept, name, NULL) : NULL;
}

static void
damage_to_what_is_kept_changes_no_answer(void **state)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(3);
    g_autoptr(GPtrArray) all = make_history(*state, random);
    char *oids[COMMITS + 1] = {NULL};
    for (guint i = 0; i < COMMITS; i++)
        oids[i] = resolve(*state, i + 1);
    PsgAnchor anchors[ANCHORS];
    for (guint i = 0; i < ANCHORS; i++)
        draw_anchor(random, all, oids, &anchors[i]);
    const char *to = oids[COMMITS - 1];
    g_autoptr(GPtrArray) once = follow(*state, anchors, ANCHORS, to, "x", NULL);
    g_autofree char *path = find_kept(*state);
    g_autofree char *bytes = NULL;
    gsize length;
    assert_true(g_file_get_contents(path, &bytes, &length, NULL));
    for (guint round = 0; round < 12; round++) {
        g_autofree char *damaged = g_memdup2(bytes, length);
        damaged[g_rand_int_range(random, 0, (gint32)length)] ^= 0x11;
        gsize left = round % 3 == 0 ? (gsize)g_rand_int_range(random, 0, (gint32)length) : length;
        assert_true(g_file_set_contents(path, damaged, (gssize)left, NULL));
        g_autoptr(GPtrArray) again = follow(*state, anchors, ANCHORS, to, "x", NULL);
        assert_same_places(once, again);
    }
    for (guint i = 0; i < COMMITS; i++)
        g_free(oids[i]);
}

static void
a_shallow_clone_says_what_it_can(void **state)
{
    make_branches(*state);
    git_folder_run(*state, "git clone -q --depth 1 --branch c4 \"file://$PWD\" shallow");
    g_autofree char *folder = g_build_filename(*state, "shallow", NULL);
    g_autofree char *from = resolve(*state, 1);
    g_autofree char *to = resolve(*state, 4);
    const PsgAnchor anchors[] = {{.commit = from, .path = "sand.md", .end = 6},
            {.commit = to, .path = "sand.md", .end = 7}};
    g_autoptr(GPtrArray) places = follow(folder, anchors, 2, to, "x", NULL);
    assert_int_equal(((PsgAnchorPlace *)places->pdata[0])->status, PSG_ANCHOR_UNKNOWN);
    assert_int_equal(((PsgAnchorPlace *)places->pdata[1])->status, PSG_ANCHORED);
    g_autofree char *kept = find_kept(folder);
    assert_null(kept);
}

/* Takes away object after object, each time from a whole repository. */
static void
a_damaged_repository_gives_unknown_places(void **state)
{
    make_branches(*state);
    git_folder_run(*state, "(cd .git/objects && find ?? -type f) > .git/loose");
    g_autofree char *list_path = g_build_filename(*state, ".git", "loose", NULL);
    g_autofree char *list = NULL;
    assert_true(g_file_get_contents(list_path, &list, NULL, NULL));
    g_auto(GStrv) objects = g_strsplit(g_strchomp(list), "\n", -1);
    g_autofree char *from = resolve(*state, 1);
    g_autofree char *to = resolve(*state, 4);
    const PsgAnchor anchors[] = {{.commit = from, .path = "sand.md", .end = 6},
            {.commit = from, .path = "sand.md", .start = 60, .end = 90},
            {.commit = to, .path = "sand.md", .end = 7}};
    guint unknown = 0, whole = 0;
    for (guint i = 0; objects[i]; i++) {
        g_autofree char *path = g_build_filename(*state, ".git", "objects", objects[i], NULL);
        g_autofree char *aside = g_strconcat(path, ".aside", NULL);
        assert_int_equal(g_rename(path, aside), 0);
        if (i % 2 == 1)
            assert_true(g_file_set_contents(path, "x", 1, NULL));
        g_autoptr(PsgRepository) repository = psg_repository_open(*state, NULL);
        const PsgAnchorOptions options = {.kept_as = "x"};
        g_autoptr(GPtrArray) places =
                psg_anchors_follow(repository, anchors, 3, to, &options, NULL);
        for (guint p = 0; places && p < places->len; p++) {
            const PsgAnchorPlace *place = places->pdata[p];
            unknown += place->status == PSG_ANCHOR_UNKNOWN;
            whole += place->status == PSG_ANCHORED;
            assert_int_not_equal(place->status, PSG_ANCHOR_GONE);
        }
        g_remove(path);
        assert_int_equal(g_rename(aside, path), 0);
        git_folder_run(*state, "rm -rf .git/plainsong");
    }
    assert_true(unknown > 0 && whole > 0);
}

#define FOLLOWING(test) cmocka_unit_test_setup_teardown(test, git_folder_set_up, folder_tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
            FOLLOWING(what_is_kept_changes_no_answer),
            FOLLOWING(a_branch_from_long_ago_brings_what_it_did),
            FOLLOWING(text_before_or_behind_moves_no_words),
            FOLLOWING(wrapping_lines_otherwise_keeps_all_words),
            FOLLOWING(a_comment_on_another_branch_is_carried_to_where_they_part),
            FOLLOWING(a_branch_that_came_as_one_commit_brings_its_comments),
            FOLLOWING(words_that_only_another_branch_has_are_unknown),
            FOLLOWING(a_comment_on_a_later_commit_is_unknown),
            FOLLOWING(a_heading_is_followed_by_its_id_whatever_words_it_gets),
            FOLLOWING(a_file_is_followed_to_its_new_name_until_it_goes),
            FOLLOWING(changes_that_are_not_committed_count),
            FOLLOWING(what_is_removed_without_a_commit_is_gone_by_none),
            FOLLOWING(ranges_that_cannot_be_are_unknown),
            FOLLOWING(damage_to_what_is_kept_changes_no_answer),
            FOLLOWING(a_shallow_clone_says_what_it_can),
            FOLLOWING(a_damaged_repository_gives_unknown_places),
    };
    return cmocka_run_group_tests_name("anchor history", tests, NULL, NULL);
}
