/* Building the document model: every chapter read, parsed and put in its place; then the references
 * between them resolved. See model.h. */
#include "publish/model/model.h"

#include <string.h>

#include "base/parallel.h"
#include "base/uuid.h"
#include "publish/model/internal.h"

/* What the public struct does not show. */
typedef struct {
    PsgModel model;
    GPtrArray *links; /* PsgModelLink */
} Model;

typedef struct {
    PsgModelChapter *chapter;
    PsgFindings *findings;
} Job;

typedef struct {
    PsgSnapshot *snapshot;
    GMutex reading; /* a snapshot serves one thread at a time: while one reads, others parse */
    const PsgPackage *package;
    GArray *jobs; /* Job, one a chapter */
    gboolean show_marks;
} Jobs;

/* --- freeing --- */

static void
chapter_free(gpointer data)
{
    PsgModelChapter *chapter = data;
    psg_text_free(chapter->text);
    g_free(chapter->title);
    g_free(chapter->name);
    g_free(chapter->number);
    g_free(chapter->last_change.since);
    g_clear_pointer(&chapter->changed_blocks, g_hash_table_unref);
    g_clear_pointer(&chapter->children, g_ptr_array_unref);
    g_free(chapter);
}

static void
document_free(gpointer data)
{
    PsgModelDocument *document = data;
    g_ptr_array_unref(document->chapters);
    g_ptr_array_unref(document->images);
    g_ptr_array_unref(document->versions);
    g_clear_pointer(&document->threads, g_ptr_array_unref);
    psg_text_free(document->comments);
    g_free(document->version);
    g_free(document->identifier);
    g_free(document);
}

static void
image_free(gpointer data)
{
    PsgModelImage *image = data;
    g_free(image->name);
    g_free(image->path);
    g_bytes_unref(image->bytes);
    g_free(image);
}

static void
attachment_free(gpointer data)
{
    PsgModelAttachment *attachment = data;
    g_free(attachment->name);
    g_free(attachment->path);
    g_bytes_unref(attachment->bytes);
    g_free(attachment);
}

static void
link_free(gpointer data)
{
    PsgModelLink *link = data;
    g_free((char *)link->url);
    g_free((char *)link->fragment);
    g_free(link);
}

static void
term_free(gpointer data)
{
    PsgModelTerm *term = data;
    psg_text_free(term->meaning);
    g_free(term);
}

static gboolean
free_text(guint index, gpointer data, GError **error)
{
    PsgModelChapter *chapter = g_ptr_array_index((GPtrArray *)data, index);
    g_clear_pointer(&chapter->text, psg_text_free);
    return TRUE;
}

/* A book's trees are a million nodes, and each is freed by itself: worth a second processor. */
static void
free_texts(PsgModel *model)
{
    for (guint i = 0; i < model->documents->len; i++) {
        PsgModelDocument *document = g_ptr_array_index(model->documents, i);
        psg_parallel_run(0, document->chapters->len, free_text, document->chapters, NULL);
    }
}

void
psg_model_free(PsgModel *model)
{
    if (!model)
        return;
    free_texts(model);
    g_ptr_array_unref(model->documents);
    g_ptr_array_unref(model->glossary);
    g_ptr_array_unref(model->images);
    g_ptr_array_unref(model->attachments);
    g_ptr_array_unref(((Model *)model)->links);
    psg_package_free(model->package);
    g_free(model->revision.oid);
    g_free(model->revision.abbreviation);
    g_free(model);
}

static PsgModel *
model_new(PsgPackage *package)
{
    Model *own = g_new0(Model, 1);
    own->links = g_ptr_array_new_with_free_func(link_free);
    own->model.package = package;
    own->model.documents = g_ptr_array_new_with_free_func(document_free);
    own->model.images = g_ptr_array_new_with_free_func(image_free);
    own->model.attachments = g_ptr_array_new_with_free_func(attachment_free);
    own->model.glossary = g_ptr_array_new_with_free_func(term_free);
    return &own->model;
}

void
psg_model_keep_link(PsgModel *model, xmlNode *node, PsgModelLink link)
{
    PsgModelLink *kept = g_new(PsgModelLink, 1);
    *kept = link;
    g_ptr_array_add(((Model *)model)->links, kept);
    node->_private = kept;
}

