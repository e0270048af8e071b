/* Links: where each leads, in terms of the model. A link that other tools' books hold is mended
 * where its meaning is certain (chapter.html for chapter.md, a fragment in another spelling); one
 * whose target is missing becomes words, with a finding. No writer ever sees a link that leads
 * nowhere. */
#include <string.h>

#include "base/path.h"
#include "publish/model/internal.h"
#include "text/markup.h"
#include "text/slug.h"
#include "text/url.h"

#define ATTACHMENT_LIMIT (64 * 1024 * 1024)

/* Files that may be offered for download as they are: documents that no browser runs. */
static const char *const attachment_types[] = {"csv", "doc", "docx", "epub", "ics", "mp3", "mp4",
        "odp", "ods", "odt", "pdf", "ppt", "pptx", "rtf", "tsv", "txt", "xls", "xlsx", "zip", "png",
        "jpg", "jpeg", "gif", "webp", NULL};

static void
say_missing(PsgModelBuilder *builder, const PsgModelPlace *place, const PsgReference *reference,
        const char *why)
{
    psg_findings_add(builder->findings, PSG_SEVERITY_ERROR, "link-missing", place->path,
            reference->line, 0, "the link to \"%s\" %s; its words are shown without it",
            reference->url, why);
}

static void
set_text(xmlNode *node, const char *text)
{
    while (node->children) {
        xmlNode *child = node->children;
        xmlUnlinkNode(child);
        xmlFreeNode(child);
    }
    xmlAddChild(node, xmlNewDocText(node->doc, (const xmlChar *)text));
}

void
psg_model_make_plain(xmlNode *node, const char *class, const char *text)
{
    static const char *const names[] = {"href", "src", "alt", "title", "width", "height", "class"};
    xmlNodeSetName(node, (const xmlChar *)"span");
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        xmlUnsetProp(node, (const xmlChar *)names[i]);
    xmlNewProp(node, (const xmlChar *)"class", (const xmlChar *)class);
    if (text)
        set_text(node, text);
}

char *
psg_model_split_url(const char *url, char **fragment)
{
    while (g_ascii_isspace(*url))
        url++;
    gsize path_length = strcspn(url, "?#");
    const char *hash = strchr(url, '#');
    g_autofree char *raw = g_strndup(url, path_length);
    g_strchomp(raw);
    char *path = g_uri_unescape_string(raw, NULL);
    if (!path || !g_utf8_validate(path, -1, NULL)) {
        g_free(path);
        path = g_strdup(raw);
    }
    *fragment = NULL;
    if (hash && hash[1]) {
        *fragment = g_uri_unescape_string(hash + 1, NULL);
        if (!*fragment || !g_utf8_validate(*fragment, -1, NULL)) {
            g_free(*fragment);
            *fragment = g_strdup(hash + 1);
        }
    }
    return path;
}

/* --- fragments --- */

/* The letters and digits of an id in lower case: what stays the same when tools make ids
 * differently. */
static char *
fold_id(const char *id)
{
    g_autofree char *folded = g_utf8_strdown(id, -1);
    GString *out = g_string_new(NULL);
    for (const char *at = folded; *at; at = g_utf8_next_char(at))
        if (g_unichar_isalnum(g_utf8_get_char(at)))
            g_string_append_unichar(out, g_utf8_get_char(at));
    return g_string_free(out, FALSE);
}

static GHashTable *
get_anchors(PsgModelBuilder *builder, const PsgText *text)
{
    GHashTable *anchors = g_hash_table_lookup(builder->anchors, text);
    if (anchors)
        return anchors;
    anchors = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GHashTableIter iter;
    gpointer id;
    g_hash_table_iter_init(&iter, text->ids);
    while (g_hash_table_iter_next(&iter, &id, NULL)) {
        char *folded = fold_id(id);
        gboolean is_twin = g_hash_table_contains(anchors, folded);
        g_hash_table_insert(anchors, folded, is_twin ? NULL : id);
    }
    g_hash_table_insert(builder->anchors, (gpointer)text, anchors);
    return anchors;
}

/* The id that a fragment means in a text, or NULL. */
static const char *
find_id(PsgModelBuilder *builder, const PsgText *text, const char *fragment)
{
    gpointer id;
    if (g_hash_table_lookup_extended(text->ids, fragment, &id, NULL))
        return id;
    g_autofree char *folded = fold_id(fragment);
    return *folded ? g_hash_table_lookup(get_anchors(builder, text), folded) : NULL;
}

/* --- targets --- */

/* The chapter at a path, in the same document rather than another. */
static const PsgModelChapter *
find_chapter(PsgModelBuilder *builder, const PsgModelPlace *place, const char *path)
{
    GPtrArray *list = g_hash_table_lookup(builder->chapters, path);
    for (guint i = 0; list && place->chapter && i < list->len; i++) {
        PsgModelChapter *chapter = g_ptr_array_index(list, i);
        if (chapter->document == place->chapter->document)
            return chapter;
    }
    return list ? g_ptr_array_index(list, 0) : NULL;
}

