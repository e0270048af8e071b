/* Importing: items become events in one commit, each once however often its file is read. See
 * import.h. */
#include "review/exchange/import.h"

#include <string.h>

#include "review/exchange/import_internal.h"
#include "review/review_error.h"
#include "text/personal.h"

#define TAG_LIMIT 100 /* bytes; see event.c */

/* What an item became. */
typedef struct {
    const char *source; /* its own: the item's, with a number when others said the same */
    const char *thread, *event;
    enum { WAITING, BEGUN, DONE } state;
} Result;

typedef struct {
    const PsgReview *review;
    const PsgImportOptions *options;
    const GPtrArray *items;
    GPtrArray *rows;
    PsgRecord *record;
    PsgImportSenders *senders;
    PsgImportPlaces *places;
    PsgImportKnown *known;
    GHashTable *by_source; /* the items' sources -> the first item's number + 1 */
    GHashTable *groups;    /* ids, and names folded, -> PsgGroup */
    Result *results;
} Import;

static void
import_clear(Import *import)
{
    g_free(import->results);
    g_clear_pointer(&import->groups, g_hash_table_unref);
    g_clear_pointer(&import->by_source, g_hash_table_unref);
    g_clear_pointer(&import->known, psg_import_known_free);
    g_clear_pointer(&import->places, psg_import_places_free);
    g_clear_pointer(&import->senders, psg_import_senders_free);
    g_clear_pointer(&import->record, psg_record_free);
    g_clear_pointer(&import->rows, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Import, import_clear)

void
psg_import_row_free(PsgImportRow *row)
{
    if (!row)
        return;
    g_free(row->message);
    g_free(row->thread);
    g_free(row->place);
    g_free(row->by);
    g_free(row->group);
    g_clear_pointer(&row->personal, g_array_unref);
    g_free(row);
}

static void
row_free(gpointer row)
{
    psg_import_row_free(row);
}

/* An item while it is made an event: its words as they are stored. */
typedef struct {
    guint number;
    PsgImportItem words; /* clean; only what is said again */
    PsgImportRow *row;
    Result *result;
    const PsgImportSender *sender;
} Entry;

static void
entry_clear(Entry *entry)
{
    PsgImportItem *words = &entry->words;
    char *strings[] = {
            words->where, words->quote, words->prefix, words->suffix, words->text, words->replace};
    for (guint i = 0; i < G_N_ELEMENTS(strings); i++)
        g_free(strings[i]);
    g_strfreev(words->tags);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Entry, entry_clear)

/* What happens to a row */

static void G_GNUC_PRINTF(2, 3) add_message(PsgImportRow *row, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_autofree char *before = row->message;
    row->message = before ? g_strdup_printf("%s; %s", before, message) : g_steal_pointer(&message);
}

static void
refuse(Entry *entry, const char *message)
{
    PsgImportRow *row = entry->row;
    row->fate = PSG_IMPORT_REFUSED;
    if (message)
        add_message(row, "%s", message);
    g_clear_pointer(&row->thread, g_free);
    g_clear_pointer(&row->place, g_free);
    entry->result->thread = entry->result->event = NULL;
}

static void
refuse_for(Entry *entry, GError *error)
{
    refuse(entry, error->message);
    g_error_free(error);
}

static void
say_known(Entry *entry, const char *thread, const char *event)
{
    entry->row->fate = PSG_IMPORT_KNOWN;
    entry->row->thread = g_strdup(thread);
    entry->result->thread = thread;
    entry->result->event = event;
}

/* Words */

static char *
clean_or_null(const char *text)
{
    char *clean = psg_import_clean(text);
    if (clean && *clean == '\0')
        g_clear_pointer(&clean, g_free);
    return clean;
}

/* Each tag in one line, and not too long for an event. */
static void
add_tags(PsgImportRow *row, GPtrArray *tags, const char *const *from)
{
    for (; from && *from; from++) {
        char *clean = psg_import_clean(*from);
        g_strdelimit(clean, "\n\t", ' ');
        if (strlen(clean) > TAG_LIMIT)
            add_message(row, "the theme \"%s\" is long and was shortened", clean);
        while (strlen(clean) > TAG_LIMIT)
            *g_utf8_find_prev_char(clean, clean + strlen(clean)) = '\0';
        if (*g_strstrip(clean) != '\0')
            g_ptr_array_add(tags, clean);
        else
            g_free(clean);
    }
}

static void
take_words(const Import *import, const PsgImportItem *item, Entry *entry)
{
    PsgImportItem *words = &entry->words;
    g_autofree char *replace = psg_import_clean(item->replace);
    g_autoptr(GPtrArray) tags = g_ptr_array_new_with_free_func(g_free);
    words->where = clean_or_null(item->where);
    words->is_guess = item->is_guess;
    words->quote = clean_or_null(item->quote);
    words->prefix = clean_or_null(item->prefix);
    words->suffix = clean_or_null(item->suffix);
    words->text = psg_import_clean(item->text ? item->text : "");
    words->replace = g_steal_pointer(&replace);
    add_tags(entry->row, tags, (const char *const *)item->tags);
    add_tags(entry->row, tags, import->options->tags);
    g_ptr_array_add(tags, NULL);
    words->tags = (char **)g_ptr_array_free(g_steal_pointer(&tags), FALSE);
}

/* The text, with what would be lost with the place that was not found. */
static char *
make_body(const Entry *entry, const PsgImportPlace *place)
{
    const PsgImportItem *words = &entry->words;
    GString *body = g_string_new(NULL);
    if (place->is_where_lost && words->where)
        psg_import_append_quote(body, words->where);
    if (place->is_lost && words->quote)
        psg_import_append_quote(body, words->quote);
    g_string_append(body, words->text);
    if (words->replace && *words->replace && !place->has_words) {
        g_string_append_printf(body, "%sProposed wording:\n\n", *words->text ? "\n\n" : "");
        psg_import_append_quote(body, words->replace);
    }
    g_strchomp(body->str);
    return g_string_free(body, FALSE);
}

/* FALSE when the row is refused because of what it seems to hold. Words that are quoted from the
 * text are published already. */
static gboolean
check_personal(const Import *import, Entry *entry, const char *body)
{
    g_autoptr(GString) all = g_string_new(body);
    if (entry->words.replace)
        g_string_append_printf(all, "\n\n%s", entry->words.replace);
    for (char **tag = entry->words.tags; *tag; tag++)
        g_string_append_printf(all, "\n\n%s", *tag);
    g_autoptr(GArray) found = psg_personal_find(all->str, all->len);
    if (!found || found->len == 0)
        return TRUE;
    g_autoptr(GString) kinds = g_string_new(NULL);
    guint said = 0;
    for (guint i = 0; i < found->len; i++) {
        PsgPersonalKind kind = g_array_index(found, PsgPersonalDatum, i).kind;
        if (!(said & (1u << kind)))
            g_string_append_printf(
                    kinds, "%s%s", kinds->len ? ", " : "", psg_personal_kind_get_name(kind));
        said |= 1u << kind;
    }
    entry->row->personal = g_steal_pointer(&found);
    add_message(entry->row, "it seems to hold %s", kinds->str);
    if (!import->options->keep_personal)
        refuse(entry, "take that out of the file, or store it as it is with --keep-personal-data");
    return import->options->keep_personal;
}

/* Who */

static const PsgGroup *
find_group(const Import *import, const char *name)
{
    const PsgGroup *group = g_hash_table_lookup(import->groups, name);
    if (group)
        return group;
    g_autofree char *clean = psg_import_clean(name);
    g_autofree char *folded = g_utf8_casefold(clean, -1);
    return g_hash_table_lookup(import->groups, folded);
}

/* The group of a row: as the file says, else the person's, else as the options say. */
static const char *
choose_group(const Import *import, Entry *entry, const PsgContributor *contributor)
{
    const char *said = ((const PsgImportItem *)import->items->pdata[entry->number])->group;
    const PsgGroup *group = said && *said ? find_group(import, said) : NULL;
    if (group)
        return group->id;
    if (said && *said)
        add_message(entry->row, "plainsong.yaml has no group \"%s\"", said);
    return contributor && contributor->group ? contributor->group->id : import->options->group;
}

static const PsgContributor *
find_contributor(const Import *import, const PsgImportSender *sender)
{
    const PsgPackage *package = psg_review_get_package(import->review);
    return import->options->by ? psg_package_find_contributor(package, import->options->by)
                               : sender->contributor;
}

/* Which event it is already: FALSE when it is stored, or said above by the same person. */
static gboolean
is_new(Import *import, Entry *entry)
{
    PsgImportIdentity identity;
    psg_import_known_settle(import->known, import->items->pdata[entry->number], entry->number,
            entry->sender, &identity);
    entry->result->source = identity.source;
    if (identity.same > 0) {
        const PsgImportItem *same = import->items->pdata[identity.same - 1];
        const Result *result = &import->results[identity.same - 1];
        add_message(entry->row, "the same as %s", same->label);
        if (result->event)
            say_known(entry, result->thread, result->event);
        else
            refuse(entry, "which was not imported");
        return FALSE;
    }
    const PsgImportStored *stored = identity.stored;
    if (stored && stored->is_redacted)
        add_message(entry->row, "its words were taken away since, and stay away");
    if (stored)
        say_known(entry, stored->thread, stored->event);
    return !stored;
}

/* Storing */

static PsgContribution
make_contribution(const Import *import, Entry *entry)
{
    const PsgImportItem *item = import->items->pdata[entry->number];
    const PsgContributor *contributor = find_contributor(import, entry->sender);
    const char *by = import->options->by ? import->options->by : entry->sender->id;
    entry->row->by = g_strdup(by);
    entry->row->is_new_person = !contributor;
    entry->row->group = g_strdup(choose_group(import, entry, contributor));
    return (PsgContribution){
            .by = by,
            .group = entry->row->group,
            .at = item->at,
            .session = import->options->session,
            .source = entry->result->source,
    };
}

static void
add_reply(Import *import, Entry *entry, const char *thread, const char *to)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *body = make_body(entry, &(PsgImportPlace){0});
    if (!check_personal(import, entry, body))
        return;
    const PsgImportItem *item = import->items->pdata[entry->number];
    if (item->tags && item->tags[0]) {
        g_autofree char *tags = g_strjoinv(", ", item->tags);
        add_message(entry->row, "replies have no themes; \"%s\" was left out", tags);
    }
    PsgContribution said = make_contribution(import, entry);
    said.kind = PSG_EVENT_REPLY;
    said.text = body;
    said.to = strcmp(to, thread) == 0 ? NULL : to;
    const char *event = psg_record_add(import->record, thread, &said, &error);
    if (!event) {
        refuse_for(entry, g_steal_pointer(&error));
        return;
    }
    entry->row->fate = PSG_IMPORT_NEW;
    entry->row->thread = g_strdup(thread);
    entry->result->thread = thread;
    entry->result->event = event;
}

