/* Where what is imported belongs: on the words that it quotes, else on the section, chapter or
 * document that it names, else where the person who imports says. See import.h. */
#include <string.h>

#include "review/exchange/import_internal.h"
#include "text/slug.h"

/* How many folders of an address may stand before a chapter's path. */
#define FOLDER_LIMIT 12
#define FEW_CHARACTERS 20

/* How often all chapters are searched for words that none of them has, to say what is nearest. */
#define SEARCH_LIMIT 200

struct PsgImportPlaces {
    const PsgReview *review;
    const char *fallback;  /* as PsgTargetQuery has it; NULL */
    GPtrArray *targets;    /* PsgTarget: all that were found */
    PsgImportIndex *index; /* NULL until it is needed */
    guint searches;        /* how often all chapters were searched in vain */
    GHashTable *by_where;  /* char * -> PsgTarget; NULL where nothing was found */
};

static void
target_free(gpointer target)
{
    psg_target_free(target);
}

PsgImportPlaces *
psg_import_places_new(const PsgReview *review, const char *where)
{
    PsgImportPlaces *places = g_new0(PsgImportPlaces, 1);
    const GPtrArray *documents = psg_review_get_package(review)->documents;
    places->review = review;
    places->fallback = where;
    if (!where && documents->len == 1)
        places->fallback = ((const PsgDocumentEntry *)documents->pdata[0])->id;
    places->targets = g_ptr_array_new_with_free_func(target_free);
    places->by_where = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return places;
}

void
psg_import_places_free(PsgImportPlaces *places)
{
    if (!places)
        return;
    g_hash_table_unref(places->by_where);
    psg_import_index_free(places->index);
    g_ptr_array_unref(places->targets);
    g_free(places);
}

void
psg_import_place_clear(PsgImportPlace *place)
{
    g_free(place->message);
    *place = (PsgImportPlace){0};
}

/* Looks for words. `message` (nullable) receives why they are not found, when it holds nothing yet;
 * `several` (nullable) the places, when there is more than one. */
static const PsgTarget *
find_words(PsgImportPlaces *places, const PsgImportItem *item, const char *where, char **message,
        GPtrArray **several)
{
    g_autoptr(GError) error = NULL;
    PsgTargetQuery query = {
            .where = where, .quote = item->quote, .prefix = item->prefix, .suffix = item->suffix};
    PsgTarget *target = psg_target_find(places->review, &query, several, &error);
    if (target)
        g_ptr_array_add(places->targets, target);
    else if (message && !*message)
        *message = g_strdup(error->message);
    return target;
}

/* Looks for words in the chapters of a document (NULL: in all); only in those that may have them,
 * where that can be told. */
static const PsgTarget *
find_words_anywhere(
        PsgImportPlaces *places, const PsgImportItem *item, const char *document, char **message)
{
    const PsgTarget *found = NULL;
    if (!places->index)
        places->index = psg_import_index_new(places->review);
    g_autoptr(GPtrArray) chapters = psg_import_index_find(places->index, item->quote, document);
    guint count = 0;
    for (guint i = 0; chapters && i < chapters->len && count < 2; i++) {
        g_autoptr(GPtrArray) several = NULL;
        const PsgTarget *target = find_words(places, item, chapters->pdata[i], NULL, &several);
        count += target ? 1 : several ? 2 : 0;
        found = target ? target : found;
    }
    if (count == 1)
        return found;
    if (count == 0 && chapters && ++places->searches > SEARCH_LIMIT) {
        if (message && !*message)
            *message = g_strdup_printf("“%s” stands in no chapter", item->quote);
        return NULL;
    }
    return find_words(places, item, document, message, NULL);
}

/* The section, chapter or document of that name. Many items name the same. */
static const PsgTarget *
find_where(PsgImportPlaces *places, const char *where, char **message)
{
    gpointer known;
    if (g_hash_table_lookup_extended(places->by_where, where, NULL, &known) &&
            (known || !message || *message))
        return known;
    g_autoptr(GError) error = NULL;
    PsgTarget *target =
            psg_target_find(places->review, &(PsgTargetQuery){.where = where}, NULL, &error);
    if (target)
        g_ptr_array_add(places->targets, target);
    else if (message && !*message)
        *message = g_strdup(error->message);
    g_hash_table_insert(places->by_where, g_strdup(where), target);
    return target;
}

/* The ways to take what an item says about where it is: as it is; with the name of a heading as its
 * id; and an address without the folders that are before the chapter's path on the web. */
