/* The structure tree while it grows: tags with their children in order, contents with the places
 * where they came to stand. ISO 32000-1, section 14.7. Nothing here is recursive, since the depth
 * of a tree is its author's. */
#include "publish/print/pdf/tag_internal.h"

PsgTag *
psg_tag_new(PsgTagType type)
{
    PsgTag *tag = g_new0(PsgTag, 1);
    tag->type = type;
    tag->columns = tag->rows = 1;
    tag->level = 1;
    return tag;
}

static void
free_content(PsgTagContent *content)
{
    g_free(content->parts);
    g_free(content);
}

/* Frees one tag with its contents, but without the tags below it. */
static void
free_alone(PsgTag *tag)
{
    for (guint i = 0; i < tag->count; i++)
        if (tag->children[i].kind == PSG_TAG_CHILD_CONTENT)
            free_content(tag->children[i].content);
        else if (tag->children[i].kind == PSG_TAG_CHILD_ANNOTATION)
            g_free(tag->children[i].annotation);
    g_free(tag->children);
    g_free(tag->language);
    g_free(tag->alternative);
    g_free(tag->headers);
    g_free(tag);
}

void
psg_tag_free(PsgTag *tag)
{
    if (!tag)
        return;
    g_autoptr(GPtrArray) all = g_ptr_array_new();
    for (PsgTag *each = tag; each; each = psg_tag_get_next(each, tag))
        g_ptr_array_add(all, each);
    for (guint i = 0; i < all->len; i++)
        free_alone(g_ptr_array_index(all, i));
}

PsgTagTree *
psg_tag_tree_new(void)
{
    PsgTagTree *tree = g_new0(PsgTagTree, 1);
    tree->root = psg_tag_new(PSG_TAG_DOCUMENT);
    return tree;
}

void
psg_tag_tree_free(PsgTagTree *tree)
{
    if (!tree)
        return;
    psg_tag_free(tree->root);
    g_free(tree);
}

PsgTag *
psg_tag_tree_get_root(PsgTagTree *tree)
{
    return tree->root;
}

/* TRUE when a list that doubles its room whenever it is full has none for one more. */
static gboolean
is_full(guint count)
{
    return !(count & (count - 1));
}

static PsgTagChild *
append_child(PsgTag *tag, PsgTagChildKind kind)
{
    if (is_full(tag->count))
        tag->children = g_renew(PsgTagChild, tag->children, tag->count ? 2 * tag->count : 1);
    PsgTagChild *child = &tag->children[tag->count++];
    child->kind = kind;
    return child;
}

void
psg_tag_adopt(PsgTag *parent, PsgTag *tag)
{
    g_return_if_fail(!tag->parent);
    tag->parent = parent;
    tag->place = parent->count;
    append_child(parent, PSG_TAG_CHILD_TAG)->tag = tag;
}

PsgTag *
psg_tag_append(PsgTag *parent, PsgTagType type)
{
    PsgTag *tag = psg_tag_new(type);
    tag->path = parent->path;
    tag->line = parent->line;
    psg_tag_adopt(parent, tag);
    return tag;
}

PsgTagContent *
psg_tag_append_content(PsgTag *parent)
{
    PsgTagContent *content = g_new0(PsgTagContent, 1);
    content->tag = parent;
    append_child(parent, PSG_TAG_CHILD_CONTENT)->content = content;
    return content;
}

PsgTagType
psg_tag_get_type(const PsgTag *tag)
{
    return tag->type;
}

void
psg_tag_set_source(PsgTag *tag, const char *path, guint line)
{
    tag->path = path;
    tag->line = line;
}

const char *
psg_tag_get_source(const PsgTag *tag, guint *line)
{
    while (!tag->path && tag->parent)
        tag = tag->parent;
    *line = tag->path ? tag->line : 0;
    return tag->path ? tag->path : "";
}

void
psg_tag_set_level(PsgTag *tag, guint level)
{
    tag->level = (guint8)CLAMP(level, 1, 6);
}

static void
set_text(char **text, const char *value)
{
    char *copy = g_strdup(value);
    g_free(*text);
    *text = copy;
}

void
psg_tag_set_language(PsgTag *tag, const char *language)
{
    set_text(&tag->language, language);
}