/* As PsgTargetQuery has it. */
static char *
describe_place(const PsgTarget *target, gboolean has_words)
{
    if (!target->path)
        return g_strdup(target->on.document);
    if (has_words && target->line)
        return g_strdup_printf("%s:%u", target->path, target->line);
    return target->on.heading ? g_strdup_printf("%s#%s", target->path, target->on.heading)
                              : g_strdup(target->path);
}

static void
begin_thread(Import *import, Entry *entry)
{
    g_autoptr(GError) error = NULL;
    g_auto(PsgImportPlace) place = {0};
    const PsgImportItem *item = import->items->pdata[entry->number];
    psg_import_places_find(import->places, &entry->words, &place);
    if (place.message)
        add_message(entry->row, "%s", place.message);
    if (!place.target) {
        refuse(entry, NULL);
        return;
    }
    g_autofree char *body = make_body(entry, &place);
    if (!check_personal(import, entry, body))
        return;
    PsgContribution said = make_contribution(import, entry);
    gboolean is_suggestion = entry->words.replace && place.has_words;
    said.kind = is_suggestion ? PSG_EVENT_SUGGEST : PSG_EVENT_COMMENT;
    said.text = body;
    said.replace = is_suggestion ? entry->words.replace : NULL;
    said.remark = is_suggestion ? PSG_REMARK_NONE : item->remark;
    said.tags = (const char *const *)entry->words.tags;
    said.tag_count = g_strv_length(entry->words.tags);
    const char *thread = psg_record_begin(import->record, &said, &place.target->on, &error);
    if (!thread) {
        refuse_for(entry, g_steal_pointer(&error));
        return;
    }
    entry->row->fate = place.is_lost ? PSG_IMPORT_UNPLACED : PSG_IMPORT_NEW;
    entry->row->place = describe_place(place.target, place.has_words);
    entry->row->thread = g_strdup(thread);
    entry->result->thread = entry->result->event = thread;
}