const PsgModelLink *
psg_model_get_link(const xmlNode *anchor)
{
    return anchor->_private;
}

const PsgModelImage *
psg_model_get_image(const xmlNode *image)
{
    return image->_private;
}

/* --- chapters --- */

/* The chapter's file; no bytes for a heading of the contents that has none. */
static GBytes *
read_chapter(Jobs *jobs, const PsgChapterEntry *entry, GError **error)
{
    if (!entry->path)
        return g_bytes_new(NULL, 0);
    g_mutex_lock(&jobs->reading);
    GBytes *bytes = psg_snapshot_read(jobs->snapshot, entry->path, PSG_TEXT_SIZE_LIMIT, error);
    g_mutex_unlock(&jobs->reading);
    return bytes;
}

static gboolean
run_job(guint index, gpointer data, GError **error)
{
    Jobs *jobs = data;
    Job *job = &g_array_index(jobs->jobs, Job, index);
    const PsgChapterEntry *entry = job->chapter->entry;
    g_autoptr(GBytes) bytes = read_chapter(jobs, entry, error);
    if (!bytes)
        return FALSE;
    gsize length;
    const char *source = g_bytes_get_data(bytes, &length);
    PsgTextOptions options = {.mode = PSG_TEXT_GUIDANCE,
            .path = entry->path ? entry->path : entry->title,
            .language = job->chapter->document->entry->language,
            .terms = jobs->package->terms,
            .show_marks = jobs->show_marks};
    job->chapter->text =
            psg_text_parse(source ? source : "", length, &options, job->findings, error);
    return job->chapter->text != NULL;
}

static void
job_clear(gpointer data)
{
    Job *job = data;
    g_clear_pointer(&job->findings, psg_findings_free);
}

static PsgModelChapter *
chapter_new(PsgModelDocument *document, const PsgChapterEntry *entry)
{
    PsgModelChapter *chapter = g_new0(PsgModelChapter, 1);
    chapter->document = document;
    chapter->entry = entry;
    chapter->index = document->chapters->len;
    chapter->children = g_ptr_array_new();
    g_ptr_array_add(document->chapters, chapter);
    return chapter;
}

/* Makes the documents and their chapters; one job a chapter. */
static void
list_chapters(PsgModel *model, GArray *jobs)
{
    for (guint i = 0; i < model->package->documents->len; i++) {
        PsgModelDocument *document = g_new0(PsgModelDocument, 1);
        document->model = model;
        document->entry = g_ptr_array_index(model->package->documents, i);
        document->index = i;
        document->chapters = g_ptr_array_new_with_free_func(chapter_free);
        document->images = g_ptr_array_new();
        document->versions = g_ptr_array_new_with_free_func(psg_model_version_free);
        g_ptr_array_add(model->documents, document);
        for (guint j = 0; j < document->entry->chapters->len; j++) {
            const PsgChapterEntry *entry = g_ptr_array_index(document->entry->chapters, j);
            Job job = {chapter_new(document, entry), psg_findings_new()};
            g_array_append_val(jobs, job);
        }
    }
}

/* Reads and parses every chapter. */
static gboolean
parse_chapters(PsgModelBuilder *builder, guint threads, gboolean show_marks, GError **error)
{
    g_autoptr(GArray) list = g_array_new(FALSE, FALSE, sizeof(Job));
    g_array_set_clear_func(list, job_clear);
    list_chapters(builder->model, list);
    Jobs jobs = {.snapshot = builder->snapshot,
            .package = builder->model->package,
            .jobs = list,
            .show_marks = show_marks};
    g_mutex_init(&jobs.reading);
    gboolean is_done = psg_parallel_run(threads, list->len, run_job, &jobs, error);
    g_mutex_clear(&jobs.reading);
    for (guint i = 0; i < list->len; i++)
        psg_findings_merge(builder->findings, g_array_index(list, Job, i).findings);
    return is_done;
}

