/* See words.h. */
#include "publish/print/picture/svg/words.h"

#include <string.h>

#define NUMBERS_LIMIT 1000 /* of an x, y, dx or dy */
#define CHUNKS_LIMIT 20000
#define DEPTH_LIMIT 64

/* The lists of places of a <text> or <tspan> that is being read: one a character. */
typedef struct Places Places;
struct Places {
    GArray *numbers[4]; /* double: x, y, dx, dy; NULL for what it does not say */
    guint index;        /* of the next character */
    Places *around;
};

typedef struct {
    PsgSvgDrawing *drawing;
    const PsgSvgPlace *place;
    GPtrArray *chunks;
    gboolean ends_with_space; /* the next blank is one too many */
    guint depth;
} Gatherer;

static void
chunk_free(gpointer data)
{
    PsgSvgChunk *chunk = data;
    g_string_free(chunk->text, TRUE);
    g_array_unref(chunk->parts);
    g_free(chunk);
}

static PsgSvgChunk *
get_chunk(Gatherer *gatherer)
{
    return g_ptr_array_index(gatherer->chunks, gatherer->chunks->len - 1);
}

static PsgSvgChunk *
begin_chunk(Gatherer *gatherer)
{
    PsgSvgChunk *chunk = g_new0(PsgSvgChunk, 1);
    chunk->text = g_string_new(NULL);
    chunk->parts = g_array_new(FALSE, FALSE, sizeof(PsgSvgPart));
    g_ptr_array_add(gatherer->chunks, chunk);
    return chunk;
}

static GArray *
read_list(const Gatherer *gatherer, const xmlNode *element, guint kind, double em)
{
    static const char *const names[] = {"x", "y", "dx", "dy"};
    const char *text = psg_svg_attribute_get(element, names[kind]);
    if (!text)
        return NULL;
    double whole = kind % 2 ? gatherer->place->height : gatherer->place->width;
    GArray *list = g_array_new(FALSE, FALSE, sizeof(double));
    while (list->len < NUMBERS_LIMIT) {
        text += strspn(text, " \t\n\r,");
        gsize length = strcspn(text, " \t\n\r,");
        if (length == 0)
            break;
        g_autofree char *word = g_strndup(text, length);
        double number = psg_svg_length_get(word, whole, em, 0);
        g_array_append_val(list, number);
        text += length;
    }
    return list;
}

/* What the innermost element that says it has for its next character. */
static gboolean
find_number(const Places *places, guint kind, double *number)
{
    for (; places; places = places->around) {
        const GArray *list = places->numbers[kind];
        if (list && places->index < list->len) {
            *number = g_array_index(list, double, places->index);
            return TRUE;
        }
    }
    return FALSE;
}

/* Begins a chunk or a part where the next character has a place of its own, or looks otherwise. */
static PsgSvgChunk *
place_character(Gatherer *gatherer, const Places *places, const PsgSvgLook *look, gboolean is_new)
{
    PsgSvgChunk *chunk = get_chunk(gatherer);
    double x = 0, y = 0, dx = 0, dy = 0;
    gboolean has_x = find_number(places, 0, &x), has_y = find_number(places, 1, &y);
    if ((has_x || has_y) && gatherer->chunks->len < CHUNKS_LIMIT) {
        chunk = begin_chunk(gatherer);
        chunk->has_x = has_x;
        chunk->has_y = has_y;
        chunk->x = x;
        chunk->y = y;
    }
    gboolean is_moved = find_number(places, 2, &dx) | find_number(places, 3, &dy);
    if (chunk->parts->len == 0 || is_new || (is_moved && (dx != 0 || dy != 0))) {
        guint at = (guint)chunk->text->len;
        PsgSvgPart part = {at, at, *look, dx, dy};
        g_array_append_val(chunk->parts, part);
    }
    return chunk;
}

