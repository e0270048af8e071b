/* HTML's content models for the elements of guidance. See content_model.h. The tree is walked in
 * document order, so that a node's parent is always right already when the node is looked at. */
#include "text/content_model.h"

#include <string.h>

#include "text/tree.h"

typedef struct {
    const char *name;
    PsgElementKind kind;
    const char *parents; /* the only parents it may have, between blanks; NULL: any that holds its
                            kind */
    const char *attributes; /* its own, between blanks; NULL: only the global ones */
} Element;

static const Element elements[] = {
        {"a", PSG_ELEMENT_PHRASING, NULL, " href name "},
        {"abbr", PSG_ELEMENT_PHRASING, NULL, NULL},
        {"article", PSG_ELEMENT_BLOCK, NULL, NULL},
        {"aside", PSG_ELEMENT_BLOCK, NULL, NULL},
        {"b", PSG_ELEMENT_PHRASING, NULL, NULL},
        {"bdi", PSG_ELEMENT_PHRASING, NULL, NULL},
        {"bdo", PSG_ELEMENT_PHRASING, NULL, NULL},
        {"blockquote", PSG_ELEMENT_BLOCK, NULL, NULL},
        {"br", PSG_ELEMENT_VOID, NULL, NULL},
        {"caption", PSG_ELEMENT_LINES, " table ", NULL},
        {"cite", PSG_ELEMENT_PHRASING, NULL, NULL},
        {"code", PSG_ELEMENT_PHRASING, NULL, NULL},
        {"dd", PSG_ELEMENT_BLOCK, " dl ", NULL},
        {"del", PSG_ELEMENT_PHRASING, NULL, NULL},
        {"details", PSG_ELEMENT_BLOCK, NULL, " open "},
        {"dfn", PSG_ELEMENT_PHRASING, NULL, NULL},
        {"div", PSG_ELEMENT_BLOCK, NULL, NULL},
        {"dl", PSG_ELEMENT_STRUCTURE, NULL, NULL},
        {"dt", PSG_ELEMENT_LINES, " dl ", NULL},
        {"em", PSG_ELEMENT_PHRASING, NULL, NULL},
        {"figcaption", PSG_ELEMENT_LINES, " figure ", NULL},
        {"figure", PSG_ELEMENT_BLOCK, NULL, NULL},
        {"h1", PSG_ELEMENT_LINES, NULL, NULL},
        {"h2", PSG_ELEMENT_LINES, NULL, NULL},
        {"h3", PSG_ELEMENT_LINES, NULL, NULL},
        {"h4", PSG_ELEMENT_LINES, NULL, NULL},
        {"h5", PSG_ELEMENT_LINES, NULL, NULL},
        {"h6", PSG_ELEMENT_LINES, NULL, NULL},
        {"hr", PSG_ELEMENT_STRUCTURE, NULL, NULL},
        {"i", PSG_ELEMENT_PHRASING, NULL, NULL},
        {"img", PSG_ELEMENT_VOID, NULL, " src alt width height "},
        {"input", PSG_ELEMENT_VOID, NULL, NULL},
        {"ins", PSG_ELEMENT_PHRASING, NULL, NULL},
        {"kbd", PSG_ELEMENT_PHRASING, NULL, NULL},
        {"label", PSG_ELEMENT_PHRASING, NULL, NULL},
        {"li", PSG_ELEMENT_BLOCK, " ul ol ", " value "},
        {"mark", PSG_ELEMENT_PHRASING, NULL, NULL},
        {"ol", PSG_ELEMENT_STRUCTURE, NULL, " start reversed "},
        {"p", PSG_ELEMENT_LINES, NULL, NULL},
        {"pre", PSG_ELEMENT_LINES, NULL, NULL},
        {"q", PSG_ELEMENT_PHRASING, NULL, NULL},
        {"rp", PSG_ELEMENT_PHRASING, " ruby ", NULL},
        {"rt", PSG_ELEMENT_PHRASING, " ruby ", NULL},
        {"ruby", PSG_ELEMENT_PHRASING, NULL, NULL},
        {"s", PSG_ELEMENT_PHRASING, NULL, NULL},
        {"samp", PSG_ELEMENT_PHRASING, NULL, NULL},
        {"section", PSG_ELEMENT_BLOCK, NULL, NULL},
        {"small", PSG_ELEMENT_PHRASING, NULL, NULL},
        {"span", PSG_ELEMENT_PHRASING, NULL, NULL},
        {"strong", PSG_ELEMENT_PHRASING, NULL, NULL},
        {"sub", PSG_ELEMENT_PHRASING, NULL, NULL},
        {"summary", PSG_ELEMENT_LINES, " details ", NULL},
        {"sup", PSG_ELEMENT_PHRASING, NULL, NULL},
        {"table", PSG_ELEMENT_STRUCTURE, NULL, NULL},
        {"tbody", PSG_ELEMENT_STRUCTURE, " table ", NULL},
        {"td", PSG_ELEMENT_BLOCK, " tr ", " colspan rowspan "},
        {"tfoot", PSG_ELEMENT_STRUCTURE, " table ", NULL},
        {"th", PSG_ELEMENT_LINES, " tr ", " colspan rowspan scope "},
        {"thead", PSG_ELEMENT_STRUCTURE, " table ", NULL},
        {"tr", PSG_ELEMENT_STRUCTURE, " table thead tbody tfoot ", NULL},
        {"u", PSG_ELEMENT_PHRASING, NULL, NULL},
        {"ul", PSG_ELEMENT_STRUCTURE, NULL, NULL},
        {"var", PSG_ELEMENT_PHRASING, NULL, NULL},
        {"wbr", PSG_ELEMENT_VOID, NULL, NULL},
};

