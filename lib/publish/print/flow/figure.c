/* Pictures: on their own, in figures with a caption, and in a line. What a picture shows is said by
 * its tag; one that only decorates is an artifact. Nothing is cut: what is too wide is made
 * smaller.
 */
#include "text/tree.h"

#include <string.h>

#include "publish/print/flow/internal.h"
#include "text/markup.h"

#define NORMAL_SIZE PSG_POINTS(12) /* of the text; pictures grow with larger text */
#define HEIGHT_PERCENT 82          /* of a page's, so that a caption stands with its picture */
#define INLINE_LINES 3             /* how high a picture in a line may be */

/* --- sizes --- */

typedef struct {
    PsgPdfPicture *picture; /* NULL: it cannot be had */
    PsgLength width, height;
} Shown;

static PsgLength
scale(PsgLength length, gint64 numerator, gint64 denominator)
{
    return (PsgLength)CLAMP(
            (gint64)length * numerator / MAX(denominator, 1), 1, PSG_LENGTH_MAX / 4);
}

static void
fit(Shown *shown, PsgLength width, PsgLength height)
{
    if (shown->width > width) {
        shown->height = scale(shown->height, width, shown->width);
        shown->width = width;
    }
    if (shown->height > height) {
        shown->width = scale(shown->width, height, shown->height);
        shown->height = height;
    }
}

/* The size that an author gave in CSS pixels, of which there are 96 to an inch. */
static void
apply_attributes(Shown *shown, const xmlNode *image)
{
    guint width = psg_flow_get_number(image, "width", 0);
    guint height = psg_flow_get_number(image, "height", 0);
    PsgLength wide = PSG_POINTS(0.75) * (PsgLength)MIN(width, 30000);
    PsgLength high = PSG_POINTS(0.75) * (PsgLength)MIN(height, 30000);
    if (!wide && !high)
        return;
    if (!high)
        high = scale(shown->height, wide, shown->width);
    if (!wide)
        wide = scale(shown->width, high, shown->height);
    shown->width = wide;
    shown->height = high;
}

static Shown
find_picture(PsgFlowWalk *walk, const xmlNode *image)
{
    PsgFlow *flow = walk->flow;
    const PsgModelImage *model = psg_model_get_image(image);
    Shown shown = {.width = PSG_POINTS(225), .height = PSG_POINTS(75)};
    if (model && flow->book->pictures)
        shown.picture = psg_print_pictures_get(flow->book->pictures, model, flow->findings,
                flow->path, image->line, &shown.width, &shown.height);
    if (!shown.picture || shown.width <= 0 || shown.height <= 0) {
        shown.width = PSG_POINTS(225);
        shown.height = PSG_POINTS(75);
    }
    apply_attributes(&shown, image);
    PsgLength size = walk->style->texts[PSG_ROLE_BODY].look.size;
    if (size > NORMAL_SIZE) {
        shown.width = scale(shown.width, size, NORMAL_SIZE);
        shown.height = scale(shown.height, size, NORMAL_SIZE);
    }
    return shown;
}

/* --- what a picture shows, in words --- */

static const xmlNode *
find_caption(const xmlNode *image)
{
    for (const xmlNode *at = image->parent; at; at = at->parent)
        if (psg_tree_is(at, "figure"))
            return psg_flow_find_child(at, "figcaption");
    return NULL;
}

/* NULL for a picture that only decorates. The caller owns it. */
static char *
find_alternative(
        PsgFlowWalk *walk, const xmlNode *image, const PsgPrintLink *link, const char *language)
{
    const char *alternative = psg_tree_get_attribute(image, "alt");
    if (alternative && *alternative)
        return g_strdup(alternative);
    if (alternative)
        return link ? g_strdup(link->contents) : NULL;
    const PsgModelImage *model = psg_model_get_image(image);
    psg_findings_add(walk->flow->findings, PSG_SEVERITY_WARNING, "print-alternative-missing",
            walk->flow->path, image->line, 0,
            "the picture%s%s has no description; say in words what it shows, or say that it only "
            "decorates by an empty one",
            model ? " " : "", model ? model->path : "");
    const xmlNode *caption = find_caption(image);
    g_autofree char *words = caption ? psg_markup_get_text(caption) : NULL;
    if (words && *words)
        return g_steal_pointer(&words);
    return g_strdup(psg_flow_get_word(language, PSG_FLOW_WORD_PICTURE, NULL));
}

