/* Cleaning an SVG: libxml2 reads it as a stream of events, and only what svg_names.c knows is
 * written again, in one plain form: no prefixes but xlink, no comments, no document type. Because
 * nothing of the input is copied but text and checked values, whatever is not understood cannot
 * come through. SVG 1.1 second edition; Namespaces in XML 1.0. */
#include "publish/picture/svg_clean.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <string.h>

#include "publish/picture/svg_encoding.h"
#include "publish/picture/svg_graph.h"
#include "publish/picture/svg_names.h"
#include "publish/picture/svg_path.h"
#include "publish/picture/svg_size.h"
#include "publish/picture/svg_style.h"
#include "text/language.h"
#include "text/markup.h"

#define SVG "http://www.w3.org/2000/svg"
#define XLINK "http://www.w3.org/1999/xlink"
#define XHTML "http://www.w3.org/1999/xhtml"

#define DEPTH_LIMIT 256
#define ELEMENT_LIMIT 250000
#define WEIGHT_LIMIT 1000000
#define ATTRIBUTE_BYTES_LIMIT \
    (4 * (gsize)PSG_SVG_SIZE_LIMIT) /* an entity may stand for more than its own length */
#define ENTITY_LENGTH_LIMIT 64

/* An element that is open. */
typedef struct {
    const PsgSvgElement *element; /* for one that was unwrapped (<a>): the element around it */
    gboolean is_written;
    guint node; /* of the graph: the nearest element with an id */
} Frame;

typedef struct {
    xmlParserCtxt *parser;
    GString *out;
    GPtrArray *removed; /* NULL: nobody asks */
    PsgImageFacts *facts;
    const char *reason;    /* why reading stopped; NULL */
    gboolean is_measuring; /* stop after the root */
    gboolean has_root;
    gboolean has_no_space; /* the root is in no name space at all: a slip, read as if it were SVG's
                            */
    GArray *open;          /* Frame */
    guint skipped;         /* open elements that are left out, with all in them */
    gboolean is_tag_open;  /* "<name ..." was written, and neither '>' nor '/>' */
    GString *sheet;        /* text of the <style> that is being read; NULL */
    GHashTable *ids;       /* written so far */
    PsgSvgGraph *graph;
    guint elements;
    gsize attribute_bytes;
} Cleaner;

/* The attributes of one element while it is being read. */
typedef struct {
    GString *text; /* as they will be written */
    GString *style;
    GPtrArray *targets; /* ids that the element refers to */
    char *id;
    char **classes;
    guint required; /* how many of those that it must have are there */
    gboolean has_href, has_language, is_hidden;
} Attributes;

static void
attributes_clear(Attributes *attributes)
{
    g_string_free(attributes->text, TRUE);
    g_string_free(attributes->style, TRUE);
    g_ptr_array_unref(attributes->targets);
    g_free(attributes->id);
    g_strfreev(attributes->classes);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Attributes, attributes_clear)

static void
stop(Cleaner *cleaner, const char *reason)
{
    if (!cleaner->reason)
        cleaner->reason = reason;
    xmlStopParser(cleaner->parser);
}

/* Names what was taken out, each thing once. */
static void
report(Cleaner *cleaner, const char *what)
{
    if (cleaner->removed &&
            !g_ptr_array_find_with_equal_func(cleaner->removed, what, g_str_equal, NULL))
        g_ptr_array_add(cleaner->removed, g_strdup(what));
}

/* TRUE for a name that may be shown to a person as it is. */
static gboolean
is_plain_name(const char *name)
{
    gsize length = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-:");
    return length > 0 && length <= 24 && name[length] == '\0';
}

static void
report_element(Cleaner *cleaner, const char *name)
{
    g_autofree char *tag = g_strdup_printf("<%s>", name);
    report(cleaner, is_plain_name(name) ? tag : "an unknown element");
}

/* Attributes */

static gboolean
is_data_image(const char *value)
{
    return g_ascii_strncasecmp(value, "data:", 5) == 0;
}

