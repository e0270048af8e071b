/* What holds of every word diff, tried with random edits of texts made of a list of words, and of
 * the example package. The generator is seeded: a failure comes back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <glib.h>

#include "diff_check.h"

/* --- texts --- */

static PsgText *
parse(const char *markdown)
{
    PsgTextOptions options = {.path = "chapter.md", .language = "en"};
    PsgText *text = psg_text_parse(markdown, strlen(markdown), &options, NULL, NULL);
    assert_non_null(text);
    return text;
}

static const char *const words[] = {"the", "of", "a", "and", "to", "in", "is", "for", "with", "on",
        "children", "snack", "table", "sand", "tray", "water", "window", "garden", "story",
        "teacher", "parent", "morning", "afternoon", "*gently*", "**never**", "`code`",
        "[turn-taking](play.md)", "don't", "1,000", "quiet", "corner", "~~old~~", "carpet",
        "picture", "timetable", "calm", "routine", "visual", "support", "plan", "review", "outcome",
        "meeting", "school", "nursery", "اللعب", "读书", "ręka", "(see", "below)", "—", "\"hello\"",
        "![a tray](tray.png)"};

/* A block of a text: a line that says which kind, and its words between single spaces. */
typedef struct {
    char kind; /* 'h', 'p', 'l' (item), 't' (row), 'c' */
    GPtrArray *words;
} Block;

static Block *
block_new(char kind)
{
    Block *block = g_new0(Block, 1);
    block->kind = kind;
    block->words = g_ptr_array_new();
    return block;
}

static void
block_free(gpointer data)
{
    Block *block = data;
    g_ptr_array_unref(block->words);
    g_free(block);
}

static const char *
pick_word(GRand *rand)
{
    return words[g_rand_int_range(rand, 0, G_N_ELEMENTS(words))];
}

static Block *
make_block(GRand *rand)
{
    static const char kinds[] = "hppppplllltttc";
    Block *block = block_new(kinds[g_rand_int_range(rand, 0, sizeof kinds - 1)]);
    gint count = block->kind == 'p'   ? g_rand_int_range(rand, 3, 60)
                 : block->kind == 't' ? 3
                                      : g_rand_int_range(rand, 2, 12);
    for (gint i = 0; i < count; i++)
        g_ptr_array_add(block->words, (gpointer)pick_word(rand));
    return block;
}

static GPtrArray *
make_text(GRand *rand, guint count)
{
    GPtrArray *blocks = g_ptr_array_new_with_free_func(block_free);
    for (guint i = 0; i < count; i++)
        g_ptr_array_add(blocks, make_block(rand));
    return blocks;
}

static GPtrArray *
copy_text(const GPtrArray *blocks)
{
    GPtrArray *copy = g_ptr_array_new_with_free_func(block_free);
    for (guint i = 0; i < blocks->len; i++) {
        const Block *from = g_ptr_array_index(blocks, i);
        Block *to = block_new(from->kind);
        for (guint j = 0; j < from->words->len; j++)
            g_ptr_array_add(to->words, g_ptr_array_index(from->words, j));
        g_ptr_array_add(copy, to);
    }
    return copy;
}

/* --- edits --- */

static void
edit_words(GRand *rand, Block *block)
{
    guint at = (guint)g_rand_int_range(rand, 0, (gint)block->words->len + 1);
    gboolean has_fixed_width = block->kind == 't';
    switch (g_rand_int_range(rand, 0, 3)) {
    case 0:
        if (!has_fixed_width)
            g_ptr_array_insert(block->words, (gint)at, (gpointer)pick_word(rand));
        break;
    case 1:
        if (!has_fixed_width && block->words->len > 2 && at < block->words->len)
            g_ptr_array_remove_index(block->words, at);
        break;
    default:
        if (at < block->words->len)
            block->words->pdata[at] = (gpointer)pick_word(rand);
    }
}