/* --- on its own --- */

static void
fill_box(PsgBox *box, const PsgFlowPlace *place, const Shown *shown, const xmlNode *image)
{
    box->picture = shown->picture;
    box->width = shown->width;
    box->height = shown->height;
    box->x = place->is_right_to_left ? place->x + place->width - shown->width : place->x;
    if (place->alignment == PSG_FLOW_CENTRE)
        box->x = place->x + (place->width - shown->width) / 2;
    box->source = image;
}

static void
measure_picture(PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *image)
{
    PsgLength beside = PSG_FLOW_MEASURE - place->width;
    Shown shown = find_picture(walk, image);
    fit(&shown, psg_print_style_get_measure(walk->style), PSG_LENGTH_MAX / 4);
    place->column->widest = MAX(place->column->widest, beside + shown.width);
    place->column->narrowest = MAX(place->column->narrowest, beside + shown.width / 4);
}

/* Words that say what a picture would show where it cannot be shown. */
static void
add_words_instead(PsgFlowWalk *walk, const PsgFlowPlace *place, const char *words)
{
    PsgFlowPlace inner = *place;
    psg_flow_keep(place);
    place->column->space = walk->style->texts[PSG_ROLE_CAPTION].space_before;
    psg_flow_add_line(walk, &inner, PSG_ROLE_CAPTION, PSG_TAG_PARAGRAPH, words, NULL);
}

/* A picture as a block below `tag`; its Figure, or NULL for one that decorates. */
static PsgTag *
add_picture(PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *image, PsgPrintLink *link)
{
    psg_flow_anchor(walk, place, image);
    if (place->column->is_measured) {
        measure_picture(walk, place, image);
        return NULL;
    }
    Shown shown = find_picture(walk, image);
    fit(&shown, place->width,
            (PsgLength)((gint64)psg_print_style_get_text_height(walk->style) * HEIGHT_PERCENT /
                        100));
    g_autofree char *alternative = find_alternative(walk, image, link, place->language);
    PsgBox *box = psg_flow_add_box(
            walk, place, PSG_BOX_PICTURE, walk->style->texts[PSG_ROLE_BODY].space_after * 5 / 4);
    fill_box(box, place, &shown, image);
    box->link = link;
    PsgTag *figure = NULL;
    if (alternative) {
        figure = psg_flow_tag(walk, place, place, PSG_TAG_FIGURE, image);
        psg_tag_set_alternative(figure, alternative);
        psg_tag_set_is_block(figure);
        box->figure = figure;
        box->content = psg_tag_append_content(figure);
    }
    psg_flow_leave_space(place, walk->style->texts[PSG_ROLE_BODY].space_after * 5 / 4);
    if (!shown.picture && alternative)
        add_words_instead(walk, place, alternative);
    return figure;
}

/* --- runs: pictures that stand in no sentence --- */

static gboolean
holds_picture_only(const xmlNode *node, gboolean *has_picture)
{
    if (psg_tree_is(node, "img"))
        return *has_picture = TRUE;
    if (psg_flow_is_blank(node) || psg_tree_is(node, "br"))
        return TRUE;
    if (!psg_tree_is(node, "a"))
        return FALSE;
    for (const xmlNode *child = node->children; child; child = child->next)
        if (!holds_picture_only(child, has_picture))
            return FALSE;
    return TRUE;
}

gboolean
psg_flow_is_picture_run(const xmlNode *first, const xmlNode *end)
{
    gboolean has_picture = FALSE;
    for (const xmlNode *node = first; node && node != end; node = node->next)
        if (!holds_picture_only(node, &has_picture))
            return FALSE;
    return has_picture;
}