/* What goes with its content, since its content is no text for readers, or none that can be shown
 * safely. */
static const char *const removed[] = {"applet", "audio", "button", "canvas", "datalist", "dialog",
        "embed", "frameset", "iframe", "head", "math", "noembed", "noframes", "noscript", "object",
        "option", "script", "select", "style", "svg", "template", "textarea", "title", "video",
        "xmp"};

/* elements[first_element[c - 'a']] is the first whose name begins with c or a later letter: every
 * node is looked up. */
static const guint8 first_element[27] = {0, 4, 9, 12, 19, 20, 22, 22, 29, 33, 33, 34, 36, 37, 37,
        38, 40, 41, 44, 53, 60, 62, 63, 64, 64, 64, 64};

static const Element *
find_element(const char *name)
{
    guint letter = (guint)(guchar)name[0] - 'a';
    if (letter > 25)
        return NULL;
    for (guint i = first_element[letter]; i < first_element[letter + 1]; i++)
        if (!strcmp(elements[i].name, name))
            return &elements[i];
    return NULL;
}

PsgElementKind
psg_element_get_kind(const char *name)
{
    const Element *element = find_element(name);
    if (element)
        return element->kind;
    for (gsize i = 0; i < G_N_ELEMENTS(removed); i++)
        if (!strcmp(removed[i], name))
            return PSG_ELEMENT_REMOVED;
    return PSG_ELEMENT_UNKNOWN;
}

/* --- attributes --- */

gboolean
psg_word_is_listed(const char *list, const char *word)
{
    gsize length = strlen(word);
    if (length == 0 || strchr(word, ' '))
        return FALSE;
    for (const char *at = list; at && (at = strstr(at, word)); at++)
        if (at > list && at[-1] == ' ' && at[length] == ' ')
            return TRUE;
    return FALSE;
}

static gboolean
is_number(const char *value, int least, int most)
{
    gsize length = strlen(value);
    if (length == 0 || length > 6 || strspn(value, "0123456789") != length)
        return FALSE;
    int number = atoi(value);
    return number >= least && number <= most;
}

gboolean
psg_id_is_allowed(const char *id)
{
    return *id && !id[strcspn(id, " \t\n\r\f")] && !g_str_has_prefix(id, "psg.");
}