static const PsgModelChapter *
find_chapter_with(
        PsgModelBuilder *builder, const PsgModelPlace *place, const char *stem, const char *ending)
{
    g_autofree char *path = g_strconcat(stem, ending, NULL);
    return find_chapter(builder, place, path);
}

/* The chapter that a folder's front page is. */
static const PsgModelChapter *
find_folder_chapter(PsgModelBuilder *builder, const PsgModelPlace *place, const char *folder)
{
    static const char *const names[] = {"README.md", "index.md", "readme.md", "Readme.md"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path =
                *folder ? g_strdup_printf("%s/%s", folder, names[i]) : g_strdup(names[i]);
        const PsgModelChapter *chapter = find_chapter(builder, place, path);
        if (chapter)
            return chapter;
    }
    return NULL;
}

static const PsgModelDocument *
find_document(PsgModelBuilder *builder, const char *folder)
{
    for (guint i = 0; i < builder->model->documents->len; i++) {
        const PsgModelDocument *document = g_ptr_array_index(builder->model->documents, i);
        if (!strcmp(document->entry->folder, folder))
            return document;
    }
    return NULL;
}

/* "chapter.html", "chapter.htm" and "chapter" for chapter.md, as other tools' books write links. */
static const PsgModelChapter *
find_mended_chapter(PsgModelBuilder *builder, const PsgModelPlace *place, const char *path)
{
    g_autofree char *stem = g_strdup(path);
    if (g_str_has_suffix(stem, ".html") || g_str_has_suffix(stem, ".htm"))
        *strrchr(stem, '.') = 0;
    const PsgModelChapter *chapter = find_chapter_with(builder, place, stem, ".md");
    if (!chapter)
        chapter = find_chapter_with(builder, place, stem, ".markdown");
    if (!chapter && strcmp(stem, path) == 0)
        chapter = find_folder_chapter(builder, place, path);
    if (chapter)
        return chapter;
    g_autofree char *with_ending = g_strconcat(stem, ".md", NULL);
    g_autofree char *folded = g_utf8_strdown(psg_path_is_markdown(path) ? path : with_ending, -1);
    const char *real = g_hash_table_lookup(builder->folded, folded);
    return real ? find_chapter(builder, place, real) : NULL;
}

/* A folder, or its index.html: the front page of a document or of the package, or the folder's own
 * chapter. */
static gboolean
find_front_page(
        PsgModelBuilder *builder, const PsgModelPlace *place, const char *path, PsgModelLink *link)
{
    g_autofree char *folder = g_strdup(path);
    if (!strcmp(folder, "index.html") || !strcmp(folder, "index.htm"))
        *folder = 0;
    else if (g_str_has_suffix(folder, "/index.html") || g_str_has_suffix(folder, "/index.htm"))
        *strrchr(folder, '/') = 0;
    const PsgModelChapter *chapter = find_folder_chapter(builder, place, folder);
    const PsgModelDocument *document = find_document(builder, folder);
    if (chapter)
        *link = (PsgModelLink){.kind = PSG_LINK_CHAPTER, .chapter = chapter};
    else if (document)
        *link = (PsgModelLink){.kind = PSG_LINK_DOCUMENT, .document = document};
    else if (!*folder)
        *link = (PsgModelLink){.kind = PSG_LINK_HOME};
    else
        return FALSE;
    return TRUE;
}

/* --- attachments --- */

static const char *
get_ending(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot && !strchr(dot, '/') ? dot + 1 : "";
}

static gboolean
is_attachment(const char *path)
{
    g_autofree char *ending = g_ascii_strdown(get_ending(path), -1);
    return g_strv_contains(attachment_types, ending);
}

static const PsgModelAttachment *
find_attachment(PsgModelBuilder *builder, const PsgModelPlace *place, const PsgReference *reference,
        const char *path)
{
    gpointer known;
    if (g_hash_table_lookup_extended(builder->attachments, path, NULL, &known) && known)
        return known;
    GBytes *bytes = psg_model_read_file(
            builder, place, reference->line, "file", reference->url, path, ATTACHMENT_LIMIT);
    if (!bytes)
        return NULL;
    PsgModelAttachment *attachment = g_new0(PsgModelAttachment, 1);
    g_autofree char *ending = g_ascii_strdown(get_ending(path), -1);
    attachment->path = g_strdup(path);
    attachment->bytes = bytes;
    attachment->name = psg_model_make_file_name(builder, path, bytes, ending);
    g_ptr_array_add(builder->model->attachments, attachment);
    g_hash_table_insert(builder->attachments, g_strdup(path), attachment);
    return attachment;
}

/* --- resolving --- */

