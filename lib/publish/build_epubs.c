/* The EPUBs of a build, and the list of their digests. */
#include "base/parallel.h"
#include "publish/build_internal.h"
#include "publish/epub/epub.h"

#define EPUB_MEDIA_TYPE "application/epub+zip"

/* What all EPUBs of one state of the package share, and what became of each. */
typedef struct {
    const GPtrArray *documents; /* PsgModelDocument */
    PsgEpubOptions options;
    GBytes **epubs; /* by document */
} Epubs;

static char *
make_path(const char *name)
{
    return g_strdup_printf("downloads/%s.epub", name);
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

static guint
count_threads(const PsgBuild *build)
{
    return build->options->threads ? build->options->threads : g_get_num_processors();
}

static gboolean
make_epub(guint index, gpointer data, GError **error)
{
    Epubs *epubs = data;
    const PsgModelDocument *document = g_ptr_array_index(epubs->documents, index);
    epubs->epubs[index] = psg_epub_make(document, &epubs->options, error);
    return epubs->epubs[index] != NULL;
}

/* Writes one, and its line in the list of digests. */
static gboolean
put_in_place(PsgBuild *build, GBytes *epub, const char *name, const char *digest, GError **error)
{
    g_autofree char *path = make_path(name);
    gsize size;
    const void *data = g_bytes_get_data(epub, &size);
    if (!psg_output_write(build->output, path, data, size, error))
        return FALSE;
    g_string_append_printf(build->digests, "%s  %s.epub\n", digest, name);
    return TRUE;
}

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

PsgSiteDownload *
psg_build_new_download(const PsgModelDocument *document, const char *name, gsize size)
{
    PsgSiteDownload *download = g_new0(PsgSiteDownload, 1);
    download->document = document;
    download->label = g_strdup("EPUB");
    download->path = make_path(name);
    download->media_type = g_strdup(EPUB_MEDIA_TYPE);
    download->size = size;
    return download;
}

/* Writes one and enters it in the list of downloads and in the result. */
static gboolean
publish(PsgBuild *build, const PsgModelDocument *document, GBytes *epub, GError **error)
{
    const char *id = document->entry->id;
    g_autofree char *digest = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, epub);
    if (!put_in_place(build, epub, id, digest, error))
        return FALSE;
    PsgSiteDownload *download = psg_build_new_download(document, id, g_bytes_get_size(epub));
    g_ptr_array_add(build->downloads, download);
    psg_build_add_edition(build, "epub", id, download->path, download->size);
    return TRUE;
}

gboolean
psg_build_write_epubs(PsgBuild *build, GError **error)
{
    psg_build_tell(build, "Making EPUBs", 0.3);
    guint count = build->model->documents->len, threads = count_threads(build);
    g_autofree char *style = read_style(build->theme, build->options->is_draft);
    Epubs epubs = {.documents = build->model->documents,
            .options = {.url = build->model->package->url,
                    .style_sheet = style,
                    .threads = MAX(1, threads / MAX(1, count))},
            .epubs = g_new0(GBytes *, count)};
    gboolean is_done = psg_parallel_run(threads, count, make_epub, &epubs, error);
    for (guint i = 0; i < count; i++) {
        const PsgModelDocument *document = g_ptr_array_index(epubs.documents, i);
        is_done = is_done && publish(build, document, epubs.epubs[i], error);
        g_clear_pointer(&epubs.epubs[i], g_bytes_unref);
    }
    g_free(epubs.epubs);
    return is_done;
}

gsize
psg_build_write_epub(PsgBuild *build, const PsgModelDocument *document, PsgThemeFiles *theme,
        const char *name, char **digest, GError **error)
{
    g_autofree char *style = read_style(theme, FALSE);
    PsgEpubOptions options = {.url = document->model->package->url,
            .style_sheet = style,
            .threads = count_threads(build)};
    g_autoptr(GBytes) epub = psg_epub_make(document, &options, error);
    if (!epub)
        return 0;
    *digest = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, epub);
    return put_in_place(build, epub, name, *digest, error) ? g_bytes_get_size(epub) : 0;
}

gboolean
psg_build_write_digests(const PsgBuild *build, GError **error)
{
    return psg_output_write(
            build->output, "downloads/SHA256SUMS", build->digests->str, build->digests->len, error);
}
