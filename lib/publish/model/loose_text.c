/* Markdown that people write about a text and that is shown among others of its kind: a version's
 * message, a comment. It must not clash with what stands around it, and what it links to may be
 * gone since: such links become words. */
#include <string.h>

#include "base/path.h"
#include "publish/model/internal.h"
#include "text/markup.h"
#include "text/tree.h"
#include "text/url.h"

/* --- attributes --- */

/* Takes away every id and all that refers to one. */
static void
strip_ids(xmlNode *root)
{
    static const char *const names[] = {
            "id", "aria-labelledby", "aria-describedby", "aria-details", "headers", "for"};
    for (xmlNode *node = root; node; node = psg_tree_get_next(node, root))
        if (node->type == XML_ELEMENT_NODE)
            for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
                xmlUnsetProp(node, BAD_CAST names[i]);
}

/* --- links --- */

/* The chapter at a path of the package; the document's own rather than another's. */
static const PsgModelChapter *
find_chapter(const PsgModel *model, const PsgModelDocument *document, const char *path)
{
    const PsgModelChapter *found = NULL;
    for (guint i = 0; i < model->documents->len; i++) {
        const PsgModelDocument *other = model->documents->pdata[i];
        for (guint j = 0; j < other->chapters->len; j++) {
            const PsgModelChapter *chapter = other->chapters->pdata[j];
            if (g_strcmp0(chapter->entry->path, path) != 0)
                continue;
            if (other == document)
                return chapter;
            found = found ? found : chapter;
        }
    }
    return found;
}

/* The chapter that a link of a text beside the file `from` (NULL: none) leads to. People write such
 * links as the file would, or from the package's folder. */
static const PsgModelChapter *
find_linked(
        const PsgModel *model, const PsgModelDocument *document, const char *from, const char *path)
{
    g_autofree char *resolved = from && *path ? psg_path_resolve(from, path) : NULL;
    const PsgModelChapter *chapter = NULL;
    if (from)
        chapter = find_chapter(model, document, *path ? (resolved ? resolved : "") : from);
    return chapter ? chapter : find_chapter(model, document, path);
}

/* What a link leads to; FALSE when that is nothing. */
static gboolean
find_target(const PsgModel *model, const PsgModelDocument *document, const char *from,
        const char *url, PsgModelLink *link)
{
    PsgUrlKind kind = psg_url_get_kind(url);
    if (kind == PSG_URL_FORBIDDEN)
        return FALSE;
    if (kind != PSG_URL_RELATIVE) {
        *link = (PsgModelLink){.kind = PSG_LINK_EXTERNAL, .url = g_strdup(url)};
        return TRUE;
    }
    g_autofree char *fragment = NULL, *path = psg_model_split_url(url, &fragment);
    const PsgModelChapter *chapter = find_linked(model, document, from, path);
    if (!chapter)
        return FALSE;
    gboolean has_id = fragment && g_hash_table_contains(chapter->text->ids, fragment);
    *link = (PsgModelLink){.kind = PSG_LINK_CHAPTER,
            .chapter = chapter,
            .fragment = has_id ? g_strdup(fragment) : NULL};
    return TRUE;
}

static void
resolve_links(
        PsgModel *model, const PsgModelDocument *document, const char *from, const PsgText *text)
{
    for (guint i = 0; i < text->links->len; i++) {
        const PsgReference *reference = text->links->pdata[i];
        PsgModelLink link;
        if (find_target(model, document, from, reference->url, &link))
            psg_model_keep_link(model, reference->node, link);
        else
            psg_model_make_plain(reference->node, "broken-link", NULL);
    }
}

/* References within the text, as those between it and its footnotes, lose their ends with the ids:
 * the number of a note stays as words, the way back from it goes. */
static void
drop_inner_links(xmlNode *root)
{
    for (xmlNode *node = root, *next; node; node = next) {
        next = psg_tree_get_next(node, root);
        const char *href = psg_tree_is(node, "a") ? psg_tree_get_attribute(node, "href") : NULL;
        if (!href || node->_private)
            continue;
        gboolean is_back = g_strcmp0(psg_tree_get_attribute(node, "role"), "doc-backlink") == 0;
        xmlUnsetProp(node, BAD_CAST "role");
        xmlUnsetProp(node, BAD_CAST "aria-label");
        psg_model_make_plain(node, "reference", is_back ? "" : NULL);
        next = psg_tree_get_next(node, root);
    }
}

static gboolean
is_in_link(const xmlNode *node)
{
    for (const xmlNode *at = node->parent; at; at = at->parent)
        if (psg_tree_is(at, "a"))
            return TRUE;
    return FALSE;
}

/* A picture elsewhere is not fetched, which would tell its host who reads: it can be gone to. */
static void
link_picture(PsgModel *model, xmlNode *node, const char *url, const char *alternative)
{
    psg_model_make_plain(
            node, "picture", alternative && *alternative ? alternative : "A picture elsewhere");
    xmlNodeSetName(node, BAD_CAST "a");
    xmlNewProp(node, BAD_CAST "href", BAD_CAST "");
    psg_model_keep_link(
            model, node, (PsgModelLink){.kind = PSG_LINK_EXTERNAL, .url = g_strdup(url)});
}

static void
drop_pictures(PsgModel *model, const PsgText *text, gboolean links_pictures)
{
    for (guint i = 0; i < text->images->len; i++) {
        const PsgReference *picture = text->images->pdata[i];
        xmlNode *node = picture->node;
        g_autofree char *alternative = g_strdup(psg_tree_get_attribute(node, "alt"));
        if (links_pictures && psg_url_get_kind(picture->url) == PSG_URL_WEB && !is_in_link(node))
            link_picture(model, node, picture->url, alternative);
        else
            psg_model_make_plain(node, "picture", alternative ? alternative : "");
    }
}

/* A text begins with its title, and the first heading would be taken for it: this one is put in
 * front, and taken out of the tree again. */
static const char title[] = "# Title\n\n";

static void
remove_title(PsgText *text)
{
    xmlNode *node = ((const PsgHeading *)text->headings->pdata[0])->node;
    xmlUnlinkNode(node);
    xmlFreeNode(node);
    g_ptr_array_remove_index(text->headings, 0);
}

PsgText *
psg_model_read_loose(PsgModel *model, const PsgModelDocument *document, const char *from,
        const char *markdown, gboolean links_pictures)
{
    g_autofree char *source = g_strconcat(title, markdown, NULL);
    PsgTextOptions options = {
            .mode = PSG_TEXT_GUIDANCE, .path = "text", .language = document->entry->language};
    g_autoptr(PsgText) text = psg_text_parse(source, strlen(source), &options, NULL, NULL);
    if (!text)
        return NULL;
    remove_title(text);
    g_autofree char *words = psg_markup_get_text(text->root);
    if (!*words)
        return NULL;
    drop_pictures(model, text, links_pictures);
    resolve_links(model, document, from, text);
    drop_inner_links(text->root);
    strip_ids(text->root);
    return g_steal_pointer(&text);
}