static void
split_block(GPtrArray *blocks, guint at)
{
    Block *block = g_ptr_array_index(blocks, at);
    if (block->kind != 'p' || block->words->len < 8)
        return;
    Block *rest = block_new('p');
    guint half = block->words->len / 2;
    for (guint i = half; i < block->words->len; i++)
        g_ptr_array_add(rest->words, g_ptr_array_index(block->words, i));
    g_ptr_array_set_size(block->words, (gint)half);
    g_ptr_array_insert(blocks, (gint)at + 1, rest);
}

static void
merge_blocks(GPtrArray *blocks, guint at)
{
    Block *block = g_ptr_array_index(blocks, at);
    Block *next = at + 1 < blocks->len ? g_ptr_array_index(blocks, at + 1) : NULL;
    if (!next || block->kind != 'p' || next->kind != 'p')
        return;
    for (guint i = 0; i < next->words->len; i++)
        g_ptr_array_add(block->words, g_ptr_array_index(next->words, i));
    g_ptr_array_remove_index(blocks, at + 1);
}

static void
edit(GRand *rand, GPtrArray *blocks)
{
    if (blocks->len == 0) {
        g_ptr_array_add(blocks, make_block(rand));
        return;
    }
    guint at = (guint)g_rand_int_range(rand, 0, (gint)blocks->len);
    gint to = g_rand_int_range(rand, 0, (gint)blocks->len);
    switch (g_rand_int_range(rand, 0, 9)) {
    case 0:
        g_ptr_array_insert(blocks, to, make_block(rand));
        break;
    case 1:
        g_ptr_array_remove_index(blocks, at);
        break;
    case 2:
        g_ptr_array_insert(blocks, to, g_ptr_array_steal_index(blocks, at));
        break;
    case 3:
        split_block(blocks, at);
        break;
    case 4:
        merge_blocks(blocks, at);
        break;
    default:
        for (gint i = g_rand_int_range(rand, 1, 6); i > 0; i--)
            edit_words(rand, g_ptr_array_index(blocks, at));
    }
}

/* --- Markdown --- */

/* How a text is written: none of this is for readers. */
typedef struct {
    GRand *rand; /* NULL: a paragraph is a line */
    const char *bullet, *padding;
    gboolean has_other_marks; /* `_` for `*`, links by reference */
} Manner;

static void
write_word(GString *out, const char *word, const Manner *manner)
{
    gsize length = strlen(word);
    if (!manner->has_other_marks)
        g_string_append(out, word);
    else if (g_str_has_prefix(word, "**"))
        g_string_append_printf(out, "__%.*s__", (int)length - 4, word + 2);
    else if (*word == '*')
        g_string_append_printf(out, "_%.*s_", (int)length - 2, word + 1);
    else if (*word == '[')
        g_string_append(out, "[turn-taking][ref]");
    else
        g_string_append(out, word);
}

static void
write_words(GString *out, const Block *block, const char *between, const Manner *manner,
        const char *line_start)
{
    for (guint i = 0; i < block->words->len; i++) {
        gboolean is_wrapped = i > 0 && manner->rand && !strcmp(between, " ") &&
                              g_rand_int_range(manner->rand, 0, 6) == 0;
        if (is_wrapped)
            g_string_append_printf(out, "\n%s", line_start);
        else if (i > 0)
            g_string_append(out, between);
        write_word(out, g_ptr_array_index(block->words, i), manner);
    }
}

