/* The files that people take away: each document's EPUB and PDFs, and the list of their digests. A
 * document's files are made together, since the EPUB tells of the pages of the PDF. */
#include "base/parallel.h"
#include "publish/build_internal.h"
#include "publish/epub/epub.h"
#include "publish/print/print.h"

static const PsgDownloadKind kinds[] = {
        {PSG_EDITION_EPUB, "epub", "EPUB", ".epub", "application/epub+zip"},
        {PSG_EDITION_PRINT, "print", "PDF", ".pdf", "application/pdf"},
        {PSG_EDITION_LARGE_PRINT, "large-print", "Large print PDF", "-large-print.pdf",
                "application/pdf"},
        {PSG_EDITION_BOOKLET, "booklet", "Booklet PDF, two pages a sheet", "-booklet.pdf",
                "application/pdf"},
};

const PsgDownloadKind *
psg_build_list_kinds(guint *count)
{
    *count = G_N_ELEMENTS(kinds);
    return kinds;
}

static const PsgDownloadKind *
get_kind(PsgEdition edition)
{
    guint i = 0;
    while (kinds[i].edition != edition)
        i++;
    return &kinds[i];
}

char *
psg_build_make_path(const PsgDownloadKind *kind, const char *name)
{
    return g_strconcat("downloads/", name, kind->suffix, NULL);
}

/* --- making --- */

typedef struct {
    const PsgBuild *build;
    const PsgModelDocument *document;
    PsgThemeFiles *theme;
    guint threads;
    PsgFindings *findings; /* of print; NULL: nobody wants to know */
    GPtrArray *files;      /* PsgDownloadFile */
} Making;

static void
file_free(gpointer data)
{
    PsgDownloadFile *file = data;
    g_bytes_unref(file->bytes);
    g_free(file->digest);
    g_free(file);
}

static gboolean
take_file(Making *making, PsgEdition edition, GBytes *bytes)
{
    if (!bytes)
        return FALSE;
    PsgDownloadFile *file = g_new0(PsgDownloadFile, 1);
    file->kind = get_kind(edition);
    file->bytes = bytes;
    file->digest = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
    g_ptr_array_add(making->files, file);
    return TRUE;
}

static char *
read_file(PsgThemeFiles *theme, const char *name)
{
    g_autoptr(GBytes) bytes = psg_theme_files_read(name, theme, NULL);
    return bytes ? g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes)) : NULL;
}

static char *
read_style(PsgThemeFiles *theme, gboolean is_draft)
{
    char *style = read_file(theme, PSG_THEME_EPUB_STYLE);
    if (!is_draft || !style)
        return style;
    g_autofree char *plain = style, *more = read_file(theme, PSG_THEME_EPUB_COMMENTS_STYLE);
    return g_strconcat(plain, more, NULL);
}

static gboolean
make_epub(Making *making, PsgPrint *print, GError **error)
{
    const PsgModel *model = making->document->model;
    g_autofree char *style = read_style(making->theme, model->is_draft);
    PsgEpubOptions options = {.url = model->package->url,
            .style_sheet = style,
            .threads = making->threads,
            .pages = print ? psg_print_list_starts(print) : NULL};
    return take_file(making, PSG_EDITION_EPUB, psg_epub_make(making->document, &options, error));
}

static PsgPrint *
set_print(const Making *making, PsgPrintForm form, PsgFindings *findings, GError **error)
{
    const PsgPrintOptions options = {
            .theme = making->theme, .form = form, .threads = making->threads};
    return psg_print_new(making->document, &options, findings, error);
}

/* The EPUB, and the PDF whose page numbers it tells. Where no PDF is published with it the EPUB has
 * none: they would be those of a book that nobody can get. */
static gboolean
make_epub_and_print(Making *making, GError **error)
{
    PsgEdition editions = making->build->editions;
    gboolean has_print = (editions & PSG_EDITION_PRINT) != 0;
    g_autoptr(PsgPrint) print =
            has_print ? set_print(making, PSG_PRINT_NORMAL, making->findings, error) : NULL;
    if ((has_print && !print) ||
            ((editions & PSG_EDITION_EPUB) && !make_epub(making, print, error)))
        return FALSE;
    return !has_print ||
           take_file(making, PSG_EDITION_PRINT, psg_print_write(print, making->findings, error));
}

/* Adds what the other print did not find already. */
static void
add_new_findings(PsgFindings *findings, PsgFindings *more)
{
    g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < psg_findings_get_length(findings); i++)
        g_hash_table_add(known, psg_finding_format(psg_findings_get(findings, i)));
    for (guint i = 0; i < psg_findings_get_length(more); i++) {
        const PsgFinding *finding = psg_findings_get(more, i);
        g_autofree char *line = psg_finding_format(finding);
        if (!g_hash_table_contains(known, line))
            psg_findings_add(findings, finding->severity, finding->rule, finding->path,
                    finding->line, finding->column, "%s", finding->message);
    }
}