static GPtrArray *
list_readings(const char *where)
{
    GPtrArray *readings = g_ptr_array_new_with_free_func(g_free);
    gsize path_length = strcspn(where, "#");
    g_autofree char *path = g_strndup(where, path_length);
    g_autofree char *slug = where[path_length] ? psg_slug_new(where + path_length + 1) : NULL;
    const char *ends[] = {where + path_length, slug};
    const char *start = path;
    for (guint folder = 0; start && folder < FOLDER_LIMIT; folder++) {
        for (guint i = 0; i < G_N_ELEMENTS(ends); i++)
            if (ends[i])
                g_ptr_array_add(readings, i == 0 ? g_strconcat(start, ends[i], NULL)
                                                 : g_strconcat(start, "#", ends[i], NULL));
        const char *slash = strchr(start, '/');
        start = slash && slash[1] ? slash + 1 : NULL;
    }
    return readings;
}

/* A place without its heading or line: the chapter. NULL when there is nothing to leave out. */
static char *
leave_part_out(const char *where)
{
    const char *mark = strchr(where, '#');
    if (!mark) {
        mark = strrchr(where, ':');
        if (!mark || mark[1] == '\0' || mark[1 + strspn(mark + 1, "0123456789")] != '\0')
            return NULL;
    }
    return mark > where ? g_strndup(where, (gsize)(mark - where)) : NULL;
}

/* The place that is named, and how it is called: owned by the caller. */
static const PsgTarget *
find_named(PsgImportPlaces *places, const char *where, char **name, char **message)
{
    g_autoptr(GPtrArray) readings = list_readings(where);
    for (guint i = 0; i < readings->len; i++) {
        const PsgTarget *target = find_where(places, readings->pdata[i], message);
        if (target) {
            *name = g_strdup(readings->pdata[i]);
            g_clear_pointer(message, g_free);
            return target;
        }
    }
    return NULL;
}

/* What the item names, as near as it can be had: what is named, its chapter, or else the fallback;
 * NULL when there is none of these. */
static const PsgTarget *
find_nearest(PsgImportPlaces *places, const PsgImportItem *item, char **name, PsgImportPlace *place,
        char **message)
{
    const PsgTarget *target = NULL;
    if (item->where && (target = find_named(places, item->where, name, message)))
        return target;
    place->is_lost = item->where != NULL;
    g_autofree char *whole = item->where ? leave_part_out(item->where) : NULL;
    g_autofree char *ignored = NULL;
    if (whole && (target = find_named(places, whole, name, &ignored)))
        return target;
    place->is_where_lost = item->where != NULL;
    if (!places->fallback)
        return NULL;
    *name = g_strdup(places->fallback);
    return find_where(places, places->fallback, message);
}

/* The words where they should be, in the rest of that chapter, and then anywhere; but a few words
 * that are not in the chapter that is named say nothing about another one. */
static const PsgTarget *
find_quote(PsgImportPlaces *places, const PsgImportItem *item, const PsgTarget *named,
        const char *name, gboolean is_where_lost, char **message)
{
    const PsgTarget *target = NULL;
    g_autofree char *whole = named && named->path ? leave_part_out(name) : NULL;
    if (named && named->path)
        target = find_words(places, item, name, message, NULL);
    else if (named && named->on.document)
        target = find_words_anywhere(places, item, named->on.document, message);
    if (!target && whole)
        target = find_words(places, item, whole, NULL, NULL);
    if (target ||
            (item->where && !is_where_lost && g_utf8_strlen(item->quote, -1) < FEW_CHARACTERS))
        return target;
    gboolean is_all =
            named && !named->path && psg_review_get_package(places->review)->documents->len == 1;
    return is_all ? NULL : find_words_anywhere(places, item, NULL, message);
}

static char *
take_either(char **first, char **second)
{
    return *first ? g_steal_pointer(first) : g_steal_pointer(second);
}

void
psg_import_places_find(PsgImportPlaces *places, const PsgImportItem *item, PsgImportPlace *place)
{
    g_autofree char *name = NULL;
    g_autofree char *where_message = NULL;
    g_autofree char *quote_message = NULL;
    *place = (PsgImportPlace){0};
    const PsgTarget *named = find_nearest(places, item, &name, place, &where_message);
    if (item->quote)
        place->target = find_quote(places, item, named, name, place->is_where_lost, &quote_message);
    place->has_words = place->target != NULL;
    if (place->has_words) {
        place->is_lost = place->is_where_lost = FALSE;
        if (!item->is_guess)
            place->message = take_either(&where_message, &quote_message);
        return;
    }
    place->is_lost = place->is_lost || item->quote;
    place->target = named;
    if (item->is_guess && quote_message)
        g_clear_pointer(&where_message, g_free);
    if (quote_message && where_message)
        place->message = g_strdup_printf("%s; %s", where_message, quote_message);
    else
        place->message = take_either(&where_message, &quote_message);
    if (place->target)
        return;
    g_autofree char *reason = place->message;
    place->message = g_strdup_printf("%s; say where it belongs with --on, or in the file",
            reason ? reason : "it names no chapter and quotes no words");
}