static char *
write_text(const GPtrArray *blocks, const Manner *manner)
{
    static const Manner one_line = {0};
    GString *out = g_string_new(NULL);
    char last = 0;
    g_autofree char *bar = g_strdup_printf("%s|%s", manner->padding, manner->padding);
    for (guint i = 0; i < blocks->len; i++) {
        const Block *block = g_ptr_array_index(blocks, i);
        if (last && (block->kind != last || !strchr("lt", last)))
            g_string_append_c(out, '\n');
        switch (block->kind) {
        case 'h':
            g_string_append(out, "## ");
            write_words(out, block, " ", &one_line, "");
            break;
        case 'c':
            g_string_append(out, "```\n");
            write_words(out, block, " ", &one_line, "");
            g_string_append(out, "\n```");
            break;
        case 'l':
            g_string_append_printf(out, "%s ", manner->bullet);
            write_words(out, block, " ", manner, "  ");
            break;
        case 't':
            if (last != 't')
                g_string_append(out, "| One | Two | Three |\n|---|:--|---|\n");
            g_string_append_printf(out, "|%s", manner->padding);
            write_words(out, block, bar, manner, "");
            g_string_append_printf(out, "%s|", manner->padding);
            break;
        default:
            write_words(out, block, " ", manner, "");
        }
        g_string_append_c(out, '\n');
        last = block->kind;
    }
    g_string_append(out, "\n[ref]: play.md\n");
    return g_string_free(out, FALSE);
}

static const Manner plain = {NULL, "-", " ", FALSE};

/* --- checks --- */

/* All that must hold when one text becomes another. Returns how many words changed. */
static guint
check(const PsgDiffInput *inputs, guint count)
{
    g_autofree PsgDiffInput *swapped = g_new0(PsgDiffInput, count);
    for (guint i = 0; i < count; i++)
        swapped[i] = (PsgDiffInput){inputs[i].new_text, inputs[i].old_text};
    g_autoptr(PsgDiff) diff = psg_diff_new(inputs, count), again = psg_diff_new(inputs, count);
    g_autoptr(PsgDiff) mirror = psg_diff_new(swapped, count);
    g_autofree char *fault = diff_check(diff), *mirror_fault = diff_check(mirror);
    g_autofree char *asymmetry = diff_check_mirror(diff, mirror);
    g_autofree char *first = diff_print(diff), *second = diff_print(again);
    if (fault || mirror_fault || asymmetry)
        fail_msg("%s\n%s", fault ? fault : mirror_fault ? mirror_fault : asymmetry, first);
    assert_string_equal(first, second);
    guint changed = 0;
    for (guint i = 0; i < diff->runs->len; i++) {
        const PsgDiffRun *run = &g_array_index(diff->runs, PsgDiffRun, i);
        if (run->kind != PSG_RUN_SAME)
            changed += run->old_end - run->old_start + run->new_end - run->new_start;
    }
    return changed;
}

static gboolean
has_change(const char *old_markdown, const char *new_markdown)
{
    g_autoptr(PsgText) old_text = parse(old_markdown), new_text = parse(new_markdown);
    PsgDiffInput input = {old_text, new_text};
    check(&input, 1);
    g_autoptr(PsgDiff) diff = psg_diff_new(&input, 1);
    if (psg_diff_get_pair(diff, 0)->is_changed) {
        g_autofree char *printed = diff_print(diff);
        print_message("%s", printed);
    }
    return psg_diff_get_pair(diff, 0)->is_changed;
}

/* --- properties --- */

static void
random_edits_read_back_and_mirror(void **state)
{
    for (guint seed = 1; seed <= 400; seed++) {
        g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
        PsgDiffInput inputs[3] = {{NULL, NULL}};
        for (guint i = 0; i < 3; i++) {
            g_autoptr(GPtrArray) old_blocks = make_text(rand, (guint)g_rand_int_range(rand, 0, 30));
            g_autoptr(GPtrArray) new_blocks = copy_text(old_blocks);
            for (gint j = g_rand_int_range(rand, 0, 20); j > 0; j--)
                edit(rand, new_blocks);
            g_autofree char *old_markdown = write_text(old_blocks, &plain);
            g_autofree char *new_markdown = write_text(new_blocks, &plain);
            if (g_rand_int_range(rand, 0, 20) > 0)
                inputs[i].old_text = parse(old_markdown);
            if (g_rand_int_range(rand, 0, 20) > 0)
                inputs[i].new_text = parse(new_markdown);
        }
        check(inputs, 3);
        for (guint i = 0; i < 3; i++) {
            psg_text_free((PsgText *)inputs[i].old_text);
            psg_text_free((PsgText *)inputs[i].new_text);
        }
    }
}

