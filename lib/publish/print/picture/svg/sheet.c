/* See sheet.h. What is read here went through lib/publish/picture/svg_style.c: no comments, no
 * escapes, every block whole. */
#include "publish/print/picture/svg/sheet.h"

#include <string.h>

#include "publish/picture/svg_style.h"

#define BLANKS " \t\n\r\f"
#define SELECTORS_LIMIT 2000 /* more than any drawing program writes */
#define CLASSES_LENGTH 4096  /* of an element's, in bytes */
#define PARTS_LIMIT 16       /* of a selector */

/* ".a", "#b" or "rect" of a selector's compound. */
typedef struct {
    char kind;        /* '.', '#', 't' (a name), '*' */
    const char *name; /* not ended by a NUL */
    gsize length;
} Test;

typedef struct {
    Test tests[PARTS_LIMIT];
    guint test_count;
    char link; /* how it hangs on the compound before it: ' ' or '>' */
} Compound;

typedef struct {
    GArray *compounds; /* Compound; the last one is the element's own */
    guint weight;      /* ids, classes and names, 10 bits each */
    guint rule;
} Selector;

struct PsgSvgSheet {
    GPtrArray *texts;  /* char *: what names and values point into */
    GArray *selectors; /* Selector */
    GPtrArray *rules;  /* GArray of PsgSvgDeclaration */
};

static void
clear_selector(gpointer selector)
{
    g_array_unref(((Selector *)selector)->compounds);
}

static void
free_rule(gpointer rule)
{
    g_array_unref(rule);
}

PsgSvgSheet *
psg_svg_sheet_new(void)
{
    PsgSvgSheet *sheet = g_new0(PsgSvgSheet, 1);
    sheet->texts = g_ptr_array_new_with_free_func(g_free);
    sheet->selectors = g_array_new(FALSE, FALSE, sizeof(Selector));
    g_array_set_clear_func(sheet->selectors, clear_selector);
    sheet->rules = g_ptr_array_new_with_free_func(free_rule);
    return sheet;
}

void
psg_svg_sheet_free(PsgSvgSheet *sheet)
{
    if (!sheet)
        return;
    g_array_unref(sheet->selectors);
    g_ptr_array_unref(sheet->rules);
    g_ptr_array_unref(sheet->texts);
    g_free(sheet);
}

const char *
psg_svg_attribute_get(const xmlNode *element, const char *name)
{
    for (const xmlAttr *attribute = element->properties; attribute; attribute = attribute->next)
        if (strcmp((const char *)attribute->name, name) == 0)
            return attribute->children && attribute->children->content
                           ? (const char *)attribute->children->content
                           : "";
    return NULL;
}

/* The end of a declaration: a ';' outside strings and brackets. */
static char *
find_end(char *at)
{
    guint depth = 0;
    for (char quote = 0; *at && (quote || depth > 0 || *at != ';'); at++) {
        if (quote)
            quote = *at == quote ? 0 : quote;
        else if (*at == '"' || *at == '\'')
            quote = *at;
        else if (*at == '(')
            depth++;
        else if (*at == ')' && depth > 0)
            depth--;
    }
    return at;
}

void
psg_svg_declarations_parse(char *text, GArray *declarations)
{
    while (*text) {
        char *end = find_end(text), *next = *end ? end + 1 : end;
        *end = '\0';
        char *colon = strchr(text, ':');
        if (colon) {
            *colon = '\0';
            char *important = strstr(colon + 1, "!");
            if (important)
                *important = '\0';
            PsgSvgDeclaration declaration = {g_strstrip(text), g_strstrip(colon + 1)};
            g_array_append_val(declarations, declaration);
        }
        text = next;
    }
}

/* Reads the compound ("rect.a#b") at `*at`. FALSE when it can never match here: what depends on a
 * mouse, on the place among others, on other attributes. */
static gboolean
parse_compound(const char **at, const char *end, Compound *compound, guint *weight)
{
    compound->test_count = 0;
    while (*at < end && !strchr(BLANKS ">+~,", **at)) {
        if (compound->test_count == PARTS_LIMIT)
            return FALSE;
        Test *test = &compound->tests[compound->test_count++];
        gboolean is_marked = strchr(".#*", **at) != NULL;
        test->kind = is_marked ? **at : 't';
        test->name = *at += is_marked;
        while (*at < end && !strchr(BLANKS ">+~,.#:[*", **at))
            (*at)++;
        test->length = (gsize)(*at - test->name);
        if ((*at < end && strchr(":[", **at)) || (test->length == 0) != (test->kind == '*'))
            return FALSE;
        *weight += test->kind == '#' ? 1u << 20 : test->kind == '.' ? 1u << 10 : test->kind == 't';
    }
    return compound->test_count > 0;
}

/* Reads one selector, without commas. Returns NULL when it can never match. */
static GArray *
parse_selector(const char *at, const char *end, guint *weight)
{
    g_autoptr(GArray) compounds = g_array_new(FALSE, FALSE, sizeof(Compound));
    Compound compound = {.link = ' '};
    *weight = 0;
    while (at < end && strchr(BLANKS, *at))
        at++;
    while (at < end) {
        if (compounds->len == PARTS_LIMIT || !parse_compound(&at, end, &compound, weight))
            return NULL;
        g_array_append_val(compounds, compound);
        compound.link = ' ';
        for (; at < end && strchr(BLANKS ">+~", *at); at++) {
            if (*at == '+' || *at == '~')
                return NULL;
            if (*at == '>')
                compound.link = '>';
        }
    }
    return compounds->len > 0 ? g_steal_pointer(&compounds) : NULL;
}

