/* The redline: a document on one page with its changes in place, for people who are to agree to
 * them. What did not change is there too, folded. See lib/text/diff/redline.h for the marks. */
#include <string.h>

#include "changes/summary.h"
#include "publish/publish_error.h"
#include "publish/site/internal.h"
#include "text/diff/redline.h"
#include "text/markup.h"
#include "text/tree.h"

/* One chapter of the page. */
typedef struct {
    const PsgModelChapter *old_chapter, *new_chapter; /* one may be NULL */
    guint pair;                                       /* in the diff; G_MAXUINT: no change */
    char *id;                                         /* "c2" */
    char *prefix;                                     /* of the ids below it, "c2." */
} Entry;

typedef struct {
    PsgSite *site;
    const PsgSiteRedline *redline;
    char *path, *address;
    GPtrArray *entries;     /* Entry, in the order of the page */
    GHashTable *by_chapter; /* PsgModelChapter of either side -> Entry */
    PsgDiff *diff;
    PsgRedlineCount total;
    guint changed_count;
    guint regions; /* that have a name so far */
    GError *error; /* of a picture that could not be written */
} Page;

/* Where markup is being written. */
typedef struct {
    Page *page;
    const Entry *entry;
} Place;

static void
free_entry(gpointer data)
{
    Entry *entry = data;
    g_free(entry->id);
    g_free(entry->prefix);
    g_free(entry);
}

