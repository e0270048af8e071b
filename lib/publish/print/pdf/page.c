/* A page while it is painted: its sequences of marked content, what it needs, and its packed
 * stream. ISO 32000-1, sections 14.6 to 14.8. */
#include "publish/print/pdf/document.h"
#include "publish/print/pdf/page_internal.h"

static void
free_link(gpointer data)
{
    PsgPdfLink *link = data;
    g_array_unref(link->bounds);
    g_free(link->uri);
    g_free(link->destination);
    g_free(link->contents);
    g_free(link);
}

static void
unref_picture(gpointer data)
{
    psg_pdf_picture_unref(data);
}

PsgPdfPage *
psg_pdf_page_new(PsgLength width, PsgLength height)
{
    PsgPdfPage *page = g_new0(PsgPdfPage, 1);
    page->width = width;
    page->height = height;
    page->content = g_string_sized_new(8192);
    page->order = -1;
    page->parts = g_array_new(FALSE, FALSE, sizeof(PsgPdfPart));
    page->pictures = g_ptr_array_new_with_free_func(unref_picture);
    page->picture_numbers = g_hash_table_new(NULL, NULL);
    page->links = g_ptr_array_new_with_free_func(free_link);
    page->font = -1;
    page->fill = page->stroke = -1;
    page->thickness = -1;
    return page;
}

void
psg_pdf_page_free(PsgPdfPage *page)
{
    if (page == NULL) {
        return;
    }
    if (page->content != NULL) {
        g_string_free(page->content, TRUE);
    }
    g_clear_pointer(&page->packed, g_bytes_unref);
    g_array_unref(page->parts);
    g_ptr_array_unref(page->pictures);
    g_hash_table_unref(page->picture_numbers);
    g_ptr_array_unref(page->links);
    g_free(page);
}

PsgLength
psg_pdf_page_get_height(const PsgPdfPage *page)
{
    return page->height;
}

PsgBounds
psg_pdf_page_get_sheet_bounds(const PsgPdfPage *page, const PsgBounds *bounds)
{
    return (PsgBounds){.x = page->view_x + bounds->x,
            .y = page->view_y + bounds->y,
            .width = bounds->width,
            .height = bounds->height};
}

void
psg_pdf_page_begin_view(PsgPdfPage *page, PsgLength x, PsgLength y, guint order)
{
    psg_pdf_page_end(page);
    page->view_x = x;
    page->view_y = y;
    page->order = (gint)order;
}

void
psg_pdf_page_append_point(PsgPdfPage *page, PsgLength x, PsgLength y)
{
    psg_pdf_append_length(page->content, page->view_x + x);
    g_string_append_c(page->content, ' ');
    psg_pdf_append_length(page->content, page->height - page->view_y - y);
    g_string_append_c(page->content, ' ');
}

/* --- sequences --- */

void
psg_pdf_page_begin_content(PsgPdfPage *page, PsgTagContent *content)
{
    g_return_if_fail(content != NULL);
    page->wanted = (PsgPdfSequence){PSG_PDF_SEQUENCE_CONTENT, content, PSG_ARTIFACT_LAYOUT, 0};
}

void
psg_pdf_page_begin_ranked(PsgPdfPage *page, PsgTagContent *content, guint rank)
{
    psg_pdf_page_begin_content(page, content);
    page->wanted.rank = rank;
}

void
psg_pdf_page_begin_artifact(PsgPdfPage *page, PsgArtifactKind kind)
{
    page->wanted = (PsgPdfSequence){PSG_PDF_SEQUENCE_ARTIFACT, NULL, kind, 0};
}

void
psg_pdf_page_end(PsgPdfPage *page)
{
    psg_pdf_page_close(page);
    page->wanted = (PsgPdfSequence){PSG_PDF_SEQUENCE_NONE, NULL, PSG_ARTIFACT_LAYOUT, 0};
}

static void
leave_text(PsgPdfPage *page)
{
    if (page->is_in_text) {
        g_string_append(page->content, "ET\n");
        page->is_in_text = FALSE;
    }
}

void
psg_pdf_page_close(PsgPdfPage *page)
{
    leave_text(page);
    if (page->open.kind != PSG_PDF_SEQUENCE_NONE) {
        g_string_append(page->content, "EMC\n");
        page->open.kind = PSG_PDF_SEQUENCE_NONE;
    }
}