/* Writes a picture inside the picture anew, if its bytes are one. */
static char *
clean_data_image(const char *value)
{
    const char *comma = strchr(value, ',');
    if (!comma || comma - value > 64)
        return NULL;
    g_autofree char *head = g_ascii_strdown(value, comma - value);
    if (!g_str_has_prefix(head, "data:image/") || !g_str_has_suffix(head, ";base64"))
        return NULL;
    gsize length;
    guchar *decoded = g_base64_decode(comma + 1, &length);
    g_autoptr(GBytes) bytes = g_bytes_new_take(decoded, length);
    PsgImageFacts facts;
    const char *reason;
    if (!psg_image_inspect(bytes, &facts, &reason) ||
            strcmp(facts.media_type, "image/svg+xml") == 0)
        return NULL;
    g_autofree char *encoded = g_base64_encode(g_bytes_get_data(bytes, NULL), length);
    return g_strconcat("data:", facts.media_type, ";base64,", encoded, NULL);
}

/* href: into the picture itself, or for <image> a picture that is in the value. FALSE when it leads
 * anywhere else. */
static gboolean
clean_href(const PsgSvgElement *element, const char *value, Attributes *attributes)
{
    g_autofree char *href = NULL;
    value += strspn(value, " \t\n\r");
    if (strcmp(element->name, "image") == 0) {
        href = is_data_image(value) ? clean_data_image(value) : NULL;
    } else if (*value == '#' && value[1]) {
        char *target = psg_svg_id_make_safe(value + 1);
        g_ptr_array_add(attributes->targets, target);
        href = g_strconcat("#", target, NULL);
    }
    if (!href)
        return FALSE;
    psg_markup_write_attribute(attributes->text, "xlink:href", href);
    return TRUE;
}

/* id, class, style, language, role: what every element may have. TRUE when it was one of them. */
static gboolean
read_core(Cleaner *cleaner, const PsgSvgElement *element, const char *name, const char *value,
        Attributes *attributes)
{
    if (strcmp(name, "id") == 0) {
        g_autofree char *id = psg_svg_id_make_safe(value);
        if (*value && !g_hash_table_contains(cleaner->ids, id)) {
            psg_markup_write_attribute(attributes->text, "id", id);
            attributes->id = g_steal_pointer(&id);
        }
    } else if (element->is_styled && strcmp(name, "class") == 0) {
        psg_markup_write_attribute(attributes->text, "class", value);
        g_strfreev(attributes->classes);
        attributes->classes = g_strsplit_set(value, " \t\n\r\f", -1);
    } else if (element->is_styled && strcmp(name, "style") == 0) {
        if (!psg_svg_declarations_clean(value, attributes->style, attributes->targets))
            report(cleaner, "a style that leads out of the picture");
    } else if (strcmp(name, "xml:lang") == 0) {
        if (!attributes->has_language && psg_language_is_valid(value)) {
            psg_markup_write_attribute(attributes->text, "xml:lang", value);
            attributes->has_language = TRUE;
        }
    } else if (strcmp(name, "xml:space") == 0) {
        if (strcmp(value, "preserve") == 0)
            psg_markup_write_attribute(attributes->text, "xml:space", value);
    } else if (element->is_styled && strcmp(name, "systemLanguage") == 0) {
        psg_markup_write_attribute(attributes->text, name, value);
    } else if (strcmp(name, "requiredExtensions") == 0) {
        attributes->is_hidden |=
                *value != '\0'; /* meant only for programs that know more than SVG */
    } else if (cleaner->open->len == 0 && strcmp(name, "role") == 0) {
        if (strcmp(value, "img") == 0)
            psg_markup_write_attribute(attributes->text, name, value);
    } else if (cleaner->open->len == 0 && strcmp(name, "aria-label") == 0) {
        psg_markup_write_attribute(attributes->text, name, value);
    } else {
        return FALSE;
    }
    return TRUE;
}

