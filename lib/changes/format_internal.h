/* What the forms of changes share: the words they use for things. */
#pragma once
#include "changes/format.h"

/* How many unchanged words stand on each side of a change. */
#define PSG_FORMAT_CONTEXT 10

/* "Added", "Removed", "Changed", "Moved", "Split", "Merged". */
const char *psg_format_get_change_word(PsgChange change);
/* "edited", "inserted", ...: for machines. */
const char *psg_format_get_change_name(PsgChange change);
const char *psg_format_get_chapter_name(PsgChapterChange change);

/* "12 words added, 4 removed, 1 passage moved"; "no wording changed"; "no word changed, only
 * punctuation, links or layout". The caller owns it. */
char *psg_format_count(const PsgDocumentChanges *changes);

/* "new chapter", "renamed from “Play”"; NULL for one that was edited. The caller owns it. */
char *psg_format_describe_chapter(const PsgChapterChanges *chapter);

/* The passage's section when it is another than that of the one before (nullable), and not the
 * chapter itself; NULL when no title is due. */
const char *psg_format_get_new_section(const PsgPassage *passage, const PsgPassage *previous);

/* TRUE for a passage that is a heading, all new or all gone, under its own words as the title: the
 * title is marked, and the passage need not be written. `section` is what
 * psg_format_get_new_section() gave for it. */
gboolean psg_format_is_told_by_section(const PsgPassage *passage, const char *section);

/* TRUE for the title of a chapter that is new or gone as a whole, which its own title says. */
gboolean psg_format_is_told_by_chapter(const PsgPassage *passage, const PsgChapterChanges *chapter);

gboolean psg_format_is_english(const char *language);

/* The spaces that a run begins and ends with are told apart from its words. */
void psg_format_split_run(const char *text, gboolean *has_lead, char **words, gboolean *has_trail);