/* A chapter's parent is the last one before it that is less deep. */
static void
find_parents(PsgModelDocument *document)
{
    g_autoptr(GPtrArray) open = g_ptr_array_new();
    for (guint i = 0; i < document->chapters->len; i++) {
        PsgModelChapter *chapter = g_ptr_array_index(document->chapters, i);
        guint depth = MIN(chapter->entry->depth, open->len);
        g_ptr_array_set_size(open, (int)depth);
        if (depth > 0) {
            PsgModelChapter *parent = g_ptr_array_index(open, depth - 1);
            chapter->parent = parent;
            g_ptr_array_add(parent->children, chapter);
        }
        g_ptr_array_add(open, chapter);
    }
}

/* "2", "2.1", ... by the place in the contents; chapters without a number do not count. */
static void
number_chapters(PsgModelDocument *document)
{
    g_autoptr(GHashTable) counts =
            g_hash_table_new(NULL, NULL); /* parent -> how many were numbered */
    for (guint i = 0; i < document->chapters->len; i++) {
        PsgModelChapter *chapter = g_ptr_array_index(document->chapters, i);
        if (!chapter->entry->is_numbered || (chapter->parent && !chapter->parent->number))
            continue;
        guint count = GPOINTER_TO_UINT(g_hash_table_lookup(counts, chapter->parent)) + 1;
        g_hash_table_insert(counts, (gpointer)chapter->parent, GUINT_TO_POINTER(count));
        chapter->number = chapter->parent ? g_strdup_printf("%s.%u", chapter->parent->number, count)
                                          : g_strdup_printf("%u", count);
    }
}

/* "urn:uuid:..." from package, document and major version: the same for every build of,
 * say, 2.0, 2.1 and 2.2. */
static char *
make_identifier(const PsgModelDocument *document)
{
    const char *major = document->version ? document->version : "0";
    /* A reading app must not take a draft for a newer copy of the version. */
    g_autofree char *name = g_strdup_printf("%s/%.*s%s", document->entry->id,
            (int)strcspn(major, "."), major, document->model->is_draft ? "/comments" : "");
    g_autofree char *uuid = psg_uuid_new_v5(document->model->package->id, name, NULL);
    return uuid ? g_strconcat("urn:uuid:", uuid, NULL) : g_strdup(document->model->package->id);
}

static void
arrange_chapters(PsgModelBuilder *builder, PsgModelDocument *document)
{
    for (guint i = 0; i < document->chapters->len; i++) {
        PsgModelChapter *chapter = g_ptr_array_index(document->chapters, i);
        chapter->title =
                g_strdup(chapter->entry->title ? chapter->entry->title : chapter->text->title);
        document->words += chapter->text->words;
    }
    find_parents(document);
    number_chapters(document);
    psg_model_name_chapters(document, builder->findings);
}

/* Only a tree that is the revision's bears its version. */
static void
identify_document(PsgModelBuilder *builder, PsgModelDocument *document)
{
    PsgModel *model = builder->model;
    PsgRepository *repository = psg_snapshot_get_repository(builder->snapshot);
    if (repository && model->revision.oid && !model->is_changed)
        document->version =
                psg_repository_find_version(repository, document->entry->id, model->revision.oid);
    document->identifier = make_identifier(document);
}

void
psg_model_identify_draft(PsgModel *model)
{
    model->is_draft = TRUE;
    for (guint i = 0; i < model->documents->len; i++) {
        PsgModelDocument *document = g_ptr_array_index(model->documents, i);
        g_free(document->identifier);
        document->identifier = make_identifier(document);
    }
}

void
psg_model_set_version(PsgModelDocument *document, const PsgVersion *version)
{
    g_free(document->version);
    g_free(document->identifier);
    document->version = version ? g_strdup(version->number) : NULL;
    document->version_time = version ? version->time : 0;
    document->identifier = make_identifier(document);
}

const PsgModelDocument *
psg_model_find_document(const PsgModel *model, const char *id)
{
    for (guint i = 0; i < model->documents->len; i++) {
        const PsgModelDocument *document = g_ptr_array_index(model->documents, i);
        if (strcmp(document->entry->id, id) == 0)
            return document;
    }
    return NULL;
}

/* --- glossary --- */