guint
psg_pdf_page_add_part(PsgPdfPage *page, PsgTagContent *content)
{
    PsgPdfPart part = {content, page->wanted.rank > 0 ? (gint)page->wanted.rank : page->order};
    g_array_append_val(page->parts, part);
    return page->parts->len - 1;
}

static void
begin_artifact(PsgPdfPage *page, PsgArtifactKind kind)
{
    static const char *const properties[] = {
            [PSG_ARTIFACT_LAYOUT] = "/Type/Layout",
            [PSG_ARTIFACT_BACKGROUND] = "/Type/Background/BBox[0 0 ",
            [PSG_ARTIFACT_HEADER] = "/Type/Pagination/Subtype/Header/Attached[/Top]",
            [PSG_ARTIFACT_FOOTER] = "/Type/Pagination/Subtype/Footer/Attached[/Bottom]",
            [PSG_ARTIFACT_PAGINATION] = "/Type/Pagination",
    };
    g_string_append(page->content, "/Artifact<<");
    g_string_append(page->content, properties[kind]);
    if (kind == PSG_ARTIFACT_BACKGROUND) {
        psg_pdf_append_length(page->content, page->width);
        g_string_append_c(page->content, ' ');
        psg_pdf_append_length(page->content, page->height);
        g_string_append_c(page->content, ']');
    }
    g_string_append(page->content, ">>BDC\n");
}

static gboolean
is_same(const PsgPdfSequence *a, const PsgPdfSequence *b)
{
    return a->kind == b->kind && a->content == b->content && a->artifact == b->artifact &&
           a->rank == b->rank;
}

/* FALSE when nothing is wanted. */
static gboolean
open_wanted(PsgPdfPage *page)
{
    if (is_same(&page->open, &page->wanted)) {
        return page->wanted.kind != PSG_PDF_SEQUENCE_NONE;
    }
    psg_pdf_page_close(page);
    if (page->wanted.kind == PSG_PDF_SEQUENCE_NONE) {
        return FALSE;
    }
    if (page->wanted.kind == PSG_PDF_SEQUENCE_ARTIFACT) {
        begin_artifact(page, page->wanted.artifact);
    } else {
        guint number = psg_pdf_page_add_part(page, page->wanted.content);
        g_string_append(page->content, "/P<</MCID ");
        psg_pdf_append_number(page->content, number, 0);
        g_string_append(page->content, ">>BDC\n");
    }
    page->open = page->wanted;
    return TRUE;
}

gboolean
psg_pdf_page_open_text(PsgPdfPage *page)
{
    if (!open_wanted(page)) {
        return FALSE;
    }
    if (!page->is_in_text) {
        g_string_append(page->content, "BT\n");
        page->is_in_text = TRUE;
    }
    return TRUE;
}

void
psg_pdf_page_open_drawing(PsgPdfPage *page)
{
    if (page->wanted.kind == PSG_PDF_SEQUENCE_NONE) {
        psg_pdf_page_begin_artifact(page, PSG_ARTIFACT_LAYOUT);
    }
    open_wanted(page);
    leave_text(page);
}

/* --- links, and the end --- */

void
psg_pdf_page_add_link(PsgPdfPage *page, PsgTag *tag, const PsgBounds *bounds, guint count,
        const char *uri, const char *destination, const char *contents)
{
    g_return_if_fail(tag != NULL && count > 0 && (uri != NULL || destination != NULL));
    PsgPdfLink *link = g_new0(PsgPdfLink, 1);
    link->tag = tag;
    link->bounds = g_array_sized_new(FALSE, FALSE, sizeof(PsgBounds), count);
    g_array_append_vals(link->bounds, bounds, count);
    for (guint i = 0; i < count; i++) {
        g_array_index(link->bounds, PsgBounds, i).x += page->view_x;
        g_array_index(link->bounds, PsgBounds, i).y += page->view_y;
    }
    link->uri = g_strdup(uri);
    link->destination = g_strdup(destination);
    link->contents = g_strdup(contents);
    g_ptr_array_add(page->links, link);
}

void
psg_pdf_page_pack(PsgPdfPage *page)
{
    if (page->content == NULL) {
        return;
    }
    psg_pdf_page_end(page);
    page->packed = psg_pdf_deflate(page->content->str, page->content->len);
    g_string_free(g_steal_pointer(&page->content), TRUE);
}