gboolean
psg_element_allows(const char *name, const char *attribute, const char *value)
{
    if (!strcmp(attribute, "id"))
        return psg_id_is_allowed(value);
    if (!strcmp(attribute, "dir"))
        return !strcmp(value, "ltr") || !strcmp(value, "rtl") || !strcmp(value, "auto");
    if (!strcmp(attribute, "lang") || !strcmp(attribute, "title"))
        return TRUE;
    const Element *element = find_element(name);
    if (!element || !psg_word_is_listed(element->attributes, attribute))
        return FALSE;
    if (!strcmp(attribute, "colspan") || !strcmp(attribute, "rowspan"))
        return is_number(value, 1, 100);
    if (!strcmp(attribute, "width") || !strcmp(attribute, "height"))
        return is_number(value, 1, 30000);
    if (!strcmp(attribute, "start") || !strcmp(attribute, "value"))
        return is_number(value, 0, 999999);
    if (!strcmp(attribute, "scope"))
        return psg_word_is_listed(" row col rowgroup colgroup ", value);
    return TRUE;
}

/* --- mending --- */

typedef struct {
    xmlDoc *document;
    xmlNode *root;
    const char *path;
    PsgFindings *findings;
} Mending;

static gboolean
is_named(const xmlNode *node, const char *names)
{
    return node && node->type == XML_ELEMENT_NODE &&
           psg_word_is_listed(names, (const char *)node->name);
}

static PsgElementKind
get_kind(const xmlNode *node)
{
    return node->type == XML_ELEMENT_NODE ? psg_element_get_kind((const char *)node->name)
                                          : PSG_ELEMENT_PHRASING;
}

static gboolean
is_block_kind(PsgElementKind kind)
{
    return kind >= PSG_ELEMENT_LINES;
}

static gboolean
is_blank_text(const xmlNode *node)
{
    return node->type == XML_TEXT_NODE &&
           (!node->content || !node->content[strspn((const char *)node->content, " \t\n")]);
}

/* Words on both sides of a block are parted; they must stay so when its tags go. */
static void
part_words(Mending *mending, xmlNode *node)
{
    if (!is_block_kind(get_kind(node)))
        return;
    if (node->prev && !is_block_kind(get_kind(node->prev)))
        psg_tree_insert_before(node, xmlNewDocText(mending->document, (const xmlChar *)" "));
    if (node->next && !is_block_kind(get_kind(node->next)))
        psg_tree_insert_before(node->next, xmlNewDocText(mending->document, (const xmlChar *)" "));
}

/* Each of the following changes the tree and returns the node to go on with, NULL at the end of the
 * text. */

static xmlNode *
unwrap(Mending *mending, xmlNode *node)
{
    part_words(mending, node);
    xmlNode *next =
            node->children ? node->children : psg_tree_get_next_outside(node, mending->root);
    while (node->children) {
        xmlNode *child = node->children;
        xmlUnlinkNode(child);
        psg_tree_insert_before(node, child);
    }
    xmlUnlinkNode(node);
    xmlFreeNode(node);
    return next;
}

static xmlNode *
remove_node(Mending *mending, xmlNode *node)
{
    xmlNode *next = psg_tree_get_next_outside(node, mending->root);
    xmlUnlinkNode(node);
    xmlFreeNode(node);
    return next;
}

/* Puts the node, and the run of neighbours that want the same, into a new element in their place.
 */
static xmlNode *
wrap_run(Mending *mending, xmlNode *node, const char *name, gboolean (*belongs)(const xmlNode *))
{
    xmlNode *wrapper = xmlNewDocNode(mending->document, NULL, (const xmlChar *)name, NULL);
    wrapper->line = node->type == XML_ELEMENT_NODE ? node->line : node->parent->line;
    psg_tree_insert_before(node, wrapper);
    for (xmlNode *moved; (moved = wrapper->next) && belongs(moved);) {
        xmlUnlinkNode(moved);
        psg_tree_append(wrapper, moved);
    }
    return wrapper;
}

static gboolean
is_no_item(const xmlNode *node)
{
    return !psg_tree_is(node, "li");
}

