/* Words become lines, and lines boxes of a column: with the space between blocks, what hangs at
 * their side, where no page may end, and where in the source each begins. */
#include <string.h>

#include "publish/print/flow/internal.h"

#define LINES_KEPT_WHOLE 3

static gboolean
is_in_galley(const PsgFlowWalk *walk, const PsgFlowPlace *place)
{
    return place->column->boxes == walk->galley->boxes;
}

/* --- boxes --- */

void
psg_flow_flush_label(PsgFlowWalk *walk, const PsgFlowPlace *place)
{
    PsgFlowColumn *column = place->column;
    if (!column->label)
        return;
    g_autoptr(PsgTypeText) text = g_steal_pointer(&column->label);
    if (text->lines->len == 0)
        return;
    const PsgTypeLine *line = &g_array_index(text->lines, PsgTypeLine, 0);
    PsgBox *box = psg_flow_add_box(walk, place, PSG_BOX_LINE, 0);
    box->x = column->label_x;
    box->width = line->x + line->width;
    box->height = line->height;
    box->keeps_with_next = TRUE;
    box->text = g_steal_pointer(&text);
}

PsgBox *
psg_flow_add_box(PsgFlowWalk *walk, const PsgFlowPlace *place, PsgBoxKind kind, PsgLength before)
{
    PsgFlowColumn *column = place->column;
    if (kind != PSG_BOX_LINE)
        psg_flow_flush_label(walk, place);
    PsgBox *box = psg_boxes_add(column->boxes, kind);
    box->x = place->x;
    box->width = place->width;
    box->panel = place->panel;
    box->is_changed = column->is_changed;
    box->space = column->is_at_top ? 0 : MAX(column->space, before);
    column->space = 0;
    column->is_at_top = FALSE;
    return box;
}

void
psg_flow_leave_space(const PsgFlowPlace *place, PsgLength space)
{
    place->column->space = MAX(place->column->space, space);
}

void
psg_flow_keep(const PsgFlowPlace *place)
{
    GArray *boxes = place->column->boxes;
    if (boxes && boxes->len > 0)
        g_array_index(boxes, PsgBox, boxes->len - 1).keeps_with_next = TRUE;
}

/* --- where lines are in the words --- */

/* Where a line of the set text begins in the words that came in: soft hyphens may have been put
 * into them. Lines come in order; `at` and `set_at` remember where the last one was. */
static guint
find_start(const char *words, const char *set, guint line_start, guint *at, guint *set_at)
{
    while (*set_at < line_start && words[*at]) {
        if (set[*set_at] == words[*at]) {
            ++*at;
            ++*set_at;
        } else if (memcmp(set + *set_at, "\302\255", 2) == 0) {
            *set_at += 2;
        } else {
            break;
        }
    }
    return *at;
}

/* The byte of every line's beginning in the words, and their end. The caller owns it. */
static guint *
list_starts(const PsgFlowWords *words, const PsgTypeText *text)
{
    guint *starts = g_new(guint, text->lines->len + 1), at = 0, set_at = 0;
    gboolean is_same = text->length == words->text->len;
    for (guint i = 0; i < text->lines->len; i++) {
        guint start = g_array_index(text->lines, PsgTypeLine, i).start;
        starts[i] = is_same ? start : find_start(words->text->str, text->text, start, &at, &set_at);
    }
    starts[text->lines->len] = G_MAXUINT;
    return starts;
}

/* What words begin with at this byte; `next` moves along the sources. */
static void
set_source(PsgBox *box, const PsgFlowWords *words, guint start, guint *next)
{
    const PsgFlowSource *sources = (const PsgFlowSource *)(gpointer)words->sources->data;
    guint count = words->sources->len;
    while (*next + 1 < count && sources[*next + 1].at <= start)
        (*next)++;
    if (*next >= count)
        return;
    const PsgFlowSource *source = &sources[*next];
    box->source = source->node;
    box->source_start = source->offset + CLAMP(start, source->at, source->end) - source->at;
}

/* --- setting --- */

static void
fill_paragraph(const PsgFlowWalk *walk, const PsgFlowPlace *place, const PsgFlowSetting *setting,
        PsgTypeParagraph *paragraph)
{
    const PsgFlowWords *words = &walk->words;
    *paragraph = (PsgTypeParagraph){.text = words->text->str,
            .length = words->text->len,
            .spans = (const PsgTypeSpan *)(gpointer)words->spans->data,
            .span_count = words->spans->len,
            .language = place->language,
            .is_right_to_left = place->is_right_to_left,
            .is_direction_known = !place->is_loose,
            .width = MAX(place->width, PSG_LENGTH_PER_POINT),
            .is_centred = place->alignment == PSG_FLOW_CENTRE,
            .is_preformatted = words->is_preformatted,
            .is_hyphenated = setting->is_hyphenated && walk->style->is_hyphenated,
            .objects = (const PsgBounds *)(gpointer)words->objects->data,
            .object_count = words->objects->len,
            .path = walk->flow->path,
            .line = setting->line};
}

