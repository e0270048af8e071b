/* From a template's XHTML to a flat list of instructions. The tree is walked once; everything that
 * is the same on every page becomes literal HTML. Serialising follows HTML's own syntax (HTML
 * Living Standard, section 13.3). */
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <string.h>

#include "base/cleanup.h"
#include "publish/publish_error.h"
#include "publish/theme/internal.h"
#include "text/markup.h"

#define TEMPLATE_SPACE "urn:plainsong:template"
#define XHTML_SPACE "http://www.w3.org/1999/xhtml"
#define SVG_SPACE "http://www.w3.org/2000/svg"
#define MATHML_SPACE "http://www.w3.org/1998/Math/MathML"

typedef struct {
    PsgProgram *program;
    PsgProgramFind find;
    gpointer find_data;
    gboolean may_extend; /* no jump leads to the end of the program, so the last literal may grow */
} Compiler;

/* The psg attributes of one element; all strings are libxml2's and freed with clear_directives().
 */
typedef struct {
    xmlChar *each, *if_true, *unless, *include, *fill;
} Directives;

PsgProgram *
psg_program_new(const char *name)
{
    PsgProgram *program = g_new0(PsgProgram, 1);
    program->name = g_strdup(name);
    program->instructions = g_array_new(FALSE, TRUE, sizeof(PsgInstruction));
    program->literals = g_string_new(NULL);
    program->names = g_string_chunk_new(512);
    return program;
}

void
psg_program_free(PsgProgram *program)
{
    if (!program)
        return;
    g_free(program->name);
    g_array_unref(program->instructions);
    g_string_free(program->literals, TRUE);
    g_string_chunk_free(program->names);
    g_clear_error(&program->failure);
    g_free(program);
}

G_GNUC_PRINTF(4, 5)
static gboolean
fail(const Compiler *compiler, long line, GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error(error, PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_TEMPLATE, "%s:%ld: %s",
            compiler->program->name, MAX(line, 1), message);
    return FALSE;
}

static PsgInstruction *
add_instruction(Compiler *compiler, PsgOp op, const char *name, gsize name_length, long line)
{
    PsgProgram *program = compiler->program;
    PsgInstruction instruction = {.op = op, .line = (guint)line};
    if (name) {
        g_autofree char *copy = g_strndup(name, name_length);
        instruction.name = g_string_chunk_insert_const(program->names, copy);
        instruction.hash = psg_scope_hash(copy);
    }
    g_array_append_val(program->instructions, instruction);
    compiler->may_extend = TRUE;
    return &g_array_index(program->instructions, PsgInstruction, program->instructions->len - 1);
}

/* Everything that was appended to the literals since `start` becomes, or lengthens, a literal
 * instruction. */
static void
end_literal(Compiler *compiler, gsize start)
{
    PsgProgram *program = compiler->program;
    gsize length = program->literals->len - start;
    if (length == 0)
        return;
    if (compiler->may_extend && program->instructions->len > 0) {
        PsgInstruction *last = &g_array_index(
                program->instructions, PsgInstruction, program->instructions->len - 1);
        if (last->op == PSG_OP_LITERAL && last->start + last->length == start) {
            last->length += length;
            return;
        }
    }
    PsgInstruction *instruction = add_instruction(compiler, PSG_OP_LITERAL, NULL, 0, 0);
    instruction->start = start;
    instruction->length = length;
}

static void
add_literal(Compiler *compiler, const char *text)
{
    gsize start = compiler->program->literals->len;
    g_string_append(compiler->program->literals, text);
    end_literal(compiler, start);
}

static void
add_escaped(Compiler *compiler, const char *text, gsize length, gboolean is_attribute)
{
    gsize start = compiler->program->literals->len;
    psg_markup_write_text(compiler->program->literals, text, (gssize)length, is_attribute);
    end_literal(compiler, start);
}

/* Lets the jump at `index` lead to what comes next. */
static void
land_jump(Compiler *compiler, guint index)
{
    GArray *instructions = compiler->program->instructions;
    g_array_index(instructions, PsgInstruction, index).target = instructions->len;
    compiler->may_extend = FALSE;
}

/* The length of the name that `text` begins with: a lower-case letter, then lower-case letters,
 * digits and '-'. */
static gsize
measure_name(const char *text)
{
    if (!g_ascii_islower(text[0]))
        return 0;
    gsize length = 1;
    while (g_ascii_islower(text[length]) || g_ascii_isdigit(text[length]) || text[length] == '-')
        length++;
    return length;
}