static void
parse_glossary(PsgModelBuilder *builder)
{
    const GPtrArray *terms = psg_term_set_get_all(builder->model->package->terms);
    for (guint i = 0; i < terms->len; i++) {
        const PsgTerm *term = g_ptr_array_index(terms, i);
        const char *path = builder->model->package->glossary_path;
        PsgTextOptions options = {.mode = PSG_TEXT_GUIDANCE,
                .path = path ? path : "glossary",
                .language = builder->model->package->language};
        PsgModelTerm *kept = g_new0(PsgModelTerm, 1);
        kept->term = term;
        kept->meaning = psg_text_parse(
                term->meaning, strlen(term->meaning), &options, builder->findings, NULL);
        if (!kept->meaning)
            kept->meaning = psg_text_parse("", 0, &options, NULL, NULL);
        g_ptr_array_add(builder->model->glossary, kept);
    }
}

/* --- references --- */

static void
index_chapters(PsgModelBuilder *builder)
{
    for (guint i = 0; i < builder->model->documents->len; i++) {
        PsgModelDocument *document = g_ptr_array_index(builder->model->documents, i);
        for (guint j = 0; j < document->chapters->len; j++) {
            PsgModelChapter *chapter = g_ptr_array_index(document->chapters, j);
            const char *path = chapter->entry->path;
            if (!path)
                continue;
            GPtrArray *list = g_hash_table_lookup(builder->chapters, path);
            if (!list) {
                list = g_ptr_array_new();
                g_hash_table_insert(builder->chapters, (char *)path, list);
                char *folded = g_utf8_strdown(path, -1);
                gboolean is_twin = g_hash_table_contains(builder->folded, folded);
                g_hash_table_insert(builder->folded, folded, is_twin ? NULL : (char *)path);
            }
            g_ptr_array_add(list, chapter);
        }
    }
}

static void
resolve_text(PsgModelBuilder *builder, const char *path, const PsgModelChapter *chapter,
        const PsgText *text)
{
    PsgModelPlace place = {path, chapter, text};
    psg_model_resolve_images(builder, &place);
    psg_model_resolve_links(builder, &place);
}

static void
resolve(PsgModelBuilder *builder)
{
    builder->chapters =
            g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
    builder->folded = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    builder->images = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    builder->contents = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    builder->attachments = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    builder->names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    builder->anchors = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_hash_table_unref);
    builder->folders = g_hash_table_new_full(
            g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    index_chapters(builder);
    for (guint i = 0; i < builder->model->documents->len; i++) {
        PsgModelDocument *document = g_ptr_array_index(builder->model->documents, i);
        for (guint j = 0; j < document->chapters->len; j++) {
            PsgModelChapter *chapter = g_ptr_array_index(document->chapters, j);
            resolve_text(builder, chapter->entry->path ? chapter->entry->path : "", chapter,
                    chapter->text);
        }
    }
    const char *path = builder->model->package->glossary_path;
    for (guint i = 0; i < builder->model->glossary->len; i++)
        resolve_text(builder, path ? path : "", NULL,
                ((PsgModelTerm *)g_ptr_array_index(builder->model->glossary, i))->meaning);
    g_hash_table_unref(builder->chapters);
    g_hash_table_unref(builder->folded);
    g_hash_table_unref(builder->images);
    g_hash_table_unref(builder->contents);
    g_hash_table_unref(builder->attachments);
    g_hash_table_unref(builder->names);
    g_hash_table_unref(builder->folders);
    g_hash_table_unref(builder->anchors);
}

/* --- the whole --- */

static void
set_revision(PsgModel *model, PsgSnapshot *snapshot)
{
    const PsgRevision *revision = psg_snapshot_get_revision(snapshot);
    model->revision = *revision;
    model->revision.oid = g_strdup(revision->oid);
    model->revision.abbreviation = g_strdup(revision->abbreviation);
}

/* Every file that matters has been read: only now is it known whether the tree is that of the
 * revision. */
static void
set_time(PsgModel *model, PsgSnapshot *snapshot)
{
    model->is_changed = psg_snapshot_is_changed(snapshot);
    model->time = model->revision.oid && !model->is_changed
                          ? model->revision.time
                          : psg_snapshot_get_newest_time(snapshot);
}