static void
measure(const PsgFlowWalk *walk, const PsgFlowPlace *place, const PsgTypeParagraph *paragraph)
{
    PsgLength narrowest = 0, widest = 0, beside = PSG_FLOW_MEASURE - place->width;
    psg_type_measure(walk->flow->context, paragraph, &narrowest, &widest);
    PsgFlowColumn *column = place->column;
    column->narrowest = MAX(column->narrowest, beside + narrowest);
    column->widest = MAX(column->widest, beside + widest);
}

static gboolean
is_kept(guint line, guint count, const PsgFlowSetting *setting)
{
    guint whole = setting->whole_lines ? setting->whole_lines : LINES_KEPT_WHOLE;
    if (line + 1 == count)
        return setting->keeps_with_next;
    return setting->is_whole || count <= whole || line == 0 || line + 2 == count;
}

/* A line at the side where its column wants it. */
static void
align(PsgBox *box, const PsgFlowPlace *place, const PsgTypeLine *line)
{
    PsgLength end = line->x + line->width;
    if (place->alignment == PSG_FLOW_RIGHT && end < place->width)
        box->x += place->width - end;
    else if (place->alignment == PSG_FLOW_LEFT && line->x > 0 && place->is_right_to_left)
        box->x -= line->x;
    else
        return;
    box->width = end;
}

static gboolean
is_in_range(const GArray *ranges, guint start, guint end)
{
    for (guint i = 0; i < ranges->len; i++) {
        const PsgFlowRange *range = &g_array_index(ranges, PsgFlowRange, i);
        if (range->start < end && start < range->end)
            return TRUE;
    }
    return FALSE;
}

/* The notes that are called in a line. Those of a note stand with its own call. */
static void
set_calls(const PsgFlowWalk *walk, PsgBox *box, guint end, guint *next)
{
    const GArray *calls = walk->words.calls;
    if (walk->note_box >= 0)
        return;
    for (; *next < calls->len; ++*next) {
        const PsgFlowCall *call = &g_array_index(calls, PsgFlowCall, *next);
        if (call->at >= end)
            return;
        if (box->note_start == box->note_end)
            box->note_start = call->note;
        box->note_end = call->note + 1;
    }
}

static void
set_anchors(
        PsgFlowWalk *walk, const PsgFlowPlace *place, guint first, const guint *starts, guint count)
{
    const GArray *anchors = walk->words.anchors;
    for (guint i = 0, line = 0; i < anchors->len; i++) {
        const PsgFlowAnchor *anchor = &g_array_index(anchors, PsgFlowAnchor, i);
        while (line + 1 < count && starts[line + 1] <= anchor->at)
            line++;
        psg_flow_anchor_at(walk, anchor->node,
                is_in_galley(walk, place) ? first + line : walk->galley->boxes->len);
    }
}

static void
add_lines(PsgFlowWalk *walk, const PsgFlowPlace *place, const PsgFlowSetting *setting,
        PsgTypeText *text)
{
    PsgFlowColumn *column = place->column;
    guint count = text->lines->len, source = 0, call = 0;
    g_autofree guint *starts = list_starts(&walk->words, text);
    set_anchors(walk, place, column->boxes->len, starts, count);
    for (guint i = 0; i < count; i++) {
        const PsgTypeLine *line = &g_array_index(text->lines, PsgTypeLine, i);
        PsgBox *box = psg_flow_add_box(walk, place, PSG_BOX_LINE,
                i == 0 ? walk->style->texts[setting->role].space_before : 0);
        if (i == 0 && column->label) {
            box->label = g_steal_pointer(&column->label);
            box->label_x = column->label_x;
        }
        box->text = psg_type_text_ref(text);
        box->line = i;
        box->height = line->height;
        box->keeps_with_next = is_kept(i, count, setting);
        box->is_changed =
                box->is_changed || is_in_range(walk->words.changes, starts[i], starts[i + 1]);
        align(box, place, line);
        set_source(box, &walk->words, starts[i], &source);
        set_calls(walk, box, starts[i + 1], &call);
    }
}

/* Notes of notes come with the last call. */
static void
set_notes(PsgFlowWalk *walk, const PsgFlowPlace *place, const PsgFlowSetting *setting)
{
    if (walk->note_box >= 0 || walk->called->len == 0)
        return;
    GArray *boxes = place->column->boxes;
    guint last = boxes->len - 1;
    while (last > 0 && g_array_index(boxes, PsgBox, last).note_end == 0)
        last--;
    walk->note_box = is_in_galley(walk, place) ? (gint)last : (gint)walk->galley->boxes->len;
    PsgTag *tag = setting->notes;
    if (setting->is_note_apart)
        tag = psg_tag_append(tag, PSG_TAG_PARAGRAPH);
    psg_flow_set_notes(walk, tag);
    walk->note_box = -1;
    g_array_index(boxes, PsgBox, last).note_end = walk->galley->notes->len;
}

