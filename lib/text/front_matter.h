/* The YAML between two lines of `---` at the top of a Markdown file: title, lang and summary, read
 * with base/yaml.h. */
#pragma once
#include <glib.h>

#include "base/finding.h"

typedef struct {
    gsize length; /* bytes to skip, the closing line included; 0 when there is no front matter */
    guint lines;  /* lines to skip */
    char *title;  /* NULL where the author gives none; so the others */
    char *language;
    char *summary;
} PsgFrontMatter;

/* Reads front matter at the start of `source`. One that never ends is text (and a finding), so that
 * nothing of the author's is lost. Unknown keys are findings. Clear with psg_front_matter_clear().
 */
void psg_front_matter_read(PsgFrontMatter *front, const char *source, gsize length,
        const char *path, PsgFindings *findings);
void psg_front_matter_clear(PsgFrontMatter *front);

/* How many lines of front matter stand at the start of a file's bytes as they are, with whatever
 * line ends (but behind a byte order mark). */
guint psg_front_matter_count_lines(const char *source, gsize length);
