/* Writing the structure tree: which tags stay, and the trees that lead back to them from a page's
 * content (ParentTree) and from an ID (IDTree). ISO 32000-1, sections 14.7.2 to 14.7.5. */
#include "publish/print/pdf/key_tree.h"
#include "publish/print/pdf/tag_internal.h"

/* --- what stays --- */

static gboolean
is_painted(const PsgTag *tag)
{
    for (guint i = 0; i < tag->count; i++) {
        const PsgTagChild *child = &tag->children[i];
        if (child->kind == PSG_TAG_CHILD_ANNOTATION ||
                (child->kind == PSG_TAG_CHILD_CONTENT && child->content->count))
            return TRUE;
    }
    return FALSE;
}

static gboolean
is_table_part(const PsgTag *tag)
{
    return psg_tag_is_cell(tag) || tag->type == PSG_TAG_ROW || tag->type == PSG_TAG_TABLE_HEAD ||
           tag->type == PSG_TAG_TABLE_BODY;
}

/* Keeps what is painted and everything around it; of a table that stays, also what is empty, since
 * the others would move into its place. */
static void
choose_kept(GPtrArray *tags)
{
    for (guint i = 0; i < tags->len; i++)
        ((PsgTag *)g_ptr_array_index(tags, i))->is_kept = FALSE;
    for (guint i = tags->len; i > 0; i--) {
        PsgTag *tag = g_ptr_array_index(tags, i - 1);
        tag->is_kept |= is_painted(tag);
        if (tag->is_kept && tag->parent)
            tag->parent->is_kept = TRUE;
    }
    for (guint i = 0; i < tags->len; i++) {
        PsgTag *tag = g_ptr_array_index(tags, i);
        if (is_table_part(tag) && tag->parent->is_kept)
            tag->is_kept |= psg_tag_is_cell(tag) || tag->count > 0;
    }
}

static GPtrArray *
list_kept(PsgTag *root)
{
    g_autoptr(GPtrArray) tags = g_ptr_array_new();
    for (PsgTag *tag = root; tag; tag = psg_tag_get_next(tag, root))
        g_ptr_array_add(tags, tag);
    choose_kept(tags);

    GPtrArray *kept = g_ptr_array_sized_new(tags->len);
    for (guint i = 0; i < tags->len; i++)
        if (((PsgTag *)g_ptr_array_index(tags, i))->is_kept)
            g_ptr_array_add(kept, g_ptr_array_index(tags, i));
    return kept;
}

/* --- numbers: objects, levels, IDs --- */

static void
give_references(GPtrArray *tags, PsgPdfFile *file)
{
    PsgTagLevels levels = {{0}, 0};
    for (guint i = 0; i < tags->len; i++) {
        PsgTag *tag = g_ptr_array_index(tags, i);
        tag->reference = psg_pdf_file_reserve(file);
        if (tag->type == PSG_TAG_HEADING)
            tag->written_level = (guint8)psg_tag_levels_enter(&levels, tag->level);
    }
}

/* Notes have an ID, and cells that other cells name as their heads. */
static void
give_ids(GPtrArray *tags)
{
    for (guint i = 0; i < tags->len; i++) {
        PsgTag *tag = g_ptr_array_index(tags, i);
        tag->id = tag->type == PSG_TAG_NOTE;
    }
    for (guint i = 0; i < tags->len; i++) {
        PsgTag *tag = g_ptr_array_index(tags, i);
        for (guint k = 0; k < tag->header_count; k++)
            tag->headers[k]->id = tag->headers[k]->is_kept;
    }
    guint last = 0;
    for (guint i = 0; i < tags->len; i++) {
        PsgTag *tag = g_ptr_array_index(tags, i);
        if (tag->id)
            tag->id = ++last;
    }
}

/* --- elements --- */

static void
write_elements(GPtrArray *tags, PsgPdfFile *file, PsgPdfReference root)
{
    g_autoptr(GString) out = g_string_new(NULL);
    for (guint i = 0; i < tags->len; i++) {
        PsgTag *tag = g_ptr_array_index(tags, i);
        g_string_truncate(out, 0);
        psg_tag_append_element(out, tag, tag->parent ? tag->parent->reference : root);
        psg_pdf_file_put(file, tag->reference, out->str, out->len);
    }
}

/* --- the ways back --- */

/* For every page the elements of its contents by number, one page behind another; and for every
 * annotation its element. */
typedef struct {
    guint page_count;
    gsize *starts; /* page_count + 1: where each page's begin */
    PsgPdfReference *owners, *annotations;
} Owners;

static void
owners_clear(Owners *owners)
{
    g_free(owners->starts);
    g_free(owners->owners);
    g_free(owners->annotations);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Owners, owners_clear)

/* Counts the numbers of every page into starts[page + 1]. */
static void
count_numbers(Owners *owners, const PsgTagContent *content)
{
    for (guint i = 0; i < content->count; i++) {
        const PsgTagPart *part = &content->parts[i];
        if (part->page < owners->page_count)
            owners->starts[part->page + 1] = MAX(owners->starts[part->page + 1], part->mcid + 1);
    }
}