/* What the item replies to; FALSE when it is refused. Both are NULL when that is nothing that is
 * known. */
static gboolean
find_parent(Import *import, Entry *entry, const char **thread, const char **event)
{
    const PsgImportItem *item = import->items->pdata[entry->number];
    *thread = *event = NULL;
    guint above = item->parent
                          ? GPOINTER_TO_UINT(g_hash_table_lookup(import->by_source, item->parent))
                          : 0;
    if (above > 0 && above - 1 != entry->number) {
        const Result *result = &import->results[above - 1];
        const PsgImportItem *parent = import->items->pdata[above - 1];
        *thread = result->thread;
        *event = result->event;
        if (!result->event)
            add_message(entry->row, "it replies to %s, which was not imported", parent->label);
        if (!result->event)
            refuse(entry, NULL);
        return result->event != NULL;
    }
    const PsgImportStored *stored =
            item->parent ? psg_import_known_find(import->known, item->parent) : NULL;
    if (stored) {
        *thread = stored->thread;
        *event = stored->event;
    } else if (item->thread) {
        GError *error = NULL;
        const PsgThread *found = psg_review_find_thread(import->review, item->thread, &error);
        if (!found && !item->is_thread_guess) {
            refuse_for(entry, error);
            return FALSE;
        }
        g_clear_error(&error);
        *thread = *event = found ? found->id : NULL;
    } else if (item->parent) {
        add_message(entry->row, "what it replies to is not here");
    }
    return TRUE;
}

