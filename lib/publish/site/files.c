/* Pictures and attachments on disk. Their names are made from what is in them, so that the pages of
 * several versions can show the same file. See psg_output_share(). */
#include "publish/site/internal.h"
#include "text/tree.h"

static gboolean
share(PsgSite *site, gconstpointer file, const char *folder, const char *name, GBytes *bytes,
        GError **error)
{
    if (g_hash_table_contains(site->files, file))
        return TRUE;
    g_autofree char *wanted = g_strconcat(folder, name, NULL);
    g_autofree char *path = psg_output_share(site->output, wanted, bytes, error);
    if (path)
        g_hash_table_insert(site->files, (gpointer)file, psg_site_encode_path(path));
    return path != NULL;
}

gboolean
psg_site_share_image(PsgSite *site, const PsgModelImage *image, GError **error)
{
    return share(site, image, "images/", image->name, image->bytes, error);
}

gboolean
psg_site_share_attachment(PsgSite *site, const PsgModelAttachment *attachment, GError **error)
{
    return share(site, attachment, "files/", attachment->name, attachment->bytes, error);
}

gboolean
psg_site_share_text(PsgSite *site, const PsgText *text, GError **error)
{
    for (guint i = 0; i < text->images->len; i++) {
        const PsgReference *reference = g_ptr_array_index(text->images, i);
        const PsgModelImage *image =
                psg_tree_is(reference->node, "img") ? psg_model_get_image(reference->node) : NULL;
        if (image && !psg_site_share_image(site, image, error))
            return FALSE;
    }
    for (guint i = 0; i < text->links->len; i++) {
        const PsgReference *reference = g_ptr_array_index(text->links, i);
        const PsgModelLink *link =
                psg_tree_is(reference->node, "a") ? psg_model_get_link(reference->node) : NULL;
        if (link && link->kind == PSG_LINK_ATTACHMENT &&
                !psg_site_share_attachment(site, link->attachment, error))
            return FALSE;
    }
    return TRUE;
}

const char *
psg_site_get_file_address(const PsgSite *site, gconstpointer file)
{
    return g_hash_table_lookup(site->files, file);
}
