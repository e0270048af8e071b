/* Changes for a terminal: wrapped by the width that characters have there. Nothing of the text can
 * steer the terminal; see base/display.h. */
#include <string.h>

#include "base/display.h"
#include "changes/format_internal.h"

#define INDENT 4
#define LABEL_WIDTH 9

typedef enum { STYLE_PLAIN, STYLE_DELETED, STYLE_INSERTED, STYLE_TITLE, STYLE_SOFT } Style;

static const char *const codes[] = {"", "\033[31;9m", "\033[32;4m", "\033[1m", "\033[2m"};
#define RESET "\033[0m"

/* Writes words into lines. A unit is what may not be broken: it is held back until it is known to
 * fit. */
typedef struct {
    GString *out;
    guint width; /* 0: no wrapping */
    guint indent;
    gboolean has_colour;
    guint column;       /* where the line stands */
    GString *unit;      /* held back */
    guint unit_width;   /* columns */
    gboolean has_space; /* before the unit */
    Style style;        /* of what is written */
    Style unit_style;   /* of the unit's end */
    Style start_style;  /* of the unit's beginning, and the space before it */
} Writer;

static void
flush(Writer *writer)
{
    if (writer->unit->len == 0)
        return;
    guint space = writer->has_space && writer->column > writer->indent;
    if (writer->width > 0 && writer->column > writer->indent &&
            writer->column + space + writer->unit_width > writer->width) {
        /* A style must not go on over the line's end and the next line's indent. */
        gboolean is_styled = writer->has_colour && writer->start_style != STYLE_PLAIN;
        g_string_append(writer->out, is_styled ? RESET "\n" : "\n");
        g_string_append_printf(writer->out, "%*s", (int)writer->indent, "");
        if (is_styled)
            g_string_append(writer->out, codes[writer->start_style]);
        writer->column = writer->indent;
        space = 0;
    }
    if (space)
        g_string_append_c(writer->out, ' ');
    g_string_append_len(writer->out, writer->unit->str, (gssize)writer->unit->len);
    writer->column += space + writer->unit_width;
    writer->start_style = writer->unit_style;
    writer->has_space = FALSE;
    writer->unit_width = 0;
    g_string_truncate(writer->unit, 0);
}

static void
put_space(Writer *writer)
{
    flush(writer);
    writer->has_space = TRUE;
}

/* Text in the style that is open. Between wide characters a line may break. */
static void
put_text(Writer *writer, const char *text)
{
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        if (character == ' ' || character == '\n' || character == '\t') {
            put_space(writer);
            continue;
        }
        character = psg_display_character(character);
        if (character == 0)
            continue;
        guint columns = psg_display_measure(character);
        if (columns == 2 && !g_unichar_ispunct(character))
            flush(writer);
        g_string_append_unichar(writer->unit, character);
        writer->unit_width += columns;
    }
}

/* Marks never stand alone: what opens holds on to what follows. */
static void
set_style(Writer *writer, Style style)
{
    static const char *const opening[] = {"", "[-", "{+", "", ""};
    static const char *const closing[] = {"", "-]", "+}", "", ""};
    if (style == writer->unit_style)
        return;
    if (writer->has_colour) {
        if (writer->unit->len == 0 && writer->has_space) {
            /* The space before belongs to neither. */
            if (writer->start_style != STYLE_PLAIN)
                g_string_append(writer->out, RESET);
            writer->start_style = STYLE_PLAIN;
        } else if (writer->unit_style != STYLE_PLAIN) {
            g_string_append(writer->unit, RESET);
        }
        g_string_append(writer->unit, codes[style]);
    } else {
        const char *mark = style == STYLE_PLAIN ? closing[writer->unit_style] : opening[style];
        if (style != STYLE_PLAIN && writer->unit_style != STYLE_PLAIN)
            g_string_append(writer->unit, closing[writer->unit_style]);
        g_string_append(writer->unit, mark);
        writer->unit_width += (guint)strlen(mark);
    }
    writer->unit_style = style;
}

static void
put_styled(Writer *writer, Style style, const char *text)
{
    set_style(writer, style);
    put_text(writer, text);
    set_style(writer, STYLE_PLAIN);
}

static void
put_run(Writer *writer, const PsgPassageRun *run)
{
    static const Style styles[] = {[PSG_RUN_SAME] = STYLE_PLAIN,
            [PSG_RUN_DELETED] = STYLE_DELETED,
            [PSG_RUN_INSERTED] = STYLE_INSERTED};
    gboolean has_lead, has_trail;
    g_autofree char *words = NULL;
    psg_format_split_run(run->text, &has_lead, &words, &has_trail);
    if (has_lead)
        put_space(writer);
    if (*words)
        put_styled(writer, styles[run->kind], words);
    if (has_trail)
        put_space(writer);
}

