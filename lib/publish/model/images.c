/* Pictures: each read once, told by its bytes, cleaned where it is SVG, and kept once however often
 * and under however many names the package holds it. One that cannot be shown is replaced by its
 * description in words. */
#include <string.h>

#include "base/path.h"
#include "publish/model/internal.h"
#include "publish/picture/image.h"
#include "text/tree.h"
#include "text/url.h"

static const struct {
    const char *media_type, *extension;
} extensions[] = {
        {"image/png", "png"},
        {"image/jpeg", "jpg"},
        {"image/gif", "gif"},
        {"image/webp", "webp"},
        {"image/svg+xml", "svg"},
};

static const char *
get_extension(const char *media_type)
{
    for (gsize i = 0; i < G_N_ELEMENTS(extensions); i++)
        if (!strcmp(extensions[i].media_type, media_type))
            return extensions[i].extension;
    return "bin";
}

/* The description stands for the picture; without one, its file's name does. */
static void
show_words(const PsgReference *reference)
{
    /* A copy: making the element plain takes its attributes away. */
    g_autofree char *alternative = g_strdup(psg_tree_get_attribute(reference->node, "alt")),
                    *base = g_path_get_basename(reference->url);
    psg_model_make_plain(
            reference->node, "missing-image", alternative && *alternative ? alternative : base);
}

static gboolean
is_inside_link(const xmlNode *node)
{
    for (const xmlNode *at = node->parent; at && at->type == XML_ELEMENT_NODE; at = at->parent)
        if (!strcmp((const char *)at->name, "a"))
            return TRUE;
    return FALSE;
}

/* A picture on another host would tell that host who reads; a link to it does so only when it is
 * followed. */
static void
link_to_picture(PsgModelBuilder *builder, const PsgModelPlace *place, const PsgReference *reference)
{
    psg_findings_add(builder->findings, PSG_SEVERITY_WARNING, "image-elsewhere", place->path,
            reference->line, 0,
            "the picture \"%s\" is on another host and is shown as a link; put a copy into the "
            "package to show it",
            reference->url);
    gboolean is_linked = is_inside_link(reference->node);
    show_words(reference);
    if (is_linked)
        return;
    xmlNodeSetName(reference->node, (const xmlChar *)"a");
    xmlNewProp(reference->node, (const xmlChar *)"href", (const xmlChar *)reference->url);
    PsgModelLink link = {.kind = PSG_LINK_EXTERNAL,
            .url = g_str_has_prefix(reference->url, "//")
                           ? g_strconcat("https:", reference->url, NULL)
                           : g_strdup(reference->url)};
    psg_model_keep_link(builder->model, reference->node, link);
}

/* Cleans an SVG; what was taken out is one finding. */
static GBytes *
clean_svg(PsgModelBuilder *builder, const char *path, GBytes *bytes, PsgImageFacts *facts,
        const char **reason)
{
    g_autoptr(GPtrArray) removed = g_ptr_array_new_with_free_func(g_free);
    GBytes *clean = psg_svg_clean(bytes, removed, facts, reason);
    if (clean && removed->len > 0) {
        g_ptr_array_add(removed, NULL);
        g_autofree char *list = g_strjoinv(", ", (char **)removed->pdata);
        psg_findings_add(builder->findings, PSG_SEVERITY_WARNING, "image-cleaned", path, 0, 0,
                "what a picture must not hold was taken out: %s", list);
    }
    return clean;
}

static PsgModelImage *
keep_image(PsgModelBuilder *builder, const char *path, GBytes *bytes, const PsgImageFacts *facts)
{
    g_autofree char *digest = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
    PsgModelImage *image = g_hash_table_lookup(builder->contents, digest);
    if (image)
        return image;
    image = g_new0(PsgModelImage, 1);
    image->name = psg_model_make_file_name(builder, path, bytes, get_extension(facts->media_type));
    image->path = g_strdup(path);
    image->media_type = facts->media_type;
    image->bytes = g_bytes_ref(bytes);
    image->width = facts->width;
    image->height = facts->height;
    image->is_animated = facts->is_animated;
    g_ptr_array_add(builder->model->images, image);
    g_hash_table_insert(builder->contents, g_steal_pointer(&digest), image);
    return image;
}