static gboolean
make_print(Making *making, PsgEdition edition, PsgPrintForm form, GError **error)
{
    if (!(making->build->editions & edition))
        return TRUE;
    g_autoptr(PsgFindings) findings = making->findings ? psg_findings_new() : NULL;
    g_autoptr(PsgPrint) print = set_print(making, form, findings, error);
    if (!print || !take_file(making, edition, psg_print_write(print, findings, error)))
        return FALSE;
    if (findings)
        add_new_findings(making->findings, findings);
    return TRUE;
}

static gboolean
make_files(Making *making, GError **error)
{
    making->files = g_ptr_array_new_with_free_func(file_free);
    if ((making->build->editions & (PSG_EDITION_EPUB | PSG_EDITION_PRINT)) &&
            !make_epub_and_print(making, error))
        return FALSE;
    return make_print(making, PSG_EDITION_LARGE_PRINT, PSG_PRINT_LARGE, error) &&
           make_print(making, PSG_EDITION_BOOKLET, PSG_PRINT_BOOKLET, error);
}

/* --- putting in place --- */

void
psg_build_download_free(gpointer data)
{
    PsgSiteDownload *download = data;
    if (!download)
        return;
    g_free(download->label);
    g_free(download->path);
    g_free(download->media_type);
    g_free(download);
}

/* Writes a file and enters it in the list of digests and in the result. */
static PsgSiteDownload *
put_in_place(PsgBuild *build, const PsgModelDocument *document, const PsgDownloadFile *file,
        const char *name, GError **error)
{
    g_autofree char *path = psg_build_make_path(file->kind, name);
    gsize size;
    const void *data = g_bytes_get_data(file->bytes, &size);
    if (!psg_output_write(build->output, path, data, size, error))
        return NULL;
    g_string_append_printf(build->digests, "%s  %s\n", file->digest, path + strlen("downloads/"));
    psg_build_add_edition(build, file->kind->name, document->entry->id, path, size);
    PsgSiteDownload *download = g_new0(PsgSiteDownload, 1);
    download->document = document;
    download->label = g_strdup(file->kind->label);
    download->path = g_steal_pointer(&path);
    download->media_type = g_strdup(file->kind->media_type);
    download->size = size;
    return download;
}

static gboolean
put_all_in_place(PsgBuild *build, const PsgModelDocument *document, const GPtrArray *files,
        const char *name, GPtrArray *downloads, GError **error)
{
    for (guint i = 0; i < files->len; i++) {
        PsgSiteDownload *download =
                put_in_place(build, document, g_ptr_array_index(files, i), name, error);
        if (!download)
            return FALSE;
        g_ptr_array_add(downloads, download);
    }
    return TRUE;
}

static guint
count_threads(const PsgBuild *build)
{
    return build->options->threads ? build->options->threads : g_get_num_processors();
}

static gboolean
make_document(guint index, gpointer data, GError **error)
{
    return make_files(&((Making *)data)[index], error);
}

gboolean
psg_build_write_downloads(PsgBuild *build, GError **error)
{
    psg_build_tell(build, "Making EPUBs and PDFs", 0.3);
    const GPtrArray *documents = build->model->documents;
    guint count = documents->len, threads = count_threads(build);
    g_autofree Making *makings = g_new0(Making, count);
    for (guint i = 0; i < count; i++)
        makings[i] = (Making){.build = build,
                .document = g_ptr_array_index(documents, i),
                .theme = build->theme,
                .threads = MAX(1, threads / MAX(1, count)),
                .findings = psg_findings_new()};
    gboolean is_done = psg_parallel_run(threads, count, make_document, makings, error);
    for (guint i = 0; i < count; i++) {
        is_done = is_done && put_all_in_place(build, makings[i].document, makings[i].files,
                                     makings[i].document->entry->id, build->downloads, error);
        psg_findings_merge(build->findings, makings[i].findings);
        psg_findings_free(makings[i].findings);
        g_clear_pointer(&makings[i].files, g_ptr_array_unref);
    }
    return is_done;
}

GPtrArray *
psg_build_write_document(PsgBuild *build, const PsgModelDocument *document, PsgThemeFiles *theme,
        const char *name, GPtrArray *downloads, GError **error)
{
    Making making = {
            .build = build, .document = document, .theme = theme, .threads = count_threads(build)};
    gboolean is_done = make_files(&making, error) &&
                       put_all_in_place(build, document, making.files, name, downloads, error);
    if (!is_done)
        g_clear_pointer(&making.files, g_ptr_array_unref);
    return making.files;
}

gboolean
psg_build_write_digests(const PsgBuild *build, GError **error)
{
    return psg_output_write(
            build->output, "downloads/SHA256SUMS", build->digests->str, build->digests->len, error);
}