static void
link_to_chapter(PsgModelBuilder *builder, const PsgModelPlace *place, const PsgReference *reference,
        const PsgModelChapter *chapter, const char *fragment)
{
    const char *id = fragment ? find_id(builder, chapter->text, fragment) : NULL;
    if (fragment && !id)
        psg_findings_add(builder->findings, PSG_SEVERITY_WARNING, "fragment-missing", place->path,
                reference->line, 0,
                "there is no \"#%s\" in %s; the link leads to the top of the page", fragment,
                chapter->entry->path ? chapter->entry->path : "this chapter");
    psg_model_keep_link(builder->model, reference->node,
            (PsgModelLink){.kind = PSG_LINK_CHAPTER, .chapter = chapter, .fragment = g_strdup(id)});
}

static void
link_outside(PsgModelBuilder *builder, const PsgReference *reference)
{
    g_autofree char *url = g_strstrip(g_strdup(reference->url));
    PsgModelLink link = {.kind = PSG_LINK_EXTERNAL,
            .url = g_str_has_prefix(url, "//") ? g_strconcat("https:", url, NULL) : g_strdup(url)};
    psg_model_keep_link(builder->model, reference->node, link);
}

static void
give_up(PsgModelBuilder *builder, const PsgModelPlace *place, const PsgReference *reference,
        const char *path)
{
    if (!path)
        say_missing(builder, place, reference, "leads out of the package");
    else if (psg_path_is_markdown(path) && psg_snapshot_has_file(builder->snapshot, path))
        say_missing(
                builder, place, reference, "leads to a file that no document lists as a chapter");
    else if (psg_snapshot_has_file(builder->snapshot, path))
        say_missing(builder, place, reference, "leads to a file of a kind that is not published");
    else {
        g_autofree char *hint = psg_model_suggest_file(builder, path);
        g_autofree char *why = g_strconcat("leads to nothing that is in the package", hint, NULL);
        say_missing(builder, place, reference, why);
    }
    psg_model_make_plain(reference->node, "broken-link", NULL);
}

static void
link_inside(PsgModelBuilder *builder, const PsgModelPlace *place, const PsgReference *reference)
{
    g_autofree char *fragment = NULL, *path = psg_model_split_url(reference->url, &fragment);
    if (!*path) {
        if (place->chapter)
            link_to_chapter(builder, place, reference, place->chapter, fragment);
        else
            give_up(builder, place, reference, path);
        return;
    }
    g_autofree char *target = psg_path_resolve(place->path, path);
    if (!target) {
        give_up(builder, place, reference, NULL);
        return;
    }
    const PsgModelChapter *chapter = find_chapter(builder, place, target);
    PsgModelLink front;
    const PsgModelAttachment *attachment;
    if (!chapter)
        chapter = find_mended_chapter(builder, place, target);
    gboolean is_front = !chapter && find_front_page(builder, place, target, &front);
    if (is_front)
        chapter = front.chapter;
    if (chapter)
        link_to_chapter(builder, place, reference, chapter, fragment);
    else if (is_front)
        psg_model_keep_link(builder->model, reference->node, front);
    else if (is_attachment(target) && psg_snapshot_has_file(builder->snapshot, target) &&
             (attachment = find_attachment(builder, place, reference, target)))
        psg_model_keep_link(builder->model, reference->node,
                (PsgModelLink){.kind = PSG_LINK_ATTACHMENT, .attachment = attachment});
    else
        give_up(builder, place, reference, target);
}

/* What a link without words of its own is called. */
static const char *
get_target_title(const PsgModelBuilder *builder, const PsgModelLink *link)
{
    if (link->kind == PSG_LINK_CHAPTER)
        return link->chapter->title;
    if (link->kind == PSG_LINK_DOCUMENT)
        return link->document->entry->title;
    if (link->kind == PSG_LINK_EXTERNAL)
        return link->url;
    return link->attachment ? link->attachment->name : builder->model->package->title;
}

/* A link that says nothing cannot be read aloud: it gets its target's title. */
static void
name_link(PsgModelBuilder *builder, const PsgModelPlace *place, const PsgReference *reference)
{
    const PsgModelLink *link = psg_model_get_link(reference->node);
    const xmlNode *first = reference->node->children;
    if (!link || (first && first->type == XML_TEXT_NODE && first->content && *first->content > ' '))
        return;
    g_autofree char *words = psg_markup_get_text(reference->node);
    if (*words)
        return;
    const char *title = get_target_title(builder, link);
    psg_findings_add(builder->findings, PSG_SEVERITY_WARNING, "link-empty", place->path,
            reference->line, 0, "the link to \"%s\" has no words; it is called \"%s\"",
            reference->url, title);
    if (first)
        xmlNewProp(reference->node, (const xmlChar *)"aria-label", (const xmlChar *)title);
    else
        set_text(reference->node, title);
}

void
psg_model_resolve_links(PsgModelBuilder *builder, const PsgModelPlace *place)
{
    for (guint i = 0; i < place->text->links->len; i++) {
        const PsgReference *reference = g_ptr_array_index(place->text->links, i);
        PsgUrlKind kind = psg_url_get_kind(reference->url);
        if (kind == PSG_URL_RELATIVE)
            link_inside(builder, place, reference);
        else
            link_outside(builder, reference);
        name_link(builder, place, reference);
    }
}
