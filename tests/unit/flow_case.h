/* A chapter made of Markdown or XHTML and flowed, for the tests of print: its galley, what its tags
 * say and what its boxes hold. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture_model.h"
#include "publish/print/flow/flow.h"
#include "publish/print/picture/pictures.h"

/* Fonts, a look and a model, that all tests of a run share. */
typedef struct {
    FixtureModel *fixture;
    PsgThemeFiles *theme;
    PsgTypeFonts *fonts;
    PsgTypeContext *context;
    PsgPrintPictures *pictures;
    PsgPrintStyle *styles[3]; /* by form; references to pages and addresses are off in the first */
} FlowBench;

int flow_bench_set_up(void **state);
int flow_bench_tear_down(void **state);

typedef struct {
    FlowBench *bench;
    PsgFlowBook book;
    PsgFindings *findings;
    PsgGalley *galley;
    PsgModelChapter *chapter; /* of Markdown: whose own text is put back */
    PsgText *text;
} FlowCase;

void flow_case_clear(FlowCase *item);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(FlowCase, flow_case_clear)

/* Flows Markdown as the first chapter of the first document; or XHTML as fixture_model_set_text()
 * takes it, with picture 1 that can be
 * shown and 2 that cannot; or a chapter of any model. */
FlowCase flow_markdown(FlowBench *bench, PsgPrintForm form, const char *markdown);
FlowCase flow_xhtml(FlowBench *bench, PsgPrintForm form, const char *xhtml);
FlowCase flow_chapter(FlowBench *bench, PsgPrintForm form, const PsgModelChapter *chapter);

/* What the chapter's tags say: `Sect(H1("Play") P("See " Link("sand") "."))`. The caller owns it.
 */
char *flow_describe(const FlowCase *item);
/* What is in the boxes from top to bottom, one a line: words of lines behind their label and a tab.
 * The caller owns it. */
char *flow_show(const GArray *boxes);
/* Every letter that readers read, without blanks: of boxes; of a tree without its notes. */
void flow_collect_boxes(const GArray *boxes, gboolean with_labels, GString *out);
void flow_collect_letters(const char *text, GString *out);
void flow_collect_tree(const xmlNode *root, GString *out);

/* TRUE when a finding has this rule. */
gboolean flow_has_finding(const FlowCase *item, const char *rule);

#define assert_tags(item, expected)                                \
    do {                                                           \
        g_autofree char *flow_found_tags = flow_describe(&(item)); \
        assert_string_equal(flow_found_tags, expected);            \
    } while (0)
#define assert_shown(boxes, expected)                         \
    do {                                                      \
        g_autofree char *flow_found_boxes = flow_show(boxes); \
        assert_string_equal(flow_found_boxes, expected);      \
    } while (0)
