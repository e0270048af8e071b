/* Writing trees as markup. See markup.h. The line breaks are those of CommonMark's reference
 * renderer: a block element starts on a line of its own, and only the elements that hold blocks
 * break after their start tag. */
#include "text/markup.h"

#include <string.h>

#include "text/tree.h"

typedef enum {
    FORM_INLINE,    /* no line breaks */
    FORM_LEAF,      /* starts on a new line, ends with one: <p>, <li>, <td> */
    FORM_CONTAINER, /* as a leaf, and breaks after its start tag: <ul>, <table> */
    FORM_VOID,      /* has no content: <img> */
    FORM_VOID_LEAF, /* <hr> */
    FORM_BREAK,     /* <br>: a void that ends its line in the source */
} Form;

typedef struct {
    const char *name;
    Form form;
} ElementForm;

/* By first letter, so that a look-up compares a few names at the most. */
static const ElementForm forms[] = {
        {"article", FORM_CONTAINER},
        {"aside", FORM_CONTAINER},
        {"blockquote", FORM_CONTAINER},
        {"br", FORM_BREAK},
        {"caption", FORM_LEAF},
        {"col", FORM_VOID_LEAF},
        {"colgroup", FORM_CONTAINER},
        {"dd", FORM_LEAF},
        {"details", FORM_CONTAINER},
        {"div", FORM_CONTAINER},
        {"dl", FORM_CONTAINER},
        {"dt", FORM_LEAF},
        {"figcaption", FORM_LEAF},
        {"figure", FORM_CONTAINER},
        {"h1", FORM_LEAF},
        {"h2", FORM_LEAF},
        {"h3", FORM_LEAF},
        {"h4", FORM_LEAF},
        {"h5", FORM_LEAF},
        {"h6", FORM_LEAF},
        {"hr", FORM_VOID_LEAF},
        {"img", FORM_VOID},
        {"input", FORM_VOID},
        {"li", FORM_LEAF},
        {"ol", FORM_CONTAINER},
        {"p", FORM_LEAF},
        {"pre", FORM_LEAF},
        {"section", FORM_CONTAINER},
        {"summary", FORM_LEAF},
        {"table", FORM_CONTAINER},
        {"tbody", FORM_CONTAINER},
        {"td", FORM_LEAF},
        {"tfoot", FORM_CONTAINER},
        {"th", FORM_LEAF},
        {"thead", FORM_CONTAINER},
        {"tr", FORM_CONTAINER},
        {"ul", FORM_CONTAINER},
        {"wbr", FORM_VOID},
};

/* forms[first_form[c - 'a']] is the first whose name begins with c or a later letter. */
static const guint8 first_form[27] = {0, 2, 4, 7, 12, 12, 14, 14, 21, 23, 23, 23, 24, 24, 24, 25,
        27, 27, 27, 29, 36, 37, 37, 38, 38, 38, 38};

static Form
find_form(const char *name)
{
    guint letter = (guint)(guchar)name[0] - 'a';
    if (letter > 25)
        return FORM_INLINE;
    for (guint i = first_form[letter]; i < first_form[letter + 1]; i++)
        if (strcmp(forms[i].name, name) == 0)
            return forms[i].form;
    return FORM_INLINE;
}

/* What a byte asks of the writer: 0 as it is, else one of these. */
enum { BYTE_ESCAPE = 1, BYTE_QUOTE, BYTE_CONTROL, BYTE_LEAD };

static const guint8 byte_kinds[256] = {[0x01] = BYTE_CONTROL,
        [0x02] = BYTE_CONTROL,
        [0x03] = BYTE_CONTROL,
        [0x04] = BYTE_CONTROL,
        [0x05] = BYTE_CONTROL,
        [0x06] = BYTE_CONTROL,
        [0x07] = BYTE_CONTROL,
        [0x08] = BYTE_CONTROL,
        [0x0b] = BYTE_CONTROL,
        [0x0c] = BYTE_CONTROL,
        [0x0d] = BYTE_CONTROL,
        [0x0e] = BYTE_CONTROL,
        [0x0f] = BYTE_CONTROL,
        [0x10] = BYTE_CONTROL,
        [0x11] = BYTE_CONTROL,
        [0x12] = BYTE_CONTROL,
        [0x13] = BYTE_CONTROL,
        [0x14] = BYTE_CONTROL,
        [0x15] = BYTE_CONTROL,
        [0x16] = BYTE_CONTROL,
        [0x17] = BYTE_CONTROL,
        [0x18] = BYTE_CONTROL,
        [0x19] = BYTE_CONTROL,
        [0x1a] = BYTE_CONTROL,
        [0x1b] = BYTE_CONTROL,
        [0x1c] = BYTE_CONTROL,
        [0x1d] = BYTE_CONTROL,
        [0x1e] = BYTE_CONTROL,
        [0x1f] = BYTE_CONTROL,
        [0x7f] = BYTE_CONTROL,
        ['&'] = BYTE_ESCAPE,
        ['<'] = BYTE_ESCAPE,
        ['>'] = BYTE_ESCAPE,
        ['"'] = BYTE_QUOTE,
        [0xc2] = BYTE_LEAD,
        [0xef] = BYTE_LEAD,
        [0xf0] = BYTE_LEAD,
        [0xf1] = BYTE_LEAD,
        [0xf2] = BYTE_LEAD,
        [0xf3] = BYTE_LEAD,
        [0xf4] = BYTE_LEAD};

