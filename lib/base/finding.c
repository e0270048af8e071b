/* The list of findings. See finding.h. */
#include "base/finding.h"

#include <string.h>

struct PsgFindings {
    GPtrArray *list;    /* PsgFinding */
    GHashTable *counts; /* "rule\npath" -> RuleCount, what was seen of one rule in one file */
};

typedef struct {
    guint total;
    PsgSeverity severity;
    const char *rule;
    char *path;
} RuleCount;

static void
finding_free(gpointer data)
{
    PsgFinding *finding = data;
    g_free(finding->path);
    g_free(finding->message);
    g_free(finding);
}

static void
rule_count_free(gpointer data)
{
    RuleCount *count = data;
    g_free(count->path);
    g_free(count);
}

PsgFindings *
psg_findings_new(void)
{
    PsgFindings *findings = g_new0(PsgFindings, 1);
    findings->list = g_ptr_array_new_with_free_func(finding_free);
    findings->counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, rule_count_free);
    return findings;
}

void
psg_findings_free(PsgFindings *findings)
{
    if (!findings)
        return;
    g_ptr_array_unref(findings->list);
    g_hash_table_unref(findings->counts);
    g_free(findings);
}

/* Counts one more of a rule in a file; the count is made at first sight. */
static RuleCount *
count_up(PsgFindings *findings, PsgSeverity severity, const char *rule, const char *path, guint by)
{
    g_autofree char *key = g_strconcat(rule, "\n", path, NULL);
    RuleCount *count = g_hash_table_lookup(findings->counts, key);
    if (!count) {
        count = g_new0(RuleCount, 1);
        count->rule = rule;
        count->severity = severity;
        count->path = g_strdup(path);
        g_hash_table_insert(findings->counts, g_steal_pointer(&key), count);
    }
    count->total += by;
    count->severity = MAX(count->severity, severity);
    return count;
}

static void
append(PsgFindings *findings, PsgSeverity severity, const char *rule, const char *path, guint line,
        guint column, char *message)
{
    PsgFinding *finding = g_new0(PsgFinding, 1);
    finding->severity = severity;
    finding->rule = rule;
    finding->path = g_strdup(path ? path : "");
    finding->line = line;
    finding->column = column;
    finding->message = message;
    g_ptr_array_add(findings->list, finding);
}

/* A message may quote an author's text: line breaks and control characters would upset terminals
 * and lists. */
static char *
make_one_line(const char *message)
{
    g_autofree char *valid = g_utf8_make_valid(message, -1);
    GString *out = g_string_new(NULL);
    for (const char *at = valid; *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (g_unichar_iscntrl(c))
            g_string_append_c(out, ' ');
        else
            g_string_append_unichar(out, c);
    }
    return g_string_free(out, FALSE);
}

void
psg_findings_add(PsgFindings *findings, PsgSeverity severity, const char *rule, const char *path,
        guint line, guint column, const char *format, ...)
{
    if (!findings)
        return;
    if (count_up(findings, severity, rule, path ? path : "", 1)->total > PSG_FINDINGS_PER_RULE)
        return;
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    append(findings, severity, rule, path, line, column, make_one_line(message));
}

void
psg_findings_map_lines(PsgFindings *findings, const guint *lines, guint count)
{
    for (guint i = 0; i < findings->list->len; i++) {
        PsgFinding *finding = g_ptr_array_index(findings->list, i);
        if (finding->line > 0 && finding->line <= count)
            finding->line = lines[finding->line - 1];
    }
}

void
psg_findings_merge(PsgFindings *findings, PsgFindings *from)
{
    if (!findings || !from)
        return;
    g_ptr_array_extend_and_steal(findings->list, g_steal_pointer(&from->list));
    from->list = g_ptr_array_new_with_free_func(finding_free);
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, from->counts);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        RuleCount *count = value;
        count_up(findings, count->severity, count->rule, count->path, count->total);
    }
    g_hash_table_remove_all(from->counts);
}

static int
compare_findings(gconstpointer left, gconstpointer right)
{
    const PsgFinding *a = *(const PsgFinding *const *)left, *b = *(const PsgFinding *const *)right;
    if (a->severity != b->severity)
        return a->severity > b->severity ? -1 : 1;
    int order = strcmp(a->path, b->path);
    if (order == 0 && a->line != b->line)
        order = a->line < b->line ? -1 : 1;
    if (order == 0 && a->column != b->column)
        order = a->column < b->column ? -1 : 1;
    if (order == 0)
        order = strcmp(a->rule, b->rule);
    return order != 0 ? order : strcmp(a->message, b->message);
}

/* A chapter of two documents is read twice, and what is wrong with it is found twice. */
static void
remove_repeats(GPtrArray *list)
{
    for (guint i = list->len; i > 1; i--)
        if (compare_findings(&list->pdata[i - 2], &list->pdata[i - 1]) == 0)
            g_ptr_array_remove_index(list, i - 1);
}

void
psg_findings_finish(PsgFindings *findings)
{
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, findings->counts);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        RuleCount *count = value;
        if (count->total > PSG_FINDINGS_PER_RULE)
            append(findings, count->severity, count->rule, count->path, 0, 0,
                    g_strdup_printf("there are %u findings of this kind in the file; the first %u "
                                    "are listed",
                            count->total, (guint)PSG_FINDINGS_PER_RULE));
    }
    g_hash_table_remove_all(findings->counts);
    g_ptr_array_sort(findings->list, compare_findings);
    remove_repeats(findings->list);
}

void
psg_findings_keep(PsgFindings *findings,
        gboolean (*is_wanted)(const PsgFinding *finding, gpointer data), gpointer data)
{
    GPtrArray *kept = g_ptr_array_new_with_free_func(finding_free);
    g_ptr_array_set_free_func(findings->list, NULL);
    for (guint i = 0; i < findings->list->len; i++) {
        PsgFinding *finding = g_ptr_array_index(findings->list, i);
        if (is_wanted(finding, data))
            g_ptr_array_add(kept, finding);
        else
            finding_free(finding);
    }
    g_ptr_array_unref(findings->list);
    findings->list = kept;
}

guint
psg_findings_get_length(const PsgFindings *findings)
{
    return findings->list->len;
}

const PsgFinding *
psg_findings_get(const PsgFindings *findings, guint index)
{
    return g_ptr_array_index(findings->list, index);
}

guint
psg_findings_count(const PsgFindings *findings, PsgSeverity severity)
{
    guint count = 0;
    for (guint i = 0; i < findings->list->len; i++)
        count += psg_findings_get(findings, i)->severity == severity;
    return count;
}

const char *
psg_severity_get_name(PsgSeverity severity)
{
    static const char *const names[] = {"note", "warning", "error"};
    return names[severity];
}

char *
psg_finding_format(const PsgFinding *finding)
{
    GString *text = g_string_new(*finding->path ? finding->path : "the package");
    if (finding->line)
        g_string_append_printf(text, ":%u", finding->line);
    if (finding->line && finding->column)
        g_string_append_printf(text, ":%u", finding->column);
    g_string_append_printf(text, ": %s: %s [%s]", psg_severity_get_name(finding->severity),
            finding->message, finding->rule);
    return g_string_free(text, FALSE);
}