/* Compiles text with places in braces. */
static gboolean
compile_text(Compiler *compiler, const char *text, gboolean is_attribute, long line, GError **error)
{
    for (const char *at = text; *at;) {
        gsize plain = strcspn(at, "{");
        add_escaped(compiler, at, plain, is_attribute);
        for (gsize i = 0; i < plain && !is_attribute; i++)
            line += at[i] == '\n';
        at += plain;
        if (!*at)
            break;
        if (at[1] == '{') {
            add_literal(compiler, "{");
            at += 2;
            continue;
        }
        gsize length = measure_name(at + 1);
        if (length == 0 || at[1 + length] != '}')
            return fail(compiler, line, error,
                    "\"%.20s\" is no place for a value; write {name} with small letters, digits "
                    "and '-', or {{ for "
                    "a brace",
                    at);
        add_instruction(compiler, is_attribute ? PSG_OP_VALUE : PSG_OP_TEXT, at + 1, length, line);
        at += length + 2;
    }
    return TRUE;
}

static gboolean
has_space(const xmlNode *node, const char *space)
{
    return node->ns && node->ns->href && strcmp((const char *)node->ns->href, space) == 0;
}

static gboolean
is_psg_attribute(const xmlAttr *attribute)
{
    return attribute->ns && strcmp((const char *)attribute->ns->href, TEMPLATE_SPACE) == 0;
}

static gboolean
is_void(const xmlNode *node)
{
    static const char *const names[] = {"area", "base", "br", "col", "embed", "hr", "img", "input",
            "link", "meta", "source", "track", "wbr", NULL};
    return has_space(node, XHTML_SPACE) && g_strv_contains(names, (const char *)node->name);
}

static gboolean
has_entity(const xmlNode *first)
{
    for (const xmlNode *node = first; node; node = node->next)
        if (node->type == XML_ENTITY_REF_NODE)
            return TRUE;
    return FALSE;
}

/* The value of an attribute; NULL with an error when it holds an entity. Free with xmlFree(). */
static xmlChar *
read_value(const Compiler *compiler, const xmlAttr *attribute, GError **error)
{
    if (has_entity(attribute->children)) {
        fail(compiler, xmlGetLineNo(attribute->parent), error,
                "the attribute \"%s\" holds an entity; write the character itself",
                attribute->name);
        return NULL;
    }
    xmlChar *value = xmlNodeListGetString(attribute->doc, attribute->children, 1);
    return value ? value : xmlStrdup((const xmlChar *)"");
}

static gboolean
compile_attribute(Compiler *compiler, const xmlAttr *attribute, GError **error)
{
    psg_autoxml *value = read_value(compiler, attribute, error);
    if (!value)
        return FALSE;
    const char *text = (const char *)value;
    long line = xmlGetLineNo(attribute->parent);
    const char *prefix = attribute->ns ? (const char *)attribute->ns->prefix : NULL;
    g_autofree char *name = g_strconcat(
            " ", prefix ? prefix : "", prefix ? ":" : "", (const char *)attribute->name, NULL);
    gsize length = text[0] == '{' ? measure_name(text + 1) : 0;
    if (length > 0 && text[1 + length] == '}' && !text[2 + length]) {
        gsize start = compiler->program->literals->len;
        g_string_append(compiler->program->literals, name);
        PsgInstruction *instruction =
                add_instruction(compiler, PSG_OP_ATTRIBUTE, text + 1, length, line);
        instruction->start = start;
        instruction->length = strlen(name);
        return TRUE;
    }
    add_literal(compiler, name);
    add_literal(compiler, "=\"");
    if (!compile_text(compiler, text, TRUE, line, error))
        return FALSE;
    add_literal(compiler, "\"");
    return TRUE;
}

static void
clear_directives(Directives *directives)
{
    psg_autoxml *each G_GNUC_UNUSED = directives->each;
    psg_autoxml *if_true G_GNUC_UNUSED = directives->if_true;
    psg_autoxml *unless G_GNUC_UNUSED = directives->unless;
    psg_autoxml *include G_GNUC_UNUSED = directives->include;
    psg_autoxml *fill G_GNUC_UNUSED = directives->fill;
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Directives, clear_directives)