/* TRUE for code points that neither XML nor HTML lets stand in a document: C1 controls and
 * noncharacters. */
static gboolean
is_forbidden(const char *at, const char *end)
{
    gunichar c = g_utf8_get_char_validated(at, end - at);
    if (c >= (gunichar)-2)
        return FALSE;
    return (c >= 0x80 && c <= 0x9f) || (c >= 0xfdd0 && c <= 0xfdef) || (c & 0xfffe) == 0xfffe;
}

static void
write_special(GString *out, guint8 kind, char byte)
{
    if (kind == BYTE_QUOTE)
        g_string_append_len(out, "&quot;", 6);
    else if (byte == '\r')
        g_string_append_c(out, '\n');
    else if (kind == BYTE_CONTROL)
        g_string_append_len(out, "\xef\xbf\xbd", 3);
    else if (byte == '&')
        g_string_append_len(out, "&amp;", 5);
    else if (byte == '<')
        g_string_append_len(out, "&lt;", 4);
    else
        g_string_append_len(out, "&gt;", 4);
}

void
psg_markup_write_text(GString *out, const char *text, gssize length, gboolean is_attribute)
{
    const char *end = text + (length < 0 ? strlen(text) : (gsize)length), *run = text;
    for (const char *at = text; at < end; at++) {
        guint8 kind = byte_kinds[(guchar)*at];
        if (G_LIKELY(!kind) || (kind == BYTE_QUOTE && !is_attribute))
            continue;
        if (kind == BYTE_LEAD) {
            if (!is_forbidden(at, end))
                continue;
            g_string_append_len(out, run, at - run);
            g_string_append_len(out, "\xef\xbf\xbd", 3);
            at = g_utf8_next_char(at) - 1;
        } else {
            g_string_append_len(out, run, at - run);
            write_special(out, kind, *at);
        }
        run = at + 1;
    }
    g_string_append_len(out, run, end - run);
}

void
psg_markup_write_attribute(GString *out, const char *name, const char *value)
{
    g_string_append_c(out, ' ');
    g_string_append(out, name);
    g_string_append_len(out, "=\"", 2);
    psg_markup_write_text(out, value, -1, TRUE);
    g_string_append_c(out, '"');
}

/* HTML writes an attribute that is only on or off without a value. */
static gboolean
is_boolean_attribute(const char *name)
{
    return !strcmp(name, "checked") || !strcmp(name, "disabled") || !strcmp(name, "open") ||
           !strcmp(name, "reversed");
}

static void
write_attribute(GString *out, PsgMarkupSyntax syntax, const char *name, const char *value)
{
    if (syntax == PSG_MARKUP_HTML && is_boolean_attribute(name)) {
        g_string_append_c(out, ' ');
        g_string_append(out, name);
        return;
    }
    psg_markup_write_attribute(out, name, value);
    if (syntax == PSG_MARKUP_XHTML && !strcmp(name, "lang"))
        psg_markup_write_attribute(out, "xml:lang", value);
}

static void
write_attributes(
        const xmlNode *node, PsgMarkupSyntax syntax, const PsgMarkupHooks *hooks, GString *out)
{
    for (const xmlAttr *attribute = node->properties; attribute; attribute = attribute->next) {
        const xmlNode *content = attribute->children;
        const char *value = content && content->content ? (const char *)content->content : "";
        const char *name = (const char *)attribute->name;
        if (hooks && hooks->attribute && hooks->attribute(node, name, value, out, hooks->data))
            continue;
        write_attribute(out, syntax, name, value);
    }
    /* That a picture was never described stays visible in the tree; markup without alt is not
     * valid. */
    if (!strcmp((const char *)node->name, "img") && !psg_tree_get_attribute(node, "alt"))
        psg_markup_write_attribute(out, "alt", "");
    if (hooks && hooks->element)
        hooks->element(node, out, hooks->data);
}

static void
start_line(GString *out)
{
    if (out->len > 0 && out->str[out->len - 1] != '\n')
        g_string_append_c(out, '\n');
}