static void
page_clear(Page *page)
{
    g_free(page->path);
    g_free(page->address);
    g_clear_pointer(&page->diff, psg_diff_free);
    g_clear_pointer(&page->by_chapter, g_hash_table_unref);
    g_clear_pointer(&page->entries, g_ptr_array_unref);
    g_clear_error(&page->error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Page, page_clear)

/* --- which chapters, in which order --- */

static void
add_entry(Page *page, const PsgModelChapter *old_chapter, const PsgModelChapter *new_chapter,
        guint pair)
{
    Entry *entry = g_new0(Entry, 1);
    entry->old_chapter = old_chapter;
    entry->new_chapter = new_chapter;
    entry->pair = pair;
    entry->id = g_strdup_printf("c%u", page->entries->len + 1);
    entry->prefix = g_strconcat(entry->id, ".", NULL);
    g_ptr_array_add(page->entries, entry);
    if (old_chapter)
        g_hash_table_insert(page->by_chapter, (gpointer)old_chapter, entry);
    if (new_chapter)
        g_hash_table_insert(page->by_chapter, (gpointer)new_chapter, entry);
}

/* What became of each chapter, by its path. */
typedef struct {
    GHashTable *by_new_path;  /* path -> PsgChapterChanges */
    GHashTable *removed;      /* set of old paths */
    GHashTable *new_paths;    /* old path -> new path, of what changed */
    GHashTable *old_chapters; /* path -> PsgModelChapter */
} Fates;

static void
clear_fates(Fates *fates)
{
    g_hash_table_unref(fates->by_new_path);
    g_hash_table_unref(fates->removed);
    g_hash_table_unref(fates->new_paths);
    g_hash_table_unref(fates->old_chapters);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Fates, clear_fates)

static Fates
find_fates(const PsgDocumentChanges *changes, const PsgModelDocument *old_document)
{
    Fates fates = {g_hash_table_new(g_str_hash, g_str_equal),
            g_hash_table_new(g_str_hash, g_str_equal), g_hash_table_new(g_str_hash, g_str_equal),
            g_hash_table_new(g_str_hash, g_str_equal)};
    for (guint i = 0; old_document && i < old_document->chapters->len; i++) {
        PsgModelChapter *chapter = g_ptr_array_index(old_document->chapters, i);
        if (chapter->entry->path)
            g_hash_table_insert(fates.old_chapters, chapter->entry->path, chapter);
    }
    for (guint i = 0; i < changes->chapters->len; i++) {
        PsgChapterChanges *chapter = g_ptr_array_index(changes->chapters, i);
        if (chapter->change == PSG_CHAPTER_REMOVED) {
            g_hash_table_add(fates.removed, chapter->path);
            continue;
        }
        g_hash_table_insert(fates.by_new_path, chapter->path, chapter);
        if (chapter->old_path)
            g_hash_table_insert(fates.new_paths, chapter->old_path, chapter->path);
    }
    return fates;
}

/* Removed chapters by the new path of what they followed ("" for the beginning): GPtrArray of
 * PsgModelChapter. */
static GHashTable *
group_removed(const PsgModelDocument *old_document, const Fates *fates)
{
    GHashTable *groups =
            g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
    const char *after = "";
    for (guint i = 0; old_document && i < old_document->chapters->len; i++) {
        PsgModelChapter *chapter = g_ptr_array_index(old_document->chapters, i);
        const char *path = chapter->entry->path;
        if (!path)
            continue;
        if (!g_hash_table_contains(fates->removed, path)) {
            const char *renamed = g_hash_table_lookup(fates->new_paths, path);
            after = renamed ? renamed : path;
            continue;
        }
        GPtrArray *group = g_hash_table_lookup(groups, after);
        if (!group)
            g_hash_table_insert(groups, (char *)after, group = g_ptr_array_new());
        g_ptr_array_add(group, chapter);
    }
    return groups;
}

static void
add_removed(Page *page, GHashTable *groups, const char *after, GArray *inputs)
{
    const GPtrArray *group = g_hash_table_lookup(groups, after);
    for (guint i = 0; group && i < group->len; i++) {
        const PsgModelChapter *chapter = g_ptr_array_index(group, i);
        PsgDiffInput input = {chapter->text, NULL};
        add_entry(page, chapter, NULL, inputs->len);
        g_array_append_val(inputs, input);
    }
}

static void
add_chapter(Page *page, const PsgModelChapter *chapter, const Fates *fates, GArray *inputs)
{
    const PsgChapterChanges *fate = g_hash_table_lookup(fates->by_new_path, chapter->entry->path);
    const char *old_path = fate ? fate->old_path : chapter->entry->path;
    const PsgModelChapter *before =
            old_path ? g_hash_table_lookup(fates->old_chapters, old_path) : NULL;
    if (!fate) {
        add_entry(page, before, chapter, G_MAXUINT);
        return;
    }
    PsgDiffInput input = {before ? before->text : NULL, chapter->text};
    add_entry(page, before, chapter, inputs->len);
    g_array_append_val(inputs, input);
}

/* Lists the chapters and compares those that changed, as one document: what went from one to
 * another is found. */
static void
compare(Page *page)
{
    const PsgSiteRedline *redline = page->redline;
    g_auto(Fates) fates = find_fates(redline->changes, redline->old_document);
    g_autoptr(GHashTable) groups = group_removed(redline->old_document, &fates);
    g_autoptr(GArray) inputs = g_array_new(FALSE, FALSE, sizeof(PsgDiffInput));
    add_removed(page, groups, "", inputs);
    for (guint i = 0; i < redline->new_document->chapters->len; i++) {
        const PsgModelChapter *chapter = g_ptr_array_index(redline->new_document->chapters, i);
        if (!chapter->entry->path)
            continue;
        add_chapter(page, chapter, &fates, inputs);
        add_removed(page, groups, chapter->entry->path, inputs);
    }
    page->diff = psg_diff_new((const PsgDiffInput *)(gpointer)inputs->data, inputs->len);
}

/* --- markup --- */

static const PsgText *
get_text(const Entry *entry)
{
    return (entry->new_chapter ? entry->new_chapter : entry->old_chapter)->text;
}

/* TRUE when this id of the new text is on the page. */
static gboolean
has_id(const Entry *entry, const char *id)
{
    return entry->new_chapter && g_hash_table_contains(entry->new_chapter->text->ids, id);
}

static char *
make_place(const Entry *entry, const char *id)
{
    gboolean is_there = id && has_id(entry, id);
    g_autoptr(GString) target = g_string_new(NULL);
    g_autofree char *whole = g_strconcat(entry->prefix, id, NULL);
    psg_site_append_fragment(target, is_there ? whole : entry->id);
    return g_strdup(target->str);
}

static char *
make_target(const Place *place, const PsgModelLink *link)
{
    Page *page = place->page;
    if (link->kind == PSG_LINK_CHAPTER) {
        const Entry *entry = g_hash_table_lookup(page->by_chapter, link->chapter);
        if (entry)
            return make_place(entry, link->fragment);
    }
    if (link->kind == PSG_LINK_DOCUMENT && (link->document == page->redline->new_document ||
                                                   link->document == page->redline->old_document))
        return g_strdup("#psg.main");
    if (link->kind == PSG_LINK_ATTACHMENT && !page->error)
        psg_site_share_attachment(page->site, link->attachment, &page->error);
    return psg_site_make_newest_reference(page->site, NULL, link, page->address);
}

/* What is no link of the model's is a reference within the chapter, or a glossary term. */
static char *
make_own_target(const Place *place, const char *value)
{
    if (!value || *value != '#')
        return NULL;
    g_autofree char *id = g_uri_unescape_string(value + 1, NULL);
    return id && has_id(place->entry, id) ? make_place(place->entry, id) : NULL;
}

/* Where an anchor leads; NULL: nowhere. The caller owns it. */
static char *
find_target(const Place *place, const xmlNode *anchor)
{
    const PsgModelLink *link = psg_model_get_link(anchor);
    return link ? make_target(place, link)
                : make_own_target(place, psg_tree_get_attribute(anchor, "href"));
}

static gboolean
write_attribute(
        const xmlNode *element, const char *name, const char *value, GString *out, gpointer data)
{
    const Place *place = data;
    Page *page = place->page;
    gboolean is_anchor = psg_tree_is(element, "a");
    /* What leads nowhere here, such as a glossary term, must not be announced as a link. */
    if (is_anchor && (strcmp(name, "href") == 0 || strcmp(name, "role") == 0)) {
        g_autofree char *target = find_target(place, element);
        if (target && *name == 'h')
            psg_markup_write_attribute(out, name, target);
        return *name == 'h' || !target;
    }
    if (strcmp(name, "src") == 0 && psg_tree_is(element, "img")) {
        const PsgModelImage *image = psg_model_get_image(element);
        if (image && !page->error)
            psg_site_share_image(page->site, image, &page->error);
        if (image)
            psg_site_write_image_source(page->site, image, page->address, out);
        return image != NULL;
    }
    return FALSE;
}

static void
finish_element(const xmlNode *element, GString *out, gpointer data)
{
    if (psg_tree_is(element, "img"))
        psg_site_write_image_size(element, out);
}

/* Takes `document`. */
static GString *
write_tree(Page *page, const Entry *entry, xmlDoc *document, gboolean has_title)
{
    Place place = {page, entry};
    PsgMarkupHooks hooks = {
            .attribute = write_attribute, .element = finish_element, .data = &place};
    GString *out = g_string_sized_new(8192 + get_text(entry)->words * 8);
    if (!has_title) {
        const PsgModelChapter *chapter =
                entry->new_chapter ? entry->new_chapter : entry->old_chapter;
        g_string_append(out, "<h2>");
        psg_markup_write_text(out, chapter->title, -1, FALSE);
        g_string_append(out, "</h2>\n");
    }
    psg_markup_write_children(xmlDocGetRootElement(document), PSG_MARKUP_HTML, &hooks, out);
    xmlFreeDoc(document);
    return out;
}

/* --- words --- */

static void
add_count(GPtrArray *parts, guint count, const char *one, const char *many)
{
    if (count == 0)
        return;
    g_autofree char *number = psg_site_format_number(count);
    g_ptr_array_add(parts, g_strconcat(number, " ", count == 1 ? one : many, NULL));
}

/* "3 additions, 1 removal and 2 moves"; "" for none. */
static char *
describe_count(const PsgRedlineCount *count)
{
    g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(g_free);
    add_count(parts, count->insertions, "addition", "additions");
    add_count(parts, count->deletions, "removal", "removals");
    add_count(parts, count->moves, "move", "moves");
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < parts->len; i++)
        g_string_append_printf(out, "%s%s",
                i == 0                ? ""
                : i + 1 == parts->len ? " and "
                                      : ", ",
                (char *)g_ptr_array_index(parts, i));
    return g_string_free(out, FALSE);
}

