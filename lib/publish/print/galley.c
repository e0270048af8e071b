/* The galley as a store: boxes and all that hangs on them, made by flow and freed in one go. See
 * galley.h. */
#include "publish/print/galley.h"

/* --- boxes --- */

static void
cell_free(gpointer data)
{
    PsgPrintCell *cell = data;
    if (!cell)
        return;
    g_clear_pointer(&cell->boxes, g_array_unref);
    g_free(cell);
}

void
psg_print_row_free(PsgPrintRow *row)
{
    if (!row)
        return;
    g_clear_pointer(&row->cells, g_ptr_array_unref);
    g_free(row);
}

void
psg_box_clear(PsgBox *box)
{
    g_clear_pointer(&box->text, psg_type_text_unref);
    g_clear_pointer(&box->label, psg_type_text_unref);
    g_clear_pointer(&box->number, psg_type_text_unref);
    g_clear_pointer(&box->row, psg_print_row_free);
}

static void
clear_box(gpointer data)
{
    psg_box_clear(data);
}

GArray *
psg_boxes_new(void)
{
    GArray *boxes = g_array_new(FALSE, TRUE, sizeof(PsgBox));
    g_array_set_clear_func(boxes, clear_box);
    return boxes;
}

PsgBox *
psg_boxes_add(GArray *boxes, PsgBoxKind kind)
{
    g_array_set_size(boxes, boxes->len + 1);
    PsgBox *box = &g_array_index(boxes, PsgBox, boxes->len - 1);
    box->kind = kind;
    box->panel = box->page_of = -1;
    if (kind == PSG_BOX_ROW) {
        box->row = g_new0(PsgPrintRow, 1);
        box->row->cells = g_ptr_array_new_with_free_func(cell_free);
    }
    return box;
}

PsgBox *
psg_galley_add_box(PsgGalley *galley, PsgBoxKind kind)
{
    return psg_boxes_add(galley->boxes, kind);
}

/* --- what hangs on them --- */

static void
clear_note(gpointer data)
{
    PsgPrintNote *note = data;
    g_clear_pointer(&note->boxes, g_array_unref);
}

static void
clear_anchor(gpointer data)
{
    PsgPrintAnchor *anchor = data;
    g_free(anchor->destination);
}

static void
clear_target(gpointer data)
{
    PsgPrintTarget *target = data;
    g_free(target->destination);
}

static void
clear_heading(gpointer data)
{
    PsgPrintHeading *heading = data;
    g_free(heading->title);
    g_free(heading->destination);
}

static void
owner_free(gpointer data)
{
    PsgPrintOwner *owner = data;
    if (owner->picture)
        psg_pdf_picture_unref(owner->picture);
    g_free(owner);
}

static void
link_free(gpointer data)
{
    PsgPrintLink *link = data;
    g_free(link->uri);
    g_free(link->destination);
    g_free(link->contents);
    g_free(link);
}

static GArray *
new_array(guint size, GDestroyNotify clear)
{
    GArray *array = g_array_new(FALSE, TRUE, size);
    if (clear)
        g_array_set_clear_func(array, clear);
    return array;
}

static void
unref_text(gpointer text)
{
    psg_type_text_unref(text);
}

PsgGalley *
psg_galley_new(PsgGalleyPart part)
{
    PsgGalley *galley = g_new0(PsgGalley, 1);
    galley->part = part;
    galley->boxes = psg_boxes_new();
    galley->panels = new_array(sizeof(PsgPrintPanel), NULL);
    galley->notes = new_array(sizeof(PsgPrintNote), clear_note);
    galley->anchors = new_array(sizeof(PsgPrintAnchor), clear_anchor);
    galley->targets = new_array(sizeof(PsgPrintTarget), clear_target);
    galley->headings = new_array(sizeof(PsgPrintHeading), clear_heading);
    galley->tables = new_array(sizeof(PsgPrintTable), NULL);
    galley->owners = g_ptr_array_new_with_free_func(owner_free);
    galley->links = g_ptr_array_new_with_free_func(link_free);
    galley->looks = g_ptr_array_new_with_free_func(g_free);
    galley->texts = g_ptr_array_new_with_free_func(unref_text);
    galley->target_numbers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return galley;
}

void
psg_galley_free(PsgGalley *galley)
{
    if (!galley)
        return;
    g_free(galley->running_head);
    /* A tag that the book adopted is the book's. */
    g_array_unref(galley->boxes);
    g_array_unref(galley->panels);
    g_array_unref(galley->notes);
    g_array_unref(galley->anchors);
    g_array_unref(galley->targets);
    g_array_unref(galley->headings);
    g_array_unref(galley->tables);
    g_ptr_array_unref(galley->owners);
    g_ptr_array_unref(galley->links);
    g_ptr_array_unref(galley->texts);
    g_clear_pointer(&galley->look_set, g_hash_table_unref);
    g_ptr_array_unref(galley->looks);
    g_hash_table_unref(galley->target_numbers);
    g_free(galley);
}

PsgPrintOwner *
psg_galley_add_owner(PsgGalley *galley, PsgTag *tag)
{
    PsgPrintOwner *owner = g_new0(PsgPrintOwner, 1);
    owner->tag = tag;
    owner->content = tag ? psg_tag_append_content(tag) : NULL;
    owner->note = owner->page_of = -1;
    g_ptr_array_add(galley->owners, owner);
    return owner;
}

PsgPrintLink *
psg_galley_add_link(PsgGalley *galley, PsgTag *tag, char *uri, char *destination, char *contents)
{
    PsgPrintLink *link = g_new0(PsgPrintLink, 1);
    *link = (PsgPrintLink){tag, uri, destination, contents};
    g_ptr_array_add(galley->links, link);
    return link;
}

guint
psg_galley_get_target(PsgGalley *galley, const char *destination)
{
    guint number = GPOINTER_TO_UINT(g_hash_table_lookup(galley->target_numbers, destination));
    if (number > 0)
        return number - 1;
    PsgPrintTarget target = {g_strdup(destination)};
    g_array_append_val(galley->targets, target);
    g_hash_table_insert(
            galley->target_numbers, g_strdup(destination), GUINT_TO_POINTER(galley->targets->len));
    return galley->targets->len - 1;
}

char *
psg_print_make_destination(const PsgModelChapter *chapter, const char *page, const char *id)
{
    g_autofree char *place =
            chapter ? g_strconcat(chapter->document->entry->id, "/", chapter->name, NULL)
                    : g_strdup(page);
    return id && *id ? g_strconcat(place, "#", id, NULL) : g_steal_pointer(&place);
}
