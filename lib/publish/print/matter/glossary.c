/* The glossary: the terms that the book uses, as the package explains them, each with where it is
 * first used. Terms are the labels of a list, their meanings its bodies. */
#include "publish/print/matter/internal.h"

/* An entry of up to this part of a page's height is not cut. */
#define WHOLE_PART 3

typedef struct {
    PsgMatter matter;
    GHashTable *uses;     /* id of a term -> const PsgModelChapter: the first that uses it */
    GHashTable *meanings; /* id of a term -> const PsgModelTerm, of those in the book */
    PsgLength x, width;   /* of meanings */
} Glossary;

static GHashTable *
index_uses(const PsgModelDocument *document)
{
    GHashTable *first = g_hash_table_new(g_str_hash, g_str_equal);
    const GPtrArray *chapters = document->chapters;
    for (guint i = 0; i < chapters->len; i++) {
        const PsgModelChapter *chapter = chapters->pdata[i];
        const GPtrArray *uses = chapter->text->term_uses;
        for (guint j = 0; uses && j < uses->len; j++) {
            const PsgTermUse *use = uses->pdata[j];
            if (!g_hash_table_contains(first, use->term->id))
                g_hash_table_insert(first, use->term->id, (gpointer)chapter);
        }
    }
    return first;
}

static GHashTable *
index_meanings(const PsgFlowBook *book)
{
    GHashTable *meanings = g_hash_table_new(g_str_hash, g_str_equal);
    const GPtrArray *terms = book->document->model->glossary;
    for (guint i = 0; book->glossary && i < terms->len; i++) {
        const PsgModelTerm *term = terms->pdata[i];
        if (g_hash_table_contains(book->glossary, term->term->id))
            g_hash_table_insert(meanings, term->term->id, (gpointer)term);
    }
    return meanings;
}

static char *
make_place(const PsgTerm *term)
{
    return psg_print_make_destination(NULL, "glossary", term->id);
}

static void
add_name(Glossary *glossary, PsgTag *item, const PsgModelTerm *term)
{
    PsgMatter *matter = &glossary->matter;
    GArray *boxes = matter->galley->boxes;
    PsgPrintAnchor anchor = {make_place(term->term), boxes->len};
    g_array_append_val(matter->galley->anchors, anchor);
    g_autofree char *long_form =
            term->term->short_for ? g_strdup_printf(" (%s)", term->term->short_for) : NULL;
    const PsgFlowPiece pieces[] = {
            {.words = term->term->name, .is_bold = TRUE}, {.words = long_form}};
    psg_flow_add_pieces(&matter->flow, PSG_ROLE_BODY, PSG_TAG_LABEL, item, pieces,
            long_form ? 2 : 1, term->meaning->language, 0, matter->measure);
    for (guint i = anchor.box; i < boxes->len; i++)
        g_array_index(boxes, PsgBox, i).keeps_with_next = TRUE;
    matter->galley->space =
            MIN(matter->galley->space, matter->style->texts[PSG_ROLE_BODY].look.size / 5);
}

static void
add_words(Glossary *glossary, PsgTag *body, const PsgFlowPiece *pieces, guint count)
{
    PsgMatter *matter = &glossary->matter;
    psg_flow_add_pieces(&matter->flow, PSG_ROLE_SMALL, PSG_TAG_PARAGRAPH, body, pieces, count,
            matter->phrase, glossary->x, glossary->width);
}

/* Words of the term's language among the engine's own. */
static const char *
get_language(const Glossary *glossary, const PsgModelTerm *term)
{
    const char *language = term->meaning->language;
    const char *around = glossary->matter.phrase ? glossary->matter.phrase
                                                 : glossary->matter.document->entry->language;
    return g_ascii_strcasecmp(language, around) ? language : NULL;
}

static void
add_other_names(Glossary *glossary, PsgTag *body, const PsgModelTerm *term)
{
    char **names = term->term->also;
    if (!names || !names[0])
        return;
    g_autofree char *list = g_strjoinv(", ", names);
    const PsgFlowPiece pieces[] = {
            {.words = "Also: "}, {.words = list, .language = get_language(glossary, term)}};
    add_words(glossary, body, pieces, G_N_ELEMENTS(pieces));
}

