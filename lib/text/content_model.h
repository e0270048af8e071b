/* Which elements raw HTML may bring, and what may stand in what: the part of HTML's content models
 * (HTML Living Standard, section 4) that guidance needs. */
#pragma once
#include <glib.h>
#include <libxml/tree.h>

#include "base/finding.h"

typedef enum {
    PSG_ELEMENT_UNKNOWN,   /* not HTML, or nothing a text needs: its tags are left out, its content
                              stays */
    PSG_ELEMENT_REMOVED,   /* goes with all it holds: <script>, <style>, <iframe>, ... */
    PSG_ELEMENT_PHRASING,  /* stands in a line and holds what stands in a line */
    PSG_ELEMENT_VOID,      /* stands in a line and holds nothing */
    PSG_ELEMENT_LINES,     /* a block that holds what stands in a line: <p>, <h2>, <summary> */
    PSG_ELEMENT_BLOCK,     /* a block that holds blocks, or lines */
    PSG_ELEMENT_STRUCTURE, /* a block that holds only certain others: <ul>, <table>, <tr>, <dl> */
} PsgElementKind;

PsgElementKind psg_element_get_kind(const char *name);

/* TRUE when an author may set this attribute on this element. */
gboolean psg_element_allows(const char *element, const char *attribute, const char *value);

/* TRUE for ids that an author may give: not empty, without blanks, and not of the form that themes
 * use ("psg.main"). */
gboolean psg_id_is_allowed(const char *id);

/* Mends a tree that raw HTML went into until every element stands where HTML lets it: removed
 * elements go, misplaced ones are unwrapped or get the parent they need, stray words become
 * paragraphs. What changed is a finding. A <p> that raw HTML opened as a block has a `_private`. */
void psg_content_model_mend(
        xmlDoc *document, xmlNode *root, const char *path, PsgFindings *findings);

/* TRUE when `word` stands in `list`, whose words have a blank on both sides: " ul ol ". */
gboolean psg_word_is_listed(const char *list, const char *word);