static void
begin(Writer *writer, GString *out, guint width, gboolean has_colour)
{
    *writer = (Writer){
            .out = out, .width = width, .has_colour = has_colour, .unit = g_string_new(NULL)};
}

/* A new line; what goes on is indented by `indent`. */
static void
begin_line(Writer *writer, guint indent)
{
    writer->column = writer->indent = indent;
    writer->has_space = FALSE;
    g_string_append_printf(writer->out, "%*s", (int)indent, "");
}

static void
end_line(Writer *writer)
{
    flush(writer);
    g_string_append_c(writer->out, '\n');
}

static void
finish(Writer *writer)
{
    g_string_free(writer->unit, TRUE);
}

static void
put_line(Writer *writer, guint indent, Style style, const char *text)
{
    begin_line(writer, indent);
    put_styled(writer, style, text);
    end_line(writer);
}

/* A narrow terminal keeps its columns for the words. */
static guint
get_indent(guint width, guint indent)
{
    return width > 0 && width < 40 ? 2 : indent;
}

static void
write_passage(Writer *writer, const PsgPassage *passage, guint indent)
{
    guint hanging = get_indent(writer->width, indent + LABEL_WIDTH);
    const char *label = psg_format_get_change_word(passage->change);
    g_string_append_printf(
            writer->out, "%*s%-*s", (int)get_indent(writer->width, indent), "", LABEL_WIDTH, label);
    if (hanging == indent + LABEL_WIDTH) {
        writer->column = writer->indent = hanging;
        writer->has_space = FALSE;
    } else {
        g_string_append_c(writer->out, '\n');
        begin_line(writer, hanging);
    }
    for (guint i = 0; i < passage->runs->len; i++)
        put_run(writer, &g_array_index(passage->runs, PsgPassageRun, i));
    if (passage->runs->len > 0)
        end_line(writer);
    if (passage->note && passage->runs->len > 0)
        put_line(writer, hanging, STYLE_SOFT, passage->note);
    else if (passage->note) {
        put_styled(writer, STYLE_SOFT, passage->note);
        end_line(writer);
    } else if (passage->runs->len == 0) {
        end_line(writer);
    }
}

void
psg_passage_format_text(const PsgPassage *passage, guint width, gboolean has_colour, GString *out)
{
    Writer writer;
    begin(&writer, out, width, has_colour);
    write_passage(&writer, passage, INDENT);
    finish(&writer);
}

static void
write_chapter(Writer *writer, const PsgDocumentChanges *changes, guint index)
{
    const PsgChapterChanges *chapter = g_ptr_array_index(changes->chapters, index);
    g_autoptr(GPtrArray) passages = psg_passages_new(changes, index, PSG_FORMAT_CONTEXT);
    g_autofree char *what = psg_format_describe_chapter(chapter);
    g_autofree char *path = g_strdup_printf(what ? " (%s; %s)" : " (%s)", chapter->path, what);
    g_string_append_c(writer->out, '\n');
    begin_line(writer, 0);
    put_styled(writer, STYLE_TITLE, chapter->title);
    put_text(writer, " ");
    put_styled(writer, STYLE_SOFT, path + 1);
    end_line(writer);
    for (guint i = 0; i < passages->len; i++) {
        const PsgPassage *passage = g_ptr_array_index(passages, i);
        const char *section = psg_format_get_new_section(
                passage, i > 0 ? g_ptr_array_index(passages, i - 1) : NULL);
        gboolean is_told = psg_format_is_told_by_section(passage, section);
        if (section) {
            Style style = !is_told                                 ? STYLE_TITLE
                          : passage->change == PSG_CHANGE_INSERTED ? STYLE_INSERTED
                                                                   : STYLE_DELETED;
            g_string_append_c(writer->out, '\n');
            put_line(writer, 2, style, section);
        }
        if (!is_told && !psg_format_is_told_by_chapter(passage, chapter))
            write_passage(writer, passage, INDENT);
    }
}

void
psg_changes_format_text(const PsgDocumentChanges *changes, const PsgRange *range, guint width,
        gboolean has_colour, GString *out)
{
    Writer writer;
    begin(&writer, out, width, has_colour);
    begin_line(&writer, 0);
    put_styled(&writer, STYLE_TITLE, changes->title);
    if (range) {
        g_autofree char *ends =
                g_strdup_printf(": %s \342\206\222 %s", range->from.label, range->to.label);
        put_text(&writer, ends);
    }
    end_line(&writer);
    g_autofree char *count = psg_format_count(changes);
    put_line(&writer, 0, STYLE_PLAIN, count);
    for (guint i = 0; i < changes->chapters->len; i++)
        write_chapter(&writer, changes, i);
    finish(&writer);
}