static gboolean
read_directive(
        const Compiler *compiler, const xmlAttr *attribute, Directives *directives, GError **error)
{
    const char *name = (const char *)attribute->name;
    xmlChar **place = !strcmp(name, "each")      ? &directives->each
                      : !strcmp(name, "if")      ? &directives->if_true
                      : !strcmp(name, "unless")  ? &directives->unless
                      : !strcmp(name, "include") ? &directives->include
                      : !strcmp(name, "fill")    ? &directives->fill
                                                 : NULL;
    long line = xmlGetLineNo(attribute->parent);
    if (!place)
        return fail(compiler, line, error,
                "psg:%s is not known; there are psg:each, psg:if, psg:unless, psg:include and "
                "psg:fill",
                name);
    *place = read_value(compiler, attribute, error);
    if (!*place)
        return FALSE;
    const char *value = (const char *)*place;
    gsize length = measure_name(value);
    if (place != &directives->include && (length == 0 || value[length]))
        return fail(compiler, line, error,
                "psg:%s=\"%s\" is not one name of small letters, digits and '-'", name, value);
    return TRUE;
}

static gboolean
has_content(const xmlNode *element)
{
    for (const xmlNode *node = element->children; node; node = node->next)
        if (node->type != XML_COMMENT_NODE && !xmlIsBlankNode(node))
            return TRUE;
    return FALSE;
}

static gboolean
read_directives(
        const Compiler *compiler, const xmlNode *element, Directives *directives, GError **error)
{
    for (const xmlAttr *attribute = element->properties; attribute; attribute = attribute->next)
        if (is_psg_attribute(attribute) && !read_directive(compiler, attribute, directives, error))
            return FALSE;
    if (!directives->fill && !directives->include)
        return TRUE;
    long line = xmlGetLineNo(element);
    if (directives->fill && directives->include)
        return fail(compiler, line, error, "psg:fill and psg:include cannot stand on one element");
    const char *name = directives->fill ? "fill" : "include";
    if (is_void(element))
        return fail(compiler, line, error, "psg:%s cannot stand on <%s>, which holds nothing", name,
                element->name);
    if (has_content(element))
        return fail(compiler, line, error,
                "the element has psg:%s and content of its own; leave it empty", name);
    return TRUE;
}

static gboolean
check_element(const Compiler *compiler, const xmlNode *element, GError **error)
{
    long line = xmlGetLineNo(element);
    const char *name = (const char *)element->name;
    if (has_space(element, TEMPLATE_SPACE)) {
        if (strcmp(name, "block") != 0)
            return fail(compiler, line, error, "<psg:%s> is not known; there is only <psg:block>",
                    name);
        for (const xmlAttr *attribute = element->properties; attribute; attribute = attribute->next)
            if (!is_psg_attribute(attribute))
                return fail(compiler, line, error,
                        "<psg:block> leaves only its content, so it cannot have \"%s\"",
                        attribute->name);
        return TRUE;
    }
    if (!has_space(element, XHTML_SPACE) && !has_space(element, SVG_SPACE) &&
            !has_space(element, MATHML_SPACE))
        return fail(compiler, line, error,
                "<%s> is not in the name space of XHTML; the outermost element needs "
                "xmlns=\"" XHTML_SPACE "\"",
                name);
    if (has_space(element, XHTML_SPACE) && (!strcmp(name, "script") || !strcmp(name, "style")) &&
            has_content(element))
        return fail(compiler, line, error, "<%s> must be empty here: put it into a file of its own",
                name);
    return TRUE;
}

static gboolean compile_children(Compiler *compiler, const xmlNode *element, GError **error);

static gboolean
compile_include(Compiler *compiler, const char *name, long line, GError **error)
{
    GError *problem = NULL;
    const PsgProgram *program = compiler->find(name, compiler->find_data, &problem);
    if (problem) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    if (!program)
        return fail(compiler, line, error, "psg:include: the theme has no file \"%s\"", name);
    add_instruction(compiler, PSG_OP_INCLUDE, NULL, 0, line)->program = program;
    return TRUE;
}

static gboolean
compile_inside(
        Compiler *compiler, const xmlNode *element, const Directives *directives, GError **error)
{
    long line = xmlGetLineNo(element);
    if (directives->include)
        return compile_include(compiler, (const char *)directives->include, line, error);
    if (directives->fill) {
        const char *name = (const char *)directives->fill;
        add_instruction(compiler, PSG_OP_FILL, name, strlen(name), line);
        return TRUE;
    }
    return compile_children(compiler, element, error);
}

static gboolean
compile_tags(
        Compiler *compiler, const xmlNode *element, const Directives *directives, GError **error)
{
    if (has_space(element, TEMPLATE_SPACE))
        return compile_inside(compiler, element, directives, error);
    add_literal(compiler, "<");
    add_literal(compiler, (const char *)element->name);
    for (const xmlAttr *attribute = element->properties; attribute; attribute = attribute->next)
        if (!is_psg_attribute(attribute) && !compile_attribute(compiler, attribute, error))
            return FALSE;
    add_literal(compiler, ">");
    if (is_void(element))
        return TRUE;
    if (!compile_inside(compiler, element, directives, error))
        return FALSE;
    add_literal(compiler, "</");
    add_literal(compiler, (const char *)element->name);
    add_literal(compiler, ">");
    return TRUE;
}