/* "3 additions and 1 removal in 2 of 9 chapters." */
static char *
describe_total(const Page *page)
{
    g_autofree char *count = describe_count(&page->total);
    if (!*count)
        return NULL;
    guint chapters = page->entries->len;
    return g_strdup_printf("%s in %u of %u %s.", count, page->changed_count, chapters,
            chapters == 1 ? "chapter" : "chapters");
}

/* --- the page --- */

static void
add_unchanged(PsgScope *item, Page *page, const Entry *entry)
{
    xmlDoc *tree = psg_site_copy_tree(entry->new_chapter->text);
    psg_site_remove_title(tree);
    g_free(psg_site_prepare_tree(tree, entry->prefix, &page->regions));
    psg_scope_set_flag(item, "is-changed", FALSE);
    psg_scope_set_text(item, "target", entry->id);
    psg_scope_take_markup(item, "content", write_tree(page, entry, tree, TRUE));
}

/* The chapter with its changes; `count` says how many. */
static xmlDoc *
make_tree(const Page *page, const Entry *entry, PsgRedlineCount *count)
{
    xmlDoc *tree = entry->pair != G_MAXUINT ? psg_redline_new(page->diff, entry->pair, count)
                                            : psg_site_copy_tree(entry->new_chapter->text);
    if (!entry->old_chapter || !entry->new_chapter)
        return tree;
    guint pictures = psg_site_mark_pictures(tree, entry->old_chapter->text);
    count->insertions += pictures;
    count->deletions += pictures;
    return tree;
}