static void
import_item(Import *import, guint number)
{
    const PsgImportItem *item = import->items->pdata[number];
    g_auto(Entry) entry = {.number = number,
            .row = import->rows->pdata[number],
            .result = &import->results[number],
            .sender = psg_import_senders_find(import->senders, item->name, item->mail)};
    const char *thread, *event;
    entry.result->state = DONE;
    take_words(import, item, &entry);
    if (*entry.words.text == '\0' && !entry.words.replace) {
        refuse(&entry, "it has no words");
        return;
    }
    if (!is_new(import, &entry) || !find_parent(import, &entry, &thread, &event))
        return;
    if (thread)
        add_reply(import, &entry, thread, event);
    else
        begin_thread(import, &entry);
}

/* Imports the item after those that it replies to, wherever they stand in the file. */
static void
import_with_parents(Import *import, guint number)
{
    g_autoptr(GArray) waiting = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint at = number; import->results[at].state == WAITING;) {
        const PsgImportItem *item = import->items->pdata[at];
        import->results[at].state = BEGUN;
        g_array_append_val(waiting, at);
        guint parent = item->parent ? GPOINTER_TO_UINT(
                                              g_hash_table_lookup(import->by_source, item->parent))
                                    : 0;
        if (parent == 0)
            break;
        at = parent - 1;
    }
    for (guint i = waiting->len; i-- > 0;)
        import_item(import, g_array_index(waiting, guint, i));
}