static void
gather_characters(Gatherer *gatherer, const char *text, const PsgSvgLook *look, Places *places)
{
    gboolean is_new = TRUE;
    for (const char *next; *text; text = next) {
        next = g_utf8_next_char(text);
        gboolean is_blank = strchr(" \t\n\r", *text) != NULL;
        if (is_blank && !look->keeps_spaces && gatherer->ends_with_space)
            continue;
        gatherer->ends_with_space = is_blank;
        PsgSvgChunk *chunk = place_character(gatherer, places, look, is_new);
        is_new = FALSE;
        if (is_blank)
            g_string_append_c(chunk->text, ' ');
        else
            g_string_append_len(chunk->text, text, next - text);
        g_array_index(chunk->parts, PsgSvgPart, chunk->parts->len - 1).end =
                (guint)chunk->text->len;
        for (Places *at = places; at; at = at->around)
            at->index++;
    }
}

static void gather_element(
        Gatherer *gatherer, const xmlNode *element, const PsgSvgLook *look, Places *around);

static void
gather_child(Gatherer *gatherer, const xmlNode *child, const PsgSvgLook *look, Places *places)
{
    const char *name = (const char *)child->name;
    if (child->type == XML_TEXT_NODE && child->content &&
            g_utf8_validate((const char *)child->content, -1, NULL))
        gather_characters(gatherer, (const char *)child->content, look, places);
    gboolean is_path = child->type == XML_ELEMENT_NODE && strcmp(name, "textPath") == 0;
    if (child->type != XML_ELEMENT_NODE ||
            (!is_path && strcmp(name, "tspan") != 0 && strcmp(name, "a") != 0))
        return;
    if (is_path)
        psg_svg_canvas_leave_out(
                &gatherer->drawing->canvas, "the path that words follow (they stand straight)");
    PsgSvgLook own;
    guint work = psg_svg_look_read(&own, look, child, gatherer->drawing->sheet,
            gatherer->place->width, gatherer->place->height);
    if (psg_svg_canvas_spend(&gatherer->drawing->canvas, work) && own.is_displayed &&
            gatherer->depth < DEPTH_LIMIT)
        gather_element(gatherer, child, &own, places);
}

static void
gather_element(Gatherer *gatherer, const xmlNode *element, const PsgSvgLook *look, Places *around)
{
    Places places = {.around = around};
    for (guint i = 0; i < G_N_ELEMENTS(places.numbers); i++)
        places.numbers[i] = read_list(gatherer, element, i, look->font_size);
    if (psg_svg_attribute_get(element, "rotate"))
        psg_svg_canvas_leave_out(
                &gatherer->drawing->canvas, "the turning of letters (they stand upright)");
    gatherer->depth++;
    for (const xmlNode *child = element->children; child; child = child->next)
        gather_child(gatherer, child, look, &places);
    gatherer->depth--;
    for (guint i = 0; i < G_N_ELEMENTS(places.numbers); i++)
        if (places.numbers[i])
            g_array_unref(places.numbers[i]);
}

/* A blank at the end of all is not shown. */
static void
trim_end(PsgSvgChunk *chunk)
{
    if (chunk->parts->len == 0 || chunk->text->len == 0)
        return;
    PsgSvgPart *last = &g_array_index(chunk->parts, PsgSvgPart, chunk->parts->len - 1);
    if (!last->look.keeps_spaces && chunk->text->str[chunk->text->len - 1] == ' ') {
        g_string_truncate(chunk->text, chunk->text->len - 1);
        last->end = (guint)chunk->text->len;
    }
}

GPtrArray *
psg_svg_words_gather(PsgSvgDrawing *drawing, const xmlNode *element, const PsgSvgLook *look,
        const PsgSvgPlace *place)
{
    Gatherer gatherer = {.drawing = drawing,
            .place = place,
            .chunks = g_ptr_array_new_with_free_func(chunk_free),
            .ends_with_space = TRUE};
    PsgSvgChunk *first = begin_chunk(&gatherer);
    first->has_x = first->has_y = TRUE;
    gather_element(&gatherer, element, look, NULL);
    for (guint i = 0; i < gatherer.chunks->len; i++)
        trim_end(g_ptr_array_index(gatherer.chunks, i));
    return gatherer.chunks;
}