void
psg_flow_set(PsgFlowWalk *walk, const PsgFlowPlace *place, const PsgFlowSetting *setting)
{
    PsgTypeParagraph paragraph;
    fill_paragraph(walk, place, setting, &paragraph);
    if (place->column->is_measured) {
        if (paragraph.length > 0)
            measure(walk, place, &paragraph);
        return;
    }
    if (paragraph.length == 0) {
        set_anchors(walk, place, place->column->boxes->len, (const guint[]){0, G_MAXUINT}, 1);
        return;
    }
    g_autoptr(PsgTypeText) text =
            psg_type_set(walk->flow->context, &paragraph, walk->flow->findings);
    g_ptr_array_add(walk->galley->texts, psg_type_text_ref(text));
    add_lines(walk, place, setting, text);
    psg_flow_leave_space(place, walk->style->texts[setting->role].space_after);
    set_notes(walk, place, setting);
}

PsgLength
psg_flow_measure_words(PsgFlowWalk *walk, const PsgFlowPlace *place)
{
    PsgTypeParagraph paragraph;
    PsgFlowSetting setting = {0};
    PsgLength narrowest = 0, widest = 0;
    fill_paragraph(walk, place, &setting, &paragraph);
    psg_type_measure(walk->flow->context, &paragraph, &narrowest, &widest);
    return widest;
}

PsgTypeText *
psg_flow_set_label(PsgFlowWalk *walk, const PsgFlowPlace *place)
{
    PsgTypeParagraph paragraph;
    PsgFlowSetting setting = {0};
    PsgFlowPlace wide = *place;
    wide.alignment = PSG_FLOW_START;
    /* From right to left a line stands at the right of its width. */
    wide.width =
            place->is_right_to_left ? psg_flow_measure_words(walk, place) + 1 : PSG_FLOW_MEASURE;
    fill_paragraph(walk, &wide, &setting, &paragraph);
    PsgTypeText *text = psg_type_set(walk->flow->context, &paragraph, walk->flow->findings);
    g_ptr_array_add(walk->galley->texts, psg_type_text_ref(text));
    return text;
}

PsgLength
psg_flow_get_width(const PsgTypeText *text)
{
    return text->lines->len > 0 ? g_array_index(text->lines, PsgTypeLine, 0).width : 0;
}

/* --- panels --- */

static PsgLength
get_side_padding(const PsgFlowPanel *panel)
{
    return panel->background >= 0 || panel->frame >= 0 ? panel->padding : 0;
}

static void
add_padding(PsgFlowWalk *walk, const PsgFlowPlace *place, PsgLength height, PsgLength before)
{
    PsgBox *box = psg_flow_add_box(walk, place, PSG_BOX_SPACE, before);
    box->height = height;
}

static gboolean
has_room(const PsgFlowWalk *walk, const PsgFlowPlace *place, PsgLength indent)
{
    PsgLength size = walk->style->texts[place->role].look.size;
    return place->width - indent >= PSG_FLOW_NARROWEST * size;
}

/* Where there is no room for a panel, there is none. Cells and notes have no panels of their own:
 * what stands in one is moved in, and that is all. */
void
psg_flow_open_panel(PsgFlowWalk *walk, const PsgFlowPlace *place, const PsgFlowPanel *panel,
        PsgFlowPlace *inner)
{
    PsgLength side = get_side_padding(panel), start = panel->bar_width + panel->indent;
    *inner = *place;
    if (!has_room(walk, place, 2 * side + start)) {
        psg_flow_leave_space(place, panel->space_before);
        return;
    }
    inner->x = place->x + side + (place->is_right_to_left ? 0 : start);
    inner->width = place->width - 2 * side - start;
    inner->gutter = 0;
    if (!is_in_galley(walk, place)) {
        psg_flow_leave_space(place, panel->space_before);
        return;
    }
    if (panel->padding > 0)
        psg_flow_flush_label(walk, place);
    PsgPrintPanel own = {.parent = place->panel,
            .x = place->x,
            .width = place->width,
            .background = panel->background,
            .frame = panel->frame,
            .bar_width = panel->bar_width,
            .bar = panel->bar,
            .is_bar_right = place->is_right_to_left};
    g_array_append_val(walk->galley->panels, own);
    inner->panel = (gint)walk->galley->panels->len - 1;
    if (panel->padding == 0) {
        psg_flow_leave_space(place, panel->space_before);
        return;
    }
    add_padding(walk, inner, panel->padding, panel->space_before);
    psg_flow_keep(inner);
    place->column->is_at_top = TRUE;
}

void
psg_flow_close_panel(PsgFlowWalk *walk, const PsgFlowPlace *place, const PsgFlowPanel *panel,
        const PsgFlowPlace *inner)
{
    if (inner->panel != place->panel && panel->padding > 0) {
        psg_flow_flush_label(walk, inner);
        psg_flow_keep(inner);
        place->column->is_at_top = TRUE;
        add_padding(walk, inner, panel->padding, 0);
    }
    psg_flow_leave_space(place, panel->space_after);
}