static void
the_same_text_written_otherwise_is_no_change(void **state)
{
    for (guint seed = 1; seed <= 200; seed++) {
        g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
        g_autoptr(GPtrArray) blocks = make_text(rand, 30);
        Manner other = {rand, "*", "   ", TRUE};
        g_autofree char *one = write_text(blocks, &plain), *two = write_text(blocks, &other);
        if (has_change(one, two))
            fail_msg("seed %u:\n%s\n-----\n%s", seed, one, two);
    }
}

static void
a_few_words_change_a_few_words(void **state)
{
    for (guint seed = 1; seed <= 200; seed++) {
        g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
        g_autoptr(GPtrArray) old_blocks = make_text(rand, 20), new_blocks = copy_text(old_blocks);
        Block *block = g_ptr_array_index(new_blocks, 10);
        edit_words(rand, block);
        g_autofree char *one = write_text(old_blocks, &plain),
                        *two = write_text(new_blocks, &plain);
        g_autoptr(PsgText) old_text = parse(one), new_text = parse(two);
        PsgDiffInput input = {old_text, new_text};
        guint changed = check(&input, 1);
        /* A word may have several marks; a short block may show as replaced whole. */
        assert_true(changed <= 10 + 4 * block->words->len);
        assert_true(changed <= 20 || block->words->len < 12);
    }
}

/* --- the example package --- */

/* The file with a few of its parts, which blank lines part, left out, doubled or elsewhere. */
static char *
disturb(GRand *rand, const char *markdown)
{
    g_auto(GStrv) parts = g_strsplit(markdown, "\n\n", -1);
    guint count = g_strv_length(parts);
    for (gint i = g_rand_int_range(rand, 1, 8); i > 0; i--) {
        gint from = g_rand_int_range(rand, 0, (gint)count);
        gint to = g_rand_int_range(rand, 0, (gint)count);
        char *part = parts[from];
        switch (g_rand_int_range(rand, 0, 3)) {
        case 0:
            parts[from] = parts[to];
            parts[to] = part;
            break;
        case 1:
            parts[from] = g_strdup(parts[to]);
            g_free(part);
            break;
        default:
            parts[from] = g_strndup(part, strcspn(part, ",."));
            g_free(part);
        }
    }
    return g_strjoinv("\n\n", parts);
}

static void
check_chapter(const char *path, GRand *rand)
{
    g_autofree char *markdown = NULL;
    assert_true(g_file_get_contents(path, &markdown, NULL, NULL));
    assert_false(has_change(markdown, markdown));
    for (guint i = 0; i < 5; i++) {
        g_autofree char *disturbed = disturb(rand, markdown);
        g_autoptr(PsgText) old_text = parse(markdown), new_text = parse(disturbed);
        PsgDiffInput input = {old_text, new_text};
        check(&input, 1);
    }
}

static void
chapters_of_the_example_read_back_and_mirror(void **state)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(3);
    guint chapters = 0;
    const char *const folders[] = {"early-years", "ehc-plans", "handbook", "school-avoidance"};
    for (gsize i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *folder = g_build_filename(PSG_EXAMPLE, folders[i], NULL);
        g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
        assert_non_null(dir);
        for (const char *name; (name = g_dir_read_name(dir));) {
            if (!g_str_has_suffix(name, ".md"))
                continue;
            g_autofree char *path = g_build_filename(folder, name, NULL);
            check_chapter(path, rand);
            chapters++;
        }
    }
    assert_true(chapters > 10);
}