/* Loading */

static void
load_groups(Import *import)
{
    const GPtrArray *groups = psg_review_get_package(import->review)->groups;
    import->groups = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; groups && i < groups->len; i++) {
        PsgGroup *group = groups->pdata[i];
        g_hash_table_insert(import->groups, g_strdup(group->id), group);
        g_hash_table_insert(import->groups, g_utf8_casefold(group->name, -1), group);
    }
}

static void
load_items(Import *import)
{
    import->rows = g_ptr_array_new_with_free_func(row_free);
    import->results = g_new0(Result, MAX(import->items->len, 1));
    import->by_source = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < import->items->len; i++) {
        PsgImportItem *item = import->items->pdata[i];
        PsgImportRow *row = g_new0(PsgImportRow, 1);
        row->item = item;
        g_ptr_array_add(import->rows, row);
        if (!g_hash_table_contains(import->by_source, item->source))
            g_hash_table_insert(import->by_source, item->source, GUINT_TO_POINTER(i + 1));
    }
}

/* What holds for all rows is checked before the first. */
static gboolean
check_options(const Import *import, GError **error)
{
    const PsgImportOptions *options = import->options;
    if (options->by && !psg_package_get_contributor(
                               psg_review_get_package(import->review), options->by, error))
        return FALSE;
    if (options->group && !g_hash_table_contains(import->groups, options->group)) {
        g_set_error(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_NOT_FOUND,
                "plainsong.yaml has no group with the id \"%s\"", options->group);
        return FALSE;
    }
    if (options->session && !psg_event_is_name(options->session)) {
        g_set_error(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_EVENT,
                "\"%s\" cannot be the id of a session: small letters a to z, digits and hyphens",
                options->session);
        return FALSE;
    }
    if (!options->where)
        return TRUE;
    g_autoptr(PsgTarget) target = psg_target_find(
            import->review, &(PsgTargetQuery){.where = options->where}, NULL, error);
    return target != NULL;
}

/* The ids of a dry run's threads are those of nothing. */
static void
forget_threads(const Import *import)
{
    const PsgThreads *threads = psg_review_get_threads(import->review);
    for (guint i = 0; i < import->rows->len; i++) {
        PsgImportRow *row = import->rows->pdata[i];
        g_autoptr(GPtrArray) found = row->thread ? psg_threads_find(threads, row->thread) : NULL;
        if (found && found->len == 0)
            g_clear_pointer(&row->thread, g_free);
    }
}

static gboolean
store(Import *import, GError **error)
{
    if (psg_record_get_length(import->record) == 0)
        return TRUE;
    if (!psg_record_store(import->record, error))
        return FALSE;
    for (guint i = 0; i < import->rows->len; i++) {
        const PsgImportRow *row = import->rows->pdata[i];
        if (row->fate == PSG_IMPORT_NEW || row->fate == PSG_IMPORT_UNPLACED)
            psg_import_known_add(import->known, import->results[i].source, import->results[i].event,
                    psg_import_senders_find(import->senders, row->item->name, row->item->mail));
    }
    psg_import_known_store(import->known);
    return TRUE;
}

GPtrArray *
psg_import_run(const PsgReview *review, const GPtrArray *items, const PsgImportOptions *options,
        GError **error)
{
    g_auto(Import) import = {.review = review, .options = options, .items = items};
    load_groups(&import);
    if (!check_options(&import, error))
        return NULL;
    import.senders = psg_import_senders_new(review, options->is_dry_run, error);
    if (!import.senders)
        return NULL;
    import.places = psg_import_places_new(review, options->where);
    import.known = psg_import_known_new(review, import.senders, options->by);
    import.record = psg_record_new(review);
    load_items(&import);
    for (guint i = 0; i < items->len; i++)
        import_with_parents(&import, i);
    if (options->is_dry_run)
        forget_threads(&import);
    else if (!store(&import, error))
        return NULL;
    return g_steal_pointer(&import.rows);
}