/* A plain attribute whose value must have a form or is left out. */
static gboolean
is_acceptable(Cleaner *cleaner, const char *name, const char *value)
{
    double box[4];
    if (strcmp(name, "viewBox") == 0)
        return psg_svg_view_box_parse(value, box);
    if (cleaner->open->len == 0 && (strcmp(name, "width") == 0 || strcmp(name, "height") == 0))
        return psg_svg_length_is_valid(value);
    return *value && (cleaner->open->len > 0 || (strcmp(name, "x") != 0 && strcmp(name, "y") != 0));
}

static void
read_attribute(Cleaner *cleaner, const PsgSvgElement *element, const char *name, const char *value,
        Attributes *attributes)
{
    if (read_core(cleaner, element, name, value, attributes))
        return;
    PsgSvgAttributeKind kind = psg_svg_attribute_find(element, name);
    g_autoptr(GString) clean = g_string_new(NULL);
    switch (kind) {
    case PSG_SVG_ATTRIBUTE_UNKNOWN:
        if (g_ascii_strncasecmp(name, "on", 2) == 0 || strcmp(name, "xml:base") == 0)
            report(cleaner, is_plain_name(name) ? name : "an event handler");
        break;
    case PSG_SVG_ATTRIBUTE_PLAIN:
    case PSG_SVG_ATTRIBUTE_REQUIRED:
        if (strcmp(name, "href") == 0) {
            if (attributes->has_href)
                break;
            if (!clean_href(element, value, attributes)) {
                report(cleaner, is_data_image(value) ? "a picture inside it that is none"
                                                     : "a reference to another file");
                break;
            }
            attributes->has_href = TRUE;
        } else if (strcmp(name, "d") == 0) {
            gsize length = psg_svg_path_measure(value);
            if (length == 0)
                break;
            g_string_append_len(clean, value, (gssize)length);
            psg_markup_write_attribute(attributes->text, name, clean->str);
        } else if (is_acceptable(cleaner, name, value)) {
            psg_markup_write_attribute(attributes->text, name, value);
        } else {
            break;
        }
        attributes->required += kind == PSG_SVG_ATTRIBUTE_REQUIRED;
        break;
    case PSG_SVG_ATTRIBUTE_STYLED:
    case PSG_SVG_ATTRIBUTE_PROPERTY:
        if (!psg_svg_value_clean(value, clean, attributes->targets))
            report(cleaner, "a style that leads out of the picture");
        else if (!*g_strstrip(clean->str))
            break;
        else if (kind == PSG_SVG_ATTRIBUTE_PROPERTY)
            g_string_append_printf(attributes->style, "%s:%s;", name, clean->str);
        else if (psg_svg_attribute_accepts(name, clean->str))
            psg_markup_write_attribute(attributes->text, name, clean->str);
        break;
    }
}

/* The name of an attribute as the tables have it: "href" for xlink:href, "xml:space", "fill"; NULL
 * for one of a name space that does not matter. */
static const char *
get_attribute_name(const char *name, const char *space)
{
    if (!space)
        return strcmp(name, "lang") == 0 ? "xml:lang" : name;
    if (strcmp(space, XLINK) == 0)
        return strcmp(name, "href") == 0 ? name : NULL;
    if (strcmp(space, (const char *)XML_XML_NAMESPACE) != 0)
        return NULL;
    return strcmp(name, "lang") == 0    ? "xml:lang"
           : strcmp(name, "space") == 0 ? "xml:space"
           : strcmp(name, "base") == 0  ? "xml:base"
                                        : NULL;
}

/* Goes through libxml2's attributes (name, prefix, name space, value, its end). */
static void
read_attributes(Cleaner *cleaner, const PsgSvgElement *element, const xmlChar **list, int count,
        Attributes *attributes)
{
    for (int i = 0; i < count; i++, list += 5) {
        const char *name = get_attribute_name((const char *)list[0], (const char *)list[2]);
        cleaner->attribute_bytes += (gsize)(list[4] - list[3]);
        if (!name)
            continue;
        g_autofree char *value = g_strndup((const char *)list[3], (gsize)(list[4] - list[3]));
        read_attribute(cleaner, element, name, value, attributes);
    }
    if (cleaner->attribute_bytes > ATTRIBUTE_BYTES_LIMIT)
        stop(cleaner, "it unfolds to more than an SVG may hold");
}

