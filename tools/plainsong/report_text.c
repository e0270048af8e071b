/* What a build made and found, in words. */
#include <stdio.h>
#include <string.h>

#include "report.h"
#include "terminal.h"

#define LINES_ON_TERMINAL 100u

/* The path as one would type it from here. */
static char *
shorten(const char *path)
{
    g_autofree char *here = g_get_current_dir();
    gsize length = strlen(here);
    if (strncmp(path, here, length) == 0 && path[length] == '/')
        return g_strdup(path + length + 1);
    return g_strdup(path);
}

/* "1,234": thousands parted, whatever the locale. */
static char *
format_number(gsize number)
{
    GString *text = g_string_new(NULL);
    g_string_printf(text, "%" G_GSIZE_FORMAT, number);
    for (gssize at = (gssize)text->len - 3; at > 0; at -= 3)
        g_string_insert_c(text, at, ',');
    return g_string_free(text, FALSE);
}

static char *
format_size(gsize bytes)
{
    if (bytes < 1000)
        return g_strdup_printf("%" G_GSIZE_FORMAT " bytes", bytes);
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    gboolean is_large = bytes >= 1000 * 1000;
    double value = (double)bytes / (is_large ? 1e6 : 1e3);
    return g_strdup_printf("%s %s",
            g_ascii_formatd(number, sizeof number, value < 10 ? "%.1f" : "%.0f", value),
            is_large ? "MB" : "kB");
}

static char *
count_things(guint count, const char *one, const char *many)
{
    g_autofree char *number = format_number(count);
    return g_strdup_printf("%s %s", number, count == 1 ? one : many);
}

/* Findings */

static void
print_finding(FILE *stream, const PsgFinding *finding)
{
    static const TerminalColour colours[] = {TERMINAL_CYAN, TERMINAL_YELLOW, TERMINAL_RED};
    g_autofree char *line = psg_finding_format(finding);
    g_autofree char *mark = g_strdup_printf(": %s: ", psg_severity_get_name(finding->severity));
    const char *at = strstr(line, mark);
    if (!at || !terminal_has_colours(stream)) {
        terminal_print(stream, "%s\n", line);
        return;
    }
    const char *on = terminal_get_colour(stream, colours[finding->severity]),
               *off = terminal_get_colour(stream, TERMINAL_PLAIN);
    terminal_print(stream, "%.*s: %s%s%s: %s\n", (int)(at - line), line, on,
            psg_severity_get_name(finding->severity), off, at + strlen(mark));
}

/* A person gets as many lines as can still be read, a script all of them. */
void
report_findings(const PsgFindings *findings, gboolean is_quiet)
{
    guint length = psg_findings_get_length(findings);
    guint wanted = is_quiet ? length - psg_findings_count(findings, PSG_SEVERITY_NOTE) : length;
    guint shown = terminal_is_watched(stderr) ? MIN(wanted, LINES_ON_TERMINAL) : wanted;
    for (guint i = 0; i < shown; i++) /* notes come last */
        print_finding(stderr, psg_findings_get(findings, i));
    if (shown < wanted)
        terminal_print(stderr,
                "... and %u more; \"plainsong build 2> findings.txt\" keeps them all in a file\n",
                wanted - shown);
}

/* "2 errors, 1 warning and 3 notes", or NULL when there is nothing. */
static char *
sum_up_findings(const PsgFindings *findings)
{
    static const char *const names[][2] = {
            {"note", "notes"}, {"warning", "warnings"}, {"error", "errors"}};
    g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(g_free);
    for (int severity = PSG_SEVERITY_ERROR; severity >= PSG_SEVERITY_NOTE; severity--) {
        guint count = psg_findings_count(findings, (PsgSeverity)severity);
        if (count > 0)
            g_ptr_array_add(parts, count_things(count, names[severity][0], names[severity][1]));
    }
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < parts->len; i++)
        g_string_append_printf(text, "%s%s",
                i == 0                ? ""
                : i + 1 == parts->len ? " and "
                                      : ", ",
                (char *)g_ptr_array_index(parts, i));
    return g_string_free(text, text->len == 0);
}

void
report_check(const PsgFindings *findings, gboolean is_quiet)
{
    for (guint i = 0; i < psg_findings_get_length(findings); i++) {
        const PsgFinding *finding = psg_findings_get(findings, i);
        if (!is_quiet || finding->severity != PSG_SEVERITY_NOTE)
            print_finding(stdout, finding);
    }
    g_autofree char *found = sum_up_findings(findings);
    if (!is_quiet)
        terminal_print(stdout, "Found %s.\n", found ? found : "nothing wrong");
}

/* Summary */

static void
print_summary(const PsgBuildResult *result)
{
    g_autofree char *chapters = count_things(result->chapter_count, "chapter", "chapters");
    g_autofree char *words = format_number(result->words);
    g_autofree char *files = count_things(result->file_count, "file", "files");
    g_autofree char *size = format_size(result->bytes);
    g_autofree char *output = shorten(result->output);
    const char *bold = terminal_get_colour(stdout, TERMINAL_BOLD),
               *off = terminal_get_colour(stdout, TERMINAL_PLAIN);
    terminal_print(stdout, "%sBuilt %s, %s words%s", bold, chapters, words, off);
    if (result->revision)
        terminal_print(stdout, ", from commit %.8s%s", result->revision,
                result->is_changed ? " with changes since" : "");
    terminal_print(stdout, "\nIn %s: %s, %s\n", output, files, size);
    const char *open = NULL;
    for (guint i = 0; i < result->editions->len; i++) {
        const PsgBuiltEdition *edition = g_ptr_array_index(result->editions, i);
        g_autofree char *edition_size = edition->size ? format_size(edition->size) : NULL;
        terminal_print(stdout, "  %-7s  %s/%s%s%s%s\n", edition->edition, output, edition->path,
                edition_size ? " (" : "", edition_size ? edition_size : "",
                edition_size ? ")" : "");
        gboolean is_redline = strcmp(edition->edition, "redline") == 0;
        if (!edition->document || (is_redline && !open))
            open = edition->path;
    }
    g_autofree char *found = sum_up_findings(result->findings);
    if (found)
        terminal_print(stdout, "Found %s, listed above.\n", found);
    if (open)
        terminal_print(stdout, "Open %s/%s in a browser to read it.\n", output, open);
}

void
report_text(const PsgBuildResult *result, gboolean is_quiet)
{
    report_findings(result->findings, is_quiet);
    if (result->is_refused) {
        g_autofree char *found = sum_up_findings(result->findings);
        terminal_print(stderr,
                "plainsong: nothing was written, because --strict allows no errors and no warnings "
                "(found: %s)\n",
                found);
    } else if (!is_quiet) {
        fflush(stderr);
        print_summary(result);
    }
}
