/* "About this edition": who wrote it, as they agreed to be named, which edition it is and where the
 * newest is, and its rights. It begins a page behind the title page. */
#include "publish/print/matter/internal.h"

#include <string.h>

#include "base/date.h"
#include "publish/site/site.h"
#include "publish/web_url.h"

/* --- who wrote it --- */

static void
add_credit(PsgMatter *matter, PsgTag *list, const PsgContributor *person, PsgLength indent)
{
    const char *role = g_hash_table_lookup(person->roles, matter->document->entry->id);
    const char *language = psg_matter_get_package_language(matter);
    g_autofree char *behind = role ? g_strdup_printf(" (%s)", role) : NULL;
    const PsgFlowPiece pieces[] = {
            {.words = person->name},
            {.words = behind, .language = matter->phrase},
    };
    psg_flow_add_pieces(&matter->flow, PSG_ROLE_BODY, PSG_TAG_PARAGRAPH, psg_matter_add_item(list),
            pieces, role ? 2 : 1, language, psg_matter_get_x(matter, indent),
            matter->measure - indent);
}

/* The people of one group who agreed to be named; `group` NULL: those who belong to none that took
 * part. */
static void
add_people(PsgMatter *matter, PsgTag *parent, const GPtrArray *credits, GPtrArray *groups,
        const PsgGroup *group)
{
    PsgTag *list = NULL;
    for (guint i = 0; i < credits->len; i++) {
        const PsgContributor *person = credits->pdata[i];
        gboolean is_listed = g_ptr_array_find(groups, person->group, NULL);
        if (group ? person->group != group : is_listed)
            continue;
        if (!list)
            list = psg_matter_add_list(parent);
        add_credit(matter, list, person, group ? matter->style->list_indent : 0);
    }
}

static void
add_credits(PsgMatter *matter)
{
    g_autoptr(GPtrArray) groups = psg_model_list_groups(matter->document),
                         credits = psg_model_list_credits(matter->document);
    if (groups->len == 0 && credits->len == 0)
        return;
    psg_flow_add_heading(
            &matter->flow, 2, matter->tag, "Who wrote this", matter->phrase, "about#credits");
    PsgTag *list = groups->len ? psg_matter_add_list(matter->tag) : NULL;
    for (guint i = 0; i < groups->len; i++) {
        const PsgGroup *group = groups->pdata[i];
        PsgTag *item = psg_matter_add_item(list);
        PsgFlowPiece name = {.words = group->name, .is_bold = TRUE};
        psg_matter_add_pieces(
                matter, PSG_ROLE_BODY, item, &name, 1, psg_matter_get_package_language(matter));
        add_people(matter, item, credits, groups, group);
    }
    add_people(matter, matter->tag, credits, groups, NULL);
}

/* --- which edition it is --- */

/* What a version's label begins with, and the name of the fact says already. */
#define VERSION "Version "

typedef struct {
    PsgMatter *matter;
    PsgTag *list;
} Facts;

static void
add_fact(const Facts *facts, const char *name, const char *value, const char *language,
        const char *uri)
{
    PsgMatter *matter = facts->matter;
    g_autofree char *label = g_strconcat(name, ": ", NULL);
    const char *own = matter->document->entry->language;
    const PsgFlowPiece pieces[] = {
            {.words = label, .is_bold = TRUE},
            {.words = value,
                    .language = language                 ? language
                                : matter->phrase && !uri ? own
                                                         : NULL,
                    .uri = uri},
    };
    psg_matter_add_pieces(matter, PSG_ROLE_BODY, psg_matter_add_item(facts->list), pieces,
            G_N_ELEMENTS(pieces), matter->phrase);
}

/* Of words of the engine's own. */
static void
add_own_fact(const Facts *facts, const char *name, const char *value)
{
    add_fact(facts, name, value, facts->matter->phrase, NULL);
}

static void
add_place(const Facts *facts)
{
    const PsgMatter *matter = facts->matter;
    if (!matter->package->url)
        return;
    g_autofree char *path = psg_site_make_document_path(matter->document);
    char *index = strrchr(path, '/');
    if (index && strcmp(index, "/index.html") == 0)
        index[1] = 0; /* what people type */
    g_autofree char *escaped = g_uri_escape_string(path, "/", TRUE);
    g_autofree char *whole = g_strconcat(matter->package->url, escaped, NULL);
    g_autofree char *url = psg_web_url_make(whole);
    if (url)
        add_fact(facts, "Newest version", url, NULL, url);
}

static void
add_edition(PsgMatter *matter)
{
    const PsgModelDocument *document = matter->document;
    const PsgModel *model = document->model;
    psg_flow_add_heading(
            &matter->flow, 2, matter->tag, "This edition", matter->phrase, "about#edition");
    Facts facts = {.matter = matter, .list = psg_matter_add_list(matter->tag)};
    g_autofree char *version = psg_matter_make_version(document);
    add_fact(&facts, "Title", document->entry->title, NULL, NULL);
    add_own_fact(&facts, "Version",
            g_str_has_prefix(version, VERSION) ? version + strlen(VERSION) : version);
    if (document->entry->review_by) {
        g_autofree char *date = psg_date_spell(document->entry->review_by);
        add_own_fact(&facts, "To be reviewed by", date);
    }
    if (matter->package->publisher)
        add_fact(&facts, "Published by", matter->package->publisher, matter->package->language,
                NULL);
    add_place(&facts);
    if (model->revision.oid) {
        g_autofree char *revision = g_strconcat(model->revision.oid,
                model->is_changed ? ", with changes that are not recorded yet" : NULL, NULL);
        add_own_fact(&facts, "Made from revision", revision);
    }
    add_own_fact(&facts, "Identifier", document->identifier);
}

void
psg_matter_add_about(PsgMatter *matter)
{
    guint first = matter->galley->boxes->len;
    psg_flow_add_heading(
            &matter->flow, 1, matter->tag, "About this edition", matter->phrase, "about");
    if (first < matter->galley->boxes->len)
        g_array_index(matter->galley->boxes, PsgBox, first).begins_page = TRUE;
    add_credits(matter);
    add_edition(matter);
    if (!matter->package->rights)
        return;
    psg_flow_add_heading(
            &matter->flow, 2, matter->tag, "Rights and licence", matter->phrase, "about#rights");
    psg_matter_add_linked(matter, PSG_ROLE_BODY, matter->tag, matter->package->rights,
            psg_matter_get_package_language(matter));
}
