/* A summary of changes in words: what an editor begins a version's message with, and what readers
 * see of it. */
#pragma once
#include "changes/changes.h"

/* Markdown, a short list in plain English: which chapters are new, gone, renamed; in which sections
 * wording changed and how much; what moved. At most some twelve lines: beyond that, counts. "No
 * wording changed." when nothing did. The caller owns it. */
char *psg_summary_make(const PsgDocumentChanges *changes);