/* Related terms, as far as this book explains them. */
static void
add_related(Glossary *glossary, PsgTag *body, const PsgModelTerm *term)
{
    const PsgTermSet *terms = glossary->matter.package->terms;
    g_autoptr(GArray) pieces = g_array_new(FALSE, FALSE, sizeof(PsgFlowPiece));
    g_autoptr(GPtrArray) places = g_ptr_array_new_with_free_func(g_free);
    for (char **name = term->term->see; name && *name; name++) {
        const PsgTerm *found = psg_term_set_find(terms, *name);
        const PsgModelTerm *related =
                found ? g_hash_table_lookup(glossary->meanings, found->id) : NULL;
        if (!related || related == term)
            continue;
        char *place = make_place(found);
        PsgFlowPiece before = {.words = pieces->len ? ", " : "See also "};
        PsgFlowPiece piece = {.words = found->name,
                .language = get_language(glossary, related),
                .destination = place};
        g_ptr_array_add(places, place);
        g_array_append_val(pieces, before);
        g_array_append_val(pieces, piece);
    }
    if (pieces->len)
        add_words(glossary, body, (const PsgFlowPiece *)pieces->data, pieces->len);
}

static void
add_first_use(Glossary *glossary, PsgTag *body, const PsgModelTerm *term)
{
    const PsgModelChapter *chapter = g_hash_table_lookup(glossary->uses, term->term->id);
    if (!chapter)
        return;
    g_autofree char *place = psg_print_make_destination(chapter, NULL, NULL);
    const PsgFlowPiece pieces[] = {{.words = "First used in "},
            {.words = chapter->title, .language = chapter->text->language, .destination = place}};
    add_words(glossary, body, pieces, G_N_ELEMENTS(pieces));
}

/* A term stays with its meaning on one page, unless it is long. */
static void
keep_together(const PsgMatter *matter, guint first)
{
    GArray *boxes = matter->galley->boxes;
    gint64 height = 0;
    for (guint i = first; i < boxes->len; i++)
        height += g_array_index(boxes, PsgBox, i).height;
    if (height > psg_print_style_get_text_height(matter->style) / WHOLE_PART)
        return;
    for (guint i = first; i + 1 < boxes->len; i++)
        g_array_index(boxes, PsgBox, i).keeps_with_next = TRUE;
}

static void
add_term(Glossary *glossary, PsgTag *list, const PsgModelTerm *term)
{
    PsgMatter *matter = &glossary->matter;
    guint first = matter->galley->boxes->len;
    PsgTag *item = psg_tag_append(list, PSG_TAG_LIST_ITEM);
    add_name(glossary, item, term);
    PsgTag *body = psg_tag_append(item, PSG_TAG_LIST_BODY);
    if (g_ascii_strcasecmp(term->meaning->language, matter->document->entry->language) != 0)
        psg_tag_set_language(body, term->meaning->language);
    const char *path = matter->flow.path;
    matter->flow.path = matter->package->glossary_path ? matter->package->glossary_path : "";
    psg_flow_add_blocks(&matter->flow, term->meaning->root, body, glossary->x, glossary->width);
    matter->flow.path = path;
    add_other_names(glossary, body, term);
    add_related(glossary, body, term);
    add_first_use(glossary, body, term);
    keep_together(matter, first);
    matter->galley->space =
            MAX(matter->galley->space, matter->style->texts[PSG_ROLE_BODY].look.size);
}

static PsgGalley *
make_page(
        Glossary *glossary, const PsgFlowBook *book, PsgTypeContext *context, PsgFindings *findings)
{
    PsgMatter *matter = &glossary->matter;
    const GPtrArray *terms = book->document->model->glossary;
    psg_matter_begin(matter, book, context, findings, PSG_GALLEY_BACK);
    glossary->x = psg_matter_get_x(matter, book->style->list_indent);
    glossary->width = matter->measure - book->style->list_indent;
    psg_matter_add_title(matter, "Glossary", "glossary");
    PsgTag *list = psg_matter_add_list(matter->tag);
    for (guint i = 0; i < terms->len; i++) {
        const PsgModelTerm *term = terms->pdata[i];
        if (g_hash_table_contains(glossary->meanings, term->term->id))
            add_term(glossary, list, term);
    }
    return psg_matter_end(matter);
}

PsgGalley *
psg_matter_make_glossary(const PsgFlowBook *book, PsgTypeContext *context, PsgFindings *findings)
{
    g_autoptr(GHashTable) uses = index_uses(book->document);
    g_autoptr(GHashTable) meanings = index_meanings(book);
    Glossary glossary = {.uses = uses, .meanings = meanings};
    return g_hash_table_size(meanings) ? make_page(&glossary, book, context, findings) : NULL;
}