/* Root */

static const xmlChar **
find_attribute(const xmlChar **list, int count, const char *name)
{
    for (int i = 0; i < count; i++, list += 5)
        if (!list[2] && strcmp((const char *)list[0], name) == 0)
            return list;
    return NULL;
}

static char *
copy_attribute(const xmlChar **list, int count, const char *name)
{
    const xmlChar **found = find_attribute(list, count, name);
    return found ? g_strndup((const char *)found[3], (gsize)(found[4] - found[3])) : g_strdup("");
}

/* Learns the size from width, height and viewBox (SVG 2, section 8.2; CSS Images 3, default
 * sizing). Adds a viewBox where only a size is given, since without one a smaller space would cut
 * the picture off and not shrink it. */
static void
measure_root(Cleaner *cleaner, const xmlChar **list, int count, GString *text)
{
    g_autofree char *width_text = copy_attribute(list, count, "width");
    g_autofree char *height_text = copy_attribute(list, count, "height");
    g_autofree char *box_text = copy_attribute(list, count, "viewBox");
    double width = 0, height = 0, box[4] = {0};
    gboolean has_width = psg_svg_length_parse(width_text, &width),
             has_height = psg_svg_length_parse(height_text, &height);
    gboolean has_box = psg_svg_view_box_parse(box_text, box);
    if (has_width && has_height && !has_box && text) {
        char wide[G_ASCII_DTOSTR_BUF_SIZE], high[G_ASCII_DTOSTR_BUF_SIZE];
        g_string_append_printf(text, " viewBox=\"0 0 %s %s\"",
                g_ascii_formatd(wide, sizeof wide, "%.6g", width),
                g_ascii_formatd(high, sizeof high, "%.6g", height));
    }
    if (has_box && !has_width)
        width = has_height ? height * box[2] / box[3] : box[2];
    if (has_box && !has_height)
        height = has_width ? width * box[3] / box[2] : box[3];
    cleaner->facts->media_type = "image/svg+xml";
    cleaner->facts->width = width > 0 ? psg_svg_round_pixels(width) : 0;
    cleaner->facts->height = height > 0 ? psg_svg_round_pixels(height) : 0;
}

/* Elements */

static void
close_tag(Cleaner *cleaner)
{
    if (cleaner->is_tag_open)
        g_string_append_c(cleaner->out, '>');
    cleaner->is_tag_open = FALSE;
}

/* TRUE when an element of this kind may stand where reading is. */
static gboolean
is_in_place(Cleaner *cleaner, const PsgSvgElement *element)
{
    if (cleaner->open->len == 0)
        return strcmp(element->name, "svg") == 0;
    const PsgSvgElement *around =
            g_array_index(cleaner->open, Frame, cleaner->open->len - 1).element;
    return (around->holds & element->kind) != 0;
}

/* Enters what the element refers to in the graph, and returns its node: its own when it has an id.
 */
static guint
enter_graph(Cleaner *cleaner, const Attributes *attributes)
{
    guint around = cleaner->open->len
                           ? g_array_index(cleaner->open, Frame, cleaner->open->len - 1).node
                           : PSG_SVG_GRAPH_ROOT;
    guint node = around;
    if (attributes->id) {
        node = psg_svg_graph_get_node(cleaner->graph, '#', attributes->id);
        psg_svg_graph_add_edge(cleaner->graph, around, node);
    }
    psg_svg_graph_add_weight(cleaner->graph, node, 1);
    for (guint i = 0; i < attributes->targets->len; i++)
        psg_svg_graph_add_edge(cleaner->graph, node,
                psg_svg_graph_get_node(
                        cleaner->graph, '#', g_ptr_array_index(attributes->targets, i)));
    for (char **name = attributes->classes; name && *name; name++)
        if (**name)
            psg_svg_graph_add_edge(
                    cleaner->graph, node, psg_svg_graph_get_node(cleaner->graph, '.', *name));
    return node;
}

