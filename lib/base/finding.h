/* A finding is a problem in somebody's text: it has a rule, a severity, a place and a sentence.
 * Findings are collected in a list and never stop the work; the caller decides what they mean. */
#pragma once
#include <glib.h>

typedef enum {
    PSG_SEVERITY_NOTE,    /* worth knowing; the output is as the author meant it */
    PSG_SEVERITY_WARNING, /* the output was mended, and may differ from what the author meant */
    PSG_SEVERITY_ERROR,   /* something of the author's is missing from the output */
} PsgSeverity;

typedef struct {
    PsgSeverity severity;
    const char *rule; /* a static string in kebab-case, for example "link-missing" */
    char *path;       /* relative to the package, with '/' */
    guint line;       /* from 1; 0 when the finding is about the whole file */
    guint column;     /* in bytes, from 1; 0 when unknown */
    char *message;    /* one sentence without a full stop at its end */
} PsgFinding;

typedef struct PsgFindings PsgFindings;

PsgFindings *psg_findings_new(void);
void psg_findings_free(PsgFindings *findings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgFindings, psg_findings_free)

/* Adds one finding. `rule` must be a static string; `path` and the message are copied. `findings`
 * may be NULL, for callers who do not want to know. After PSG_FINDINGS_PER_RULE findings of one
 * rule in one file the rest are counted, and psg_findings_finish() says how many there were. */
void psg_findings_add(PsgFindings *findings, PsgSeverity severity, const char *rule,
        const char *path, guint line, guint column, const char *format, ...) G_GNUC_PRINTF(7, 8);

#define PSG_FINDINGS_PER_RULE 20

/* Moves all findings (and counts) of `from` behind those of `findings`, and empties `from`. */
void psg_findings_merge(PsgFindings *findings, PsgFindings *from);

/* Gives every finding of line N the line `lines[N - 1]`, where there are so many. */
void psg_findings_map_lines(PsgFindings *findings, const guint *lines, guint count);

/* Orders by severity (errors first), then path, line, column and rule, and turns what was only
 * counted into one finding a rule and file. Call once, when all are in. */
void psg_findings_finish(PsgFindings *findings);

/* Drops all findings but those for which `is_wanted` returns TRUE. */
void psg_findings_keep(PsgFindings *findings,
        gboolean (*is_wanted)(const PsgFinding *finding, gpointer data), gpointer data);

guint psg_findings_get_length(const PsgFindings *findings);
const PsgFinding *psg_findings_get(const PsgFindings *findings, guint index);
guint psg_findings_count(const PsgFindings *findings, PsgSeverity severity);

/* "error", "warning" or "note". */
const char *psg_severity_get_name(PsgSeverity severity);

/* `path:line:column: severity: message [rule]`, leaving out what is 0. The caller owns the string.
 */
char *psg_finding_format(const PsgFinding *finding);