/* --- where an effort ends --- */

static char *
repeat(const char *const *parts, guint part_count, guint count, const char *between)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < count; i++)
        g_string_append_printf(out, "%s%s", i > 0 ? between : "", parts[i % part_count]);
    return g_string_free(out, FALSE);
}

static char *
scatter(guint seed, guint kinds, guint count, const char *between)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < count; i++)
        g_string_append_printf(out, "word%d%s", g_rand_int_range(rand, 0, (gint)kinds), between);
    return g_string_free(out, FALSE);
}

/* Parses and compares; fails when comparing takes longer than a second (ten with a sanitizer and on
 * a busy machine). */
static void
assert_fast(char *old_markdown, char *new_markdown)
{
    g_autoptr(PsgText) old_text = parse(old_markdown), new_text = parse(new_markdown);
    PsgDiffInput input = {old_text, new_text};
    gint64 start = g_get_monotonic_time();
    g_autoptr(PsgDiff) diff = psg_diff_new(&input, 1);
    gint64 time = g_get_monotonic_time() - start;
    g_autofree char *fault = diff_check(diff);
    if (fault)
        fail_msg("%s", fault);
    if (time > 10 * G_USEC_PER_SEC)
        fail_msg("comparing took %d ms", (int)(time / 1000));
    g_free(old_markdown);
    g_free(new_markdown);
}

static void
hostile_texts_take_no_longer_than_others(void **state)
{
    const char *const one[] = {"same"}, *const two[] = {"left", "right"};
    const char *const turned[] = {"right", "left"};
    assert_fast(repeat(one, 1, 10000, " "), repeat(one, 1, 9000, " "));
    assert_fast(repeat(two, 2, 20000, " "), repeat(turned, 2, 20001, " "));
    assert_fast(repeat(one, 1, 50000, "\n\n"), repeat(one, 1, 40000, "\n\n"));
    assert_fast(repeat(two, 2, 50000, "\n\n"), repeat(turned, 2, 50001, "\n\n"));
    assert_fast(scatter(1, 2, 20000, " "), scatter(2, 2, 20000, " "));
    assert_fast(scatter(1, 2, 50000, "\n\n"), scatter(2, 2, 50000, "\n\n"));
    assert_fast(scatter(1, 1000, 50000, "\n\n"), scatter(2, 1000, 50000, "\n\n"));
    assert_fast(scatter(1, 30000, 100000, " "), scatter(2, 30000, 100000, " "));
    assert_fast(scatter(1, 100, 50000, " b c d e f g h\n\n"),
            scatter(2, 100, 50000, " b c d e f g h\n\n"));
}

/* --- single promises --- */

static void
marks_of_the_engine_are_no_words(void **state)
{
    assert_false(has_change("a[^x] b\n\n[^x]: note\n", "a[^y] b\n\n[^y]: note\n"));
    g_autoptr(PsgText) text = parse("# T\n\na[^x]\n\n[^x]: note\n");
    PsgDiffInput input = {text, text};
    g_autoptr(PsgDiff) diff = psg_diff_new(&input, 1);
    const PsgDiffSide *side = &psg_diff_get_pair(diff, 0)->old_side;
    g_autofree char *all = psg_diff_get_text(side, 0, side->words->len);
    assert_string_equal(all, "T a1 note");
}