/* Reads a picture the first time that it is met. */
static PsgModelImage *
load_image(PsgModelBuilder *builder, const PsgModelPlace *place, const PsgReference *reference,
        const char *path)
{
    g_autoptr(GBytes) bytes = psg_model_read_file(
            builder, place, reference->line, "picture", reference->url, path, PSG_IMAGE_SIZE_LIMIT);
    if (!bytes)
        return NULL;
    PsgImageFacts facts = {0};
    const char *reason = NULL;
    gboolean is_good = psg_image_inspect(bytes, &facts, &reason);
    if (is_good && !strcmp(facts.media_type, "image/svg+xml")) {
        GBytes *clean = clean_svg(builder, path, bytes, &facts, &reason);
        is_good = clean != NULL;
        if (clean) {
            g_bytes_unref(bytes);
            bytes = clean;
        }
    }
    if (!is_good) {
        psg_findings_add(builder->findings, PSG_SEVERITY_ERROR, "image-unusable", place->path,
                reference->line, 0,
                "the picture \"%s\" cannot be shown: %s; its description is shown instead",
                reference->url, reason);
        return NULL;
    }
    return keep_image(builder, path, bytes, &facts);
}

static PsgModelImage *
find_image(PsgModelBuilder *builder, const PsgModelPlace *place, const PsgReference *reference)
{
    g_autofree char *fragment = NULL, *path = psg_model_split_url(reference->url, &fragment);
    g_autofree char *target = *path ? psg_path_resolve(place->path, path) : NULL;
    if (!target) {
        psg_findings_add(builder->findings, PSG_SEVERITY_ERROR, "image-outside", place->path,
                reference->line, 0,
                *path ? "the picture \"%s\" is outside the package; its description is shown "
                        "instead"
                      : "this picture names no file (\"%s\"); its description is shown instead",
                reference->url);
        return NULL;
    }
    gpointer known;
    if (g_hash_table_lookup_extended(builder->images, target, NULL, &known)) {
        if (!known)
            psg_findings_add(builder->findings, PSG_SEVERITY_ERROR, "image-unusable", place->path,
                    reference->line, 0,
                    "the picture \"%s\" cannot be shown either; its description is shown instead",
                    reference->url);
        return known;
    }
    PsgModelImage *image = load_image(builder, place, reference, target);
    g_hash_table_insert(builder->images, g_steal_pointer(&target), image);
    return image;
}

static void
note_use(const PsgModelPlace *place, PsgModelImage *image)
{
    if (!place->chapter)
        return;
    GPtrArray *images = place->chapter->document->images;
    if (!g_ptr_array_find(images, image, NULL))
        g_ptr_array_add(images, image);
}

void
psg_model_resolve_images(PsgModelBuilder *builder, const PsgModelPlace *place)
{
    for (guint i = 0; i < place->text->images->len; i++) {
        const PsgReference *reference = g_ptr_array_index(place->text->images, i);
        PsgUrlKind kind = psg_url_get_kind(reference->url);
        if (kind == PSG_URL_WEB) {
            link_to_picture(builder, place, reference);
            continue;
        }
        PsgModelImage *image = NULL;
        if (kind == PSG_URL_RELATIVE)
            image = find_image(builder, place, reference);
        else
            psg_findings_add(builder->findings, PSG_SEVERITY_ERROR, "image-scheme", place->path,
                    reference->line, 0,
                    "a picture from \"%.60s\" is not allowed; its description is shown instead",
                    reference->url);
        if (image) {
            reference->node->_private = image;
            note_use(place, image);
        } else {
            show_words(reference);
        }
    }
}