/* Adds an instruction that may jump, and notes its index in `jumps`. */
static void
add_jump(Compiler *compiler, PsgOp op, const xmlChar *name, long line, GArray *jumps)
{
    if (!name)
        return;
    guint index = compiler->program->instructions->len;
    add_instruction(compiler, op, (const char *)name, strlen((const char *)name), line);
    g_array_append_val(jumps, index);
}

static gboolean
compile_element(Compiler *compiler, const xmlNode *element, GError **error)
{
    g_auto(Directives) directives = {0};
    if (!check_element(compiler, element, error) ||
            !read_directives(compiler, element, &directives, error))
        return FALSE;
    long line = xmlGetLineNo(element);
    g_autoptr(GArray) jumps = g_array_new(FALSE, FALSE, sizeof(guint));
    add_jump(compiler, PSG_OP_EACH, directives.each, line, jumps);
    add_jump(compiler, PSG_OP_UNLESS_JUMP, directives.if_true, line, jumps);
    add_jump(compiler, PSG_OP_IF_JUMP, directives.unless, line, jumps);
    if (!compile_tags(compiler, element, &directives, error))
        return FALSE;
    for (guint i = 0; i < jumps->len; i++)
        land_jump(compiler, g_array_index(jumps, guint, i));
    return TRUE;
}

/* The line a text begins in. libxml2 notes the line in which it ends. */
static long
find_text_line(const xmlNode *node)
{
    long line = xmlGetLineNo(node);
    for (const xmlChar *at = node->content; *at; at++)
        line -= *at == '\n';
    return MAX(line, xmlGetLineNo(node->parent));
}

/* libxml2 allows 256 levels, which bounds this recursion. */
static gboolean
compile_children(Compiler *compiler, const xmlNode *element, GError **error)
{
    for (const xmlNode *node = element->children; node; node = node->next) {
        gboolean is_done = TRUE;
        if (node->type == XML_ELEMENT_NODE)
            is_done = compile_element(compiler, node, error);
        else if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE)
            is_done = compile_text(
                    compiler, (const char *)node->content, FALSE, find_text_line(node), error);
        else if (node->type == XML_ENTITY_REF_NODE)
            is_done = fail(compiler, xmlGetLineNo(element), error,
                    "write the character itself, not &%s;", node->name);
        if (!is_done)
            return FALSE;
    }
    return TRUE;
}

static xmlDoc *
parse_source(const Compiler *compiler, GBytes *source, GError **error)
{
    gsize size;
    const char *bytes = g_bytes_get_data(source, &size);
    if (size > PSG_TEMPLATE_SIZE_LIMIT) {
        fail(compiler, 1, error, "the template is larger than 1 MB");
        return NULL;
    }
    xmlParserCtxt *context = xmlNewParserCtxt();
    xmlDoc *document = xmlCtxtReadMemory(context, bytes, (int)size, NULL, "UTF-8",
            XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_BIG_LINES);
    if (!document || !context->wellFormed) {
        const xmlError *problem = xmlCtxtGetLastError(context);
        g_autofree char *message =
                g_strdup(problem && problem->message ? problem->message : "it holds no element");
        fail(compiler, problem ? problem->line : 1, error,
                "the template is not well-formed XML: %s", g_strchomp(message));
        g_clear_pointer(&document, xmlFreeDoc);
    }
    xmlFreeParserCtxt(context);
    return document;
}

gboolean
psg_program_compile(
        PsgProgram *program, GBytes *source, PsgProgramFind find, gpointer data, GError **error)
{
    Compiler compiler = {.program = program, .find = find, .find_data = data};
    g_autoptr(xmlDoc) document = parse_source(&compiler, source, error);
    if (!document)
        return FALSE;
    const xmlNode *root = xmlDocGetRootElement(document);
    program->is_page = has_space(root, XHTML_SPACE) && !strcmp((const char *)root->name, "html");
    if (!program->is_page &&
            !(has_space(root, TEMPLATE_SPACE) && !strcmp((const char *)root->name, "block")))
        return fail(&compiler, xmlGetLineNo(root), error,
                "the outermost element must be <html> for a page or <psg:block> for a part of one, "
                "each with its "
                "xmlns");
    if (program->is_page)
        add_literal(&compiler, "<!DOCTYPE html>\n");
    if (!compile_element(&compiler, root, error))
        return FALSE;
    if (program->is_page)
        add_literal(&compiler, "\n");
    return TRUE;
}