static void
note_owner(Owners *owners, const PsgTagContent *content)
{
    for (guint i = 0; i < content->count; i++) {
        const PsgTagPart *part = &content->parts[i];
        if (part->page < owners->page_count)
            owners->owners[owners->starts[part->page] + part->mcid] = content->tag->reference;
    }
}

static void
collect_owners(Owners *owners, GPtrArray *tags, guint annotation_count)
{
    owners->starts = g_new0(gsize, (gsize)owners->page_count + 1);
    owners->annotations = g_new0(PsgPdfReference, annotation_count);
    for (guint i = 0; i < tags->len; i++) {
        const PsgTag *tag = g_ptr_array_index(tags, i);
        for (guint k = 0; k < tag->count; k++)
            if (tag->children[k].kind == PSG_TAG_CHILD_CONTENT)
                count_numbers(owners, tag->children[k].content);
    }
    for (guint page = 0; page < owners->page_count; page++)
        owners->starts[page + 1] += owners->starts[page];
    owners->owners = g_new0(PsgPdfReference, owners->starts[owners->page_count]);
    for (guint i = 0; i < tags->len; i++) {
        const PsgTag *tag = g_ptr_array_index(tags, i);
        for (guint k = 0; k < tag->count; k++) {
            const PsgTagChild *child = &tag->children[k];
            if (child->kind == PSG_TAG_CHILD_CONTENT)
                note_owner(owners, child->content);
            else if (child->kind == PSG_TAG_CHILD_ANNOTATION)
                owners->annotations[child->annotation->key - PSG_TAG_ANNOTATION_KEYS] =
                        tag->reference;
        }
    }
}

static void
add_number(PsgPdfKeyTree *index, guint key, const char *value)
{
    char digits[16];
    g_snprintf(digits, sizeof digits, "%u", key);
    psg_pdf_key_tree_add(index, digits, value);
}

static PsgPdfReference
write_parent_tree(PsgTagTree *tree, GPtrArray *tags, PsgPdfFile *file, guint page_count)
{
    g_auto(Owners) owners = {.page_count = page_count};
    collect_owners(&owners, tags, tree->annotations);
    PsgPdfKeyTree *index = psg_pdf_key_tree_new(file, PSG_PDF_KEY_TREE_NUMBERS);
    g_autoptr(GString) value = g_string_new(NULL);
    for (guint page = 0; page < page_count; page++) {
        g_string_assign(value, "[");
        for (gsize i = owners.starts[page]; i < owners.starts[page + 1]; i++) {
            if (owners.owners[i])
                psg_pdf_append_reference(value, owners.owners[i]);
            else
                g_string_append(value, "null");
            g_string_append_c(value, ' ');
        }
        g_string_append_c(value, ']');
        add_number(index, page, value->str);
    }
    for (guint i = 0; i < tree->annotations; i++) {
        g_string_truncate(value, 0);
        psg_pdf_append_reference(value, owners.annotations[i]);
        add_number(index, PSG_TAG_ANNOTATION_KEYS + i, value->str);
    }
    return psg_pdf_key_tree_finish(index);
}

/* The IDTree; 0 where nothing has an ID. */
static PsgPdfReference
write_id_tree(GPtrArray *tags, PsgPdfFile *file)
{
    PsgPdfKeyTree *index = NULL;
    g_autoptr(GString) value = g_string_new(NULL);
    for (guint i = 0; i < tags->len; i++) {
        const PsgTag *tag = g_ptr_array_index(tags, i);
        if (!tag->id)
            continue;
        if (!index)
            index = psg_pdf_key_tree_new(file, PSG_PDF_KEY_TREE_NAMES);
        char key[32];
        g_snprintf(key, sizeof key, PSG_TAG_ID_FORMAT, tag->id);
        g_string_truncate(value, 0);
        psg_pdf_append_reference(value, tag->reference);
        psg_pdf_key_tree_add(index, key, value->str);
    }
    return index ? psg_pdf_key_tree_finish(index) : 0;
}

PsgPdfReference
psg_tag_tree_write(PsgTagTree *tree, PsgPdfFile *file, guint page_count)
{
    PsgPdfReference root = psg_pdf_file_reserve(file);
    g_autoptr(GPtrArray) tags = list_kept(tree->root);
    give_references(tags, file);
    give_ids(tags);
    write_elements(tags, file, root);

    g_autoptr(GString) out = g_string_new("<</Type/StructTreeRoot");
    if (tags->len) {
        g_string_append(out, "/K ");
        psg_pdf_append_reference(out, tree->root->reference);
    }
    g_string_append(out, "/ParentTree ");
    psg_pdf_append_reference(out, write_parent_tree(tree, tags, file, page_count));
    g_string_append_printf(
            out, "/ParentTreeNextKey %u", PSG_TAG_ANNOTATION_KEYS + tree->annotations);
    PsgPdfReference ids = write_id_tree(tags, file);
    if (ids) {
        g_string_append(out, "/IDTree ");
        psg_pdf_append_reference(out, ids);
    }
    g_string_append(out, ">>");
    psg_pdf_file_put(file, root, out->str, out->len);
    return root;
}