/* A file that was renamed and nothing else is no change to who reads; a new picture is one. */
static gboolean
is_changed(const Page *page, const Entry *entry)
{
    if (!entry->old_chapter || !entry->new_chapter)
        return entry->pair != G_MAXUINT;
    return (entry->pair != G_MAXUINT && psg_diff_get_pair(page->diff, entry->pair)->is_changed) ||
           psg_site_has_new_pictures(entry->old_chapter->text, entry->new_chapter->text);
}

static void
add_changed(PsgScope *item, Page *page, const Entry *entry)
{
    PsgRedlineCount count = {0};
    xmlDoc *tree = make_tree(page, entry, &count);
    g_autofree char *first = psg_site_prepare_tree(tree, entry->prefix, &page->regions);
    g_autofree char *words = describe_count(&count);
    page->total.insertions += count.insertions;
    page->total.deletions += count.deletions;
    page->total.moves += count.moves;
    page->changed_count++;
    psg_scope_set_flag(item, "is-changed", TRUE);
    psg_scope_set_text(item, "status",
            !entry->old_chapter   ? "New chapter"
            : !entry->new_chapter ? "Chapter removed"
                                  : NULL);
    psg_scope_set_text(item, "count", *words ? words : "changes that are not to its words");
    psg_scope_set_text(item, "target", first ? first : entry->id);
    psg_scope_take_markup(
            item, "content", write_tree(page, entry, tree, get_text(entry)->has_title_heading));
}

static void
add_chapter_item(PsgScope *scope, Page *page, const Entry *entry)
{
    const PsgModelChapter *chapter = entry->new_chapter ? entry->new_chapter : entry->old_chapter;
    PsgScope *item = psg_scope_add_item(scope, "chapters");
    psg_scope_set_text(item, "id", entry->id);
    psg_scope_set_text(item, "title", chapter->title);
    psg_scope_set_text(item, "number", entry->new_chapter ? chapter->number : NULL);
    psg_scope_set_text(item, "status", NULL);
    psg_scope_set_text(item, "count", NULL);
    psg_site_set_language(item, "title-lang", "title-dir", page->site, chapter->text->language);
    if (is_changed(page, entry))
        add_changed(item, page, entry);
    else
        add_unchanged(item, page, entry);
}