static gboolean
is_no_definition(const xmlNode *node)
{
    return !is_named(node, " dt dd ");
}

static gboolean
is_no_row(const xmlNode *node)
{
    return !is_named(node, " caption thead tbody tfoot tr ");
}

static gboolean
is_no_cell(const xmlNode *node)
{
    return !is_named(node, " td th caption thead tbody tfoot tr ");
}

/* What a part of a table has beside its own parts: rows and all else, but no part and no caption.
 */
static gboolean
is_no_part(const xmlNode *node)
{
    return !is_named(node, " caption thead tbody tfoot ");
}

static gboolean
is_in_line(const xmlNode *node)
{
    return !is_block_kind(get_kind(node));
}

/* TRUE when the child of a list or a part of a table is one that it may hold. */
static gboolean
is_expected(const xmlNode *node)
{
    const xmlNode *parent = node->parent;
    if (is_named(parent, " ul ol "))
        return psg_tree_is(node, "li");
    if (psg_tree_is(parent, "dl"))
        return is_named(node, " dt dd ");
    if (psg_tree_is(parent, "table"))
        return is_named(node, " thead tbody tfoot tr ") ||
               (psg_tree_is(node, "caption") && !node->prev);
    if (is_named(parent, " thead tbody tfoot "))
        return psg_tree_is(node, "tr");
    return is_named(node, " td th ");
}

/* A child that its parent may not hold: wrapped in what may stand there, so that it stays where the
 * author put it, or unwrapped when it is a part of a table in the wrong part. */
static xmlNode *
mend_in_structure(Mending *mending, xmlNode *node)
{
    if (is_blank_text(node))
        return remove_node(mending, node);
    if (is_named(node->parent, " ul ol "))
        return wrap_run(mending, node, "li", is_no_item);
    if (psg_tree_is(node->parent, "dl"))
        return wrap_run(mending, node, "dd", is_no_definition);
    if (psg_tree_is(node->parent, "tr") && is_no_cell(node))
        return wrap_run(mending, node, "td", is_no_cell);
    if (is_named(node->parent, " table thead tbody tfoot ") && is_no_row(node))
        return wrap_run(mending, node, "tr", is_no_row);
    return unwrap(mending, node);
}

static xmlNode *
skip_blank(xmlNode *node)
{
    while (node && is_blank_text(node))
        node = node->next;
    return node;
}

/* The parts of a table in the order that HTML wants: a caption, one head, bodies or else rows, one
 * foot. */
static void
arrange_table(Mending *mending, xmlNode *table)
{
    gboolean has_bodies = FALSE, has_rows = FALSE;
    for (xmlNode *child = skip_blank(table->children); child; child = skip_blank(child->next)) {
        if ((psg_tree_is(child, "thead") && (has_bodies || has_rows)) ||
                (psg_tree_is(child, "tfoot") && skip_blank(child->next)))
            xmlNodeSetName(child, (const xmlChar *)"tbody");
        has_bodies = has_bodies || psg_tree_is(child, "tbody");
        has_rows = has_rows || !psg_tree_is(child, "caption");
    }
    if (!has_bodies)
        return;
    for (xmlNode *child = skip_blank(table->children); child; child = skip_blank(child->next))
        if (is_no_part(child))
            child = wrap_run(mending, child, "tbody", is_no_part);
}

static gboolean
is_inside(const xmlNode *node, const char *names)
{
    for (const xmlNode *at = node->parent; at && at->type == XML_ELEMENT_NODE; at = at->parent)
        if (is_named(at, names))
            return TRUE;
    return FALSE;
}

static gboolean
has_only_blank_before(const xmlNode *node)
{
    for (const xmlNode *at = node->prev; at; at = at->prev)
        if (!is_blank_text(at))
            return FALSE;
    return TRUE;
}

static gboolean
has_only_blank_after(const xmlNode *node)
{
    for (const xmlNode *at = node->next; at; at = at->next)
        if (!is_blank_text(at))
            return FALSE;
    return TRUE;
}