static void
blocks_know_where_they_stand(void **state)
{
    g_autoptr(PsgText) text =
            parse("before\n\n# A\n\n- x\n\n  y\n\n## B\n\n| h | i |\n|---|---|\n| | z |\n"
                  "\n---\n\n![alt text](p.png)\n\n```\ncode\n```\n");
    PsgDiffInput input = {NULL, text};
    g_autoptr(PsgDiff) diff = psg_diff_new(&input, 1);
    const PsgDiffSide *side = &psg_diff_get_pair(diff, 0)->new_side;
    static const struct {
        PsgBlockKind kind;
        guint heading, row, column, words;
        gboolean is_item;
    } expected[] = {{PSG_BLOCK_PARAGRAPH, G_MAXUINT, 0, 0, 1, FALSE},
            {PSG_BLOCK_HEADING, 0, 0, 0, 1, FALSE}, {PSG_BLOCK_PARAGRAPH, 0, 0, 0, 1, TRUE},
            {PSG_BLOCK_PARAGRAPH, 0, 0, 0, 1, FALSE}, {PSG_BLOCK_HEADING, 1, 0, 0, 1, FALSE},
            {PSG_BLOCK_CELL, 1, 0, 0, 1, FALSE}, {PSG_BLOCK_CELL, 1, 0, 1, 1, FALSE},
            {PSG_BLOCK_CELL, 1, 1, 0, 0, FALSE}, {PSG_BLOCK_CELL, 1, 1, 1, 1, FALSE},
            {PSG_BLOCK_RULE, 1, 0, 0, 0, FALSE}, {PSG_BLOCK_PICTURE, 1, 0, 0, 2, FALSE},
            {PSG_BLOCK_CODE, 1, 0, 0, 1, FALSE}};
    assert_int_equal(side->blocks->len, G_N_ELEMENTS(expected));
    for (guint i = 0; i < side->blocks->len; i++) {
        const PsgDiffBlock *block = &g_array_index(side->blocks, PsgDiffBlock, i);
        assert_int_equal(block->kind, expected[i].kind);
        assert_int_equal(block->heading, expected[i].heading);
        assert_int_equal(block->row, expected[i].row);
        assert_int_equal(block->column, expected[i].column);
        assert_int_equal(block->word_end - block->word_start, expected[i].words);
        assert_int_equal(block->is_item, expected[i].is_item);
        assert_true(!block->first || block->first->parent == block->parent);
    }
}

static void
words_are_what_readers_take_for_words(void **state)
{
    static const struct {
        const char *markdown, *expected; /* words between bars */
    } cases[] = {{"Don't stop, turn-taking!", "Don't|stop|,|turn-taking|!"},
            {"1,000.50 (a) v1.2", "1,000.50|(|a|)|v1.2"}, {"我喜欢 读书。", "我|喜|欢|读|书|。"},
            {"مرحبا، يا", "مرحبا|،|يا"}, {"a<br>b", "a|b"}, {"nai\xcc\x88ve", "nai\xcc\x88ve"},
            {"x - y", "x|-|y"}, {"- [x] done", "\342\230\221|done"},
            {"un**believ**able", "un|believ|able"}, {"see ![a b](c) it", "see|a b|it"},
            {"👩‍👧 ok", "👩‍👧|ok"}};
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(PsgText) text = parse(cases[i].markdown);
        PsgDiffInput input = {text, NULL};
        g_autoptr(PsgDiff) diff = psg_diff_new(&input, 1);
        const GArray *found = psg_diff_get_pair(diff, 0)->old_side.words;
        g_autoptr(GString) joined = g_string_new(NULL);
        for (guint j = 0; j < found->len; j++) {
            const PsgDiffWord *word = &g_array_index(found, PsgDiffWord, j);
            g_string_append(joined, j > 0 ? "|" : "");
            g_string_append_len(joined, word->text, word->length);
        }
        assert_string_equal(joined->str, cases[i].expected);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(random_edits_read_back_and_mirror),
            cmocka_unit_test(the_same_text_written_otherwise_is_no_change),
            cmocka_unit_test(a_few_words_change_a_few_words),
            cmocka_unit_test(chapters_of_the_example_read_back_and_mirror),
            cmocka_unit_test(hostile_texts_take_no_longer_than_others),
            cmocka_unit_test(marks_of_the_engine_are_no_words),
            cmocka_unit_test(blocks_know_where_they_stand),
            cmocka_unit_test(words_are_what_readers_take_for_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