/* Writes the element's start, or leaves it out with all in it. */
static void
open_element(Cleaner *cleaner, const PsgSvgElement *element, const xmlChar **list, int count)
{
    g_auto(Attributes) attributes = {.text = g_string_new(NULL),
            .style = g_string_new(NULL),
            .targets = g_ptr_array_new_with_free_func(g_free)};
    gboolean is_root = cleaner->open->len == 0, is_sheet = strcmp(element->name, "style") == 0;
    read_attributes(cleaner, element, list, count, &attributes);
    if (is_root)
        measure_root(cleaner, list, count, attributes.text);
    if (attributes.required < psg_svg_element_count_required(element) || attributes.is_hidden) {
        cleaner->skipped = 1;
        return;
    }
    if (is_sheet) {
        g_autofree char *type = copy_attribute(list, count, "type");
        g_autofree char *media = copy_attribute(list, count, "media");
        if ((*type && strcmp(type, "text/css") != 0) ||
                (*media && !strstr(media, "all") && !strstr(media, "screen"))) {
            cleaner->skipped = 1;
            return;
        }
        cleaner->sheet = g_string_new(NULL);
    } else {
        close_tag(cleaner);
        g_string_append_printf(cleaner->out, "<%s", element->name);
        if (is_root)
            g_string_append(cleaner->out, " xmlns=\"" SVG "\" xmlns:xlink=\"" XLINK "\"");
        g_string_append_len(cleaner->out, attributes.text->str, (gssize)attributes.text->len);
        if (attributes.style->len)
            psg_markup_write_attribute(cleaner->out, "style", attributes.style->str);
        cleaner->is_tag_open = TRUE;
        if (attributes.id)
            g_hash_table_add(cleaner->ids, g_strdup(attributes.id));
    }
    Frame frame = {element, TRUE, enter_graph(cleaner, &attributes)};
    g_array_append_val(cleaner->open, frame);
}

/* TRUE when an event is none to act on: it comes from inside an entity, reading has stopped, or
 * only the root counts. */
static gboolean
is_over(const Cleaner *cleaner, const void *context)
{
    return context != cleaner->parser || cleaner->reason ||
           (cleaner->is_measuring && cleaner->has_root);
}

/* The first element: is it an SVG at all? */
static gboolean
check_root(Cleaner *cleaner, const char *name, const char *space)
{
    cleaner->has_no_space = !space;
    cleaner->has_root = strcmp(name, "svg") == 0 && (!space || strcmp(space, SVG) == 0);
    if (!cleaner->has_root)
        stop(cleaner, "it is XML, but its first element is not <svg>");
    return cleaner->has_root;
}

static void
on_start(void *context, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri,
        int space_count, const xmlChar **spaces, int count, int defaulted, const xmlChar **list)
{
    Cleaner *cleaner = ((xmlParserCtxt *)context)->_private;
    const char *name = (const char *)local, *space = (const char *)uri;
    if (is_over(cleaner, context))
        return;
    if (!cleaner->has_root && !check_root(cleaner, name, space))
        return;
    if (cleaner->is_measuring) {
        measure_root(cleaner, list, count, NULL);
        xmlStopParser(cleaner->parser);
        return;
    }
    if (++cleaner->elements > ELEMENT_LIMIT)
        stop(cleaner, "it has more than 250,000 elements");
    if (cleaner->open->len + cleaner->skipped >= DEPTH_LIMIT)
        stop(cleaner, "its elements are nested more than 256 deep");
    if (cleaner->skipped) {
        cleaner->skipped++;
        return;
    }
    gboolean is_svg = space ? strcmp(space, SVG) == 0 : cleaner->has_no_space;
    if (is_svg && strcmp(name, "a") == 0 && cleaner->open->len > 0) {
        Frame frame = g_array_index(cleaner->open, Frame, cleaner->open->len - 1);
        frame.is_written = FALSE;
        g_array_append_val(cleaner->open, frame);
        report(cleaner, "a link");
        return;
    }
    const PsgSvgElement *element = is_svg ? psg_svg_element_find(name) : NULL;
    if (element && is_in_place(cleaner, element)) {
        open_element(cleaner, element, list, count);
        return;
    }
    /* A drawing program's own notes (metadata, other name spaces, what is meant for it alone) go
     * without a word. */
    if (!find_attribute(list, count, "requiredExtensions") &&
            ((is_svg && strcmp(name, "metadata") != 0) || (space && strcmp(space, XHTML) == 0)))
        report_element(cleaner, name);
    cleaner->skipped = 1;
}

