/* What the pages around the chapters share: a galley of their own, and paragraphs of the engine's
 * own words, which are English. */
#include "publish/print/matter/internal.h"

#include <string.h>

#include "base/date.h"
#include "publish/web_url.h"
#include "text/language.h"

void
psg_matter_begin(PsgMatter *matter, const PsgFlowBook *book, PsgTypeContext *context,
        PsgFindings *findings, PsgGalleyPart part)
{
    const PsgModelDocument *document = book->document;
    const char *language = document->entry->language;
    PsgGalley *galley = psg_galley_new(part);
    galley->language = g_intern_string(language);
    galley->is_right_to_left = psg_language_is_right_to_left(language);
    galley->tag = psg_tag_new(PSG_TAG_SECTION);
    *matter =
            (PsgMatter){.flow = {.book = book,
                                .context = context,
                                .findings = findings,
                                .galley = galley,
                                .path = document->model->package->is_bare ? "" : "plainsong.yaml"},
                    .galley = galley,
                    .document = document,
                    .package = document->model->package,
                    .style = book->style,
                    .tag = galley->tag,
                    .phrase = psg_language_is_english(language) ? NULL : "en",
                    .measure = psg_print_style_get_measure(book->style)};
}

void
psg_matter_add_title(PsgMatter *matter, const char *title, const char *page)
{
    g_autofree char *destination = psg_print_make_destination(NULL, page, NULL);
    PsgGalley *galley = matter->galley;
    galley->has_running_head = TRUE;
    galley->running_head = g_strdup(title);
    if (matter->phrase)
        galley->language = g_intern_string(matter->phrase);
    psg_flow_add_heading(&matter->flow, 1, matter->tag, title, matter->phrase, destination);
}

const char *
psg_matter_get_package_language(const PsgMatter *matter)
{
    const char *language = matter->package->language;
    return g_ascii_strcasecmp(language, matter->document->entry->language) ? language : NULL;
}

PsgGalley *
psg_matter_end(PsgMatter *matter)
{
    return g_steal_pointer(&matter->galley);
}

PsgTag *
psg_matter_add_line(PsgMatter *matter, PsgPrintRole role, PsgTag *parent, const char *words,
        const char *language)
{
    return psg_flow_add_words(&matter->flow, role, PSG_TAG_PARAGRAPH, parent, words, language, 0,
            matter->measure, NULL);
}

PsgTag *
psg_matter_add_pieces(PsgMatter *matter, PsgPrintRole role, PsgTag *parent,
        const PsgFlowPiece *pieces, guint count, const char *language)
{
    return psg_flow_add_pieces(&matter->flow, role, PSG_TAG_PARAGRAPH, parent, pieces, count,
            language, 0, matter->measure);
}

static void
add_piece(GArray *pieces, GPtrArray *strings, const char *words, gsize length, const char *uri)
{
    if (length == 0)
        return;
    char *copy = g_strndup(words, length);
    PsgFlowPiece piece = {.words = copy, .uri = uri};
    g_ptr_array_add(strings, copy);
    g_array_append_val(pieces, piece);
}

void
psg_matter_add_linked(PsgMatter *matter, PsgPrintRole role, PsgTag *parent, const char *text,
        const char *language)
{
    g_autoptr(GArray) pieces = g_array_new(FALSE, FALSE, sizeof(PsgFlowPiece));
    g_autoptr(GPtrArray) strings = g_ptr_array_new_with_free_func(g_free);
    gsize length;
    for (const char *url; (url = psg_web_url_find(text, &length)); text = url + length) {
        g_autofree char *address = g_strndup(url, length);
        char *uri = psg_web_url_make(address);
        add_piece(pieces, strings, text, (gsize)(url - text), NULL);
        add_piece(pieces, strings, url, length, uri);
        g_ptr_array_add(strings, uri);
    }
    add_piece(pieces, strings, text, strlen(text), NULL);
    psg_matter_add_pieces(
            matter, role, parent, (const PsgFlowPiece *)pieces->data, pieces->len, language);
}

PsgTag *
psg_matter_add_list(PsgTag *parent)
{
    PsgTag *list = psg_tag_append(parent, PSG_TAG_LIST);
    psg_tag_set_numbering(list, PSG_TAG_LIST_NONE);
    return list;
}

PsgTag *
psg_matter_add_item(PsgTag *list)
{
    return psg_tag_append(psg_tag_append(list, PSG_TAG_LIST_ITEM), PSG_TAG_LIST_BODY);
}

PsgLength
psg_matter_get_x(const PsgMatter *matter, PsgLength indent)
{
    return psg_language_is_right_to_left(matter->document->entry->language) ? 0 : indent;
}

void
psg_matter_align(PsgMatter *matter)
{
    gboolean is_right = psg_language_is_right_to_left(matter->document->entry->language);
    for (guint i = 0; i < matter->galley->boxes->len; i++) {
        PsgBox *box = &g_array_index(matter->galley->boxes, PsgBox, i);
        if (box->kind != PSG_BOX_LINE || box->text->is_right_to_left == is_right)
            continue;
        const PsgTypeLine *line = &g_array_index(box->text->lines, PsgTypeLine, box->line);
        box->width = line->x + line->width;
        box->x = is_right ? matter->measure - box->width : -line->x;
    }
}

char *
psg_matter_make_version(const PsgModelDocument *document)
{
    gboolean is_released = document->version && document->version_time > 0;
    g_autofree char *label = psg_model_make_version_label(document);
    g_autofree char *date =
            psg_date_format(is_released ? document->version_time : document->model->time);
    return g_strconcat(label, date ? ", " : NULL, date, NULL);
}

const char *
psg_matter_get_series(const PsgModelDocument *document)
{
    const PsgPackage *package = document->model->package;
    gboolean says_more = !package->is_bare && strcmp(package->title, document->entry->title) != 0;
    return says_more ? package->title : NULL;
}