static PsgModel *
make_model(PsgPackage *package, PsgSnapshot *snapshot, guint threads, gboolean show_marks,
        PsgFindings *findings, GError **error)
{
    g_autoptr(PsgModel) model = model_new(package);
    PsgModelBuilder builder = {.model = model, .snapshot = snapshot, .findings = findings};
    set_revision(model, snapshot);
    if (!parse_chapters(&builder, threads, show_marks, error))
        return NULL;
    parse_glossary(&builder);
    for (guint i = 0; i < model->documents->len; i++)
        arrange_chapters(&builder, g_ptr_array_index(model->documents, i));
    resolve(&builder);
    set_time(model, snapshot);
    for (guint i = 0; i < model->documents->len; i++)
        identify_document(&builder, g_ptr_array_index(model->documents, i));
    return g_steal_pointer(&model);
}

PsgModel *
psg_model_new(PsgPackage *package, PsgSnapshot *snapshot, guint threads, PsgFindings *findings,
        GError **error)
{
    return make_model(package, snapshot, threads, FALSE, findings, error);
}

PsgModel *
psg_model_new_draft(PsgPackage *package, PsgSnapshot *snapshot, guint threads,
        PsgFindings *findings, GError **error)
{
    return make_model(package, snapshot, threads, TRUE, findings, error);
}

/* --- who, and which version --- */

static gboolean
takes_part(const PsgContributor *person, const PsgModelDocument *document)
{
    return g_hash_table_size(person->roles) == 0 ||
           g_hash_table_contains(person->roles, document->entry->id);
}

static guint
find_group_place(const PsgPackage *package, const PsgGroup *group)
{
    guint place = package->groups->len;
    g_ptr_array_find(package->groups, group, &place);
    return place;
}

static int
compare_credits(gconstpointer left, gconstpointer right, gpointer data)
{
    const PsgContributor *a = *(const PsgContributor *const *)left,
                         *b = *(const PsgContributor *const *)right;
    guint place_a = find_group_place(data, a->group), place_b = find_group_place(data, b->group);
    if (place_a != place_b)
        return place_a < place_b ? -1 : 1;
    int order = strcmp(a->name, b->name);
    return order ? order : strcmp(a->id, b->id);
}

GPtrArray *
psg_model_list_credits(const PsgModelDocument *document)
{
    const PsgPackage *package = document->model->package;
    GPtrArray *credits = g_ptr_array_new();
    for (guint i = 0; i < package->contributors->len; i++) {
        PsgContributor *person = g_ptr_array_index(package->contributors, i);
        if (person->credit == PSG_CREDIT_NAME && takes_part(person, document))
            g_ptr_array_add(credits, person);
    }
    g_ptr_array_sort_with_data(credits, compare_credits, (gpointer)package);
    return credits;
}

static gboolean
is_represented(const PsgGroup *group, const PsgModelDocument *document)
{
    const GPtrArray *people = document->model->package->contributors;
    for (guint i = 0; i < people->len; i++) {
        const PsgContributor *person = g_ptr_array_index(people, i);
        if (person->group == group && person->credit != PSG_CREDIT_NONE &&
                takes_part(person, document))
            return TRUE;
    }
    return FALSE;
}

GPtrArray *
psg_model_list_quorum(const PsgModelDocument *document)
{
    GPtrArray *groups = g_ptr_array_new();
    for (guint i = 0; i < document->model->package->groups->len; i++) {
        PsgGroup *group = g_ptr_array_index(document->model->package->groups, i);
        if (g_hash_table_contains(document->entry->quorum, group->id))
            g_ptr_array_add(groups, group);
    }
    return groups;
}

GPtrArray *
psg_model_list_groups(const PsgModelDocument *document)
{
    GPtrArray *groups = g_ptr_array_new();
    for (guint i = 0; i < document->model->package->groups->len; i++) {
        PsgGroup *group = g_ptr_array_index(document->model->package->groups, i);
        if (is_represented(group, document))
            g_ptr_array_add(groups, group);
    }
    return groups;
}

char *
psg_model_make_comment_url(const PsgModel *model, const PsgModelChapter *chapter)
{
    const PsgPackage *package = model->package;
    if (!package->involved_email)
        return g_strdup(package->involved_url);
    g_autofree char *subject =
            g_strdup_printf("%s: %s", chapter->document->entry->title, chapter->title);
    g_autofree char *encoded = g_uri_escape_string(subject, NULL, FALSE);
    return g_strdup_printf("mailto:%s?subject=%s", package->involved_email, encoded);
}