static void
on_rule(const char *name, const char *target, gpointer data)
{
    Cleaner *cleaner = data;
    psg_svg_graph_add_edge(cleaner->graph, psg_svg_graph_get_node(cleaner->graph, *name, name + 1),
            psg_svg_graph_get_node(cleaner->graph, '#', target));
}

static void
write_sheet(Cleaner *cleaner)
{
    g_autoptr(GString) sheet = g_steal_pointer(&cleaner->sheet);
    g_autoptr(GString) clean = g_string_new(NULL);
    if (!psg_svg_sheet_clean(sheet->str, clean, on_rule, cleaner))
        report(cleaner, "a style that leads out of the picture");
    if (!clean->len)
        return;
    close_tag(cleaner);
    g_string_append(cleaner->out, "<style>");
    psg_markup_write_text(cleaner->out, clean->str, (gssize)clean->len, FALSE);
    g_string_append(cleaner->out, "</style>");
}

static void
on_end(void *context, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
    Cleaner *cleaner = ((xmlParserCtxt *)context)->_private;
    if (is_over(cleaner, context) || !cleaner->has_root ||
            cleaner->open->len + cleaner->skipped == 0)
        return;
    if (cleaner->skipped) {
        cleaner->skipped--;
        return;
    }
    Frame frame = g_array_index(cleaner->open, Frame, cleaner->open->len - 1);
    g_array_set_size(cleaner->open, cleaner->open->len - 1);
    if (!frame.is_written)
        return;
    if (cleaner->sheet) {
        write_sheet(cleaner);
    } else if (cleaner->is_tag_open) {
        g_string_append(cleaner->out, "/>");
        cleaner->is_tag_open = FALSE;
    } else {
        g_string_append_printf(cleaner->out, "</%s>", frame.element->name);
    }
}

static void
on_text(void *context, const xmlChar *text, int length)
{
    Cleaner *cleaner = ((xmlParserCtxt *)context)->_private;
    if (is_over(cleaner, context) || !cleaner->has_root || cleaner->skipped ||
            cleaner->open->len == 0)
        return;
    if (cleaner->sheet) {
        g_string_append_len(cleaner->sheet, (const char *)text, length);
        return;
    }
    const Frame *frame = &g_array_index(cleaner->open, Frame, cleaner->open->len - 1);
    if (!(frame->element->holds & PSG_SVG_CHARACTERS))
        return;
    close_tag(cleaner);
    psg_markup_write_text(cleaner->out, (const char *)text, length, FALSE);
}

static void
on_instruction(void *context, const xmlChar *target, const xmlChar *data)
{
    Cleaner *cleaner = ((xmlParserCtxt *)context)->_private;
    if (g_ascii_strcasecmp((const char *)target, "xml-stylesheet") == 0)
        report(cleaner, "a style sheet in another file");
}

/* Entities are kept only where they cannot grow or bring anything in: short ones of the file
 * itself, without markup or other entities. Drawing programs shorten their name spaces with them,
 * so that they must be expanded. */