void
psg_tag_set_alternative(PsgTag *tag, const char *text)
{
    set_text(&tag->alternative, text);
}

void
psg_tag_set_numbering(PsgTag *tag, PsgTagNumbering numbering)
{
    tag->numbering = (guint8)numbering;
}

void
psg_tag_set_scope(PsgTag *tag, PsgTagScope scope)
{
    tag->scope = (guint8)scope;
}

void
psg_tag_set_spans(PsgTag *tag, guint columns, guint rows)
{
    tag->columns = MAX(columns, 1);
    tag->rows = MAX(rows, 1);
}

void
psg_tag_set_headers(PsgTag *cell, PsgTag *const *headers, guint count)
{
    g_free(cell->headers);
    cell->headers = g_memdup2(headers, count * sizeof *headers);
    cell->header_count = count;
}

void
psg_tag_set_is_block(PsgTag *tag)
{
    tag->is_block = TRUE;
}

void
psg_tag_set_bounds(PsgTag *tag, const PsgBounds *bounds, PsgLength page_height)
{
    tag->bounds = *bounds;
    tag->page_height = page_height;
}

void
psg_tag_content_add_part(
        PsgTagContent *content, guint page, PsgPdfReference page_reference, guint mcid, guint order)
{
    if (is_full(content->count))
        content->parts =
                g_renew(PsgTagPart, content->parts, content->count ? 2 * content->count : 1);
    content->parts[content->count++] = (PsgTagPart){
            .page = page, .page_reference = page_reference, .mcid = mcid, .order = order};
}

guint
psg_tag_tree_add_annotation(
        PsgTagTree *tree, PsgTag *tag, PsgPdfReference page_reference, PsgPdfReference annotation)
{
    PsgTagAnnotation *added = g_new(PsgTagAnnotation, 1);
    *added = (PsgTagAnnotation){.page = page_reference,
            .annotation = annotation,
            .key = PSG_TAG_ANNOTATION_KEYS + tree->annotations++};
    append_child(tag, PSG_TAG_CHILD_ANNOTATION)->annotation = added;
    return added->key;
}

PsgPdfReference
psg_tag_get_reference(const PsgTag *tag)
{
    return tag->reference;
}

/* --- walking --- */

static PsgTag *
find_child_from(const PsgTag *tag, guint from)
{
    for (guint i = from; i < tag->count; i++)
        if (tag->children[i].kind == PSG_TAG_CHILD_TAG)
            return tag->children[i].tag;
    return NULL;
}

PsgTag *
psg_tag_get_next(const PsgTag *tag, const PsgTag *root)
{
    PsgTag *next = find_child_from(tag, 0);
    for (; !next && tag != root; tag = tag->parent)
        next = find_child_from(tag->parent, tag->place + 1);
    return next;
}

PsgTag *
psg_tag_get_child(const PsgTag *tag, guint index)
{
    return tag->children[index].kind == PSG_TAG_CHILD_TAG ? tag->children[index].tag : NULL;
}

gboolean
psg_tag_has_content(const PsgTag *tag)
{
    for (guint i = 0; i < tag->count; i++)
        if (tag->children[i].kind == PSG_TAG_CHILD_CONTENT)
            return TRUE;
    return FALSE;
}

gboolean
psg_tag_is_cell(const PsgTag *tag)
{
    return tag->type == PSG_TAG_CELL || tag->type == PSG_TAG_HEADER_CELL;
}

/* --- what the file says of a tag --- */

const char *
psg_tag_type_get_name(PsgTagType type, guint level)
{
    static const char *const names[] = {"Document", "Part", "Sect", "Div", "BlockQuote", "Caption",
            "TOC", "TOCI", NULL, "P", "L", "LI", "Lbl", "LBody", "Table", "THead", "TBody", "TR",
            "TH", "TD", "Span", "Quote", "Note", "Reference", "Code", "Link", "Figure", "Annot"};
    static const char *const headings[] = {"H1", "H2", "H3", "H4", "H5", "H6"};
    return type == PSG_TAG_HEADING ? headings[level - 1] : names[type];
}

guint
psg_tag_levels_enter(PsgTagLevels *levels, guint level)
{
    while (levels->count && levels->said[levels->count - 1] >= level)
        levels->count--;
    levels->said[levels->count++] = (guint8)level;
    return levels->count;
}