static void
add_linked(PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *anchor)
{
    PsgFlowPlace inner = *place;
    PsgPrintLink *link = NULL;
    psg_flow_anchor(walk, place, anchor);
    if (place->tag) {
        PsgTag *paragraph = psg_flow_tag(walk, place, place, PSG_TAG_PARAGRAPH, anchor);
        inner.tag = paragraph;
        PsgTag *tag = psg_flow_tag(walk, &inner, &inner, PSG_TAG_LINK, anchor);
        link = psg_flow_make_link(walk, tag, anchor);
        inner.tag = link ? tag : paragraph;
    }
    for (const xmlNode *child = anchor->children; child; child = child->next)
        if (psg_tree_is(child, "img"))
            add_picture(walk, &inner, child, link);
}

void
psg_flow_picture_run(
        PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *first, const xmlNode *end)
{
    for (const xmlNode *node = first; node && node != end; node = node->next) {
        if (psg_tree_is(node, "img"))
            add_picture(walk, place, node, NULL);
        else if (psg_tree_is(node, "a"))
            add_linked(walk, place, node);
    }
}

/* --- figures --- */

static void
add_caption(PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *caption, gboolean is_first)
{
    PsgFlowParagraph how = {.role = PSG_ROLE_CAPTION,
            .type = PSG_TAG_CAPTION,
            .is_whole = TRUE,
            .keeps_with_next = is_first};
    psg_flow_paragraph(walk, place, caption, caption->children, NULL, &how);
}

/* The caption belongs to the figure, behind or before what it shows. The tag around both is a
 * division: readers that are told of a picture in words pass over all that is inside it. */
void
psg_flow_figure(PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *figure)
{
    PsgFlowPlace inner = psg_flow_enter(place, figure);
    inner.is_direct = FALSE;
    inner.tag = psg_flow_tag(walk, place, &inner, PSG_TAG_DIVISION, figure);
    for (const xmlNode *child = figure->children, *next; child; child = next) {
        next = child->next;
        if (psg_tree_is(child, "figcaption")) {
            gboolean is_first = psg_flow_next_element(child) != NULL;
            if (!is_first && !place->column->is_measured) {
                psg_flow_keep(&inner);
                inner.column->space = 0;
            }
            add_caption(walk, &inner, child, is_first);
            continue;
        }
        while (next && !psg_tree_is(next, "figcaption"))
            next = next->next;
        psg_flow_block_range(walk, &inner, child, next);
    }
}

/* --- in a line --- */

void
psg_flow_inline_picture(const PsgFlowInline *state, const xmlNode *image)
{
    PsgFlowWalk *walk = state->walk;
    Shown shown = find_picture(walk, image);
    PsgLength leading = walk->style->texts[state->role].look.leading;
    fit(&shown, MIN(state->width, psg_print_style_get_measure(walk->style)),
            leading * INLINE_LINES);
    if (!state->belonging->tag) {
        PsgFlowManner manner = psg_flow_get_manner(state);
        psg_flow_words_add_object(&walk->words, shown.width, shown.height, &manner);
        return;
    }
    PsgFlowInline inner = *state;
    PsgFlowBelonging figure = {0};
    g_autofree char *alternative =
            find_alternative(walk, image, state->belonging->link, state->language);
    if (alternative) {
        figure = psg_flow_open_child(state, PSG_TAG_FIGURE, image);
        psg_tag_set_alternative(figure.tag, alternative);
        inner.belonging = &figure;
    }
    PsgFlowManner manner = psg_flow_get_manner(&inner);
    if (!alternative) {
        manner.owner = psg_galley_add_owner(walk->galley, NULL);
        manner.owner->is_artifact = TRUE;
    }
    manner.owner->picture = shown.picture ? psg_pdf_picture_ref(shown.picture) : NULL;
    manner.owner->figure = figure.tag;
    psg_flow_words_add_object(&walk->words, shown.width, shown.height, &manner);
    if (!shown.picture && alternative) {
        g_autofree char *words = g_strdup_printf(" [%s]", alternative);
        psg_flow_inline_words(state, words);
    }
}
