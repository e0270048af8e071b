/* Links. Inside the book a link leads to its place and says its page; outside, its address is
 * printed in a list at the chapter's end, each once: an address in the middle of a sentence is hard
 * to read, and a paper cannot be clicked. */
#include "publish/print/flow/internal.h"

#include <string.h>

#include "publish/site/site.h"
#include "publish/web_url.h"
#include "text/markup.h"
#include "text/tree.h"

#define DIGITS "000" /* replaced by the page's number when it is known */

/* --- where a link leads --- */

typedef struct {
    char *uri, *destination; /* one of them, or none */
} Goal;

static void
goal_clear(Goal *goal)
{
    g_free(goal->uri);
    g_free(goal->destination);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Goal, goal_clear)

/* Of what the package publishes outside this book; NULL when it is published nowhere. */
static char *
make_site_url(const PsgModelDocument *document, const PsgModelLink *link)
{
    const char *base = document->model->package->url;
    g_autofree char *path = NULL;
    if (!base)
        return NULL;
    if (link->kind == PSG_LINK_CHAPTER)
        path = psg_site_make_chapter_path(link->chapter);
    else if (link->kind == PSG_LINK_DOCUMENT)
        path = psg_site_make_document_path(link->document);
    else if (link->kind == PSG_LINK_ATTACHMENT)
        path = g_strconcat("files/", link->attachment->name, NULL);
    g_autofree char *place = g_uri_escape_string(path ? path : "", "/", TRUE);
    g_autofree char *fragment =
            link->fragment ? g_uri_escape_string(link->fragment, NULL, TRUE) : NULL;
    g_autofree char *url = g_strconcat(base, place, fragment ? "#" : NULL, fragment, NULL);
    return psg_web_url_make(url);
}

static void
find_model_goal(const PsgFlowWalk *walk, const PsgModelLink *link, Goal *goal)
{
    const PsgModelDocument *document = walk->flow->book->document;
    if (link->kind == PSG_LINK_EXTERNAL)
        goal->uri = psg_web_url_make(link->url);
    else if (link->kind == PSG_LINK_CHAPTER && link->chapter->document == document)
        goal->destination = psg_print_make_destination(link->chapter, NULL, link->fragment);
    else if (link->kind == PSG_LINK_DOCUMENT && link->document == document)
        goal->destination = psg_print_make_destination(NULL, "title", NULL);
    else
        goal->uri = make_site_url(document, link);
}

static void
find_goal(const PsgFlowWalk *walk, const xmlNode *anchor, Goal *goal)
{
    const PsgTerm *term = walk->terms ? g_hash_table_lookup(walk->terms, anchor) : NULL;
    const char *href = psg_tree_get_attribute(anchor, "href");
    const PsgModelLink *link = term ? NULL : psg_model_get_link(anchor);
    GHashTable *glossary = walk->flow->book->glossary;
    if (term) {
        if (glossary && g_hash_table_contains(glossary, term->id))
            goal->destination = psg_print_make_destination(NULL, "glossary", term->id);
    } else if (link) {
        find_model_goal(walk, link, goal);
    } else if (walk->chapter && href && href[0] == '#' && href[1] &&
               g_hash_table_contains(walk->chapter->text->ids, href + 1)) {
        goal->destination = psg_print_make_destination(walk->chapter, NULL, href + 1);
    }
}

/* --- addresses --- */

typedef struct {
    char *words, *uri, *shown;
} Address;

void
psg_flow_address_free(gpointer data)
{
    Address *address = data;
    if (!address)
        return;
    g_free(address->words);
    g_free(address->uri);
    g_free(address->shown);
    g_free(address);
}

/* As people type it. */
static char *
make_shown(const char *uri)
{
    static const char *const schemes[] = {"https://", "http://", "mailto:", "tel:"};
    for (gsize i = 0; i < G_N_ELEMENTS(schemes); i++)
        if (g_str_has_prefix(uri, schemes[i]))
            uri += strlen(schemes[i]);
    char *shown = g_strdup(uri);
    gsize length = strlen(shown);
    const char *slash = strchr(shown, '/');
    if (slash && slash[1] == 0)
        shown[length - 1] = 0;
    return shown;
}

static void
remember_address(PsgFlowWalk *walk, const xmlNode *anchor, const char *uri)
{
    if (!walk->style->with_addresses || !walk->chapter || g_hash_table_contains(walk->printed, uri))
        return;
    g_autofree char *words = psg_markup_get_text(anchor), *shown = make_shown(uri);
    g_hash_table_add(walk->printed, g_strdup(uri));
    /* Words that are the address say it already. */
    if (strstr(words, shown) || !*words)
        return;
    Address *address = g_new0(Address, 1);
    address->words = g_steal_pointer(&words);
    address->shown = g_steal_pointer(&shown);
    address->uri = g_strdup(uri);
    g_ptr_array_add(walk->addresses, address);
}

static void
add_address(PsgFlowWalk *walk, const PsgFlowPlace *place, const Address *address)
{
    PsgFlowPlace inner = *place;
    PsgTag *item = psg_flow_tag(walk, place, place, PSG_TAG_LIST_ITEM, NULL);
    inner.tag = psg_tag_append(item, PSG_TAG_LIST_BODY);
    PsgFlowBelonging belonging = {.tag = inner.tag};
    PsgFlowInline state = {.walk = walk,
            .belonging = &belonging,
            .role = PSG_ROLE_SMALL,
            .language = inner.language,
            .is_right_to_left = inner.is_right_to_left,
            .width = inner.width};
    psg_flow_words_reset(&walk->words);
    psg_flow_inline_words(&state, address->words);
    psg_flow_inline_words(&state, ": ");
    PsgFlowBelonging child = psg_flow_open_child(&state, PSG_TAG_LINK, NULL);
    child.link = psg_galley_add_link(
            walk->galley, child.tag, g_strdup(address->uri), NULL, g_strdup(address->uri));
    state.belonging = &child;
    state.style |= PSG_FLOW_LINK;
    psg_flow_inline_words(&state, address->shown);
    PsgFlowSetting setting = {.role = PSG_ROLE_SMALL, .notes = inner.tag};
    psg_flow_set(walk, &inner, &setting);
}