static void
write_start(const xmlNode *node, Form form, PsgMarkupSyntax syntax, const PsgMarkupHooks *hooks,
        GString *out)
{
    if (form == FORM_LEAF || form == FORM_CONTAINER || form == FORM_VOID_LEAF)
        start_line(out);
    g_string_append_c(out, '<');
    g_string_append(out, (const char *)node->name);
    write_attributes(node, syntax, hooks, out);
    if (form >= FORM_VOID && syntax != PSG_MARKUP_HTML)
        g_string_append_len(out, " />", 3);
    else
        g_string_append_c(out, '>');
    if (form == FORM_CONTAINER || form == FORM_VOID_LEAF || form == FORM_BREAK)
        g_string_append_c(out, '\n');
}

static void
write_end(const xmlNode *node, Form form, GString *out)
{
    if (form >= FORM_VOID)
        return;
    if (form == FORM_CONTAINER)
        start_line(out);
    g_string_append_len(out, "</", 2);
    g_string_append(out, (const char *)node->name);
    g_string_append_c(out, '>');
    if (form != FORM_INLINE)
        g_string_append_c(out, '\n');
}

/* Text of the specification's renderer escapes quotation marks everywhere; raw HTML stands in CDATA
 * sections there. */
static void
write_character_data(const xmlNode *node, PsgMarkupSyntax syntax, GString *out)
{
    if (!node->content)
        return;
    const char *content = (const char *)node->content;
    if (node->type == XML_TEXT_NODE) {
        psg_markup_write_text(out, content, -1, syntax == PSG_MARKUP_SPECIFICATION);
    } else if (node->type == XML_CDATA_SECTION_NODE && syntax == PSG_MARKUP_SPECIFICATION) {
        gboolean is_block = node->_private != NULL;
        if (is_block)
            start_line(out);
        g_string_append(out, content);
        if (is_block)
            start_line(out);
    }
}

static void
write_tree(const xmlNode *top, PsgMarkupSyntax syntax, const PsgMarkupHooks *hooks, GString *out)
{
    const xmlNode *node = top;
    for (;;) {
        if (node->type == XML_ELEMENT_NODE) {
            Form form = find_form((const char *)node->name);
            if (hooks && hooks->before)
                hooks->before(node, out, hooks->data);
            write_start(node, form, syntax, hooks, out);
            if (node->children && form < FORM_VOID) {
                node = node->children;
                continue;
            }
            write_end(node, form, out);
        } else if (!hooks || !hooks->text || !hooks->text(node, out, hooks->data)) {
            write_character_data(node, syntax, out);
        }
        while (node != top && !node->next) {
            node = node->parent;
            write_end(node, find_form((const char *)node->name), out);
        }
        if (node == top)
            return;
        node = node->next;
    }
}

void
psg_markup_write(
        const xmlNode *node, PsgMarkupSyntax syntax, const PsgMarkupHooks *hooks, GString *out)
{
    write_tree(node, syntax, hooks, out);
}

void
psg_markup_write_children(
        const xmlNode *node, PsgMarkupSyntax syntax, const PsgMarkupHooks *hooks, GString *out)
{
    for (const xmlNode *child = node->children; child; child = child->next)
        write_tree(child, syntax, hooks, out);
}

/* Appends text with white space folded into single spaces. */
static void
append_folded(GString *out, const char *text)
{
    while (*text) {
        gsize blanks = strspn(text, " \t\n\r");
        if (blanks && out->len > 0 && out->str[out->len - 1] != ' ')
            g_string_append_c(out, ' ');
        text += blanks;
        gsize length = strcspn(text, " \t\n\r");
        g_string_append_len(out, text, (gssize)length);
        text += length;
    }
}

/* The number of a footnote, or of a comment, is no word of the text's. */
static gboolean
is_note_number(const xmlNode *node)
{
    if (strcmp((const char *)node->name, "sup") != 0)
        return FALSE;
    const char *class = psg_tree_get_attribute(node, "class");
    return class && (!strcmp(class, "footnote-ref") || !strcmp(class, "comment-ref"));
}

char *
psg_markup_get_text(const xmlNode *top)
{
    GString *out = g_string_new(NULL);
    const xmlNode *node = top;
    for (;;) {
        if (node->type == XML_TEXT_NODE && node->content)
            append_folded(out, (const char *)node->content);
        if (node->type == XML_ELEMENT_NODE) {
            if (find_form((const char *)node->name) != FORM_INLINE)
                append_folded(out, " ");
            if (!strcmp((const char *)node->name, "img")) {
                const char *alt = psg_tree_get_attribute(node, "alt");
                append_folded(out, alt ? alt : "");
            }
            if (node->children && !is_note_number(node)) {
                node = node->children;
                continue;
            }
        }
        while (node != top && !node->next) {
            node = node->parent;
            if (find_form((const char *)node->name) != FORM_INLINE)
                append_folded(out, " ");
        }
        if (node == top)
            break;
        node = node->next;
    }
    g_strchomp(out->str);
    return g_string_free(out, FALSE);
}