/* TRUE when the element cannot stand where it does, whatever it holds. */
static gboolean
is_misplaced(const xmlNode *node)
{
    const Element *element = find_element((const char *)node->name);
    PsgElementKind parent_kind = get_kind(node->parent);
    if (!element || (element->parents && !psg_word_is_listed(element->parents,
                                                 (const char *)node->parent->name)))
        return TRUE;
    if (is_block_kind(element->kind) &&
            (parent_kind == PSG_ELEMENT_PHRASING || parent_kind == PSG_ELEMENT_LINES))
        return TRUE;
    if (psg_tree_is(node, "a"))
        return is_inside(node, " a ");
    if (psg_tree_is(node, "label"))
        return is_inside(node, " label ");
    if (psg_tree_is(node, "figcaption"))
        return !has_only_blank_before(node) && !has_only_blank_after(node);
    return psg_tree_is(node, "summary") && !has_only_blank_before(node);
}

/* TRUE when the element must hold something that it does not hold. */
static gboolean
is_hollow(const xmlNode *node)
{
    if (psg_tree_is(node, "details")) {
        const xmlNode *first = node->children;
        while (first && is_blank_text(first))
            first = first->next;
        return !psg_tree_is(first, "summary");
    }
    if (!is_named(node, " p ul ol dl table thead tbody tfoot tr "))
        return FALSE;
    for (const xmlNode *child = node->children; child; child = child->next)
        if (!is_blank_text(child))
            return FALSE;
    return TRUE;
}

/* TRUE when the node begins a run of words among the blocks at the top. */
static gboolean
begins_loose_words(const Mending *mending, const xmlNode *node)
{
    if (node->parent != mending->root)
        return FALSE;
    for (const xmlNode *at = node; at && is_in_line(at); at = at->next)
        if (at->type == XML_TEXT_NODE ? !is_blank_text(at) : at->children || psg_tree_is(at, "img"))
            return TRUE;
    return FALSE;
}

static gboolean
holds_block(const xmlNode *node)
{
    for (const xmlNode *child = node->children; child; child = child->next)
        if (is_block_kind(get_kind(child)))
            return TRUE;
    return FALSE;
}

static void
say(Mending *mending, const xmlNode *node, const char *rule, PsgSeverity severity, const char *what)
{
    psg_findings_add(mending->findings, severity, rule, mending->path, node->line, 0, "<%s> %s",
            (const char *)node->name, what);
}

/* Mends one node if it needs it; returns the node to go on with. */
static xmlNode *
mend_node(Mending *mending, xmlNode *node)
{
    if (get_kind(node) == PSG_ELEMENT_REMOVED) {
        say(mending, node, "html-removed", PSG_SEVERITY_ERROR,
                "is not allowed in a text and was left out with what it held");
        return remove_node(mending, node);
    }
    if (get_kind(node->parent) == PSG_ELEMENT_STRUCTURE && !is_expected(node))
        return mend_in_structure(mending, node);
    if (node->type == XML_ELEMENT_NODE && is_misplaced(node)) {
        say(mending, node, "html-misplaced", PSG_SEVERITY_WARNING,
                "cannot stand here; its tags were left out");
        return unwrap(mending, node);
    }
    if (node->type == XML_ELEMENT_NODE && is_hollow(node))
        return unwrap(mending, node);
    /* <p> around blocks of Markdown, as many a README has it, is meant as a division. */
    if (node->_private && psg_tree_is(node, "p") && holds_block(node))
        xmlNodeSetName(node, (const xmlChar *)"div");
    if (psg_tree_is(node, "table"))
        arrange_table(mending, node);
    if (begins_loose_words(mending, node))
        return wrap_run(mending, node, "p", is_in_line);
    if (node->parent == mending->root && is_blank_text(node))
        return remove_node(mending, node);
    return node->children ? node->children : psg_tree_get_next_outside(node, mending->root);
}

void
psg_content_model_mend(xmlDoc *document, xmlNode *root, const char *path, PsgFindings *findings)
{
    Mending mending = {document, root, path, findings};
    for (xmlNode *node = root->children; node;)
        node = mend_node(&mending, node);
}
