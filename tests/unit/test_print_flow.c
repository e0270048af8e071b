/* Flow: what a chapter's tree becomes. What is promised of its words, tags and boxes. */
#include "flow_case.h"
#include "publish/model/model.h"
#include "publish/print/picture/pictures.h"

/* --- every word, once --- */

static PsgModel *
load_example(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PsgSnapshot) snapshot = psg_snapshot_new_worktree(NULL, PSG_EXAMPLE, NULL, &error);
    assert_non_null(snapshot);
    PsgPackage *package = psg_package_load(snapshot, NULL, &error);
    assert_non_null(package);
    PsgModel *model = psg_model_new(package, snapshot, 1, NULL, &error);
    if (!model)
        fail_msg("%s", error->message);
    return model;
}

static void
assert_same_letters(const char *path, const GString *tree, const GString *boxes)
{
    gsize at = 0;
    while (at < tree->len && at < boxes->len && tree->str[at] == boxes->str[at])
        at++;
    if (at < tree->len || at < boxes->len)
        fail_msg("%s: \"%.60s\" became \"%.60s\"", path, tree->str + at, boxes->str + at);
}

static void
check_words(FlowBench *bench, PsgPrintForm form, const PsgModelChapter *chapter)
{
    g_auto(FlowCase) item = flow_chapter(bench, form, chapter);
    g_autoptr(GString) tree = g_string_new(NULL), boxes = g_string_new(NULL);
    flow_collect_letters(chapter->entry->part ? chapter->entry->part : "", tree);
    flow_collect_letters(chapter->text->has_title_heading ? "" : chapter->title, tree);
    flow_collect_tree(chapter->text->root, tree);
    flow_collect_boxes(item.galley->boxes, FALSE, boxes);
    assert_same_letters(chapter->entry->path, tree, boxes);
}

static void
every_word_of_the_example_is_in_exactly_one_box(void **state)
{
    g_autoptr(PsgModel) model = load_example();
    for (guint i = 0; i < model->documents->len; i++) {
        const PsgModelDocument *document = model->documents->pdata[i];
        for (guint k = 0; k < document->chapters->len; k++)
            check_words(*state, PSG_PRINT_NORMAL, document->chapters->pdata[k]);
    }
}

static void
a_paragraph_is_a_paragraph(void **state)
{
    g_auto(FlowCase) item = flow_markdown(*state, 0, "# Play\n\nSee the *sand*\ntray.\n");
    assert_tags(item, "Sect(H1(\"Play\") P(\"See the sand tray.\"))");
    assert_shown(item.galley->boxes, "Play\nSee the sand tray.");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(every_word_of_the_example_is_in_exactly_one_box),
            cmocka_unit_test(a_paragraph_is_a_paragraph),
    };
    return cmocka_run_group_tests(tests, flow_bench_set_up, flow_bench_tear_down);
}