static void
on_entity(void *context, const xmlChar *name, int type, const xmlChar *public_id,
        const xmlChar *system_id, xmlChar *content)
{
    if (type == XML_INTERNAL_GENERAL_ENTITY && content && !strpbrk((const char *)content, "&<%") &&
            strlen((const char *)content) <= ENTITY_LENGTH_LIMIT)
        xmlSAX2EntityDecl(context, name, type, public_id, system_id, content);
}

/* Sends the file through the handlers above. FALSE with a reason. */
static gboolean
read_svg(Cleaner *cleaner, GBytes *bytes)
{
    g_autoptr(GBytes) text = psg_svg_make_utf8(bytes);
    if (!text) {
        cleaner->reason = "its letters are in no encoding that can be read; save it as UTF-8";
        return FALSE;
    }
    gsize size;
    const char *data = g_bytes_get_data(text, &size);
    xmlParserCtxt *parser = xmlNewParserCtxt();
    xmlSAXHandler *sax = parser->sax;
    sax->startElementNs = on_start;
    sax->endElementNs = on_end;
    sax->characters = sax->ignorableWhitespace = sax->cdataBlock = on_text;
    sax->processingInstruction = on_instruction;
    sax->entityDecl = on_entity;
    sax->comment = NULL;
    sax->reference = NULL;
    sax->externalSubset = NULL;
    sax->attributeDecl = NULL;
    sax->elementDecl = NULL;
    sax->notationDecl = NULL;
    sax->unparsedEntityDecl = NULL;
    parser->_private = cleaner;
    cleaner->parser = parser;
    xmlDoc *document = xmlCtxtReadMemory(parser, data, (int)size, NULL, "UTF-8",
            XML_PARSE_NONET | XML_PARSE_NOENT | XML_PARSE_IGNORE_ENC | XML_PARSE_NOERROR |
                    XML_PARSE_NOWARNING);
    gboolean is_whole = parser->wellFormed && document;
    xmlFreeDoc(document);
    xmlFreeParserCtxt(parser);
    if (cleaner->is_measuring && cleaner->has_root)
        return TRUE;
    if (!is_whole && !cleaner->reason)
        cleaner->reason = "it is not well-formed XML";
    return !cleaner->reason;
}

gboolean
psg_svg_measure(GBytes *bytes, PsgImageFacts *facts, const char **reason)
{
    *facts = (PsgImageFacts){0};
    Cleaner cleaner = {.facts = facts, .is_measuring = TRUE};
    if (g_bytes_get_size(bytes) > PSG_SVG_SIZE_LIMIT)
        cleaner.reason = "it is larger than the 8 MB that an SVG may have";
    else if (read_svg(&cleaner, bytes))
        return TRUE;
    *reason = cleaner.reason;
    return FALSE;
}

GBytes *
psg_svg_clean(GBytes *bytes, GPtrArray *removed, PsgImageFacts *facts, const char **reason)
{
    *facts = (PsgImageFacts){0};
    if (g_bytes_get_size(bytes) > PSG_SVG_SIZE_LIMIT) {
        *reason = "it is larger than the 8 MB that an SVG may have";
        return NULL;
    }
    g_autoptr(GString) out = g_string_sized_new(g_bytes_get_size(bytes));
    g_autoptr(GArray) open = g_array_new(FALSE, FALSE, sizeof(Frame));
    g_autoptr(GHashTable) ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(PsgSvgGraph) graph = psg_svg_graph_new();
    Cleaner cleaner = {.out = out,
            .removed = removed,
            .facts = facts,
            .open = open,
            .ids = ids,
            .graph = graph};
    g_string_append(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    if (read_svg(&cleaner, bytes))
        psg_svg_graph_check(graph, WEIGHT_LIMIT, &cleaner.reason);
    if (cleaner.sheet)
        g_string_free(cleaner.sheet, TRUE);
    if (cleaner.reason) {
        *reason = cleaner.reason;
        return NULL;
    }
    g_string_append_c(out, '\n');
    return g_string_free_to_bytes(g_steal_pointer(&out));
}
