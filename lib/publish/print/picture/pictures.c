/* The registry of pictures: each is made once, by the thread that asks first, and what is wrong
 * with it is said in every chapter that shows it. See pictures.h. */
#include "publish/print/picture/pictures.h"

#include <string.h>

#include "publish/print/picture/internal.h"

/* A picture that somebody asked for. */
typedef struct {
    gboolean is_made; /* else a thread is making it */
    PsgPdfPicture *picture;
    const char *reason;     /* why there is none */
    GPtrArray *left_out;    /* char *: parts that could not be drawn */
    GHashTable *told_paths; /* texts in which its faults were named */
} Entry;

struct PsgPrintPictures {
    const PsgTypeFonts *fonts;
    const char *families;
    GMutex mutex;
    GCond made;
    GHashTable *entries;      /* const PsgModelImage -> Entry */
    GPtrArray *free_contexts; /* PsgTypeContext that nobody uses just now */
};

static void
entry_free(gpointer data)
{
    Entry *entry = data;
    if (entry->picture)
        psg_pdf_picture_unref(entry->picture);
    g_ptr_array_unref(entry->left_out);
    g_hash_table_unref(entry->told_paths);
    g_free(entry);
}

static void
context_free(gpointer context)
{
    psg_type_context_free(context);
}

PsgPrintPictures *
psg_print_pictures_new(const PsgTypeFonts *fonts, const PsgPrintStyle *style)
{
    PsgPrintPictures *pictures = g_new0(PsgPrintPictures, 1);
    pictures->fonts = fonts;
    pictures->families = style->texts[PSG_ROLE_BODY].look.families;
    g_mutex_init(&pictures->mutex);
    g_cond_init(&pictures->made);
    pictures->entries = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, entry_free);
    pictures->free_contexts = g_ptr_array_new_with_free_func(context_free);
    return pictures;
}

void
psg_print_pictures_free(PsgPrintPictures *pictures)
{
    if (!pictures)
        return;
    g_hash_table_unref(pictures->entries);
    g_ptr_array_unref(pictures->free_contexts);
    g_mutex_clear(&pictures->mutex);
    g_cond_clear(&pictures->made);
    g_free(pictures);
}

static PsgTypeContext *
take_context(PsgPrintPictures *pictures)
{
    PsgTypeContext *context = NULL;
    g_mutex_lock(&pictures->mutex);
    if (pictures->free_contexts->len > 0)
        context = g_ptr_array_steal_index_fast(
                pictures->free_contexts, pictures->free_contexts->len - 1);
    g_mutex_unlock(&pictures->mutex);
    return context ? context : psg_type_context_new(pictures->fonts);
}

static void
give_context(PsgPrintPictures *pictures, PsgTypeContext *context)
{
    g_mutex_lock(&pictures->mutex);
    g_ptr_array_add(pictures->free_contexts, context);
    g_mutex_unlock(&pictures->mutex);
}

/* Without the lock. */
static void
make(PsgPrintPictures *pictures, const PsgModelImage *image, Entry *entry)
{
    if (g_str_equal(image->media_type, "image/png")) {
        entry->picture = psg_picture_read_png(image->bytes, &entry->reason);
    } else if (g_str_equal(image->media_type, "image/jpeg")) {
        entry->picture = psg_picture_read_jpeg(image->bytes, &entry->reason);
    } else if (g_str_equal(image->media_type, "image/svg+xml")) {
        PsgTypeContext *context = take_context(pictures);
        entry->picture = psg_picture_draw_svg(
                image->bytes, context, pictures->families, entry->left_out, &entry->reason);
        give_context(pictures, context);
    } else {
        entry->picture = psg_picture_read_other(image->bytes, &entry->reason);
    }
}

/* The entry of a picture, made; with the lock held. */
static Entry *
get_entry(PsgPrintPictures *pictures, const PsgModelImage *image)
{
    Entry *entry = g_hash_table_lookup(pictures->entries, image);
    if (entry) {
        while (!entry->is_made)
            g_cond_wait(&pictures->made, &pictures->mutex);
        return entry;
    }
    entry = g_new0(Entry, 1);
    entry->left_out = g_ptr_array_new_with_free_func(g_free);
    entry->told_paths = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_hash_table_insert(pictures->entries, (gpointer)image, entry);
    g_mutex_unlock(&pictures->mutex);
    make(pictures, image, entry);
    g_mutex_lock(&pictures->mutex);
    entry->is_made = TRUE;
    g_cond_broadcast(&pictures->made);
    return entry;
}

/* Once in every text, and not once in the book: which thread comes first is nobody's to say. */
static void
tell(Entry *entry, const PsgModelImage *image, PsgFindings *findings, const char *path, guint line)
{
    if ((entry->picture && entry->left_out->len == 0) ||
            !g_hash_table_add(entry->told_paths, g_strdup(path)))
        return;
    if (!entry->picture) {
        psg_findings_add(findings, PSG_SEVERITY_ERROR, "print-picture-unreadable", path, line, 0,
                "the picture %s cannot be printed: %s", image->path, entry->reason);
        return;
    }
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < entry->left_out->len; i++)
        g_string_append_printf(
                names, "%s%s", i ? ", " : "", (const char *)g_ptr_array_index(entry->left_out, i));
    psg_findings_add(findings, PSG_SEVERITY_WARNING, "print-picture-simplified", path, line, 0,
            "the picture %s is printed without what print cannot show: %s", image->path,
            names->str);
}

PsgPdfPicture *
psg_print_pictures_get(PsgPrintPictures *pictures, const PsgModelImage *image,
        PsgFindings *findings, const char *path, guint line, PsgLength *width, PsgLength *height)
{
    g_mutex_lock(&pictures->mutex);
    Entry *entry = get_entry(pictures, image);
    tell(entry, image, findings, path, line);
    g_mutex_unlock(&pictures->mutex);
    double own_width = 0, own_height = 0;
    if (entry->picture)
        psg_pdf_picture_get_size(entry->picture, &own_width, &own_height);
    gboolean is_known = image->width > 0 && image->height > 0;
    *width = PSG_POINTS((is_known ? image->width : own_width) * 72 / 96);
    *height = PSG_POINTS((is_known ? image->height : own_height) * 72 / 96);
    return entry->picture;
}