static void
add_rule(PsgSvgSheet *sheet, const char *selectors, const char *open, const char *close)
{
    char *text = g_strndup(open + 1, (gsize)(close - open - 1));
    GArray *rule = g_array_new(FALSE, FALSE, sizeof(PsgSvgDeclaration));
    g_ptr_array_add(sheet->texts, text);
    psg_svg_declarations_parse(text, rule);
    for (const char *at = selectors; at < open;) {
        const char *comma = memchr(at, ',', (gsize)(open - at));
        const char *end = comma ? comma : open;
        Selector selector = {.rule = sheet->rules->len};
        selector.compounds = parse_selector(at, end, &selector.weight);
        if (selector.compounds && sheet->selectors->len < SELECTORS_LIMIT)
            g_array_append_val(sheet->selectors, selector);
        else if (selector.compounds)
            g_array_unref(selector.compounds);
        at = end + 1;
    }
    g_ptr_array_add(sheet->rules, rule);
}

/* TRUE for a "@media ..." that is about print, or about everything. */
static gboolean
is_for_print(const char *at, const char *open)
{
    g_autofree char *query = g_strndup(at, (gsize)(open - at));
    char *words = g_strstrip(query + MIN(strlen(query), strlen("@media")));
    return g_str_equal(words, "print") || g_str_equal(words, "all");
}

static void
ignore_target(const char *name, const char *target, gpointer data)
{
}

/* By weight; rules of the same weight in their order. */
static int
compare_selectors(gconstpointer a, gconstpointer b)
{
    const Selector *first = a, *second = b;
    if (first->weight != second->weight)
        return first->weight < second->weight ? -1 : 1;
    return first->rule < second->rule ? -1 : first->rule > second->rule;
}

/* The next of `stops` outside strings. */
static const char *
find_next(const char *at, const char *stops)
{
    for (char quote = 0; *at && (quote || !strchr(stops, *at)); at++) {
        if (quote)
            quote = *at == quote ? 0 : quote;
        else if (*at == '"' || *at == '\'')
            quote = *at;
    }
    return at;
}

void
psg_svg_sheet_add(PsgSvgSheet *sheet, const char *text)
{
    GString *clean = g_string_new(NULL);
    psg_svg_sheet_clean(text, clean, ignore_target, NULL);
    const char *start = g_string_free(clean, FALSE);
    g_ptr_array_add(sheet->texts, (gpointer)start); /* selectors point into it */
    gboolean is_skipped = FALSE;
    for (const char *at = start; *at;) {
        at += strspn(at, BLANKS ";");
        if (*at == '}') { /* of a "@media" */
            is_skipped = FALSE;
            at++;
            continue;
        }
        const char *open = find_next(at, "{");
        if (!*open)
            break;
        if (*at == '@') {
            is_skipped = !is_for_print(at, open);
            at = open + 1;
            continue;
        }
        const char *close = find_next(open + 1, "}");
        if (!*close)
            break;
        if (!is_skipped)
            add_rule(sheet, at, open, close);
        at = close + 1;
    }
    g_array_sort(sheet->selectors, compare_selectors);
}

static gboolean
has_class(const char *classes, const Test *test)
{
    if (classes && strlen(classes) > CLASSES_LENGTH)
        return FALSE;
    while (classes && *(classes += strspn(classes, BLANKS))) {
        gsize length = strcspn(classes, BLANKS);
        if (length == test->length && memcmp(classes, test->name, length) == 0)
            return TRUE;
        classes += length;
    }
    return FALSE;
}

static gboolean
is_same(const char *text, const Test *test)
{
    return text && strlen(text) == test->length && memcmp(text, test->name, test->length) == 0;
}

static gboolean
matches_compound(const Compound *compound, const xmlNode *element)
{
    for (guint i = 0; i < compound->test_count; i++) {
        const Test *test = &compound->tests[i];
        gboolean is_right =
                test->kind == '*' ||
                (test->kind == 't' && is_same((const char *)element->name, test)) ||
                (test->kind == '#' && is_same(psg_svg_attribute_get(element, "id"), test)) ||
                (test->kind == '.' && has_class(psg_svg_attribute_get(element, "class"), test));
        if (!is_right)
            return FALSE;
    }
    return TRUE;
}

/* From the last compound to the first. An ancestor that fits is taken at once: of a chain of
 * blanks and '>' that may miss what nobody writes by hand, and never takes long. */
static gboolean
matches(const Selector *selector, const xmlNode *element, guint *steps)
{
    guint at = selector->compounds->len - 1;
    const Compound *compound = &g_array_index(selector->compounds, Compound, at);
    if (!matches_compound(compound, element))
        return FALSE;
    while (at > 0) {
        gboolean is_child = compound->link == '>';
        compound = &g_array_index(selector->compounds, Compound, --at);
        do {
            *steps += 1;
            element = element->parent && element->parent->type == XML_ELEMENT_NODE ? element->parent
                                                                                   : NULL;
        } while (element && !is_child && !matches_compound(compound, element));
        if (!element || (is_child && !matches_compound(compound, element)))
            return FALSE;
    }
    return TRUE;
}

guint
psg_svg_sheet_match(const PsgSvgSheet *sheet, const xmlNode *element, GArray *declarations)
{
    guint steps = sheet->selectors->len;
    for (guint i = 0; i < sheet->selectors->len; i++) {
        const Selector *selector = &g_array_index(sheet->selectors, Selector, i);
        if (!matches(selector, element, &steps))
            continue;
        const GArray *rule = g_ptr_array_index(sheet->rules, selector->rule);
        if (rule->len > 0)
            g_array_append_vals(declarations, rule->data, rule->len);
    }
    return steps;
}