void
psg_flow_addresses(PsgFlowWalk *walk, const PsgFlowPlace *place)
{
    if (walk->addresses->len == 0)
        return;
    const char *language;
    const char *title = psg_flow_get_word(place->language, PSG_FLOW_WORD_ADDRESSES, &language);
    PsgFlowPlace inner = *place;
    inner.style |= PSG_FLOW_BOLD;
    psg_flow_leave_space(place, walk->style->texts[PSG_ROLE_HEADING_4].space_before);
    psg_flow_add_line(walk, &inner, PSG_ROLE_SMALL, PSG_TAG_PARAGRAPH, title, language);
    psg_flow_keep(place);
    inner = *place;
    inner.tag = psg_flow_tag(walk, place, place, PSG_TAG_LIST, NULL);
    psg_tag_set_numbering(inner.tag, PSG_TAG_LIST_NONE);
    for (guint i = 0; i < walk->addresses->len; i++)
        add_address(walk, &inner, walk->addresses->pdata[i]);
}

/* --- links in the text --- */

/* What an assistive technology says of the link: its words, where it leads out of the book with the
 * address. The caller owns it. */
static char *
make_contents(const xmlNode *anchor, const Goal *goal)
{
    g_autofree char *words = psg_markup_get_text(anchor);
    const PsgModelLink *link = psg_model_get_link(anchor);
    if (goal->uri && *words)
        return g_strdup_printf("%s (%s)", words, goal->uri);
    if (*words)
        return g_steal_pointer(&words);
    if (link && link->kind == PSG_LINK_CHAPTER)
        return g_strdup(link->chapter->title);
    return g_strdup(goal->uri ? goal->uri : goal->destination);
}

PsgPrintLink *
psg_flow_make_link(PsgFlowWalk *walk, PsgTag *tag, const xmlNode *anchor)
{
    g_auto(Goal) goal = {0};
    find_goal(walk, anchor, &goal);
    if (!goal.uri && !goal.destination)
        return NULL;
    char *contents = make_contents(anchor, &goal);
    return psg_galley_add_link(walk->galley, tag, g_steal_pointer(&goal.uri),
            g_steal_pointer(&goal.destination), contents);
}

/* " (page 000)", its digits with an owner of their own. */
void
psg_flow_page_reference(const PsgFlowInline *state, const char *destination)
{
    PsgFlowWalk *walk = state->walk;
    const char *words = psg_flow_get_word(state->language, PSG_FLOW_WORD_PAGE, NULL);
    const char *digits = strstr(words, "%s");
    g_autofree char *before = g_strdup_printf(" (%.*s", (int)(digits - words), words);
    g_autofree char *after = g_strconcat(digits + 2, ")", NULL);
    char *blank = strrchr(before + 1, ' ');
    g_autofree char *kept =
            blank ? g_strdup_printf("%.*s\302\240%s", (int)(blank - before), before, blank + 1)
                  : g_strdup(before);
    psg_flow_inline_words(state, kept);
    PsgFlowManner manner = psg_flow_get_manner(state);
    if (manner.owner) {
        PsgPrintOwner *owner = psg_galley_add_owner(walk->galley, NULL);
        *owner = *manner.owner;
        owner->page_of = (gint)psg_galley_get_target(walk->galley, destination);
        manner.owner = owner;
    }
    psg_flow_words_add_own(&walk->words, DIGITS, &manner);
    psg_flow_inline_words(state, after);
}

static gboolean
wants_page(const PsgFlowInline *state, const xmlNode *anchor)
{
    return state->walk->style->with_page_references && !state->is_heading &&
           !psg_flow_has_class(anchor, "term") && !psg_flow_has_class(anchor, "comment-back") &&
           !psg_flow_has_class(anchor->parent, "comment-ref");
}

static void
add_link(const PsgFlowInline *state, const xmlNode *anchor, const Goal *goal)
{
    PsgFlowWalk *walk = state->walk;
    PsgFlowInline inner = *state;
    PsgFlowBelonging child = psg_flow_open_child(state, PSG_TAG_LINK, anchor);
    if (child.tag) {
        child.link = psg_flow_make_link(walk, child.tag, anchor);
        if (goal->uri)
            remember_address(walk, anchor, goal->uri);
    }
    inner.belonging = &child;
    inner.style |= PSG_FLOW_LINK;
    psg_flow_inline(&inner, anchor->children, NULL);
    inner.style = state->style;
    if (goal->destination && wants_page(state, anchor))
        psg_flow_page_reference(&inner, goal->destination);
}

void
psg_flow_link(const PsgFlowInline *state, const xmlNode *anchor)
{
    g_auto(Goal) goal = {0};
    if (!state->belonging->link && anchor->children)
        find_goal(state->walk, anchor, &goal);
    if (goal.uri || goal.destination)
        add_link(state, anchor, &goal);
    else
        psg_flow_inline(state, anchor->children, NULL);
}
