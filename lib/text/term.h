/* Glossary terms, and the set of them that a text is searched for. */
#pragma once
#include <glib.h>

typedef struct {
    char *id;        /* the term's id on the glossary page: a slug, unique in its set */
    char *name;      /* as it is written in the glossary */
    char *short_for; /* what an abbreviation stands for; NULL */
    char *meaning;   /* Markdown */
    char **also;     /* other spellings; NULL-terminated, may be empty */
    char **see;      /* names of related terms; NULL-terminated, may be empty */
    guint line;      /* in the glossary file */
} PsgTerm;

void psg_term_free(PsgTerm *term);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgTerm, psg_term_free)

typedef struct PsgTermSet PsgTermSet;

/* An empty set. Terms are added once, before the first search; afterwards the set may be searched
 * from any thread. */
PsgTermSet *psg_term_set_new(void);
void psg_term_set_free(PsgTermSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgTermSet, psg_term_set_free)

/* Takes the term. Gives it an id when it has none. FALSE (and the term is freed) when its name, or
 * one of its other spellings, is another term's already. */
gboolean psg_term_set_add(PsgTermSet *set, PsgTerm *term);

/* All terms (const PsgTerm *) in the order of an alphabetical list. Owned by the set. */
const GPtrArray *psg_term_set_get_all(const PsgTermSet *set);

/* The term with this name or other spelling, or NULL. */
const PsgTerm *psg_term_set_find(const PsgTermSet *set, const char *name);

/* Finds the first term at or after byte `from` of `text` (valid UTF-8, NUL-terminated): whole
 * words, the longest spelling wins, capital letters are told apart only in spellings that have more
 * than a first one ("SALT" is not "salt"). Sets the half-open byte range of the match. NULL when
 * there is none. */
const PsgTerm *psg_term_set_search(
        const PsgTermSet *set, const char *text, gsize from, gsize *start, gsize *end);