static void
add_summary(PsgScope *scope, const PsgSiteRedline *redline)
{
    g_autofree char *markdown = psg_summary_make(redline->changes);
    PsgTextOptions options = {.mode = PSG_TEXT_GUIDANCE, .path = "summary", .language = "en"};
    g_autoptr(PsgText) text = psg_text_parse(markdown, strlen(markdown), &options, NULL, NULL);
    if (!text)
        return;
    GString *out = g_string_new(NULL);
    psg_markup_write_children(text->root, PSG_MARKUP_HTML, NULL, out);
    psg_scope_take_markup(scope, "summary", out);
}

static PsgScope *
new_page(Page *page)
{
    PsgSite *site = page->site;
    const PsgModelDocument *document = page->redline->new_document;
    gboolean has_pages = !site->options->is_redline_only;
    g_autofree char *title = g_strdup_printf("%s: tracked changes", document->entry->title);
    g_autofree char *page_title = psg_site_make_page_title(site, title);
    PsgScope *scope = psg_site_new_page(site, NULL, page->address, page_title, NULL);
    psg_scope_set_text(scope, "canonical", NULL);
    psg_scope_set_flag(scope, "is-unlisted", TRUE);
    psg_scope_set_text(scope, "document-title", document->entry->title);
    psg_site_set_language(scope, "document-lang", "document-dir", site, document->entry->language);
    psg_scope_set_text(scope, "from", page->redline->range->from.label);
    psg_scope_set_text(scope, "to", page->redline->range->to.label);
    psg_scope_take_text(scope, "home-url",
            has_pages ? psg_site_make_reference(page->address, PSG_SITE_HOME, NULL) : NULL);
    const PsgSiteDocument *newest = psg_site_find_newest_document(site, document->entry->id);
    psg_scope_take_text(scope, "document-url",
            has_pages && newest ? psg_site_make_reference(page->address, newest->address, NULL)
                                : NULL);
    return scope;
}

gboolean
psg_site_write_redline(PsgSite *site, const PsgSiteRedline *redline, GError **error)
{
    g_auto(Page) page = {.site = site,
            .redline = redline,
            .path = psg_site_make_redline_path(redline->new_document),
            .entries = g_ptr_array_new_with_free_func(free_entry),
            .by_chapter = g_hash_table_new(NULL, NULL)};
    page.address = psg_site_encode_path(page.path);
    psg_site_index_paths(site);
    compare(&page);
    g_autoptr(PsgScope) scope = new_page(&page);
    add_summary(scope, redline);
    psg_scope_add_list(scope, "chapters");
    for (guint i = 0; i < page.entries->len; i++)
        add_chapter_item(scope, &page, g_ptr_array_index(page.entries, i));
    psg_scope_take_text(scope, "count", describe_total(&page));
    if (page.error) {
        g_propagate_error(error, g_steal_pointer(&page.error));
        return FALSE;
    }
    g_ptr_array_add(site->redlines, (gpointer)redline);
    return psg_site_write_page(site, "redline.xhtml", scope, page.path, error);
}

void
psg_site_add_redline(
        PsgScope *scope, const PsgSite *site, const PsgModelDocument *document, const char *address)
{
    for (guint i = 0; i < site->redlines->len; i++) {
        const PsgSiteRedline *redline = g_ptr_array_index(site->redlines, i);
        if (strcmp(redline->new_document->entry->id, document->entry->id) != 0)
            continue;
        g_autofree char *path = psg_site_make_redline_path(document);
        g_autofree char *target = psg_site_encode_path(path);
        psg_scope_take_text(scope, "redline-url", psg_site_make_reference(address, target, NULL));
        psg_scope_set_text(scope, "redline-from", redline->range->from.label);
        psg_scope_set_text(scope, "redline-to", redline->range->to.label);
    }
}
